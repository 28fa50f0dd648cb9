/** What Prisma itself said when it generated a migration, as evidence in a finding. */
import type { AlterColumn } from "../../../../model/change.ts";
import type { Migration } from "../../../../model/migration.ts";
import { type PrismaWarning, readWarning } from "../../../../model/prisma-warnings.ts";

/** A sentence with a blank before it, or nothing: where the old type of a column is from, unless the history knows it. */
export function oldTypeSource({ from, warnedFrom }: AlterColumn): string {
  return from || !warnedFrom ? "" : " The history at hand does not know the column; Prisma's own warning above the migration says what it was.";
}

/** Likewise, where Prisma warned of a new required column of the table, or of a unique over these columns. */
export function prismaSaysSo({ warnings }: Migration, table: string, about: { readonly required: string } | { readonly unique: readonly string[] }): string {
  const said = warnings.some((item) => {
    const warning = readWarning(item);
    if (warning?.kind === "unique" && "unique" in about) return isOn(warning, table) && warning.columns.toSorted().join() === about.unique.toSorted().join();
    return warning?.kind === "required-column" && "required" in about && isOn(warning, table) && warning.column === about.required;
  });
  return said ? " Prisma's own warning above the migration says so too." : "";
}

/** Prisma's warnings leave the schema of a table out. */
function isOn(warning: Extract<PrismaWarning, { readonly table: string }>, table: string): boolean {
  return warning.table === table.slice(table.indexOf(".") + 1);
}
