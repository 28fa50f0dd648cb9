/** Local edits of `.prisma` text that widen what is unique, and take out the index whose work the new one does. */
import type { Database } from "../../../../model/database.ts";
import type { Table } from "../../../../model/schema.ts";
import type { Fix } from "../../../../model/source.ts";
import { columnsOf } from "../tables/new-parts.ts";
import { joinedFix, schemaText } from "./schema-edits.ts";

/** With the edits that make a unique that begins with `lead`: its line `@@index([lead])` goes, where it stands behind them and says no more. */
export function withoutShorter(database: Database, table: Table, edits: readonly (Fix | undefined)[], lead: string): Fix | undefined {
  const gone = lineOf(database, table, lead);
  return (gone && joinedFix(database, [...edits, gone], 2_000)) ?? joinedFix(database, edits);
}

function lineOf(database: Database, table: Table, lead: string): Fix | undefined {
  const index = table.indexes.find((one) => !one.unique && columnsOf(one).join() === lead);
  const text = index && database.schemaFiles.find(({ path }) => path === index.span.path)?.text;
  if (!index || text === undefined || !/^@@index\(\[\w+\]\)$/.test(schemaText(database, index.span) ?? "")) return undefined;
  const start = text.lastIndexOf("\n", index.span.start - 1) + 1;
  const [rest] = /^[ \t]*\r?\n/.exec(text.slice(index.span.end)) ?? [];
  return rest === undefined || text.slice(start, index.span.start).trim() !== "" ? undefined : { span: { ...index.span, start, end: index.span.end + rest.length }, text: "" };
}
