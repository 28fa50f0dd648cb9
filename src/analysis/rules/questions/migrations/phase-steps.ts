/** The steps of a migration that decide which phase of a rollout it is: what adds, fills, removes or tightens what applications see. */
import { isTableChange, type TableChange } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Migration, Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Phase } from "../../../../model/verdict.ts";
import { phaseOfChange } from "../../../phases/phase.ts";
import { bulkChanges } from "./data-changes.ts";
import { addedSteps, columnKey, isNewColumn } from "./steps.ts";

export interface PhaseStep {
  readonly phase: Extract<Phase, "expand" | "backfill" | "contract">;
  readonly statement: Statement;
  readonly change: TableChange;
  /** Other tables that it takes rows from. */
  readonly reads: readonly string[];
}

const EXPANDS: ReadonlySet<string> = new Set(["create-table", "add-column"]);
/** Indexes, foreign keys, defaults, policies and types are left out: dropping or remaking them is judged by rules of their own. */
const CONTRACTS: ReadonlySet<string> = new Set(["drop-table", "drop-column", "add-unique", "add-check", "add-not-null-constraint", "alter-column"]);

export function phaseSteps(database: Database, migration: Migration): PhaseStep[] {
  const remade = remadeByMigration(database).get(migration) ?? NOTHING;
  const steps: PhaseStep[] = [];
  for (const statement of migration.statements) {
    const bulk: readonly TableChange[] = bulkChanges(database, statement);
    for (let at = 0; at < statement.changes.length; at++) {
      const change = statement.changes[at]!;
      if (!isTableChange(change)) continue;
      if (bulk.includes(change)) steps.push({ phase: "backfill", statement, change, reads: "reads" in change ? change.reads : [] });
      else {
        const phase = change.kind === "drop-column" && isNewColumn(database, change.table, change.column) ? undefined : shapePhase(change, migration, remade);
        if (phase) steps.push({ phase, statement, change, reads: [] });
      }
    }
  }
  return steps;
}

/** Of what adds to the shape that applications see, or takes from it. */
function shapePhase(change: TableChange, { before }: Migration, remade: ReadonlySet<string>): "expand" | "contract" | undefined {
  const expands = EXPANDS.has(change.kind);
  const contracts = CONTRACTS.has(change.kind);
  if (!expands && !contracts) return undefined;
  const phase = phaseOfChange(change, before);
  if (change.kind === "add-column" && remade.has(columnKey(change.table, change.column.name))) return undefined;
  if (phase === "expand" && expands && !(change.kind === "create-table" && remade.has(change.table))) return phase;
  return phase === "contract" && contracts && isTightening(change) ? phase : undefined;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Tables and columns that a migration drops: it makes them anew. */
const remadeByMigration = once((database: Database): ReadonlyMap<Migration, ReadonlySet<string>> => {
  const found = new Map<Migration, Set<string>>();
  for (const { migration, change } of addedSteps(database, "drop-table", "drop-column")) {
    const remade = found.get(migration) ?? new Set();
    found.set(migration, remade.add(change.kind === "drop-table" ? change.table : columnKey(change.table, change.column)));
  }
  return found;
});

function isTightening(change: TableChange): boolean {
  if (change.isNew || change.before?.persistence === "temporary" || change.before?.kind.includes("view")) return false;
  return change.kind !== "alter-column" || change.action === "set-not-null";
}
