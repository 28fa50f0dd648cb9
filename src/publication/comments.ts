/** Inline comments: what happens, why it hurts, the safe way as ready text, how to get past it. */
import type { InlineComment } from "../model/publication.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Finding } from "../model/verdict.ts";
import { annotationOf } from "./annotations.ts";
import { type Group, groupByPlace } from "./groups.ts";
import { suggestionMarker, threadMarker, twinMarker } from "./markers.ts";
import { bytes, fence, message, messageLine } from "./neutralize.ts";
import type { Places } from "./places.ts";
import { roleSentences } from "./role-words.ts";
import { asDiff, type Suggestion, suggest } from "./suggestion.ts";
import { atLeast, ruleLink, SEVERITY_SIGNS } from "./wording.ts";

/** Findings of one place beyond the worst that are told a line each. */
const MAX_OTHERS = 20;

/**
 * All of them, worst first, wherever they stand: which lines of the diff can carry a comment only `plan` knows, so each brings the annotation
 * that says the same, and a fallback without suggestion block. A group whose worst is below the threshold is an annotation at once.
 */
export function commentsOf(
  findings: readonly Finding[],
  threshold: Finding["severity"],
  snapshot: Snapshot,
  places: Places,
): { comments: InlineComment[]; below: NonNullable<InlineComment["annotation"]>[] } {
  const renamed = new Map(snapshot.files.flatMap((file) => (file.status === "renamed" ? [[file.previousPath, file.path] as const] : [])));
  const comments: InlineComment[] = [];
  const below: NonNullable<InlineComment["annotation"]>[] = [];
  for (const group of groupByPlace(findings, places)) {
    const { side, path: read } = group.lead.span;
    const path = side === "base" ? (renamed.get(read) ?? read) : read;
    const annotation = annotationOf(group, path, places);
    if (atLeast(group.lead.severity, threshold)) comments.push({ ...commentOf(group, places), path, annotation });
    else below.push(annotation);
  }
  return { comments, below };
}

function commentOf(group: Group, places: Places): Omit<InlineComment, "path" | "annotation"> {
  const { lead, others, lines } = group;
  const marker = threadMarker([lead, ...others.slice(0, MAX_OTHERS)].map(({ fingerprint }) => fingerprint)) + twinMarker(lead.twin);
  const fixes = [lead, ...others].flatMap(({ fix }) => (fix ? [fix] : []));
  const suggestion = lead.span.side === "head" ? suggest(fixes, lead.span.path, lines, places) : undefined;
  const base = { key: lead.fingerprint, side: lead.span.side === "base" ? ("LEFT" as const) : ("RIGHT" as const) };
  if (!suggestion) return { ...base, ...lines, body: marker + bodyOf(group, "") };
  const shape = `${lines.startLine - suggestion.startLine}+${suggestion.line - suggestion.startLine + 1}`;
  const block = fence(suggestion.text, "suggestion", { exact: true });
  const fallback = { ...lines, body: marker + bodyOf(group, lead.advice ? "" : fence(asDiff(suggestion), "diff")) };
  const body = `${marker}${suggestionMarker(shape)}${bodyOf(group, block, suggestion)}`;
  return { ...base, startLine: suggestion.startLine, line: suggestion.line, body, fallback };
}

function bodyOf({ lead, others }: Group, block: string, suggestion?: Suggestion): string {
  const told = `${SEVERITY_SIGNS[lead.severity]} ${messageOf(lead)}`;
  const foot = footer(lead);
  const [advice = "", more = "", roles = ""] = fitting([adviceOf(lead, suggestion), othersOf(others), rolesOf([lead, ...others])], LIMIT - bytes(told + block + foot));
  return [told, advice, block, more, roles, foot]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n");
}

/** In bytes: GitHub refuses a review with a comment of more than 65,536 characters. Marks, and what is said once it is resolved, need some of it. */
const LIMIT = 60_000;
const TOO_LONG = "_More is told here than a comment can hold: see the check._";

/** One sign can become a dozen when it is made harmless. */
function messageOf({ message: text }: Finding): string {
  const whole = message(text);
  return bytes(whole) > LIMIT / 3 ? message(text, 1_000) : whole;
}

/** The first part that has no room is replaced by words that say so, later ones by nothing. */
function fitting(parts: readonly string[], room: number): string[] {
  let left = room;
  return parts.map((part) => {
    if (left < 0) return "";
    left -= bytes(part);
    return left < 0 ? TOO_LONG : part;
  });
}

/** Left out where the suggestion already says it. */
function adviceOf({ advice }: Finding, suggestion: Suggestion | undefined): string {
  if (!advice || (suggestion && squeezed(suggestion.text).includes(squeezed(advice.text)))) return "";
  return `${advice.title ? `${messageLine(advice.title)}:` : "The safe way:"}\n\n${fence(advice.text, advice.language)}`;
}

/** Columns may be aligned otherwise there. */
function squeezed(text: string): string {
  return text
    .trim()
    .replace(/[ \t]+/g, " ")
    .replace(/\n /g, "\n");
}

function othersOf(others: readonly Finding[]): string {
  if (others.length === 0) return "";
  const lines = others.slice(0, MAX_OTHERS).map((other) => `- ${SEVERITY_SIGNS[other.severity]} ${messageLine(other.message, 600)} <sub>${ruleLink(other.rule)}</sub>`);
  const left = others.length - lines.length;
  return `Also here:\n\n${lines.join("\n")}${left > 0 ? `\n- … and ${left} more` : ""}`;
}

/** What it takes the tables for, where that is a guess. */
function rolesOf(findings: readonly Finding[]): string {
  return roleSentences(findings)
    .map((sentence) => message(sentence))
    .join("\n\n");
}

/** The comment's sign in each language; elsewhere, and on deleted lines, only the configuration remains. */
const COMMENT_SIGNS: readonly (readonly [RegExp, string, string])[] = [
  [/\.sql$/i, "--", "above the statement"],
  [/\.prisma$/i, "///", "above the model or field"],
  [/\.[cm]?[jt]sx?$/i, "//", "above the call"],
];

function footer({ rule, span }: Finding): string {
  const sign = COMMENT_SIGNS.find(([ending]) => ending.test(span.path));
  const way =
    sign && span.side === "head"
      ? `Put \`${sign[1]} schema-review-ignore ${rule}: <reason>\` ${sign[2]}.`
      : `The rule can be set in \`.github/schema-review.yml\` of the default branch.`;
  return `<sub>${ruleLink(rule)} · Not a problem here? ${way}</sub>`;
}
