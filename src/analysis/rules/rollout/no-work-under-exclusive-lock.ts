/** Long work after an ACCESS EXCLUSIVE lock in the same transaction stretches the lock. */
import { isTableChange } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { bulkChanges } from "../questions/migrations/data-changes.ts";
import { inTransaction } from "../questions/migrations/runner-words.ts";
import { isInUse, worksOn } from "../questions/migrations/steps.ts";
import { lockingTransactions, strongLocks } from "../questions/migrations/transactions.ts";

const BASE = 'CREATE TABLE "Order" ("id" BIGINT PRIMARY KEY, "userId" BIGINT);';

export const noWorkUnderExclusiveLock = defineRule({
  id: "no-work-under-exclusive-lock",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Do no long work in a transaction that holds ACCESS EXCLUSIVE",
  why: "Locks are held until the transaction ends. An index build alone lets readers go on; after an `ALTER TABLE` in the same transaction, its table can be neither read nor written until the index is built.",
  remedy: "Give the long step (index build, validation, data change) a migration of its own.",
  quiet: ["a `COMMIT` in between, or a runner that runs each statement alone", "work on tables made by this pull request and on small tables", "several brief changes"],
  *check(database) {
    for (const transaction of lockingTransactions(database)) {
      const locked = new Set<string>();
      for (const { statement } of transaction) {
        const long = locked.size > 0 ? longWork(statement, database) : undefined;
        if (long) {
          yield {
            span: statement.span,
            message: `${list([...locked])} ${locked.size > 1 ? "are" : "is"} closed by an \`ACCESS EXCLUSIVE\` lock taken above, ${inTransaction(database, statement)} with this statement: while it ${long}, not even readers get through. Give this step a migration of its own.`,
          };
          break;
        }
        for (const { table } of strongLocks(database, statement, "ACCESS EXCLUSIVE")) locked.add(table);
      }
    }
  },
  examples: {
    bad: [
      {
        title: "an index build after ALTER TABLE",
        history: BASE,
        migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "Order" ADD COLUMN "total" INTEGER;\nCREATE INDEX "Order_userId_idx" ON "Order"("userId");',
      },
    ],
    good: [
      {
        title: "two brief changes",
        history: BASE,
        migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "Order" ADD COLUMN "total" INTEGER;\nALTER TABLE "Order" ADD COLUMN "note" TEXT;',
      },
    ],
  },
});

/** What the statement does for long, to which table; rewrites and its own scans under the lock are other rules' findings. */
function longWork(statement: Statement, database: Database): string | undefined {
  const [bulk] = bulkChanges(database, statement);
  if (bulk) return `fills ${code(bulk.table)}`;
  for (const change of statement.changes.filter(isTableChange)) {
    if (!isInUse(database, change)) continue;
    if (change.kind === "select" && readsAll(statement)) return `reads ${code(change.table)}`;
    if (change.kind === "add-index" && !change.concurrently && worksOn(statement, change.table, "builds")) return `builds the index of ${code(change.table)}`;
    if (change.kind === "validate-constraint") return `validates ${code(change.name)} of ${code(change.table)}`;
    if (change.kind === "add-foreign-key" && worksOn(statement, change.table, "scans")) return `checks the foreign key of ${code(change.table)}`;
  }
  return undefined;
}

function readsAll({ text }: Statement): boolean {
  return /^select\b/i.test(text) && /\bfrom\b/i.test(text) && !/\b(?:where|limit|setval|nextval)\b/i.test(text);
}
