/** A migration that failed half-way is run again, from its first line. */
import type { Migration, Statement } from "../../../model/migration.ts";
import { defineRule } from "../define-rule.ts";
import { insert, inserted } from "../questions/edits/statement-edits.ts";
import { missingGuards } from "../questions/migrations/existence-guards.ts";
import { folding } from "../questions/migrations/fold.ts";
import { isGenerated } from "../questions/migrations/generated.ts";
import { addedStatements } from "../questions/migrations/steps.ts";

const HISTORY = "CREATE TABLE member (id bigint PRIMARY KEY, nick text);";
const NO_TRANSACTION = { runner: "none", audit: { exempt: ["team"] }, rules: { "prefer-idempotent-ddl": "warning" } } as const;
const ALWAYS = { audit: { exempt: ["team"] }, rules: { "prefer-idempotent-ddl": { options: { always: true } } } };
const TIMEOUT = "SET lock_timeout = '5s';\n";

export const preferIdempotentDdl = defineRule({
  id: "prefer-idempotent-ddl",
  gate: "rollout",
  severity: "off",
  since: "0.1.0",
  summary: "Prefer statements that can be run twice where a file is no transaction",
  why: "Where each statement commits by itself, a failure leaves what stood before it in the database. The next run begins at the first line again and fails there, because the table or column exists already: somebody has to repair it by hand.",
  remedy: "`IF NOT EXISTS` and `IF EXISTS`, or one transaction around the file.",
  quiet: [
    "statements that commit together with all that follows them in the file: a failure takes them back (not with `always`)",
    "the last statement of a file",
    "CREATE INDEX CONCURRENTLY: IF NOT EXISTS would take the invalid index of a failed build for the finished one (`no-masked-invalid-index`)",
    "what PostgreSQL has no such words for: ADD CONSTRAINT, CREATE TYPE, RENAME, an index without a name; DO blocks",
    "statements that Prisma has written, below their `-- CreateTable`",
    "more than three in one file are one finding",
  ],
  options: { always: { default: false, description: "Inside transactions too" } },
  check: folding("prefer-idempotent-ddl", function* (database, options) {
    for (const { migration, statement } of addedStatements(database)) {
      if (isGenerated(database, statement)) continue;
      if (!options.flag("always") && !mayStayAlone(migration, statement)) continue;
      const missing = missingGuards(statement);
      const fix = insert(
        statement,
        missing.map(({ at, words }) => ({ at, text: `${words} ` })),
      );
      if (!fix) continue;
      const words = [...new Set(missing.map((guard) => guard.words))].map((word) => `\`${word}\``).join(" and ");
      const failure = options.flag("always") ? "Run a second time, this fails." : "If a later statement of this file fails, this one stays, and the next run fails here.";
      yield {
        span: statement.span,
        message: `${failure} With ${words} it goes on.`,
        advice: { language: "sql", text: `${inserted(statement, fix)};` },
        fix,
      };
    }
  }),
  examples: {
    bad: [
      {
        title: "a table, and statements behind it",
        migration: `${TIMEOUT}CREATE TABLE team (id bigint PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS squad (id bigint PRIMARY KEY, team_id bigint);`,
        config: { ...NO_TRANSACTION, audit: { exempt: ["team", "squad"] }, rules: { ...NO_TRANSACTION.rules, "require-relation": "off" } },
      },
      { title: "a column", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nSELECT 1;`, config: NO_TRANSACTION },
      { title: "inside a transaction, where the team wants it", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;`, config: ALWAYS },
    ],
    good: [
      { title: "with IF NOT EXISTS", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN IF NOT EXISTS note text;\nSELECT 1;`, config: NO_TRANSACTION },
      {
        title: "in one transaction",
        history: HISTORY,
        migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nSELECT 1;`,
        config: { ...NO_TRANSACTION, runner: "transaction" },
      },
      { title: "the last statement", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;`, config: NO_TRANSACTION },
      { title: "a concurrent build", history: HISTORY, migration: ["CREATE INDEX CONCURRENTLY member_nick_idx ON member (nick);\nSELECT 1;"], config: NO_TRANSACTION },
    ],
  },
});

/** It can be committed although what follows in its file is not. */
function mayStayAlone({ statements }: Migration, statement: Statement): boolean {
  const later = statements.slice(statements.indexOf(statement) + 1).filter(({ changes }) => !changes.every(({ kind }) => kind === "commit" || kind === "set"));
  return later.some((other) => statement.transaction === undefined || other.transaction !== statement.transaction || statement.transactionCertainty === "may");
}
