/** Strong locks on several tables in one transaction: all are held until the last is got, and the work done. */
import type { Statement } from "../../../model/migration.ts";
import { list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { inTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps } from "../questions/migrations/steps.ts";
import { lockingTransactions, strongLocks } from "../questions/migrations/transactions.ts";

const BASE = "CREATE TABLE a (id bigint PRIMARY KEY);\nCREATE TABLE b (id bigint PRIMARY KEY);\nCREATE TABLE c (id bigint PRIMARY KEY);";

export const noLockPileup = defineRule({
  id: "no-lock-pileup",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not gather strong locks on several tables in one transaction",
  why: "Each lock is held until the transaction ends. While it waits for the third table, the first two are closed; a transaction of the application that takes the same tables in another order deadlocks with it.",
  remedy: "One migration a table, or one statement a transaction where the runner allows it.",
  quiet: [
    "two tables whose locks are brief",
    "tables that are only referenced by a foreign key, tables made by this pull request, small tables",
    "runners that run each statement alone, and tables that the pull request drops",
  ],
  *check(database) {
    const leaving = new Set(addedSteps(database, "drop-table").map(({ change }) => change.table));
    for (const transaction of lockingTransactions(database)) {
      const locked = new Set<string>();
      let long: Statement | undefined;
      for (const { statement } of transaction) {
        for (const { table } of strongLocks(database, statement, "SHARE")) if (!leaving.has(table)) locked.add(table);
        for (const change of statement.changes) if (change.kind === "rename-table" && locked.delete(change.table)) locked.add(change.to);
        const { scans, rewrites, builds } = statement.effects;
        if (!long && locked.size > 0 && [...scans, ...rewrites, ...builds].some((table) => locked.has(table))) long = statement;
        if (locked.size < (long ? 2 : 3)) continue;
        yield {
          span: (long ?? statement).span,
          message: `This migration, run ${inTransaction(database, statement)}, gathers strong locks on ${list([...locked])}${long ? ", one of them held through this statement's work" : ""}: all stay closed until the last is done, and a transaction that takes them in another order deadlocks. Split it by table.`,
        };
        break;
      }
    }
  },
  examples: {
    bad: [
      {
        title: "three tables",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE a ADD COLUMN note text;\nALTER TABLE b ADD COLUMN note text;\nALTER TABLE c ADD COLUMN note text;",
      },
    ],
    good: [{ title: "two, both brief", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE a ADD COLUMN note text;\nALTER TABLE b ADD COLUMN note text;" }],
  },
});
