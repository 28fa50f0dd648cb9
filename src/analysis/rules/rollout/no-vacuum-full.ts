/** VACUUM FULL writes the table anew while nobody can use it. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY);";

export const noVacuumFull = defineRule({
  id: "no-vacuum-full",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not run VACUUM FULL in a migration",
  why: "`VACUUM FULL` copies the whole table and all its indexes under an `ACCESS EXCLUSIVE` lock: nobody can read or write it, and the disk must hold it twice.",
  remedy: "Plain `VACUUM` makes the space reusable and lets everybody go on. To give it back to the disk, use `pg_repack`, outside migrations.",
  quiet: ["plain `VACUUM`, `VACUUM (FULL false)`", "tables made by this pull request, small tables"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "vacuum", "vacuum-all")) {
      if (!change.full || (change.kind === "vacuum" && !isInUse(database, change))) continue;
      const table = change.kind === "vacuum" ? code(change.table) : "every table";
      yield {
        span: statement.span,
        message: `\`VACUUM FULL\` writes ${table} anew under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write meanwhile. Plain \`VACUUM\` makes the space reusable; \`pg_repack\` gives it back while everybody goes on.`,
        ...(change.kind === "vacuum" ? { advice: { language: "sql" as const, text: `VACUUM ${quoteIdentifier(change.table)};` } } : {}),
      };
    }
  },
  examples: {
    bad: [{ title: "a table in use", history: BASE, migration: "VACUUM FULL member;" }],
    good: [{ title: "plain VACUUM", history: BASE, migration: "VACUUM member;" }],
  },
});
