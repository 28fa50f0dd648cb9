/** What this pull request adds to the database: rules about schemas speak of these only. */
import { type ChangeOf, ofKind } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, ForeignKey, Index, Table } from "../../../../model/schema.ts";

/** A table as the pull request leaves it. */
export interface Part {
  readonly table: Table;
  /** The whole table is new: it holds no rows. */
  readonly isNew: boolean;
}

/** Base tables made by this pull request; not partitions, temporary tables, or what a Prisma repository makes in SQL beside its schema. */
export const newTables = once((database: Database): readonly Table[] =>
  ofKind(database.changes, "create-table").flatMap((change) => (change.after && isReviewed(database, change.after) ? [change.after] : [])),
);

/** Of new tables and of old ones. */
export const newColumns = once((database: Database): readonly (Part & { readonly column: Column })[] => {
  const fresh = newTables(database).flatMap((table) => table.columns.map((column) => ({ table, isNew: true, column })));
  const added = ofKind(database.changes, "add-column").flatMap((change) => part(database, change).map(({ table }) => ({ table, isNew: false, column: change.column })));
  return [...fresh, ...added];
});

/** Not those whose actions alone have changed, nor a second relation over the same columns. */
export const newForeignKeys = once((database: Database): readonly (Part & { readonly key: ForeignKey })[] => {
  const seen = new Set<string>();
  return ofKind(database.changes, "add-foreign-key").flatMap((change) => {
    const key = change.foreignKey;
    const identity = JSON.stringify([change.table, key.columns, key.references.table]);
    const had = change.before?.foreignKeys.some(({ columns, references }) => columns.join() === key.columns.join() && references.table === key.references.table);
    if (had || seen.has(identity)) return [];
    seen.add(identity);
    return change.after && change.after.kind !== "view" ? [{ table: change.after, isNew: change.isNew, key }] : [];
  });
});

/** Unique indexes and constraints, without primary keys. */
export function newUniques(database: Database): (Part & { readonly index: Index })[] {
  const changes = ofKind(database.changes, "add-index", "add-unique").filter(({ index }) => index.unique);
  return changes.flatMap((change) => part(database, change).map((at) => ({ ...at, index: change.index })));
}

function part(database: Database, change: ChangeOf<"add-column" | "add-index" | "add-unique">): Part[] {
  return change.after && isReviewed(database, change.after) ? [{ table: change.after, isNew: change.isNew }] : [];
}

function isReviewed(database: Database, table: Table): boolean {
  if (table.kind !== "table" && table.kind !== "partitioned-table") return false;
  if (table.partitionOf !== undefined || table.persistence === "temporary") return false;
  return database.language === "sql" || table.model !== undefined;
}

/** The columns of an index in its order; expressions are left out. */
export function columnsOf(index: Index | undefined): readonly string[] {
  return index ? columnsOnce(index) : NO_NAMES;
}

const NO_NAMES: readonly string[] = [];
const columnsOnce = once(({ columns }: Index): readonly string[] => columns.flatMap(({ column }) => column ?? []));

/** All that the schema and the migrations know of a table's indexes, the primary key first. What only SQL can say (a partial index) is in the catalogue. */
export function indexesOn(database: Database, table: string): readonly Index[] {
  const known = indexesByTable(database);
  let found = known.get(table);
  if (!found) {
    found = [...keysOf(database.after.tables.get(table)), ...keysOf(database.catalog.after.tables.get(table))];
    known.set(table, found);
  }
  return found;
}

/** Filled as it is asked. */
const indexesByTable = once((_: Database) => new Map<string, readonly Index[]>());

function keysOf(table: Table | undefined): readonly Index[] {
  if (!table) return [];
  return table.primaryKey ? [table.primaryKey, ...table.indexes] : table.indexes;
}

export function uniquesOn(database: Database, table: string): Index[] {
  return indexesOn(database, table).filter(({ unique }) => unique);
}
