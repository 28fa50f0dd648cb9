/** Indexes compared: which one does another's work, and which are new. */
import { ofKind } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { addedChanges } from "../../../../model/migration.ts";
import type { Column, Index, IndexColumn, Schema, Table } from "../../../../model/schema.ts";
import { columnsOf } from "../tables/new-parts.ts";

export interface NewIndex {
  readonly table: Table;
  readonly index: Index;
  /** The table is new: the index holds nothing yet. */
  readonly isNew: boolean;
}

/** Indexes and uniques that the pull request adds: in the schema, and in migrations what no schema declares. */
export function newIndexes(database: Database): NewIndex[] {
  const declared = ofKind(database.changes, "add-index", "add-unique").flatMap(({ after, index, isNew }) => (after ? [{ table: after, index, isNew }] : []));
  if (database.language === "sql") return declared;
  const fromSql = [...addedChanges(database.migrations, "add-index", "add-unique")].flatMap(({ change }) => {
    const table = database.after.tables.get(change.table);
    const stays = database.catalog.after.tables.get(change.table)?.indexes.some((index) => sameShape(index, change.index)) ?? false;
    return table && stays && ![table.primaryKey, ...table.indexes].some((index) => index && sameColumns(index, change.index))
      ? [{ table, index: change.index, isNew: change.isNew }]
      : [];
  });
  return [...declared, ...fromSql];
}

export function sameColumns(one: Index, other: Index): boolean {
  return one.columns.length === other.columns.length && begins(one, other) && one.where === other.where;
}

function sameShape(one: Index, other: Index): boolean {
  return sameColumns(one, other) && one.unique === other.unique && one.method === other.method;
}

/** Whether every search by `short` goes through `long` as well: its columns come first there, in the same order and direction (or all turned round). */
export function begins(short: Index, long: Index): boolean {
  if (short.columns.length > long.columns.length) return false;
  let sameWay = true;
  let turned = true;
  for (let at = 0; at < short.columns.length; at++) {
    const a = short.columns[at]!;
    const b = long.columns[at]!;
    if (!sameKey(a, b)) return false;
    if (a.order !== b.order || a.nulls !== b.nulls) sameWay = false;
    if (a.order === b.order || (a.nulls === undefined) !== (b.nulls === undefined)) turned = false;
  }
  return sameWay || turned;
}

function sameKey(a: IndexColumn, b: IndexColumn): boolean {
  return a.column === b.column && a.expression === b.expression && (a.opclass ?? "") === (b.opclass ?? "") && a.collation === b.collation;
}

/** Whether `index` adds nothing to `other`. Uniques that say something of their own, partial indexes and other methods always add something. */
export function isRedundant(index: Index, other: Index): boolean {
  if (index.where !== undefined || other.where !== undefined || index.method !== other.method) return false;
  if (!index.include.every((column) => columnsOf(other).includes(column) || other.include.includes(column))) return false;
  if (index.unique) return other.unique && sameColumns(index, other) && index.nullsNotDistinct === other.nullsNotDistinct;
  return index.method === "btree" ? begins(index, other) : sameColumns(index, other);
}

/** How many values a column can take, where its type says so: a boolean two, an enum its own. */
export function valuesOf(schema: Schema, column: Column): number | undefined {
  if (column.type.list) return undefined;
  if (column.type.name === "boolean") return 2;
  return column.type.category === "enum" ? schema.enums.get(column.type.name)?.values.length : undefined;
}
