/** A migration that drops its database. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps } from "../questions/migrations/steps.ts";

export const noDropDatabase = defineRule({
  id: "no-drop-database",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not drop a database in a migration",
  why: "`DROP DATABASE` removes all data of a database, for good, and no migration tool can record that it has done so.",
  remedy: "Take it out of the migration. A database is dropped by hand, after a backup.",
  quiet: ["nothing: a migration never needs it"],
  supersedes: ["require-rollback-plan", "no-concurrently-in-transaction"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "drop-database"))
      yield {
        span: statement.span,
        message: `This drops the database ${code(change.name)} with all that is in it, for good. Take it out of the migration; a database is dropped by hand, after a backup.`,
      };
  },
  examples: {
    bad: [{ title: "a database", migration: "DROP DATABASE reporting;" }],
    good: [{ title: "a new table", migration: "CREATE TABLE report (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());" }],
  },
});
