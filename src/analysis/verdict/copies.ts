/** A schema that stands twice in a repository (copied into an application's image, told in Prisma and in another tool's SQL) is judged once. */
import type { Gate } from "../../model/rule.ts";
import type { Spoken } from "./check.ts";
import type { Hearing } from "./hearing.ts";

/** What a migration does is said of each folder: each of them is run somewhere. */
const OF_SCHEMAS: ReadonlySet<Gate> = new Set(["relations", "invariants", "queries"]);

/**
 * The reports of all databases, without those of copies: a schema that nobody migrates, of one that somebody does, has nothing of its own to say (it may lag
 * behind, so that all of it looks new); of two that are both migrated, or neither, what the second says in the same words.
 */
export function withoutCopies(databases: readonly Hearing[]): Spoken[] {
  const all = databases.map((hearing): Told => ({ hearing, columns: new Map(hearing.tables) }));
  return all.flatMap((told) => {
    const { hasMigrations, reports } = told.hearing;
    const original = all.find((other) => isOriginal(other, told, all))?.hearing;
    if (!original) return reports;
    if (original.hasMigrations && !hasMigrations) return reports.filter(({ gate }) => !OF_SCHEMAS.has(gate));
    const said = new Set(original.reports.map(key));
    return reports.filter((report) => !OF_SCHEMAS.has(report.gate) || !said.has(key(report)));
  });
}

interface Told {
  readonly hearing: Hearing;
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

function key({ rule, message }: Spoken): string {
  return JSON.stringify([rule, message]);
}

/** The one that is migrated, else the one that Prisma declares, else the first. Two that are both migrated in Prisma are two databases. */
function isOriginal(original: Told, copy: Told, all: readonly Told[]): boolean {
  const above = rank(original.hearing) - rank(copy.hearing);
  if (original === copy || above < 0 || (above === 0 && (copy.hearing.hasMigrations || all.indexOf(original) > all.indexOf(copy)))) return false;
  return holds(original.columns, copy.columns);
}

function rank({ language, hasMigrations }: Hearing): number {
  return (language === "prisma" ? 2 : 0) + (hasMigrations ? 1 : 0);
}

/** At least three tables, nearly all that the copy has, with nearly all of their columns. */
function holds(original: Told["columns"], copy: Told["columns"]): boolean {
  const common = [...copy].filter(([name]) => original.has(name));
  if (common.length < 3 || common.length < copy.size * NEARLY) return false;
  const columns = common.flatMap(([table, names]) => names.map((column) => [table, column] as const));
  const same = columns.filter(([table, column]) => original.get(table)!.includes(column));
  return same.length >= columns.length * NEARLY;
}

const NEARLY = 0.8;
