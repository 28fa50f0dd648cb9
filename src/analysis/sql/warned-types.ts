/** The old types of columns that the history has never seen, from the warnings that Prisma wrote above the migration. */
import type { AlterColumn, Change } from "../../model/change.ts";
import { readWarning } from "../../model/prisma-warnings.ts";
import type { ColumnType } from "../../model/schema.ts";
import { bareName } from "./names.ts";

/** By `table\0column`; undefined where the warnings speak of no cast. */
export type WarnedTypes = ReadonlyMap<string, ColumnType> | undefined;

export function warnedTypes(warnings: readonly string[]): WarnedTypes {
  const types = new Map<string, ColumnType>();
  for (const item of warnings) {
    if (!item.includes(" will be cast ")) continue;
    const warning = readWarning(item);
    if (warning?.kind === "cast" && warning.from) types.set(`${warning.table}\0${warning.column}`, warning.from);
  }
  return types.size === 0 ? undefined : types;
}

/** Prisma's warnings leave the schema of a table out. */
export function addWarnedTypes(changes: readonly Change[], types: WarnedTypes): void {
  if (!types) return;
  for (const change of changes) {
    if (change.kind !== "alter-column" || change.action !== "type" || change.from) continue;
    (change as { warnedFrom?: AlterColumn["warnedFrom"] }).warnedFrom = types.get(`${bareName(change.table)}\0${change.column}`);
  }
}
