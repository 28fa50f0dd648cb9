/** Readers that never met a null may meet one from now on. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, phone text NOT NULL);";
const DROP = "SET lock_timeout = '5s';\nALTER TABLE member ALTER COLUMN phone DROP NOT NULL;";
const MODEL = "model member {\n  id    BigInt @id\n  phone String";

export const noDropNotNull = defineRule({
  id: "no-drop-not-null",
  gate: "rollout",
  severity: "info",
  since: "0.1.0",
  summary: "Tell the readers before a column may be null",
  why: "`DROP NOT NULL` is brief and safe for the database. The code that reads the column, of this version and of the one still running, was written when it was never null.",
  remedy: "Deploy readers that can take a null first. With Prisma, make the field optional in the same pull request: the compiler then finds them.",
  quiet: ["schema.prisma makes the field optional too", "columns that are nullable already, tables made by this pull request"],
  check: folding("no-drop-not-null", function* (database) {
    for (const { change } of addedSteps(database, "alter-column")) {
      if (change.action !== "drop-not-null" || change.isNew || change.from?.nullable) continue;
      const field = database.language === "prisma" ? database.after.tables.get(change.table)?.columns.find(({ name }) => name === change.column) : undefined;
      const after = database.catalog.after.tables.get(change.table);
      if (field?.nullable || (after?.complete && !after.columns.some(({ name }) => name === change.column))) continue;
      yield {
        span: change.span,
        message: `${code(change.column)} of ${code(change.table)} may be null from now on; code that reads it, the running version's included, was written when it could not. ${field ? "schema.prisma still says it is required." : "Check its readers first."}`,
      };
    }
  }),
  examples: {
    bad: [{ title: "plain SQL", history: BASE, migration: DROP }],
    good: [{ title: "the model says so too", history: BASE, migration: DROP, schema: { before: `${MODEL}\n}\n`, after: `${MODEL}?\n}\n` } }],
  },
});
