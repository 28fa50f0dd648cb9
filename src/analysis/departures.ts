/** What a pull request takes away from the version that runs now: columns, tables and enum values that it drops or renames. */
import { searchable } from "../model/base-code.ts";
import type { Change } from "../model/change.ts";
import type { Database } from "../model/database.ts";
import { added } from "../model/migration.ts";
import type { Table } from "../model/schema.ts";
import { type Departure, departureKey, namesInCode } from "../model/usage.ts";

/** Of one pull request; one that takes away more is no step of a rollout. */
const MAX_DEPARTURES = 60;

export function departuresOf(database: Database): Departure[] {
  const found = new Map<string, Departure>();
  const changes = database.hasMigrations ? added(database.migrations).flatMap(({ statements }) => statements.flatMap((statement) => statement.changes)) : database.changes;
  for (const departure of [...changes.flatMap((change) => departureOf(change, database)), ...lostValues(database)])
    if (found.size < MAX_DEPARTURES) found.set(departureKey(departure), departure);
  return [...found.values()];
}

function departureOf(change: Change, { catalog, after, hasMigrations }: Database): Departure[] {
  if (!("table" in change) || !("isNew" in change) || change.isNew || isOfNoUse(change.before)) return [];
  const now = (hasMigrations ? catalog.after : after).tables.get(change.table);
  switch (change.kind) {
    case "drop-column":
    case "rename-column":
      return now?.columns.some(({ name }) => name === change.column) ? [] : [{ kind: "column", table: change.table, column: change.column }];
    case "drop-table":
    case "rename-table":
    case "set-schema":
      return now ? [] : [{ kind: "table", table: change.table }];
    default:
      return [];
  }
}

function isOfNoUse(table: Table | undefined): boolean {
  return table !== undefined && (table.kind.includes("view") || table.persistence === "temporary");
}

/** By what is left: Prisma swaps a type for another under its name. */
function lostValues({ hasMigrations, migrations, catalog, before, after }: Database): Departure[] {
  if (hasMigrations && added(migrations).length === 0) return [];
  const [old, now] = hasMigrations ? [catalog.before, catalog.after] : [before, after];
  return [...old.enums.values()].flatMap(({ name, values }) => {
    const left = now.enums.get(name)?.values;
    return left === undefined ? [] : values.filter((value) => !left.includes(value)).map((value): Departure => ({ kind: "enum-value", enum: name, value }));
  });
}

/** The words to look for in the base branch's code; none where nothing goes that existed. */
export function neededWords(databases: readonly Database[]): string[] {
  return searchable(databases.filter(isJudged).flatMap((database) => departuresOf(database).flatMap((departure) => namesInCode(departure, database.before))));
}

/** The rules that read usages: with all of them off nobody needs the code. */
const READERS = ["no-drop-in-same-deploy", "no-column-rename", "no-table-rename", "no-enum-value-removal"];

function isJudged({ config }: Database): boolean {
  return config.gates.rollout !== "off" && READERS.some((id) => config.rules[id]?.severity !== "off");
}
