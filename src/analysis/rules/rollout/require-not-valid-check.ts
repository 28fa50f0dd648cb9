/** A check that is proven at once reads the table while nobody can use it. */
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { derivedName } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE payment (id bigint PRIMARY KEY, amount integer NOT NULL);";

export const requireNotValidCheck = defineRule({
  id: "require-not-valid-check",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Add checks NOT VALID and validate them later",
  why: "`ADD CHECK` reads every row of the table under an `ACCESS EXCLUSIVE` lock: nobody can read or write until all are checked.",
  remedy:
    "Add the check `NOT VALID`: it holds for new rows at once. Run `VALIDATE CONSTRAINT` in the next migration; readers and writers go on meanwhile. (`NOT VALID` exists for checks, foreign keys and, from PostgreSQL 18, `NOT NULL` only.)",
  quiet: ["`NOT VALID`", "tables made by this pull request, small tables"],
  check: folding("require-not-valid-check", function* (database) {
    for (const { statement, change } of addedSteps(database, "add-check")) {
      if (!change.check.valid || !isInUse(database, change) || !worksOn(statement, change.table, "scans")) continue;
      const name = change.check.name ?? derivedName(change.table, [], "check");
      const target = quoteIdentifier(change.table);
      const action = textAt(statement, change.span);
      const isAction = !change.withColumn && /^(?:add\s+(?:constraint|check)\b|alter\s+table\b)/i.test(action) && !/^alter\s+table\b[\s\S]*\badd\s+column\b/i.test(action);
      yield {
        span: change.span,
        message: `Adding the check ${code(name)} reads every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write it until all are checked. Add it \`NOT VALID\` and validate it in the next migration.`,
        advice: {
          language: "sql",
          text: [
            ...(change.withColumn ? ["-- first the column without its CHECK, then"] : []),
            `ALTER TABLE ${target} ${/^add\s+constraint\b/i.test(action) ? action.replace(/^add/i, "ADD") : `ADD CONSTRAINT ${quoteName(name)} CHECK (${change.check.expression})`} NOT VALID;`,
            "-- the next migration: scans, but readers and writers go on",
            `ALTER TABLE ${target} VALIDATE CONSTRAINT ${quoteName(name)};`,
          ].join("\n"),
        },
        ...(isAction ? { fix: { span: { ...change.span, start: change.span.end }, text: " NOT VALID" } } : {}),
      };
    }
  }),
  examples: {
    bad: [{ title: "checked at once", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE payment ADD CONSTRAINT payment_amount_check CHECK (amount > 0);" }],
    good: [
      { title: "not validated yet", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE payment ADD CONSTRAINT payment_amount_check CHECK (amount > 0) NOT VALID;" },
    ],
  },
});
