/** Prisma has no DROP VALUE to use: it makes a new enum, casts every column to it and swaps the names. This finds such swaps. */
import type { ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Migration, Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Enum } from "../../../../model/schema.ts";
import { migrationsWith } from "./steps.ts";

export interface EnumSwap {
  readonly migration: Migration;
  /** The enum's name as the application knows it. */
  readonly name: string;
  /** Values that the old enum had and the new one lacks. */
  readonly removed: readonly string[];
  readonly values: readonly string[];
  /** The casts, one or more for each column. */
  readonly casts: readonly { readonly statement: Statement; readonly change: ChangeOf<"alter-column"> }[];
}

/** Casts of columns of one enum to another in one migration, whichever names are swapped afterwards. */
export const enumSwaps = once((database: Database): readonly EnumSwap[] =>
  migrationsWith(database, "create-enum").flatMap((migration) => {
    const made = new Map<string, Enum>();
    const swaps = new Map<string, EnumSwap & { casts: EnumSwap["casts"][number][] }>();
    for (const statement of migration.statements)
      for (const change of statement.changes) {
        if (change.kind === "create-enum") made.set(change.enum.name, change.enum);
        if (change.kind !== "alter-column" || change.isNew || change.action !== "type" || !change.from || !change.type) continue;
        const to = made.get(change.type.name);
        const from = migration.before.enums.get(change.from.type.name);
        if (!to || !from || to.name === from.name || !database.catalog.before.enums.has(from.name)) continue;
        const key = `${from.name}\0${to.name}`;
        const swap = swaps.get(key) ?? { migration, name: from.name, removed: from.values.filter((value) => !to.values.includes(value)), values: to.values, casts: [] };
        swap.casts.push({ statement, change });
        swaps.set(key, swap);
      }
    return [...swaps.values()];
  }),
);

export function swappedStatements(database: Database): ReadonlySet<Statement> {
  return new Set(enumSwaps(database).flatMap(({ casts }) => casts.map(({ statement }) => statement)));
}
