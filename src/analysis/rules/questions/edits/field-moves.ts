/** Fields of a model put into another order, each with the comments that belong to it. */
import type { Database } from "../../../../model/database.ts";
import type { Field } from "../../../../model/schema.ts";
import type { Fix } from "../../../../model/source.ts";

/** The lines of the fields from the first to the last that moves, with the comments above them; not across empty lines and `@@` lines. */
export function reordered(database: Database, fields: readonly Field[], wanted: readonly string[]): Fix | undefined {
  const first = fields.findIndex((field, index) => field.name !== wanted[index]);
  const last = fields.findLastIndex((field, index) => field.name !== wanted[index]);
  const [from, to] = [fields[first], fields[last]];
  const text = from && database.schemaFiles.find(({ path }) => path === from.span.path)?.text;
  if (!from || !to || text === undefined) return undefined;
  const start = startOfChunk(text, from.span.start);
  const end = endOfLine(text, to.span.end);
  const chunks = chunksOf(text, start, end, fields.slice(first, last + 1));
  if (!chunks) return undefined;
  const lines = wanted.slice(first, last + 1).map((name) => chunks.get(name) ?? "");
  return { span: { ...from.span, start, end }, text: lines.join(text.includes("\r\n") ? "\r\n" : "\n") };
}

/** Each field's lines by its name; undefined where something else stands between them. */
function chunksOf(text: string, start: number, end: number, fields: readonly Field[]): ReadonlyMap<string, string> | undefined {
  const chunks = new Map<string, string>();
  let at = start;
  for (const { name, span } of fields) {
    const close = endOfLine(text, span.end);
    const chunk = text.slice(at, close);
    const above = text.slice(at, span.start);
    if (close > end || above.split("\n").some((line, index, all) => index < all.length - 1 && !line.trim().startsWith("//"))) return undefined;
    chunks.set(name, chunk);
    at = Math.min(text.length, text.startsWith("\r\n", close) ? close + 2 : close + 1);
  }
  return chunks.size === fields.length ? chunks : undefined;
}

/** The line, or the first of the comment lines right above it. */
function startOfChunk(text: string, at: number): number {
  let start = text.lastIndexOf("\n", at - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!text.slice(above, start).trim().startsWith("//")) break;
    start = above;
  }
  return start;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : text.charAt(end - 1) === "\r" ? end - 1 : end;
}
