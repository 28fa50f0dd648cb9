/** lock_timeout limits the wait for a lock; nothing but statement_timeout limits how long it is then held. */
import type { Statement } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { secondsOf } from "../questions/migrations/durations.ts";
import { addedStatements } from "../questions/migrations/steps.ts";
import { isConcurrent, strongLocks } from "../questions/migrations/transactions.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY);";
const ADD = "SET lock_timeout = '5s';\nALTER TABLE member ADD COLUMN note text;";
const ON = { rules: { "require-statement-timeout": "warning" } } as const;

export const requireStatementTimeout = defineRule({
  id: "require-statement-timeout",
  gate: "rollout",
  severity: "off",
  since: "0.1.0",
  summary: "Set statement_timeout before a strong lock",
  why: "A statement that turns out slower than on the test database keeps its lock until it is done, however long that takes. With `statement_timeout` PostgreSQL cancels it, takes its work back and lets everybody else go on.",
  remedy:
    "Start the migration with `SET statement_timeout = '30s';`. Where all migrations run as one role, set it there (`ALTER ROLE … SET statement_timeout`) and leave this policy off.",
  quiet: [
    "a statement_timeout that is set further up in the file, and neither 0 nor longer than `max`",
    "CREATE INDEX CONCURRENTLY and its like: cancelled half-way they leave an invalid index",
    "tables made by this pull request, small tables",
    "once a pull request",
  ],
  options: { max: { default: 300, description: "Seconds beyond which a statement_timeout protects nobody" } },
  *check(database, options) {
    for (const { statement } of addedStatements(database)) {
      const [lock] = strongLocks(database, statement, "SHARE");
      if (!lock || isSet(statement, options.number("max")) || isConcurrent(statement)) continue;
      const now =
        statement.statementTimeout === undefined ? "No `statement_timeout` is set" : `\`statement_timeout\` is ${code(statement.statementTimeout)}, which protects nobody`;
      yield {
        span: statement.span,
        message: `${now}: this holds its \`${lock.mode}\` lock on ${code(lock.table)} for as long as it takes.`,
        advice: { language: "sql", text: "SET statement_timeout = '30s';" },
      };
      return;
    }
  },
  examples: {
    bad: [
      { title: "none is set", history: BASE, migration: ADD, config: ON },
      { title: "one of an hour", history: BASE, migration: `SET statement_timeout = '1h';\n${ADD}`, config: ON },
    ],
    good: [
      { title: "set in the file", history: BASE, migration: `SET statement_timeout = '30s';\n${ADD}`, config: ON },
      {
        title: "a longer one that the team allows",
        history: BASE,
        migration: `SET statement_timeout = '1h';\n${ADD}`,
        config: { rules: { "require-statement-timeout": { options: { max: 3600 } } } },
      },
      { title: "a concurrent build", history: BASE.replace(");", ", note text);"), migration: "CREATE INDEX CONCURRENTLY member_note_idx ON member (note);", config: ON },
      {
        title: "a table made here",
        migration: "SET lock_timeout = '5s';\nCREATE TABLE member (id bigint PRIMARY KEY);\nALTER TABLE member ADD COLUMN note text;",
        config: { ...ON, audit: { exempt: ["member"] } },
      },
    ],
  },
});

function isSet({ statementTimeout }: Statement, max: number): boolean {
  const seconds = statementTimeout === undefined ? 0 : secondsOf(statementTimeout);
  return seconds > 0 && seconds <= max;
}
