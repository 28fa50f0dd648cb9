/** Offsets become lines and columns, 1-based; columns count UTF-16 code units. Line ends are `\n`, with or without `\r` before it, as in git. */
import { type Snapshot, textAfter, textBefore } from "../model/snapshot.ts";
import type { Side, Span } from "../model/source.ts";

/** A file's text on one side; `undefined` when it is not at hand. */
export type TextOf = (path: string, side: Side) => string | undefined;

export interface Place {
  readonly path: string;
  readonly side: Side;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Exclusive. */
  readonly endColumn: number;
}

export interface Places {
  /** White space at the span's end does not count. A span in a file that is not at hand is at 1:1; offsets beyond the text are at its end. */
  place(span: Span): Place;
  at(path: string, side: Side, offset: number): { readonly line: number; readonly column: number };
  /** Offset of a line's first character; past the last line the text's length. */
  startOf(path: string, side: Side, line: number): number;
  /** Lines that git counts: a text that ends in `\n` has no empty line after it. */
  lineCount(path: string, side: Side): number;
  textOf: TextOf;
}

export function textsOf(snapshot: Snapshot): TextOf {
  const texts = new Map<string, string>();
  const keep = (side: Side, path: string, text: string | undefined): void => {
    if (text !== undefined && !texts.has(`${side}\0${path}`)) texts.set(`${side}\0${path}`, text);
  };
  for (const file of snapshot.files) {
    keep("head", file.path, textAfter(file));
    keep("base", file.status === "renamed" ? file.previousPath : file.path, textBefore(file));
  }
  for (const file of snapshot.files) if (file.status === "renamed") keep("base", file.path, file.before);
  if (snapshot.config) {
    keep("base", snapshot.config.path, snapshot.config.text);
    keep("head", snapshot.config.path, snapshot.config.text);
  }
  return (path, side) => texts.get(`${side}\0${path}`);
}

export function createPlaces(textOf: TextOf): Places {
  const cache = new Map<string, readonly number[]>();
  const startsOf = (path: string, side: Side): readonly number[] => {
    const key = `${side}\0${path}`;
    const known = cache.get(key);
    if (known) return known;
    const starts = lineStarts(textOf(path, side) ?? "");
    cache.set(key, starts);
    return starts;
  };
  const at = (path: string, side: Side, offset: number): { line: number; column: number } => {
    const bounded = Math.min(Math.max(0, Math.trunc(offset) || 0), (textOf(path, side) ?? "").length);
    return locate(startsOf(path, side), bounded);
  };
  return {
    at,
    textOf,
    place({ path, side, start, end }) {
      const text = textOf(path, side) ?? "";
      let stop = Math.min(Math.max(start, end), text.length);
      while (stop > start && /\s/.test(text[stop - 1] ?? "")) stop--;
      const from = at(path, side, start);
      const to = at(path, side, Math.max(start, stop));
      return { path, side, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    },
    startOf: (path, side, line) => startsOf(path, side)[line - 1] ?? (textOf(path, side) ?? "").length,
    lineCount(path, side) {
      const count = startsOf(path, side).length;
      return (textOf(path, side) ?? "").endsWith("\n") ? count - 1 : count;
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Binary search: the last start at or before the offset. */
function locate(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
