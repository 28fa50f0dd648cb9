/** The base's schema under the names that the pull request's migrations give: what is only called otherwise is not new. */
import type { ChangeOf } from "../model/change.ts";
import { addedChanges, type Migration } from "../model/migration.ts";
import type { ForeignKey, Schema, Table } from "../model/schema.ts";
import { withColumnRenamed, withReferenceRenamed } from "./sql/table-edits.ts";

type Rename = ChangeOf<"rename-table"> | ChangeOf<"set-schema"> | ChangeOf<"rename-column">;

/** The very same schema where nothing that it has is renamed. */
export function underNewNames(before: Schema, after: Schema, migrations: readonly Migration[]): Schema {
  let schema = before;
  for (const { change } of addedChanges(migrations, "rename-table", "set-schema", "rename-column")) schema = renamed(schema, after, change);
  return schema;
}

/** Those that the schema has followed. */
export function columnRenames({ tables }: Schema, migrations: readonly Migration[]): ChangeOf<"rename-column">[] {
  return [...addedChanges(migrations, "rename-column")].flatMap(({ change }) => (tables.get(change.table)?.columns.some(({ name }) => name === change.to) ? [change] : []));
}

function renamed(schema: Schema, after: Schema, change: Rename): Schema {
  const table = schema.tables.get(change.table);
  if (!table) return schema;
  if (change.kind === "rename-column") return columnRenamed(schema, table, change.column, change.to);
  const to = change.kind === "rename-table" ? change.to : `${change.to === "public" ? "" : `${change.to}.`}${table.name.replace(/^.*\./, "")}`;
  // A name that the schema still has means another table, or a view that took its place.
  return schema.tables.has(to) || isTable(after.tables.get(table.name)) ? schema : tableRenamed(schema, table.name, to);
}

function isTable(table: Table | undefined): boolean {
  return table !== undefined && table.kind !== "view" && table.kind !== "materialized-view";
}

function tableRenamed(schema: Schema, from: string, to: string): Schema {
  const pointed = (key: ForeignKey): ForeignKey => (key.references.table === from ? { ...key, references: { ...key.references, table: to } } : key);
  const tables = [...schema.tables.values()].map((table) => {
    const moved = table.foreignKeys.some(({ references }) => references.table === from) ? { ...table, foreignKeys: table.foreignKeys.map(pointed) } : table;
    return table.name === from ? { ...moved, name: to } : moved;
  });
  return { ...schema, tables: new Map(tables.map((table) => [table.name, table])) };
}

function columnRenamed(schema: Schema, table: Table, from: string, to: string): Schema {
  if (!table.columns.some(({ name }) => name === from) || table.columns.some(({ name }) => name === to)) return schema;
  const tables = [...schema.tables.values()].map((other) => (other === table ? withColumnRenamed(table, from, to) : withReferenceRenamed(other, table.name, from, to)));
  return { ...schema, tables: new Map(tables.map((one) => [one.name, one])) };
}
