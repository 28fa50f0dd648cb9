/** SET NOT NULL reads the whole table under the strongest lock, unless a check has proved it beforehand. */
import { provesFilled } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { requireInSteps } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps, isInUse, worksOn } from "../questions/migrations/steps.ts";

const BASE = 'CREATE TABLE "Order" ("id" BIGINT PRIMARY KEY, "total" NUMERIC(12,2), "note" TEXT);';
const CHECKED = 'ALTER TABLE "Order" ADD CONSTRAINT "Order_total_filled" CHECK ("total" IS NOT NULL) NOT VALID;\nALTER TABLE "Order" VALIDATE CONSTRAINT "Order_total_filled";';
const PLAN = '## Rollback\n`ALTER TABLE "Order" ALTER COLUMN total DROP NOT NULL`: nothing is lost.\n\n## Backfill\nAll rows of `Order` have had a `total` since March.';
const SET = 'SET lock_timeout = \'5s\';\nALTER TABLE "Order" ALTER COLUMN "total" SET NOT NULL;';

export const noSetNotNullScan = defineRule({
  id: "no-set-not-null-scan",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Prove that a column is filled before SET NOT NULL",
  why: "`SET NOT NULL` reads every row of the table under an `ACCESS EXCLUSIVE` lock: nobody can read or write until the scan ends. From PostgreSQL 12 on it skips the scan if a *validated* `CHECK (column IS NOT NULL)` proves the column filled; PostgreSQL 18 has `NOT NULL … NOT VALID` itself. A validated check of another column, or one that is still `NOT VALID`, proves nothing.",
  remedy:
    "Add the check `NOT VALID`, validate it in the next migration (writers go on), then `SET NOT NULL` and drop the check. On PostgreSQL 18 add the `NOT NULL` constraint `NOT VALID` and validate it.",
  quiet: [
    "a validated `CHECK (column IS NOT NULL)` on that very column (PostgreSQL 12 and later)",
    "PostgreSQL 18's `NOT NULL … NOT VALID`",
    "columns that are `NOT NULL` already",
    "tables made by this pull request, small tables",
  ],
  check: folding("no-set-not-null-scan", function* (database) {
    for (const { statement, change } of addedSteps(database, "alter-column", "add-not-null-constraint")) {
      if (!isInUse(database, change) || !worksOn(statement, change.table, "scans")) continue;
      if (change.kind === "alter-column" ? change.action !== "set-not-null" || change.from?.nullable === false : !change.valid) continue;
      if (change.kind === "alter-column" && isProven(change.before, change.column, database)) continue;
      yield {
        span: change.span,
        message: `${change.kind === "alter-column" ? "`SET NOT NULL`" : "`ADD … NOT NULL`"} reads every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write until the scan ends. Prove ${code(change.column)} filled first, with a constraint added \`NOT VALID\` and validated in the next migration.`,
        advice: { language: "sql", text: requireInSteps(change.table, change.column, database.postgres.version) },
      };
    }
    yield* keysThatScan(database);
  }),
  examples: {
    bad: [
      { title: "nothing proves the column filled", history: BASE, migration: SET, body: PLAN },
      {
        title: "a validated check, but of another column",
        history: `${BASE}\nALTER TABLE "Order" ADD CONSTRAINT "Order_note_filled" CHECK ("note" IS NOT NULL) NOT VALID;\nALTER TABLE "Order" VALIDATE CONSTRAINT "Order_note_filled";`,
        migration: SET,
        body: PLAN,
      },
    ],
    good: [{ title: "a validated check proves it", history: `${BASE}\n${CHECKED}`, migration: SET, body: PLAN }],
  },
});

/** Within one statement the scan may be another action's. */
function isProven(before: Pick<Table, "checks"> | undefined, column: string, database: Database): boolean {
  return database.postgres.version >= 12 && (before?.checks.some((check) => check.valid && provesFilled(check, column)) ?? false);
}

/** A primary key made USING INDEX sets its columns NOT NULL, with the same scan. */
function* keysThatScan(database: Database) {
  for (const { change } of addedSteps(database, "add-primary-key")) {
    if (change.usingIndex === undefined || !isInUse(database, change)) continue;
    const index = change.before?.indexes.find(({ name }) => name === change.usingIndex);
    const columns = (index ?? change.index).columns.flatMap(({ column }) => column ?? []);
    const known = change.before?.columns.filter(({ name }) => columns.includes(name)) ?? [];
    const open = known.filter(({ name, nullable }) => nullable && !isProven(change.before, name, database)).map(({ name }) => name);
    if (known.length > 0 && known.length === columns.length && open.length === 0) continue;
    const name = open[0] ?? columns[0];
    yield {
      span: change.span,
      message: `A primary key sets its columns \`NOT NULL\`: ${open.length > 0 ? `${open.map(code).join(", ")} still allows null, so this` : "unless they are already, this"} reads every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock. Make them \`NOT NULL\` without the scan first.`,
      ...(open.length > 0 ? {} : { severity: "warning" as const }),
      ...(name === undefined ? {} : { advice: { language: "sql" as const, text: requireInSteps(change.table, name, database.postgres.version) } }),
    };
  }
}
