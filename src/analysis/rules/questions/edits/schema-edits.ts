/** Local edits of `.prisma` text in the style of the file: a line in a model, an argument, an attribute behind a field. */
import type { Database } from "../../../../model/database.ts";
import type { Column, ForeignKey, Table } from "../../../../model/schema.ts";
import type { Fix, Span } from "../../../../model/source.ts";
import { placeInBlock, placeInField } from "./attribute-order.ts";

/** The text of a place in the head's schema files; undefined for SQL and for what the base alone has. */
export function schemaText(database: Database, span: Span): string | undefined {
  return span.side === "head" ? database.schemaFiles.find(({ path }) => path === span.path)?.text.slice(span.start, span.end) : undefined;
}

/** `@@index([userId])` as a line at the model's end, before `@@map` and its like, set off by an empty line from the fields. */
export function addBlockAttribute(database: Database, table: Table, attribute: string): Fix | undefined {
  const block = modelText(database, table);
  if (!block) return undefined;
  const place = placeInBlock(block.body, attribute);
  if (place !== undefined) return { span: at(table, table.span.start + place), text: `${block.indent}${attribute}${block.newline}` };
  const lines = block.body.split("\n");
  const gap = lines.at(-1)?.trimStart().startsWith("@@") ? "" : block.newline;
  return { span: at(table, block.bodyEnd), text: `${block.newline}${gap}${block.indent}${attribute}` };
}

/** Lines behind the last field that is a column, padded like it. */
export function addFields(database: Database, table: Table, fields: readonly (readonly [name: string, type: string, attributes: string])[]): Fix | undefined {
  const block = modelText(database, table);
  const last = table.columns.at(-1);
  if (!block || !last) return undefined;
  const line = schemaText(database, last.span) ?? "";
  const end = endOfLine(block.text, last.span.end - table.span.start);
  const [, name = "", type = ""] = /^(\S+\s+)(\S+\s+)?/.exec(line) ?? [];
  const written = fields.map(([field, kind, attributes]) => `${block.newline}${block.indent}${padded(field, name.length)}${padded(kind, type.length)}${attributes}`.trimEnd());
  return { span: at(table, table.span.start + end), text: written.join("") };
}

/** `@unique` among the field's attributes, where Prisma's formatter puts it. */
export function addFieldAttribute(database: Database, { span }: Pick<Column, "span">, attribute: string): Fix | undefined {
  const line = schemaText(database, span);
  if (line === undefined) return undefined;
  const { at: offset, before } = placeInField(line, attribute);
  return { span: { ...span, start: span.start + offset, end: span.start + offset }, text: before ? `${attribute} ` : ` ${attribute}` };
}

/** Lines above the field, indented like it; undefined where it does not begin its line. */
export function addFieldComment(database: Database, column: Column, lines: readonly string[]): Fix | undefined {
  const { span } = column;
  const before = schemaText(database, { ...span, start: 0, end: span.start });
  const [, newline = "", indent = ""] = /(\r?\n|^)([ \t]*)$/.exec(before ?? "") ?? [];
  if (before === undefined || newline === "") return undefined;
  return { span: { ...span, end: span.start }, text: lines.map((line) => `${line}${newline}${indent}`).join("") };
}

/** Several additions as one, with the text between them; undefined when one is missing or they are further apart than a suggestion should reach. */
export function joinedFix(database: Database, fixes: readonly (Fix | undefined)[], most = 600): Fix | undefined {
  const [first, ...rest] = fixes;
  if (rest.length === 0) return first;
  let joined = first;
  for (const fix of rest) {
    if (!joined || !fix || fix.span.path !== joined.span.path || fix.span.start < joined.span.end || fix.span.end - joined.span.start > most) return undefined;
    const between = schemaText(database, { ...joined.span, start: joined.span.end, end: fix.span.start });
    if (between === undefined) return undefined;
    joined = { span: { ...joined.span, end: fix.span.end }, text: `${joined.text}${between}${fix.text}` };
  }
  return joined;
}

/** `onDelete: Restrict` as the last argument of a field's `@relation(…)`. */
export function addRelationArgument(database: Database, key: ForeignKey, argument: string): Fix | undefined {
  const text = schemaText(database, key.span);
  const open = text?.indexOf("@relation(") ?? -1;
  const close = text === undefined || open === -1 ? -1 : closing(text, open + "@relation".length);
  if (text === undefined || close === -1) return undefined;
  const before = text.slice(0, close).trimEnd();
  const start = key.span.start + before.length;
  return { span: { ...key.span, start, end: start }, text: before.endsWith(",") ? ` ${argument}` : `, ${argument}` };
}

function padded(text: string, width: number): string {
  return text.padEnd(Math.max(width, text.length + 1));
}

function at(table: Table, offset: number): Span {
  return { ...table.span, start: offset, end: offset };
}

interface ModelText {
  readonly text: string;
  /** From the opening brace to the last line that is not empty; `bodyEnd` is its end in the file. */
  readonly body: string;
  readonly bodyEnd: number;
  readonly indent: string;
  readonly newline: string;
}

function modelText(database: Database, table: Table): ModelText | undefined {
  const text = schemaText(database, table.span);
  if (!text?.endsWith("}") || !text.includes("\n")) return undefined;
  const body = text.slice(0, -1).trimEnd();
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  return { text, body, bodyEnd: table.span.start + body.length, indent, newline: text.includes("\r\n") ? "\r\n" : "\n" };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : text.charAt(end - 1) === "\r" ? end - 1 : end;
}

/** The bracket that closes the one at `open`; strings may hold others. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (const match of text.slice(open).matchAll(/"(?:[^"\\]|\\.)*"|[()]/g)) {
    if (match[0] === "(") depth++;
    if (match[0] === ")" && --depth === 0) return open + match.index;
  }
  return -1;
}
