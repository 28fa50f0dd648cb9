/** Data changes that touch every row of a table, or may. */
import type { ChangeKind, ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import { addedStatementsWith, addedSteps, isInUse, isSmall } from "./steps.ts";

/** Rows that a statement writes; TRUNCATE and COPY aside. */
export const WRITES = ["update", "delete", "insert", "merge"] as const satisfies readonly ChangeKind[];

export type Bulk = ChangeOf<"insert"> | ChangeOf<"update"> | ChangeOf<"delete"> | ChangeOf<"merge">;

/**
 * The writes of a statement that grow with a table in use: an UPDATE or DELETE without WHERE, one whose WHERE only skips the rows that are done already, one that joins
 * another table (`UPDATE … FROM`), INSERT … SELECT and MERGE from one. A filter of another kind may pick few rows: it is not counted.
 */
export function bulkChanges(database: Database, statement: Statement): readonly Bulk[] {
  return bulkStatements(database).get(statement) ?? NONE;
}

const NONE: readonly Bulk[] = [];

/** The added statements that have any, in their order: half a dozen rules ask, and few statements write rows. */
export const bulkStatements = once((database: Database): ReadonlyMap<Statement, readonly Bulk[]> => {
  const found = new Map<Statement, readonly Bulk[]>();
  for (const { statement } of addedStatementsWith(database, ...WRITES)) {
    const bulk = bulkOf(database, statement);
    if (bulk.length > 0) found.set(statement, bulk);
  }
  return found;
});

function bulkOf(database: Database, statement: Statement): Bulk[] {
  return statement.changes.filter((change): change is Bulk => {
    switch (change.kind) {
      case "update":
        return isInUse(database, change) && !change.bounded && (!change.filtered || change.skipsOnlyDone || change.joins.some((table) => isLarge(database, statement, table)));
      case "delete":
        return isInUse(database, change) && !change.bounded && !change.filtered;
      case "insert":
        return isInUse(database, change) && change.fromSelect && !change.bounded && change.reads.some((table) => isLarge(database, statement, table));
      case "merge":
        return isInUse(database, change) && change.reads.some((table) => isLarge(database, statement, table));
      default:
        return false;
    }
  });
}

/** A table that grows with use: neither small, nor made by this pull request of rows that stand in its text. */
function isLarge(database: Database, { effects }: Statement, table: string): boolean {
  if (isSmall(database, table)) return false;
  return !effects.locks.some((lock) => lock.table === table && lock.isNew) || !isListed(database, table);
}

/** Nothing but rows written out has gone into it. */
function isListed(database: Database, table: string): boolean {
  for (const { change } of addedSteps(database, "create-table", "insert", "copy"))
    if (change.table === table && (change.kind === "copy" || (change.kind === "insert" ? change.fromSelect && !change.bounded : change.asSelect))) return false;
  return true;
}
