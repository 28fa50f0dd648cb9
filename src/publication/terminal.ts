/** A review for a person in a terminal: the offending line underlined, why, the safe way, the five questions. Control characters of names are shown, not sent. */

import { GATES, type Gate, QUESTIONS, type Severity } from "../model/rule.ts";
import { shorten, visible } from "../model/text.ts";
import type { Finding, GateResult, Outcome, Verdict } from "../model/verdict.ts";
import { excerpt } from "./excerpt.ts";
import { ansi, type Painter, plain } from "./painter.ts";
import { createPlaces, type Places, type TextOf } from "./places.ts";
import { roleSentences } from "./role-words.ts";
import { countWords, PHASE_MEANINGS, titleOf } from "./wording.ts";
import { wrap } from "./wrap.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; 100 when left out, never less than 40. */
  readonly width?: number;
  /** Without the five questions: for single files, which make no pull request. */
  readonly findingsOnly?: boolean;
  /** Findings under their gates' questions, in the order of the questions, instead of worst first. */
  readonly byGate?: boolean;
}

export function reviewAsText(verdict: Verdict, textOf: TextOf, options: TerminalOptions): string {
  const paint = options.color ? ansi : plain;
  const width = Math.max(40, options.width ?? 100);
  const places = createPlaces(textOf);
  const parts = [
    ...(options.byGate ? GATES.flatMap((gate) => gateText(verdict, gate, places, paint, width)) : verdict.findings.map((finding) => findingText(finding, places, paint, width))),
    ...verdict.gaps.map((gap) => gapText(gap, places, paint, width)),
    ...(verdict.waived.length > 0 ? [waivedText(verdict, places, paint)] : []),
    ...(options.findingsOnly ? [] : [summaryText(verdict, paint, width)]),
    `${paint[OUTCOME_COLORS[verdict.outcome]](paint.bold(titleOf(verdict)))}\n`,
  ];
  return parts.join("\n");
}

const SEVERITY_COLORS = { error: "red", warning: "yellow", info: "blue" } as const satisfies Record<Severity, keyof Painter>;
const SIGNS: Readonly<Record<Outcome, string>> = { passed: "✓", failed: "✗", incomplete: "?" };
const OUTCOME_COLORS = { passed: "green", failed: "red", incomplete: "yellow" } as const satisfies Record<Outcome, keyof Painter>;

function findingText(finding: Finding, places: Places, paint: Painter, width: number): string {
  const { rule, severity, span, message, advice } = finding;
  const color = paint[SEVERITY_COLORS[severity]];
  const { path, line, column, side } = places.place(span);
  const base = side === "base" ? paint.dim(" (base branch)") : "";
  const head = `${paint.bold(`${oneLine(path)}:${line}:${column}`)}${base} ${color(severity)} ${paint.dim(visible(rule))}`;
  const why = wrap(prose(message, paint), width, "  ");
  const safe = advice
    ? `\n  ${advice.title ? prose(advice.title, paint) : "The safe way"}:\n${indent(visible(shorten(advice.text.replace(/\r\n?/g, "\n"), 8000)), "    ", paint.green)}\n`
    : "";
  const because = roleSentences([finding]).map((sentence) => `\n${wrap(prose(sentence, paint), width, "  ")}\n`);
  return `${head}\n${excerpt(span, places, { width, mark: color, dim: paint.dim })}${why}\n${safe}${because.join("")}`;
}

function gateText({ gates, findings }: Verdict, gate: Gate, places: Places, paint: Painter, width: number): string[] {
  const own = findings.filter((finding) => finding.gate === gate);
  const result = gates.find((one) => one.gate === gate);
  if (own.length === 0 || !result) return [];
  return [`${paint.bold(`${gate}: ${QUESTIONS[gate]}`)} ${paint.dim(countText(result))}\n`, ...own.map((finding) => findingText(finding, places, paint, width))];
}

function gapText({ span, reason }: Verdict["gaps"][number], places: Places, paint: Painter, width: number): string {
  const { path, line, column } = places.place(span);
  const where = path === "" || path === "." ? "the pull request" : `${oneLine(path)}:${line}:${column}`;
  const shown = excerpt(span, places, { width, mark: paint.yellow, dim: paint.dim });
  return `${paint.bold(where)} ${paint.yellow("could not be read")}\n${shown}${wrap(prose(reason, paint), width, "  ")}\n`;
}

function waivedText({ waived }: Verdict, places: Places, paint: Painter): string {
  const lines = waived.map(({ rule, span, waiver }) => {
    const who = waiver.how === "comment" ? "in the code" : `by ${visible(waiver.by)}`;
    return paint.dim(`${oneLine(span.path)}:${places.place(span).line} ${visible(rule)} waived ${who}: ${oneLine(waiver.reason)}`);
  });
  return `${lines.join("\n")}\n`;
}

function oneLine(text: string): string {
  return visible(shorten(text.replace(/\s+/g, " ").trim(), 300));
}

function summaryText(verdict: Verdict, paint: Painter, width: number): string {
  const longest = Math.max(...Object.values(QUESTIONS).map(({ length }) => length));
  const gates = verdict.gates.map(
    (gate) =>
      `${paint[OUTCOME_COLORS[gate.outcome]](SIGNS[gate.outcome])} ${width >= longest + 30 ? QUESTIONS[gate.gate].padEnd(longest) : gate.gate.padEnd(10)}  ${paint.dim(countText(gate))}`,
  );
  const rollout = verdict.migrations.length === 0 ? [] : wrap(`Rollout: ${verdict.phase}, ${PHASE_MEANINGS[verdict.phase]}.`, width, "").split("\n");
  const evidence = verdict.evidence.map((fact) => paint.dim(oneLine(fact)));
  return `${[...gates, ...rollout, ...evidence].join("\n")}\n`;
}

function countText({ counts, waived }: GateResult): string {
  const words = [countWords(counts), waived > 0 ? `${waived} waived` : ""].filter((part) => part !== "");
  return words.length === 0 ? "none" : words.join(", ");
}

/** Our Markdown for the eye: names in colour, emphasis as bold. */
function prose(markdown: string, paint: Painter): string {
  return visible(shorten(markdown.replace(/\r\n?/g, "\n"), 4000))
    .replace(/\*\*([^*\n]+)\*\*/g, (_, strong: string) => paint.bold(strong))
    .replace(/(?<!`)`([^`\n]+)`(?!`)/g, (whole, name: string) => (paint === plain ? whole : paint.cyan(name)));
}

function indent(text: string, by: string, color: (text: string) => string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : by + color(line)))
    .join("\n");
}
