/** A lock taken before a whole-table update in the same transaction is held until the last row is written. */
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { bulkStatements } from "../questions/migrations/data-changes.ts";
import { inTransaction } from "../questions/migrations/runner-words.ts";
import { strongLocks, transactionsOfPull } from "../questions/migrations/transactions.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL, email_lower text);";
const PLAN = "## Rollback\nDrop `score` of `member`.\n\n## Backfill\n`score` of `member`, in batches.";

export const noDdlWithBackfill = defineRule({
  id: "no-ddl-with-backfill",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not fill a table in the transaction that alters it",
  why: "Locks are held until the transaction ends. An `ALTER TABLE` is brief alone; with a whole-table `UPDATE` after it in the same transaction, its `ACCESS EXCLUSIVE` lock lasts as long as the update, and nobody can read or write the table.",
  remedy: "Alter in one migration, fill outside it in batches.",
  quiet: [
    "updates that are bounded, or come before the strong lock",
    "a `COMMIT` in between, or a runner that runs each statement alone",
    "tables made by this pull request, small tables",
  ],
  supersedes: ["no-work-under-exclusive-lock", "no-lock-pileup", "no-mixed-phases"],
  *check(database) {
    const bulks = bulkStatements(database);
    for (const transaction of bulks.size === 0 ? [] : transactionsOfPull(database)) {
      if (!transaction.some(({ statement }) => bulks.has(statement))) continue;
      const locked = new Set<string>();
      for (const { statement } of transaction) {
        const [bulk] = bulks.get(statement) ?? [];
        if (bulk && locked.size > 0) {
          yield {
            span: statement.span,
            message: `This fills ${code(bulk.table)} ${inTransaction(database, statement)} with the change of ${list([...locked])} above: the \`ACCESS EXCLUSIVE\` lock is held until the last row is written, and nobody can read or write meanwhile. Move the backfill out of this migration.`,
            ...(statement.transactionCertainty === "may" ? { severity: "warning" as const } : {}),
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
        title: "alter, then fill",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE member ADD COLUMN score integer;\nUPDATE member SET score = length(email);",
        body: PLAN,
      },
    ],
    good: [{ title: "alter only", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE member ADD COLUMN score integer;", body: PLAN }],
  },
});
