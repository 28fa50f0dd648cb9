/** The steps of a migration that decide which phase of a rollout it is: what adds, fills, removes or tightens what applications see. */
import { isTableChange, type TableChange } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Migration, Statement } from "../../../../model/migration.ts";
import type { Phase } from "../../../../model/verdict.ts";
import { phaseOfChange } from "../../../phases/phase.ts";
import { bulkChanges } from "./data-changes.ts";
import { columnKey } from "./steps.ts";

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
  const remade = new Set(
    migration.statements.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === "drop-table" ? [change.table] : change.kind === "drop-column" ? [columnKey(change.table, change.column)] : [])),
    ),
  );
  return migration.statements.flatMap((statement) => {
    const bulk: readonly TableChange[] = bulkChanges(database, statement);
    return statement.changes.filter(isTableChange).flatMap((change): PhaseStep[] => {
      if (bulk.includes(change)) return [{ phase: "backfill", statement, change, reads: "reads" in change ? change.reads : [] }];
      if (!EXPANDS.has(change.kind) && !CONTRACTS.has(change.kind)) return [];
      const phase = phaseOfChange(change, migration.before);
      if (change.kind === "add-column" && remade.has(columnKey(change.table, change.column.name))) return [];
      if (phase === "expand" && EXPANDS.has(change.kind) && !(change.kind === "create-table" && remade.has(change.table))) return [{ phase, statement, change, reads: [] }];
      if (phase === "contract" && CONTRACTS.has(change.kind) && isTightening(change)) return [{ phase, statement, change, reads: [] }];
      return [];
    });
  });
}

function isTightening(change: TableChange): boolean {
  if (change.isNew || change.before?.persistence === "temporary" || change.before?.kind.includes("view")) return false;
  return change.kind !== "alter-column" || change.action === "set-not-null";
}
