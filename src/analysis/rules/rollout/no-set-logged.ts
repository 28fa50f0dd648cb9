/** SET LOGGED and SET UNLOGGED copy the table. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE visit (id bigint PRIMARY KEY);";

export const noSetLogged = defineRule({
  id: "no-set-logged",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not switch a table in use between LOGGED and UNLOGGED",
  why: "`SET LOGGED` and `SET UNLOGGED` copy the whole table under an `ACCESS EXCLUSIVE` lock. An unlogged table is emptied by a crash, and replicas do not have it.",
  remedy: "Make a new table of the other kind, write both, and move over; or take a maintenance window.",
  quiet: ["tables made by this pull request, small tables"],
  *check(database) {
    for (const { change } of addedSteps(database, "set-logged")) {
      if (!isInUse(database, change)) continue;
      const risk = change.logged ? "" : " After it, a crash empties the table, and replicas do not have it.";
      yield {
        span: change.span,
        message: `This copies all of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write it meanwhile.${risk} Make a new table beside it and move over.`,
      };
    }
  },
  examples: {
    bad: [{ title: "a table in use", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE visit SET UNLOGGED;" }],
    good: [{ title: "a storage parameter", history: BASE, migration: "ALTER TABLE visit SET (fillfactor = 70);" }],
  },
});
