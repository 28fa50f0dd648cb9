/** Whether two schemas say the same of one thing, across what Prisma and hand-written SQL spell differently. */
import type { Check, Column, ColumnType, ForeignKey, Index, Table } from "./schema.ts";

/** Types that Prisma Client reads and writes alike: a column of one serves a field of another. */
const FAMILIES: readonly (readonly string[])[] = [
  ["text", "character varying", "character", "citext"],
  ["smallint", "integer", "bigint", "oid"],
  ["real", "double precision", "numeric", "money"],
  ["timestamp without time zone", "timestamp with time zone", "date"],
  ["time without time zone", "time with time zone"],
  ["json", "jsonb"],
];

export function sameBase(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name && a.list === b.list;
}

export function sameModifiers(a: ColumnType, b: ColumnType): boolean {
  return a.modifiers.join() === b.modifiers.join();
}

/** True as well where one of them cannot be told: a domain, a type of an extension. */
export function isCompatible(a: ColumnType, b: ColumnType): boolean {
  if (a.name === b.name) return a.list === b.list || a.category === "unknown" || b.category === "unknown";
  if ([a, b].some(({ category }) => category === "domain" || category === "unknown")) return true;
  return a.list === b.list && FAMILIES.some((family) => family.includes(a.name) && family.includes(b.name));
}

export function columnOf(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => column.name === name);
}

/** In their order: a key over the same columns in another order is another key. */
export function keyColumns(index: Index | undefined): string | undefined {
  return index?.columns.map(({ column }) => column).join("\0");
}

/** Columns in any order; undefined for an index that holds an expression. */
export function columnSet(index: Index): string | undefined {
  const names = index.columns.map(({ column }) => column);
  return names.includes(undefined) ? undefined : names.toSorted().join("\0");
}

/** An index, unique or primary key over these columns, whatever its name, order, method or predicate; for a unique one, one that is unique. */
export function indexOver(table: Table | undefined, index: Index): Index | undefined {
  const wanted = columnSet(index);
  const all = table?.primaryKey ? [table.primaryKey, ...table.indexes] : (table?.indexes ?? []);
  return all.find((other) => (other.unique || !index.unique) && columnSet(other) === wanted);
}

export function foreignKeyOver(table: Table | undefined, { columns, references }: ForeignKey): ForeignKey | undefined {
  const wanted = columns.toSorted().join("\0");
  return table?.foreignKeys.find((other) => other.references.table === references.table && other.columns.toSorted().join("\0") === wanted);
}

export function isView({ kind }: Table): boolean {
  return kind === "view" || kind === "materialized-view";
}

/** Its conditions joined by AND hold `column IS NOT NULL`. */
export function provesFilled({ notNullColumn, filledColumns }: Check, column: string): boolean {
  return notNullColumn === column || (filledColumns?.includes(column) ?? false);
}

/** NOT NULL, or a check that says the same, validated or not yet. */
export function isRequired(table: Table, column: Column): boolean {
  return !column.nullable || table.checks.some((check) => provesFilled(check, column.name)) || (table.primaryKey?.columns.some((part) => part.column === column.name) ?? false);
}
