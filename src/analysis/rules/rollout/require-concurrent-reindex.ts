/** REINDEX keeps writers out of the table and readers away from the index. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL);\nCREATE INDEX member_email_idx ON member (email);";
const REINDEX = /\b(index|table|schema|database|system)\b/i;

export const requireConcurrentReindex = defineRule({
  id: "require-concurrent-reindex",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Reindex concurrently",
  why: "`REINDEX` holds a `SHARE` lock on the table (nobody can write) and an `ACCESS EXCLUSIVE` lock on the index (no query that could use it gets past planning) until the index is rebuilt.",
  remedy: "Use `REINDEX … CONCURRENTLY` (PostgreSQL 12 and later), outside a transaction; or leave maintenance out of migrations.",
  quiet: ["`CONCURRENTLY`", "tables made by this pull request, small tables"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "reindex", "reindex-all")) {
      if (change.concurrently || (change.kind === "reindex" && !isInUse(database, change))) continue;
      const name = change.kind === "reindex" ? code(change.name || change.table) : `every table of the ${change.target}`;
      const text =
        database.postgres.version >= 12
          ? statement.text.replace(/\s*\([^)]*\)/, "").replace(REINDEX, (word) => `${word} CONCURRENTLY`)
          : `-- build a second index CONCURRENTLY, then\nDROP INDEX CONCURRENTLY ${quoteIdentifier(change.kind === "reindex" ? change.name : "…")}`;
      yield {
        span: statement.span,
        message: `Rebuilding ${name} blocks every write until it is done (\`SHARE\` lock), and queries that could use the index wait too. Do it \`CONCURRENTLY\`. ${outsideTransaction(database)}`,
        advice: { language: "sql", text: `${text};` },
      };
    }
  },
  examples: {
    bad: [{ title: "an index", history: BASE, migration: "REINDEX INDEX member_email_idx;" }],
    good: [{ title: "concurrently", history: BASE, migration: "REINDEX INDEX CONCURRENTLY member_email_idx;" }],
  },
});
