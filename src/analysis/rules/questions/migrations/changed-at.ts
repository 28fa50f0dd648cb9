/** Where a pull request changes or drops what stood before: what is gone was declared in a file that nobody touches. */
import { type Change, isTableChange } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { addedChanges } from "../../../../model/migration.ts";
import type { Span } from "../../../../model/source.ts";

/** In a schema the line itself; in SQL the statement that does it, else the last one on the same table. */
export function changedAt(database: Database, change: Change): Span {
  if (database.language === "prisma" || !isTableChange(change)) return change.span;
  const steps = [...addedChanges(database.migrations, ...KINDS)].map((step) => step.change).filter((step) => isTableChange(step) && step.table === change.table);
  const own = steps.findLast((step) => step.kind === change.kind && nameOf(step) === nameOf(change));
  return (own ?? steps.at(-1))?.span ?? change.span;
}

const KINDS = ["drop-index", "drop-constraint", "drop-column", "alter-column"] as const;

function nameOf(change: Change): string {
  const name = "column" in change && typeof change.column === "string" ? change.column : (("name" in change ? change.name : undefined) ?? "");
  return name.slice(name.lastIndexOf(".") + 1);
}
