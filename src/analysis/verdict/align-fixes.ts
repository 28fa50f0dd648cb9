/**
 * Fixes of `.prisma` fields leave the columns of the lines around them aligned, where they were: as Prisma's formatter would (prisma-engines, schema
 * reformatter). A longer type moves the attributes of its neighbours; the fix then takes them in.
 */
import type { Database } from "../../model/database.ts";
import type { Table } from "../../model/schema.ts";
import type { Fix } from "../../model/source.ts";
import type { Spoken } from "./check.ts";

/** Lines that one fix may take in; a reader accepts no more unseen. Beyond, the fix stays as it is and the formatter has something to do. */
export const MAX_LINES = 20;

/** A field's line: indent, name, type, attributes, comment. Types may be `Unsupported("…")`; a comment begins outside of strings. */
const FIELD = /^([ \t]*)(\w+)[ \t]+(\w+(?:\("(?:[^"\\]|\\.)*"\))?(?:\[\]|[?!])?)(?:[ \t]+(@(?:"(?:[^"\\]|\\.)*"|[^"/]|\/(?!\/))*))?(?:[ \t]*(\/\/.*))?$/;
const COMMENT = /^[ \t]*\/\//;

/** Longer ones are nobody's handwriting. */
const LONGEST_LINE = 500;

export function alignFixes(reports: readonly Spoken[], databases: readonly Database[]): readonly Spoken[] {
  if (!reports.some(({ fix }) => fix?.span.path.endsWith(".prisma"))) return reports;
  return reports.map((report) => (report.fix ? { ...report, fix: aligned(report.fix, databases) } : report));
}

function aligned(fix: Fix, databases: readonly Database[]): Fix {
  const { path, side, start, end } = fix.span;
  if (side !== "head" || !path.endsWith(".prisma")) return fix;
  for (const { after, schemaFiles } of databases) {
    const file = schemaFiles.find((one) => one.path === path);
    const table = file && modelAround(after.tables.values(), path, start, end);
    if (file && table) return inBlock(fix, file.text.slice(table.span.start, table.span.end), table.span.start);
  }
  return fix;
}

function modelAround(tables: Iterable<Table>, path: string, start: number, end: number): Table | undefined {
  for (const table of tables) if (table.span.path === path && table.span.start <= start && end <= table.span.end) return table;
  return undefined;
}

/** `block` is the model's text, which begins at `offset` of its file. */
function inBlock(fix: Fix, block: string, offset: number): Fix {
  const from = fix.span.start - offset;
  const newline = block.includes("\r\n") ? "\r\n" : "\n";
  const old = block.split(newline);
  const changed = (block.slice(0, from) + fix.text + block.slice(fix.span.end - offset)).split(newline);
  const first = lineOf(block, from, newline);
  const last = first + fix.text.split(newline).length - 1;
  // What stood there before, or stands beside what is put in between.
  if (![first, first + 1].every((line) => isAligned(old, line))) return fix;
  const groups = groupsOf(changed).filter((group) => group.start <= last + 1 && group.end >= first);
  const wanted = [...changed];
  for (const { start, end } of groups) {
    const lines = align(changed.slice(start, end + 1));
    if (!lines) return fix;
    wanted.splice(start, lines.length, ...lines);
  }
  return wanted.every((line, index) => line === changed[index]) ? fix : replacement(fix, block, offset, wanted.join(newline), newline);
}

function lineOf(text: string, at: number, newline: string): number {
  return text.slice(0, at).split(newline).length - 1;
}

/** The smallest edit of whole lines that makes the new text of the old. */
function replacement(fix: Fix, block: string, offset: number, wanted: string, newline: string): Fix {
  const [old, now] = [block.split(newline), wanted.split(newline)];
  let head = 0;
  while (head < Math.min(old.length, now.length) - 1 && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head - 1 && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const [gone, put] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  if (Math.max(gone.length, put.length) > MAX_LINES) return fix;
  const start = offset + old.slice(0, head).reduce((sum, line) => sum + line.length + newline.length, 0);
  return { span: { ...fix.span, start, end: start + gone.join(newline).length }, text: put.join(newline) };
}

interface Lines {
  /** Of the first and of the last line. */
  readonly start: number;
  readonly end: number;
}

/** Fields with nothing but comments between them share their columns. */
function groupsOf(lines: readonly string[]): Lines[] {
  const groups: { start: number; end: number }[] = [];
  lines.forEach((line, index) => {
    const group = groups.at(-1);
    if (index === 0 || !(fieldIn(line) || COMMENT.test(line))) return;
    if (group?.end === index - 1) group.end = index;
    else groups.push({ start: index, end: index });
  });
  return groups;
}

/** A line that is in no group (a bracket, an empty line, an attribute of the block) has nothing to align. */
function isAligned(lines: readonly string[], line: number): boolean {
  const group = groupsOf(lines).find(({ start, end }) => start <= line && line <= end);
  if (!group) return true;
  const given = lines.slice(group.start, group.end + 1);
  return align(given)?.every((wanted, index) => wanted === given[index]) ?? false;
}

function fieldIn(line: string): RegExpExecArray | null {
  return line.length > LONGEST_LINE ? null : FIELD.exec(line);
}

/** Undefined where a line is more than the formatter's columns. */
function align(lines: readonly string[]): string[] | undefined {
  const fields = lines.map(fieldIn);
  if (lines.some((line, index) => !fields[index] && !COMMENT.test(line))) return undefined;
  const width = (part: number): number => Math.max(0, ...fields.map((field) => field?.[part]?.length ?? 0));
  const [names, types] = [width(2), width(3)];
  return lines.map((line, index) => {
    const field = fields[index];
    if (!field) return line;
    const [, indent = "", name = "", type = "", attributes = "", comment = ""] = field;
    return `${`${indent}${name.padEnd(names)} ${type.padEnd(types)} ${attributes.trimEnd()}`.trimEnd()}${comment === "" ? "" : ` ${comment}`}`;
  });
}
