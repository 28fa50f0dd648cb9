/** The source line that a finding speaks of, with carets under the words it means. */

import type { Span } from "../model/source.ts";
import { visible } from "../model/text.ts";
import type { Places } from "./places.ts";
import { columnsOf } from "./wrap.ts";

export interface ExcerptOptions {
  readonly width: number;
  mark(text: string): string;
  dim(text: string): string;
}

/** Lines of a place that are shown; the rest is counted. */
const MAX_LINES = 3;

/** Ends with a line break; empty when the file is not at hand. */
export function excerpt(span: Span, places: Places, options: ExcerptOptions): string {
  const text = places.textOf(span.path, span.side);
  if (text === undefined || text === "") return "";
  const { line, column, endLine, endColumn } = places.place(span);
  const last = Math.min(endLine, line + MAX_LINES - 1);
  const gutter = `${last}`.length;
  let out = "";
  for (let number = line; number <= last; number++) {
    const start = places.startOf(span.path, span.side, number);
    const source = text.slice(start, places.startOf(span.path, span.side, number + 1)).replace(/\r?\n$/, "");
    const from = number === line ? column - 1 : source.length - source.trimStart().length;
    const to = number === endLine ? endColumn - 1 : source.trimEnd().length;
    out += underlined(source, from, to, `${number}`.padStart(gutter), options);
  }
  const left = endLine - last;
  return left > 0 ? `${out}${options.dim(`  ${" ".repeat(gutter)} | … ${left} more ${left === 1 ? "line" : "lines"}`)}\n` : out;
}

function underlined(source: string, from: number, to: number, number: string, { width, mark, dim }: ExcerptOptions): string {
  const room = Math.max(20, width - number.length - 6);
  // More than any line of these columns has; a line may be a megabyte long.
  const most = room * 4;
  const first = source.length <= most && columnsOf(shown(source)) <= room ? 0 : Math.max(0, from - Math.floor(room / 4));
  const before = shown(source.slice(first, from));
  const meant = clip(shown(source.slice(from, Math.min(to, from + most))), room - columnsOf(before) - 1);
  const after = clip(shown(source.slice(to, to + most)), room - columnsOf(before) - columnsOf(meant));
  const lead = first > 0 ? "…" : "";
  const carets = "^".repeat(Math.max(1, columnsOf(meant)));
  const gutter = " ".repeat(number.length);
  return `  ${dim(`${number} |`)} ${lead}${before}${meant}${after}\n  ${dim(`${gutter} |`)} ${" ".repeat(lead.length + columnsOf(before))}${mark(carets)}\n`;
}

/** As the terminal will show it: tabs as two spaces, control characters spelled out. */
function shown(source: string): string {
  return visible(source.replaceAll("\t", "  ").replaceAll("\n", " "));
}

function clip(text: string, room: number): string {
  if (columnsOf(text) <= room) return text;
  let out = "";
  let columns = 0;
  for (const character of text) {
    columns += columnsOf(character);
    if (columns > room - 1) break;
    out += character;
  }
  return `${out}…`;
}
