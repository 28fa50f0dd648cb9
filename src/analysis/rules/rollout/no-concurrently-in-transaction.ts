/** PostgreSQL refuses CONCURRENTLY inside a transaction: the deploy stops there. */
import type { Change, ChangeKind } from "../../../model/change.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { inTransaction, outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedStatementsWith } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL, team_id bigint);";
const PRISMA = { path: "package.json", text: '{ "devDependencies": { "prisma": "6.14.0" } }' };

export const noConcurrentlyInTransaction = defineRule({
  id: "no-concurrently-in-transaction",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Run CONCURRENTLY outside a transaction",
  why: "`CREATE INDEX`, `DROP INDEX`, `REINDEX` and `DETACH PARTITION` with `CONCURRENTLY` commit in between; so do `VACUUM` and `CREATE DATABASE`. Inside a transaction block PostgreSQL refuses them (`25001: cannot run inside a transaction block`) and the migration fails. Several statements sent as one query are a transaction too.",
  remedy: "Give the statement a migration of its own, run without a transaction.",
  quiet: [
    "a file that holds nothing else, where the runner adds no transaction",
    "files that the runner's own annotation takes out of the transaction",
    "`REFRESH MATERIALIZED VIEW CONCURRENTLY`, which may run in one",
  ],
  check: folding("no-concurrently-in-transaction", function* (database) {
    for (const { statement } of addedStatementsWith(database, ...REFUSED)) {
      const what = statement.changes.map(refused).find((words) => words !== undefined);
      if (what === undefined) continue;
      if (statement.changes[0]?.kind === "do") {
        yield {
          span: statement.span,
          message: `${code(what)} cannot run inside a \`DO\` block, which is one transaction: the migration fails here. ${outsideTransaction(database)}`,
        };
        continue;
      }
      if (statement.transaction === undefined) continue;
      const may = statement.transactionCertainty === "may";
      yield {
        span: statement.span,
        message: `${code(what)} cannot run inside a transaction, and this file is run ${inTransaction(database, statement)}: ${may ? "the migration may fail" : "the migration fails"} here. ${outsideTransaction(database)}`,
        ...(may ? { severity: "warning" as const } : {}),
      };
    }
  }),
  examples: {
    bad: [
      {
        title: "two statements in one file are one transaction",
        history: BASE,
        base: [PRISMA],
        migration: "CREATE INDEX CONCURRENTLY member_email_idx ON member (email);\nCOMMENT ON INDEX member_email_idx IS 'sign-in';",
      },
    ],
    good: [{ title: "alone in its file", history: BASE, base: [PRISMA], migration: "CREATE INDEX CONCURRENTLY member_email_idx ON member (email);" }],
  },
});

/** Some of them always, some with CONCURRENTLY. */
const REFUSED: readonly ChangeKind[] = [
  "add-index",
  "drop-index",
  "reindex",
  "detach-partition",
  "reindex-all",
  "vacuum",
  "vacuum-all",
  "cluster-all",
  "create-database",
  "drop-database",
];

/** What PostgreSQL's PreventInTransactionBlock() guards. */
function refused(change: Change): string | undefined {
  switch (change.kind) {
    case "add-index":
      return change.concurrently ? "CREATE INDEX CONCURRENTLY" : undefined;
    case "drop-index":
      return change.concurrently ? "DROP INDEX CONCURRENTLY" : undefined;
    case "reindex":
      return change.concurrently ? "REINDEX CONCURRENTLY" : undefined;
    case "detach-partition":
      return change.concurrently ? "DETACH PARTITION CONCURRENTLY" : undefined;
    case "reindex-all":
      return "REINDEX of a schema or database";
    case "vacuum":
    case "vacuum-all":
      return "VACUUM";
    case "cluster-all":
      return "CLUSTER of every table";
    case "create-database":
      return "CREATE DATABASE";
    case "drop-database":
      return "DROP DATABASE";
    default:
      return undefined;
  }
}
