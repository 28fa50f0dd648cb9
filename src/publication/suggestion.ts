/** A fix as whole lines of the head: what a `suggestion` block replaces must be exactly the lines that its comment stands on. */
import type { Fix } from "../model/source.ts";
import { hasInvisible } from "./neutralize.ts";
import type { Places } from "./places.ts";

const MAX_LINES = 30;
const MAX_LENGTH = 8000;

export interface Lines {
  readonly startLine: number;
  readonly line: number;
}

export interface Suggestion extends Lines {
  /** The new lines, each with its `\n`; empty when the lines are deleted. */
  readonly text: string;
  /** The old ones. */
  readonly old: string;
}

/**
 * The fixes applied to the lines that they and the comment touch. Of fixes that overlap, the first given wins. An insertion repeats the line
 * before or after which it stands. `undefined` when nothing changes, or when it is longer than a reader wants to accept unseen.
 */
export function suggest(fixes: readonly Fix[], path: string, anchor: Lines, places: Places): Suggestion | undefined {
  const text = places.textOf(path, "head");
  const usable = compatible(fixes.filter(({ span }) => span.side === "head" && span.path === path && span.start >= 0 && span.start <= span.end && span.end <= (text ?? "").length));
  if (text === undefined || usable.length === 0) return undefined;
  const all = replace(text, usable, path, anchor, places);
  if (all || usable.length === 1) return all;
  const first = fixes.find((fix) => usable.includes(fix));
  return first && replace(text, [first], path, anchor, places);
}

function compatible(fixes: readonly Fix[]): Fix[] {
  const kept: Fix[] = [];
  for (const fix of fixes) {
    const repeated = kept.some(({ span, text }) => span.start === fix.span.start && span.end === fix.span.end && text === fix.text);
    const overlaps = kept.some(({ span }) => span.start < fix.span.end && fix.span.start < span.end);
    if (!repeated && !overlaps) kept.push(fix);
  }
  return kept.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function replace(text: string, fixes: readonly Fix[], path: string, anchor: Lines, places: Places): Suggestion | undefined {
  const count = Math.max(1, places.lineCount(path, "head"));
  const lineOf = (offset: number): number => Math.min(count, places.at(path, "head", offset).line);
  const startLine = Math.min(anchor.startLine, ...fixes.map(({ span }) => lineOf(span.start)));
  let line = Math.min(count, Math.max(anchor.line, ...fixes.map(({ span }) => lineOf(span.end > span.start ? span.end - 1 : span.start))));
  const from = places.startOf(path, "head", startLine);
  const end = (): number => (line >= count ? text.length : places.startOf(path, "head", line + 1));
  while (line < count && joinsNextLine(apply(text, fixes, from, end()))) line++;
  const applied = apply(text, fixes, from, end());
  const old = unify(text.slice(from, end()));
  const changed = unify(applied);
  if (changed === old || line - startLine >= MAX_LINES || changed.length > MAX_LENGTH || hasInvisible(changed) || hasInvisible(old)) return undefined;
  return { startLine, line, text: changed, old };
}

function apply(text: string, fixes: readonly Fix[], from: number, to: number): string {
  let out = "";
  let at = from;
  for (const { span, text: put } of fixes) {
    out += text.slice(at, span.start) + put;
    at = span.end;
  }
  return out + text.slice(at, to);
}

/** The fix took the line's end with it: the next line belongs to what is replaced. */
function joinsNextLine(applied: string): boolean {
  return applied !== "" && !applied.endsWith("\n");
}

/** `\n` alone, and one at the end unless empty: a comment's body cannot say which line ends the file has. */
function unify(lines: string): string {
  const unified = lines.replace(/\r\n/g, "\n");
  return unified === "" || unified.endsWith("\n") ? unified : `${unified}\n`;
}

/** Old and new lines as a diff, for where a suggestion cannot stand. */
export function asDiff({ text, old }: Suggestion): string {
  return marked(old, "-") + marked(text, "+");
}

function marked(lines: string, mark: string): string {
  return lines === "" ? "" : `${mark}${lines.slice(0, -1).replaceAll("\n", `\n${mark}`)}\n`;
}
