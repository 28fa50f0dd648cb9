/** A disabled trigger is disabled for everybody. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, mail text);";
const PLAN = "## Rollback\nEnable `person_audit` on `person`.";

export const noDisableTrigger = defineRule({
  id: "no-disable-trigger",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not disable triggers on a table in use",
  why: "`DISABLE TRIGGER` holds for every session: what the running version writes meanwhile is not audited, not kept in step, and with `ALL` not even checked against foreign keys. It takes a `SHARE ROW EXCLUSIVE` lock, for which every write waits.",
  remedy: "For one session: `SET LOCAL session_replication_role = replica` (needs the right to), or a setting that the trigger's function looks at.",
  quiet: ["tables made by this pull request, small tables", "`ENABLE TRIGGER` alone"],
  check: folding("no-disable-trigger", function* (database) {
    for (const { change } of addedSteps(database, "disable-trigger"))
      if (isInUse(database, change))
        yield {
          span: change.span,
          message: `This switches ${change.name.toLowerCase() === "all" || change.name.toLowerCase() === "user" ? "the triggers" : code(change.name)} of ${code(change.table)} off for everybody, the running version's writes included, and makes all writes wait for its \`SHARE ROW EXCLUSIVE\` lock. Switch it off for this session only.`,
          advice: { language: "sql", text: "SET LOCAL session_replication_role = replica; -- triggers of this transaction only" },
        };
  }),
  examples: {
    bad: [{ title: "an audit trigger", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE person DISABLE TRIGGER person_audit;", body: PLAN }],
    good: [
      {
        title: "the team knows that the table is small",
        history: BASE,
        migration: "ALTER TABLE person DISABLE TRIGGER person_audit;",
        config: { tables: { person: { small: true } } },
        body: PLAN,
      },
    ],
  },
});
