/** A schema that stands twice in a repository (copied into an application's image, told in Prisma and in another tool's SQL) is judged once. */
import type { Database } from "../../model/database.ts";
import type { Gate } from "../../model/rule.ts";
import type { Schema } from "../../model/schema.ts";

/** What a migration does is said of each folder: each of them is run somewhere. */
const OF_SCHEMAS: ReadonlySet<Gate> = new Set(["relations", "invariants", "queries"]);

interface Told {
  readonly rule: string;
  readonly gate: Gate;
  readonly message: string;
}

/**
 * The reports of all databases, without those of copies: a schema that nobody migrates, of one that somebody does, has nothing of its own to say (it may lag
 * behind, so that all of it looks new); of two that are both migrated, or neither, what the second says in the same words.
 */
export function withoutCopies<T extends Told>(told: readonly { readonly database: Database; readonly reports: readonly T[] }[]): T[] {
  const databases = told.map(({ database }) => database);
  return told.flatMap(({ database, reports }) => {
    const original = databases.find((other) => isOriginal(other, database, databases));
    if (!original) return reports;
    if (original.hasMigrations && !database.hasMigrations) return reports.filter(({ gate }) => !OF_SCHEMAS.has(gate));
    const said = new Set(told.find((each) => each.database === original)!.reports.map(key));
    return reports.filter((report) => !OF_SCHEMAS.has(report.gate) || !said.has(key(report)));
  });
}

function key({ rule, message }: Told): string {
  return JSON.stringify([rule, message]);
}

/** The one that is migrated, else the one that Prisma declares, else the first. Two that are both migrated in Prisma are two databases. */
function isOriginal(original: Database, copy: Database, all: readonly Database[]): boolean {
  if (original === copy || !holds(original.after, copy.after)) return false;
  if (rank(original) !== rank(copy)) return rank(original) > rank(copy);
  return !copy.hasMigrations && all.indexOf(original) < all.indexOf(copy);
}

function rank({ language, hasMigrations }: Database): number {
  return (language === "prisma" ? 2 : 0) + (hasMigrations ? 1 : 0);
}

/** At least three tables, nearly all that the copy has, with nearly all of their columns. */
function holds(original: Schema, copy: Schema): boolean {
  const common = [...copy.tables.values()].filter(({ name }) => original.tables.has(name));
  if (common.length < 3 || common.length < copy.tables.size * NEARLY) return false;
  const columns = common.flatMap(({ name, columns }) => columns.map((column) => [name, column.name] as const));
  const same = columns.filter(([table, column]) => original.tables.get(table)!.columns.some(({ name }) => name === column));
  return same.length >= columns.length * NEARLY;
}

const NEARLY = 0.8;
