/** ADD, DROP and ALTER COLUMN. */
import type { Constraint } from "libpg-query";
import type { AlterColumn } from "../../../model/change.ts";
import type { Column, ColumnType, Default, Table } from "../../../model/schema.ts";
import { namedConstraint, withConstraint } from "../apply-constraints.ts";
import { isFresh, put, setTable, tableNamed } from "../catalog.ts";
import { readColumn, setDefaultOf, textAfter } from "../columns.ts";
import { constantText, open, walk } from "../nodes.ts";
import { columnNamed, withColumn, withColumnChanged, withoutColumn } from "../table-edits.ts";
import { onTable, readType } from "../translation.ts";
import { draftOf } from "./alter-constraints.ts";
import type { Action } from "./alter-table-actions.ts";

export function addColumn({ t, table, command, part, span }: Action): void {
  const def = open(command.def).ColumnDef ?? {};
  const read = readColumn(t, table, def, part, isFresh(t.catalog, "table", table));
  const there = columnNamed(tableNamed(t.catalog, table), read.column.name) !== undefined;
  const ifNotExists = command.missing_ok ?? false;
  // PostgreSQL takes the lock, finds the column and leaves it at that.
  if (there && ifNotExists) {
    onTable(t, table, { kind: "lock-table", mode: "ACCESS EXCLUSIVE" }, undefined, span);
    return;
  }
  onTable(t, table, { kind: "add-column", column: read.column, ifNotExists }, (before) => withColumn(before, read.column), span);
  inPartitions(action(t, table), (child) => (columnNamed(child, read.column.name) ? child : withColumn(child, read.column)));
  for (const unnamed of read.constraints) {
    const constraint = namedConstraint(t.catalog, tableNamed(t.catalog, table)!, unnamed);
    if (constraint.kind === "not-null") setTable(t.catalog, table, withConstraint(t.catalog, tableNamed(t.catalog, table)!, constraint));
    else onTable(t, table, draftOf(t, constraint, true), (before) => withConstraint(t.catalog, before, constraint), span);
  }
}

function action(t: Action["t"], table: string): Pick<Action, "t" | "table"> {
  return { t, table };
}

/** Partitions have the columns of their parent. */
function inPartitions({ t, table }: Pick<Action, "t" | "table">, edit: (child: Table) => Table): void {
  if (tableNamed(t.catalog, table)?.kind !== "partitioned-table") return;
  for (const child of [...t.catalog.state.tables.values()]) {
    if (child.partitionOf !== table) continue;
    setTable(t.catalog, child.name, edit(child));
    inPartitions({ t, table: child.name }, edit);
  }
}

export function dropColumn({ t, table, command, span }: Action): void {
  const column = command.name ?? "";
  const cascade = command.behavior === "DROP_CASCADE";
  const dropped = columnNamed(tableNamed(t.catalog, table), column);
  const indexes = tableNamed(t.catalog, table);
  onTable(t, table, { kind: "drop-column", column, dropped, cascade, ifExists: command.missing_ok ?? false }, (before) => withoutColumn(before, column), span);
  inPartitions({ t, table }, (child) => withoutColumn(child, column));
  const left = t.catalog.state.constraints.get(table)?.filter((constraint) => constraint.column !== column);
  if (left) put(t.catalog, "constraints", table, left);
  if (cascade && indexes) withoutKeysTo(t, table, column);
}

/** DROP COLUMN … CASCADE takes the foreign keys of other tables that refer to the column. */
function withoutKeysTo(t: Action["t"], table: string, column: string): void {
  for (const other of [...t.catalog.state.tables.values()]) {
    const left = other.foreignKeys.filter((key) => key.references.table !== table || !key.references.columns.includes(column));
    if (left.length < other.foreignKeys.length) setTable(t.catalog, other.name, { ...other, foreignKeys: left });
  }
}

/** An action on a column; `change` is what becomes of it. */
export function columnAction(
  { t, table, command, span }: Action,
  kind: AlterColumn["action"],
  change?: (column: Column) => Column,
  more: Pick<AlterColumn, "type" | "using"> = {},
): void {
  const name = command.name ?? "";
  const from = columnNamed(tableNamed(t.catalog, table), name);
  const to = from && change ? change(from) : from;
  const edit = (before: Table) => (to && to !== from ? withColumnChanged(before, name, () => to) : before);
  onTable(t, table, { kind: "alter-column", column: name, from, to, action: kind, ...more }, edit, span);
  if (change) inPartitions({ t, table }, (child) => withColumnChanged(child, name, change));
}

export function alterType(action: Action): void {
  const { t, command, part } = action;
  const def = open(command.def).ColumnDef;
  const type: ColumnType = readType(t, def?.typeName);
  const using = def?.raw_default ? textAfter(t.place.text, part.start, part.end, "USING") : undefined;
  columnAction(action, "type", (column) => ({ ...column, type }), { type, using });
}

export function setDefault(action: Action): void {
  const value: Default | undefined = setDefaultOf(action.t, action.part, action.command.def);
  columnAction(action, value ? "set-default" : "drop-default", (column) => ({ ...column, default: value }));
}

export function dropDefault(action: Action): void {
  columnAction(action, "drop-default", (column) => ({ ...column, default: undefined }));
}

export function setNotNull(action: Action): void {
  columnAction(action, "set-not-null", (column) => ({ ...column, nullable: false }));
}

export function dropNotNull(action: Action): void {
  const { t, table, command } = action;
  columnAction(action, "drop-not-null", (column) => ({ ...column, nullable: true }));
  const left = t.catalog.state.constraints.get(table)?.filter((constraint) => constraint.kind !== "not-null" || constraint.column !== command.name);
  if (left) put(t.catalog, "constraints", table, left);
}

/** ADD GENERATED … AS IDENTITY, SET GENERATED, DROP IDENTITY. */
export function identity(action: Action): void {
  const generated = identityOf(action.command.subtype === "AT_DropIdentity" ? undefined : action.command.def);
  columnAction(action, "identity", (column) => ({ ...column, generated: action.command.subtype === "AT_SetIdentity" ? (generated ?? column.generated) : generated }));
}

function identityOf(def: Action["command"]["def"]): Column["generated"] {
  let found: string | undefined = (open(def).Constraint as Constraint | undefined)?.generated_when;
  walk(def, ({ DefElem }) => {
    if (DefElem?.defname === "generated") found = String.fromCharCode(Number(constantText(DefElem.arg) ?? open(DefElem.arg).Integer?.ival ?? 0));
  });
  return found === "a" ? "identity-always" : found === "d" ? "identity-by-default" : undefined;
}
