/** Columns and tables that go: whether the version that runs now still uses them. */
import type { Change, ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import type { Departure } from "../../../../model/usage.ts";
import { evidenceOf } from "./running-code.ts";
import { isNewColumn } from "./steps.ts";

export type Drop = ChangeOf<"drop-column"> | ChangeOf<"drop-table">;

export function isDrop(change: Change): change is Drop {
  return change.kind === "drop-column" || change.kind === "drop-table";
}

/** The running version's schema is the base branch's: schema.prisma where there is one, else the tables. Its code may ask past the schema, in raw SQL. */
export function isUsed(change: Drop, database: Database): boolean {
  const { before, after, language, catalog } = database;
  const table = change.before ?? catalog.before.tables.get(change.table);
  if (change.isNew || (table && (table.kind.includes("view") || table.persistence === "temporary"))) return false;
  const model = before.tables.get(change.table);
  if (change.kind === "drop-table") {
    // A name that the base branch does not have came from a rename further up: `no-table-rename` has spoken.
    if (catalog.after.tables.has(change.table) || (change.before && !catalog.before.tables.has(change.table))) return false;
    return language === "prisma"
      ? isLive(model) || before.implicitJoins.some(({ table: name }) => name === change.table) || isNamed(change, database)
      : !(change.ifExists && table === undefined && before.tables.size > 0);
  }
  if (isNewColumn(database, change.table, change.column)) return false;
  if ((language === "prisma" ? after : catalog.after).tables.get(change.table)?.columns.some(({ name }) => name === change.column)) return false;
  if (language === "prisma") return isKnown(change, database) || isNamed(change, database);
  return !(change.ifExists && table?.complete && change.dropped === undefined);
}

function isNamed(change: Drop, database: Database): boolean {
  return evidenceOf(database, [departureOf(change)]).usages.length > 0;
}

/** Prisma Client of the base branch selects it. */
export function isKnown({ table, column }: ChangeOf<"drop-column">, { before }: Database): boolean {
  const model = before.tables.get(table);
  return isLive(model) && isSelected(model?.columns.find(({ name }) => name === column));
}

export function departureOf(change: Drop): Departure {
  return change.kind === "drop-table" ? { kind: "table", table: change.table } : { kind: "column", table: change.table, column: change.column };
}

function isLive(table: Table | undefined): boolean {
  return table !== undefined && !table.ignored;
}

function isSelected(column: Column | undefined): boolean {
  return column !== undefined && !column.ignored;
}
