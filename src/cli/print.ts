/** A verdict becomes what the chosen format prints, and the exit code. */
import { createRequire } from "node:module";
import { commandEnvironment } from "../env.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { textsOf } from "../publication/places.ts";
import { EXIT_CODES, type Format } from "./options.ts";

export interface PrintOptions {
  readonly format: Format;
  /** Without the five questions: for files that make no pull request. */
  readonly findingsOnly?: boolean;
  /** Findings under their gates instead of worst first. */
  readonly byGate?: boolean;
}

export async function printVerdict(verdict: Verdict, snapshot: Snapshot, options: PrintOptions): Promise<number> {
  process.stdout.write(await rendered(verdict, snapshot, options));
  return EXIT_CODES[verdict.outcome];
}

async function rendered(verdict: Verdict, snapshot: Snapshot, { format, findingsOnly, byGate }: PrintOptions): Promise<string> {
  const textOf = textsOf(snapshot);
  if (format === "json") return asJson((await import("../publication/json.ts")).reviewAsJson(verdict, textOf));
  if (format === "markdown") return lineAtEnd((await import("../publication/markdown.ts")).reviewAsMarkdown(verdict, snapshot, { byGate }));
  if (format === "sarif") {
    const [{ reviewAsSarif }, { rules }] = await Promise.all([import("../publication/sarif.ts"), import("../analysis/rules/index.ts")]);
    return asJson(reviewAsSarif(verdict, textOf, { version: version(), rules }));
  }
  const { reviewAsText } = await import("../publication/terminal.ts");
  return lineAtEnd(reviewAsText(verdict, textOf, { color: colorful(), width: process.stdout.columns, findingsOnly, byGate }));
}

/** Only a terminal gets colours, and not when NO_COLOR is set (no-color.org). */
export function colorful(): boolean {
  return process.stdout.isTTY === true && commandEnvironment().color;
}

export function version(): string {
  return (createRequire(import.meta.url)("../../package.json") as { version: string }).version;
}

export function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function lineAtEnd(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
