/** Two schemas → what happens to the database. Tables and columns are matched by the database's names: a model renamed under its `@@map` is no change. */
import type { Change, ChangeOf, OnTable } from "../../model/change.ts";
import type { Enum, Schema, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";
import { diffColumns, placeOf } from "./diff-columns.ts";
import { diffChecks, diffForeignKeys } from "./diff-constraints.ts";
import { diffIndexes } from "./diff-indexes.ts";

/**
 * In the order of `after`, drops last. Spans are those of `after`, of `before` for what is dropped. A created table's columns and primary key are
 * in its `create-table`; its indexes, uniques and foreign keys are changes of their own besides, with `isNew`.
 */
export function diffSchemas(before: Schema, after: Schema): Change[] {
  if (before === after) return [];
  return [...diffEnums(before, after), ...diffTables(before, after), ...diffImplicitJoins(before, after)];
}

function* diffTables(before: Schema, after: Schema): Generator<Change> {
  const moved = movedTables(before, after);
  const kept = new Set(moved.values());
  for (const table of after.tables.values()) {
    const same = before.tables.get(table.name);
    const old = moved.get(table) ?? (same && !kept.has(same) ? same : undefined);
    if (old && old !== same) yield { ...onTable(old, table)(table.nameSpan), table: old.name, kind: "rename-table", to: table.name };
    if (old && isView(old) === isView(table)) yield* diffTable(old, table, before);
    else yield* created(table, old, before);
  }
  for (const table of before.tables.values()) if (!after.tables.has(table.name) && !kept.has(table)) yield droppedTable(table);
}

/**
 * SQL's RENAME and SET SCHEMA keep the place where the table was made; a view may have taken the old name. A Prisma model under another name is
 * another table. New table → old table.
 */
function movedTables(before: Schema, after: Schema): ReadonlyMap<Table, Table> {
  const gone = new Map<string, Table | undefined>();
  for (const table of before.tables.values()) {
    const same = after.tables.get(table.name);
    const at = placeOf(table.span);
    if (table.model === undefined && (!same || isView(same) !== isView(table))) gone.set(at, gone.has(at) ? undefined : table);
  }
  const moved = new Map<Table, Table>();
  for (const table of after.tables.values()) {
    const same = before.tables.get(table.name);
    const old = same && isView(same) === isView(table) ? undefined : gone.get(placeOf(table.span));
    if (table.model === undefined && old && isView(old) === isView(table)) moved.set(table, old);
  }
  return moved;
}

function onTable(before: Table | undefined, after: Table): (span: Span) => OnTable {
  return (span) => ({ table: after.name, isNew: before === undefined, before, after, span });
}

/** A table that the history at hand never saw being made is old: only what is said of it counts. */
function* created(table: Table, old: Table | undefined, base: Schema): Generator<Change> {
  if (old) yield droppedTable(old);
  if (!table.complete && !isView(table)) {
    yield* diffTable({ ...table, columns: [], primaryKey: undefined, indexes: [], foreignKeys: [], checks: [] }, table, base);
    return;
  }
  const on = onTable(undefined, table);
  if (isView(table)) {
    yield { ...on(table.span), kind: "create-view", materialized: table.kind === "materialized-view", reads: [], updatable: false };
    return;
  }
  yield { ...on(table.span), kind: "create-table", asSelect: false, partitionOf: table.partitionOf, ifNotExists: false };
  yield* diffIndexes(undefined, table, on);
  yield* diffForeignKeys(undefined, table, base, on);
}

function* diffTable(before: Table, after: Table, base: Schema): Generator<Change> {
  const on = onTable(before, after);
  if (isView(after)) {
    const columns = [...diffColumns(before, after, on)];
    if (columns.length > 0 || before.kind !== after.kind)
      yield { ...on(after.span), kind: "create-view", materialized: after.kind === "materialized-view", reads: [], updatable: false };
    return;
  }
  yield* diffColumns(before, after, on);
  yield* diffIndexes(before, after, on);
  yield* diffForeignKeys(before, after, base, on);
  yield* diffChecks(before, after, on);
  if (before.persistence !== after.persistence) yield { ...on(after.span), kind: "set-logged", logged: after.persistence === "permanent" };
}

function isView({ kind }: Table): boolean {
  return kind === "view" || kind === "materialized-view";
}

function droppedTable(table: Table): ChangeOf<"drop-table" | "drop-view"> {
  const on = { table: table.name, isNew: false, before: table, span: table.span, cascade: false, ifExists: false };
  return isView(table) ? { ...on, kind: "drop-view", materialized: table.kind === "materialized-view" } : { ...on, kind: "drop-table" };
}

function* diffEnums(before: Schema, after: Schema): Generator<Change> {
  for (const now of after.enums.values()) {
    const old = before.enums.get(now.name);
    if (old) yield* diffEnum(old, now);
    else yield { kind: "create-enum", enum: now, span: now.span };
  }
  for (const old of before.enums.values()) if (!after.enums.has(old.name)) yield { kind: "drop-type", name: old.name, cascade: false, isEnum: true, isNew: false, span: old.span };
}

/** The order of the values is not compared: PostgreSQL cannot change it either. */
function* diffEnum(old: Enum, now: Enum): Generator<Change> {
  for (const value of now.values) if (!old.values.includes(value)) yield { kind: "add-enum-value", enum: now.name, value, isNew: false, ifNotExists: false, span: now.span };
  for (const value of old.values) if (!now.values.includes(value)) yield { kind: "drop-enum-value", enum: now.name, value, span: now.span };
}

function* diffImplicitJoins(before: Schema, after: Schema): Generator<Change> {
  const old = new Set(before.implicitJoins.map(({ table }) => table));
  const now = new Set(after.implicitJoins.map(({ table }) => table));
  for (const { table, span } of after.implicitJoins) if (!old.has(table)) yield { kind: "create-implicit-join", table, span };
  for (const { table, span } of before.implicitJoins) if (!now.has(table)) yield { kind: "drop-implicit-join", table, span };
}
