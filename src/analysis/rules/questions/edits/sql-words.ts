/** Pieces of ready SQL in the user's own names. */
import type { ColumnType, Table } from "../../../../model/schema.ts";
import { quoteIdentifier, quoteName } from "../../../../model/text.ts";

/** `"userId", "teamId"` */
export function columnList(columns: readonly string[]): string {
  return columns.map(quoteName).join(", ");
}

/** A list of columns as a row to compare: `id`, `("userId", "teamId")`. */
export function asRow(columns: string): string {
  return columns.includes(",") ? `(${columns})` : columns;
}

/** `numeric(8,2)`, `text[]` */
export function typeText({ name, modifiers, list, category }: ColumnType): string {
  const base = category === "builtin" ? name : quoteIdentifier(name);
  const size = modifiers.length > 0 ? `(${modifiers.join(",")})` : "";
  const timed = /^(timestamp|time)( with(?:out)? time zone)$/.exec(name);
  return `${timed && size ? `${timed[1]}${size}${timed[2]}` : `${base}${size}`}${list ? "[]" : ""}`;
}

/** `users_email_filled`, shortened like PostgreSQL's own names so that the suffix survives the 63 bytes. */
export function derivedName(table: string, columns: readonly string[], suffix: string): string {
  const stem = [table.replace(/^.*\./, ""), ...columns].join("_");
  let cut = stem;
  while (bytes(`${cut}_${suffix}`) > 63) cut = cut.slice(0, -1);
  return `${cut}_${suffix}`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The columns that walk the table in chunks; `id` where the history at hand does not know the key, `ctid` where there is none. */
export function keyColumns(table: Table | undefined): readonly string[] {
  const key = table?.primaryKey?.columns.flatMap(({ column }) => column ?? []) ?? [];
  if (key.length > 0) return key;
  if (!table?.complete || table.columns.some(({ name }) => name === "id")) return ["id"];
  const required = new Set(table.columns.flatMap(({ name, nullable }) => (nullable ? [] : [name])));
  const unique = table.indexes.find((index) => index.unique && index.where === undefined && index.columns.every(({ column }) => column !== undefined && required.has(column)));
  return unique?.columns.flatMap(({ column }) => column ?? []) ?? ["ctid"];
}

/** How a column becomes NOT NULL without a scan under ACCESS EXCLUSIVE (manual, ALTER TABLE: SET NOT NULL, ADD … NOT VALID). */
export function requireInSteps(table: string, column: string, postgres: number): string {
  const target = quoteIdentifier(table);
  const name = quoteName(derivedName(table, [column], "filled"));
  if (postgres >= 18)
    return [
      "-- this migration: new rows are checked, nothing is scanned",
      `ALTER TABLE ${target} ADD CONSTRAINT ${name} NOT NULL ${quoteName(column)} NOT VALID;`,
      "-- the next migration: scans, but readers and writers go on",
      `ALTER TABLE ${target} VALIDATE CONSTRAINT ${name};`,
    ].join("\n");
  return [
    "-- this migration: new rows are checked, nothing is scanned",
    `ALTER TABLE ${target} ADD CONSTRAINT ${name} CHECK (${quoteName(column)} IS NOT NULL) NOT VALID;`,
    "-- the next migration: scans, but readers and writers go on",
    `ALTER TABLE ${target} VALIDATE CONSTRAINT ${name};`,
    "-- the one after: the check proves it, so nothing is scanned",
    `ALTER TABLE ${target} ALTER COLUMN ${quoteName(column)} SET NOT NULL;`,
    `ALTER TABLE ${target} DROP CONSTRAINT ${name};`,
  ].join("\n");
}
