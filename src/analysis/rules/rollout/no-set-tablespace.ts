/** SET TABLESPACE moves every file of the table while nobody can use it. */
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE visit (id bigint PRIMARY KEY, at timestamptz);\nCREATE INDEX visit_at_idx ON visit (at);";

export const noSetTablespace = defineRule({
  id: "no-set-tablespace",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not move a table in use to another tablespace",
  why: "`SET TABLESPACE` copies the data files of the table under an `ACCESS EXCLUSIVE` lock: nobody can read or write it until the last block is copied.",
  remedy: "Use `pg_repack --tablespace`, outside migrations. For an index: build a second one `CONCURRENTLY` there and drop the first.",
  quiet: ["tables made by this pull request, small tables"],
  *check(database) {
    for (const { change } of addedSteps(database, "set-tablespace"))
      if (isInUse(database, change))
        yield {
          span: change.span,
          message: `This copies all of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write it until the last block is copied. \`pg_repack\` moves it while everybody goes on.`,
          advice: { language: "sql", title: "On the shell", text: `-- pg_repack --table=${quoteIdentifier(change.table)} --tablespace=${quoteName(change.tablespace)}` },
        };
  },
  examples: {
    bad: [{ title: "a table in use", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE visit SET TABLESPACE fast;" }],
    good: [{ title: "a new table there", migration: "CREATE TABLE trace (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now()) TABLESPACE fast;" }],
  },
});
