/** Whether anything has put values into a column before it is required. */
import type { Change } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Statement } from "../../../../model/migration.ts";
import { names, runBefore } from "./copies.ts";

/**
 * An UPDATE of the column, a default it was added with, or a block that mentions it, in this pull request or any migration before. A default that is set later fills
 * nothing. Reads the history from its end and stops at the first.
 */
export function isFilled(database: Database, statement: Statement, table: string, column: string): boolean {
  const isAddedFilled = (change: Change): boolean =>
    change.kind === "add-column" && change.table === table && change.column.name === column && (change.column.default !== undefined || change.column.generated !== undefined);
  if (statement.changes.some((change) => isAddedFilled(change) || (change.kind === "update" && change.table === table && change.columns.includes(column)))) return true;
  for (const { changes, text } of runBefore(database, statement))
    for (const change of changes) {
      if (change.kind === "update" && change.table === table && change.columns.includes(column)) return true;
      if (change.kind === "merge" && change.table === table && names(text, column)) return true;
      if (isAddedFilled(change)) return true;
      if ((change.kind === "truncate" || (change.kind === "delete" && !change.filtered)) && change.table === table) return true;
      if (change.kind === "do" && names(text, column)) return true;
    }
  return false;
}
