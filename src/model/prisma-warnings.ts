/** What Prisma warned of when it generated a migration: the items of the header that it writes above the SQL, as data. */
import { nativeType } from "./native-types.ts";
import type { ColumnType } from "./schema.ts";

/** Tables and columns as the database has them, without their schema. */
export type PrismaWarning =
  | { readonly kind: "drop-table"; readonly table: string }
  | { readonly kind: "drop-column" | "required-column" | "made-required" | "replaced-column"; readonly table: string; readonly column: string }
  /** A type that is no native one (an enum) is left out. */
  | { readonly kind: "cast"; readonly table: string; readonly column: string; readonly from?: ColumnType; readonly to?: ColumnType }
  | { readonly kind: "primary-key"; readonly table: string }
  | { readonly kind: "unique"; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: "enum-values"; readonly enum: string; readonly values: readonly string[] };

type Reader = readonly [form: RegExp, read: (...names: readonly string[]) => PrismaWarning];

/** prisma-engines, schema-engine/connectors/sql-schema-connector/src/sql_destructive_change_checker: the forms of its versions 2 to 7. */
const READERS: readonly Reader[] = [
  [/^You are about to drop the `(.+?)` table\b/, (table = "") => ({ kind: "drop-table", table })],
  [/^You are about to drop the column `(.+?)` on the `(.+?)` table\b/, (column = "", table = "") => ({ kind: "drop-column", table, column })],
  [
    /^You are about to alter the column `(.+?)` on the `(.+?)` table\b.*? will be cast from `(.+?)` to `(.+?)`/,
    (column = "", table = "", from = "", to = "") => ({ kind: "cast", table, column, from: nativeType(from), to: nativeType(to) }),
  ],
  [/^Added the required column `(.+?)` to the `(.+?)` table without a default value\b/, (column = "", table = "") => ({ kind: "required-column", table, column })],
  [/^The required column `(.+?)` was added to the `(.+?)` table with a prisma-level default value\b/, (column = "", table = "") => ({ kind: "required-column", table, column })],
  [/^Made the column `(.+?)` on table `(.+?)` required\b/, (column = "", table = "") => ({ kind: "made-required", table, column })],
  [/^Changed the type of `(.+?)` on the `(.+?)` table\. No cast exists\b/, (column = "", table = "") => ({ kind: "replaced-column", table, column })],
  [/^The `(.+?)` column on the `(.+?)` table would be dropped and recreated\b/, (column = "", table = "") => ({ kind: "replaced-column", table, column })],
  [/^Changed the column `(.+?)` on the `(.+?)` table from a scalar field to a list field\b/, (column = "", table = "") => ({ kind: "replaced-column", table, column })],
  [/^The primary key for the `(.+?)` table will be changed\b/, (table = "") => ({ kind: "primary-key", table })],
  [
    /^(?:A unique constraint covering|The migration will add a unique constraint covering) the columns `\[(.*?)\]` on the table `(.+?)`/,
    (columns = "", table = "") => ({ kind: "unique", table, columns: names(columns) }),
  ],
  [/^The values \[(.*?)\] on the enum `(.+?)` will be removed\b/, (values = "", name = "") => ({ kind: "enum-values", enum: name, values: names(values) })],
];

/** One item of `Migration.warnings`; undefined for what somebody has written himself. */
export function readWarning(item: string): PrismaWarning | undefined {
  for (const [form, read] of READERS) {
    const match = form.exec(item);
    if (match) return read(...match.slice(1));
  }
  return undefined;
}

function names(list: string): string[] {
  return list.split(",").flatMap((name) => (name.trim() === "" ? [] : name.trim()));
}
