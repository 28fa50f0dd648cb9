/** What a pull request's summary tells of each migration that it adds: phase, locks on what existed before, the way back. */
import type { Lock, Migration, Statement } from "../../model/migration.ts";
import type { MigrationSummary } from "../../model/verdict.ts";
import { phaseOfMigration } from "../phases/phase.ts";
import { rollbackOf } from "../phases/rollback.ts";

export function summarize(migration: Migration): MigrationSummary {
  return {
    path: migration.path,
    name: migration.name,
    phase: phaseOfMigration(migration),
    locks: migration.statements.flatMap((statement) => locksOf(statement)),
    rollback: rollbackOf(migration),
  };
}

const WORK = ["rewrites", "scans", "builds"] as const;

function locksOf({ effects, span }: Statement): MigrationSummary["locks"] {
  return effects.locks.filter(({ isNew }) => !isNew).map((lock: Lock) => ({ ...lock, span, held: WORK.filter((work) => effects[work].includes(lock.table)) }));
}
