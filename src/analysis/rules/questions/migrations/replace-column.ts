/** The long way round for a column that must change its type: a second column beside it, as ready SQL. */
import type { ColumnType, Table } from "../../../../model/schema.ts";
import { quoteIdentifier, quoteName } from "../../../../model/text.ts";
import { asRow, columnList, derivedName, keyColumns, typeText } from "../edits/sql-words.ts";

export const BATCH = 5_000;

/** `using`: the author's own expression of the new value. */
export function replaceColumn(table: string, column: string, type: ColumnType, before: Table | undefined, using?: string): string {
  const target = quoteIdentifier(table);
  const old = quoteName(column);
  const fresh = quoteName(derivedName("", [column], "new").replace(/^_/, ""));
  const key = columnList(keyColumns(before));
  const cast = using ?? (type.category === "enum" ? `${old}::text::${typeText(type)}` : `${old}::${typeText(type)}`);
  return [
    "-- this deploy; the app writes both columns from now on",
    `ALTER TABLE ${target} ADD COLUMN ${fresh} ${typeText(type)};`,
    "-- then, outside the migration, until it updates no row",
    `UPDATE ${target} SET ${fresh} = ${cast} WHERE ${asRow(key)} IN (`,
    `  SELECT ${key} FROM ${target} WHERE ${fresh} IS NULL AND ${old} IS NOT NULL ORDER BY ${key} LIMIT ${BATCH});`,
    "-- a later deploy, when no running version reads the old column",
    `ALTER TABLE ${target} DROP COLUMN ${old};`,
  ].join("\n");
}
