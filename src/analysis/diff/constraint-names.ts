/** The names that Prisma and PostgreSQL give to what nobody named. */
import type { ForeignKey, Index, Table } from "../../model/schema.ts";

/** PostgreSQL manual §4.1.1: longer names are cut. */
const MAX_NAME = 63;

export function indexName(table: Table, index: Index): string | undefined {
  return (
    index.name ??
    derived(
      table,
      index.columns.map(({ column }) => column ?? "expr"),
      index.unique ? "key" : "idx",
    )
  );
}

export function primaryKeyName(table: Table, index: Index): string | undefined {
  return index.name ?? derived(table, [], "pkey");
}

export function foreignKeyName(table: Table, key: ForeignKey): string | undefined {
  return key.name ?? derived(table, key.columns, "fkey");
}

/** Undefined when it would be cut: Prisma and PostgreSQL shorten in ways of their own. */
function derived(table: Table, columns: readonly string[], suffix: string): string | undefined {
  const name = [table.name.slice(table.name.indexOf(".") + 1), ...columns, suffix].join("_");
  return name.length > MAX_NAME ? undefined : name;
}
