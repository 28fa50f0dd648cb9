/** Local edits of `.prisma` text that give a thing another name in the database and keep its name in the schema. */
import type { Database } from "../../../../model/database.ts";
import type { Field, Index, Table } from "../../../../model/schema.ts";
import type { Fix, Span } from "../../../../model/source.ts";
import { addBlockAttribute, addFieldAttribute, schemaText } from "./schema-edits.ts";

/** `@map("created_at")`, in place of one that is there; none where the field is called so itself. */
export function mapField(database: Database, field: Field, name: string): Fix | undefined {
  if (schemaText(database, field.span) === undefined) return undefined;
  const map = field.attributes.find((attribute) => attribute.name === "map");
  if (map && name === field.name) return { span: { ...map.span, start: map.span.start - 1 }, text: "" };
  const text = `@map(${JSON.stringify(name)})`;
  return map ? { span: map.span, text } : addFieldAttribute(database, field, text);
}

/** `@@map("user_roles")`, in place of one that is there. */
export function mapModel(database: Database, table: Table, name: string): Fix | undefined {
  const text = schemaText(database, table.span);
  const attribute = `@@map(${JSON.stringify(name)})`;
  const there = text === undefined ? null : /^([ \t]*)@@map\([^)\n]*\)/m.exec(text);
  if (!there) return addBlockAttribute(database, table, attribute);
  const start = table.span.start + there.index + (there[1]?.length ?? 0);
  return { span: { ...table.span, start, end: table.span.start + there.index + there[0].length }, text: attribute };
}

/** `map: "users_email_idx"` in `@@index(…)`, `@@unique(…)`, `@@id(…)`, `@unique`, `@id`. */
export function mapIndex(database: Database, table: Table, index: Index, name: string): Fix | undefined {
  const field = table.fields?.find(({ span }) => span.start === index.span.start);
  const span = field ? field.attributes.find((attribute) => attribute.name === "unique" || attribute.name === "id")?.span : index.span;
  return span && withMap(database, span, name);
}

function withMap(database: Database, span: Span, name: string): Fix | undefined {
  const text = schemaText(database, span);
  if (text === undefined || text.includes("\n")) return undefined;
  const argument = `map: ${JSON.stringify(name)}`;
  const there = /\bmap:\s*"[^"]*"/.exec(text);
  if (there) return { span: { ...span, start: span.start + there.index, end: span.start + there.index + there[0].length }, text: argument };
  if (!text.endsWith(")")) return { span: { ...span, start: span.end }, text: `(${argument})` };
  return { span: { ...span, start: span.end - 1, end: span.end - 1 }, text: text.endsWith("()") ? argument : `, ${argument}` };
}
