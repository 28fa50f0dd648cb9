/** Data changes that touch every row of a table, or may. */
import type { ChangeKind, ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import { addedStatementsWith, isInUse } from "./steps.ts";

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
        return isInUse(database, change) && !change.bounded && (!change.filtered || skipsOnlyDone(statement.text) || joins(statement.text));
      case "delete":
        return isInUse(database, change) && !change.bounded && !change.filtered;
      case "insert":
        return isInUse(database, change) && change.fromSelect && !change.bounded && change.reads.length > 0;
      case "merge":
        return isInUse(database, change) && change.reads.length > 0;
      default:
        return false;
    }
  });
}

/** `WHERE new IS NULL`, `WHERE new IS NULL AND old IS NOT NULL`: the first run finds every row, or nearly. */
function skipsOnlyDone(text: string): boolean {
  const where = /\bwhere\b([^;]*)$/i.exec(text)?.[1] ?? "";
  const conditions = where.split(/\band\b/i).map((condition) => condition.replace(/[()]/g, " ").trim());
  return conditions.every((condition) => /^[\w".]+\s+is\s+(?:not\s+)?null$/i.test(condition)) && conditions.some((condition) => /\bis\s+null$/i.test(condition));
}

/** `FROM` between SET and WHERE, not inside brackets: every row of the table meets one of the other. */
function joins(text: string): boolean {
  let plain = text.replace(/'(?:[^']|'')*'/g, "''");
  for (let before = ""; before !== plain; ) {
    before = plain;
    plain = plain.replace(/\([^()]*\)/g, " ");
  }
  return /\bset\b[\s\S]*?\bfrom\b/i.test(plain);
}
