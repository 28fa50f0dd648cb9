/** A schema goes with everything in it. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps } from "../questions/migrations/steps.ts";

export const noDropSchema = defineRule({
  id: "no-drop-schema",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not drop a schema in a migration",
  why: "`DROP SCHEMA` removes, or with `CASCADE` takes along, every table, function and type in it, each under an `ACCESS EXCLUSIVE` lock, in one step that cannot be taken back. `DROP OWNED` does the same for a role's objects.",
  remedy: "Drop the tables one by one in migrations of their own, when nothing uses them; the empty schema may stay.",
  quiet: ["schemas made by this pull request"],
  supersedes: ["require-rollback-plan", "no-drop-cascade"],
  *check(database) {
    const made = new Set(addedSteps(database, "create-schema").map(({ change }) => change.name));
    for (const { statement, change } of addedSteps(database, "drop-schema", "drop-owned")) {
      if (change.kind === "drop-schema" && made.has(change.name)) continue;
      const what = change.kind === "drop-owned" ? "everything that the role owns" : change.cascade ? `${code(change.name)} with everything in it` : code(change.name);
      yield { span: statement.span, message: `This drops ${what}, in one step that cannot be taken back. Drop its tables one by one when nothing uses them any more.` };
    }
  },
  examples: {
    bad: [{ title: "with everything in it", history: "CREATE SCHEMA legacy;\nCREATE TABLE legacy.visit (id bigint PRIMARY KEY);", migration: "DROP SCHEMA legacy CASCADE;" }],
    good: [{ title: "made and dropped by the same pull request", migration: "CREATE SCHEMA scratch;\nDROP SCHEMA scratch;", body: "## Rollback\n`scratch` holds nothing." }],
  },
});
