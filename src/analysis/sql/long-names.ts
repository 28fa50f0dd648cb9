/** Names that PostgreSQL will cut: the parser has cut them already, so they are looked for in the text. */
import { truncated } from "../../model/identifiers.ts";
import type { Part } from "./lexer.ts";
import { tokensOf } from "./lexer.ts";

export interface LongName extends Part {
  /** As written, without its quotes. */
  readonly name: string;
  /** What is left of it. */
  readonly kept: string;
}

/** Almost no text has one: 63 bytes are 64 plain characters, or 16 others and some. */
export function mayHoldLongNames(text: string): boolean {
  return /\b[\w$]{64}|"[^"\n]{64}/.test(text) || (/[^\0-\x7f]/.test(text) && /[^\0-\x7f]{16}/.test(text));
}

/** In the order of the text; strings, dollar quotes and comments hold none. */
export function longNamesIn(text: string): LongName[] {
  const found: LongName[] = [];
  for (const { kind, start, end } of tokensOf(text)) {
    if ((kind !== "word" && kind !== "quoted") || end - start <= MIN_UNITS) continue;
    const name = kind === "quoted" ? text.slice(start + 1, end - 1).replaceAll('""', '"') : text.slice(start, end).toLowerCase();
    const kept = truncated(name);
    if (kept !== name) found.push({ start, end, name, kept });
  }
  return found;
}

/** 63 bytes of UTF-8 are at least 21 units of UTF-16. */
const MIN_UNITS = 21;
