/** An exclusion constraint builds its index under the strongest lock, and has no NOT VALID. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const EXCLUDE = "ADD CONSTRAINT stay_no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)";

export const noExclusionConstraintScan = defineRule({
  id: "no-exclusion-constraint-scan",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not add an exclusion constraint to a table in use",
  why: "`ADD … EXCLUDE` builds its index and compares every row under an `ACCESS EXCLUSIVE` lock: nobody can read or write the table until it is done. It can neither be built concurrently nor added `NOT VALID`.",
  remedy: "Make the constraint with a new table and move the rows over, or guard new rows with a trigger; if the table is small, say so in the configuration.",
  quiet: ["tables made by this pull request", "tables that the configuration calls small"],
  *check(database) {
    for (const { change } of addedSteps(database, "add-exclusion")) {
      if (!isInUse(database, change)) continue;
      yield {
        span: change.span,
        message: `${change.name ? code(change.name) : "This exclusion constraint"} compares every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write it until that is done, and there is no \`NOT VALID\` or \`CONCURRENTLY\` for it. Add it to a new table and move the rows over, or take a maintenance window.`,
      };
    }
  },
  examples: {
    bad: [
      {
        title: "on a table with rows",
        history: "CREATE TABLE stay (id bigint PRIMARY KEY, room int4range NOT NULL, during tstzrange NOT NULL);",
        migration: `SET lock_timeout = '5s';\nALTER TABLE stay ${EXCLUDE};`,
        body: "## Rollback\nDrop `stay_no_overlap` of `stay`.",
      },
    ],
    good: [
      {
        title: "the team knows that the table is small",
        history: "CREATE TABLE stay (id bigint PRIMARY KEY, room int4range NOT NULL, during tstzrange NOT NULL);",
        migration: `ALTER TABLE stay ${EXCLUDE};`,
        config: { tables: { stay: { small: true } } },
        body: "## Rollback\nDrop `stay_no_overlap` of `stay`.",
      },
    ],
  },
});
