/** Without lock_timeout a migration that must wait makes everybody else wait behind it. */
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { secondsOf } from "../questions/migrations/durations.ts";
import { addedStatements } from "../questions/migrations/steps.ts";
import { isConcurrent, strongLocks } from "../questions/migrations/transactions.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY);";
const ADD = "ALTER TABLE member ADD COLUMN note text;";

export const requireLockTimeout = defineRule({
  id: "require-lock-timeout",
  gate: "rollout",
  severity: "info",
  since: "0.1.0",
  summary: "Set lock_timeout before a strong lock",
  why: "A statement that needs a strong lock waits for the longest running transaction on the table. Every query that arrives meanwhile queues behind it, reads included. With `lock_timeout` the migration gives up instead, and can be run again in a quieter minute.",
  remedy:
    "Start the migration with `SET lock_timeout = '5s';`, or set it for the role that runs migrations (`ALTER ROLE … SET lock_timeout`) and say so in the configuration: `lockTimeout: by-connection`.",
  quiet: [
    "a lock_timeout that is set further up in the file, and neither 0 nor longer than `max`",
    "`lockTimeout: by-connection` in the configuration",
    "tables made by this pull request, small tables",
    "once a pull request",
  ],
  options: { max: { default: 60, description: "Seconds beyond which a lock_timeout protects nobody" } },
  *check(database, options) {
    if (database.config.lockTimeout === "by-connection") return;
    for (const { statement } of addedStatements(database)) {
      const [lock] = strongLocks(database, statement, "SHARE");
      if (!lock || isSet(statement, options.number("max")) || isConcurrent(statement)) continue;
      const now = statement.lockTimeout === undefined ? "No `lock_timeout` is set" : `\`lock_timeout\` is ${code(statement.lockTimeout)}, which protects nobody`;
      yield {
        span: statement.span,
        message: `${now}: if this has to wait for its \`${lock.mode}\` lock on ${code(lock.table)}, every query on the table queues behind it. ${where(database)}`,
        advice: { language: "sql", text: "SET lock_timeout = '5s';" },
      };
      return;
    }
  },
  examples: {
    bad: [{ title: "none is set", history: BASE, migration: ADD }],
    good: [
      { title: "set in the file", history: BASE, migration: `SET lock_timeout = '5s';\n${ADD}` },
      { title: "set for the role", history: BASE, migration: ADD, config: { lockTimeout: "by-connection" } },
    ],
  },
});

function where({ runner }: Database): string {
  return runner.transaction === "none" ? "Set it at the top of the file." : "Set it at the top of the file, or for the role that runs migrations.";
}

function isSet({ lockTimeout }: Statement, max: number): boolean {
  const seconds = lockTimeout === undefined ? undefined : secondsOf(lockTimeout);
  return seconds !== undefined && seconds > 0 && seconds <= max;
}
