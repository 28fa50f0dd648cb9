/** A change of type that writes every row anew keeps everybody out of the table until it is done. */
import type { ColumnType } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { swappedStatements } from "../questions/migrations/enum-swaps.ts";
import { folding } from "../questions/migrations/fold.ts";
import { oldTypeSource } from "../questions/migrations/prisma-warnings.ts";
import { replaceColumn } from "../questions/migrations/replace-column.ts";
import { addedSteps, certaintyOn, isInUse, worksOn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE invoice (id bigint PRIMARY KEY, number varchar(20) NOT NULL, amount integer NOT NULL, details json);";
const PLAN = "## Rollback\nChange `amount` of `invoice` back; nothing is lost as long as no value exceeds an integer.";

export const noTableRewrite = defineRule({
  id: "no-table-rewrite",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not change a column's type in a way that rewrites the table",
  why: "Most changes of type write every row and every index of the table anew under an `ACCESS EXCLUSIVE` lock: nobody can read or write until that is done. Only a few are changes of the catalogue alone: a longer or unlimited `varchar`, `varchar` to `text`, a wider `numeric` of the same scale.",
  remedy: "Add a column of the new type, write both, fill the old rows in batches, read the new one, and drop the old column in a later deploy.",
  quiet: [
    "changes that PostgreSQL makes without a rewrite, judged with the old type known from the history: wider `varchar`, `varchar` to `text`, wider `numeric` of the same scale",
    "tables made by this pull request, small tables",
    "unlimited `text`, `varchar` and `numeric` where neither the history nor Prisma's warnings above the migration know the old type: most likely it was a limited one",
    "Prisma's swap of an enum: `no-enum-value-removal` speaks of it",
  ],
  check: folding("no-table-rewrite", function* (database) {
    const swaps = swappedStatements(database);
    for (const { statement, change } of addedSteps(database, "alter-column")) {
      if (change.action !== "type" || !isInUse(database, change) || !worksOn(statement, change.table, "rewrites") || swaps.has(statement)) continue;
      const from = change.from?.type ?? change.warnedFrom;
      if (!from && isMostlyFree(change.type)) continue;
      const may = certaintyOn(statement, change.table) === "may";
      const types = from && change.type ? ` from ${code(typeText(from))} to ${code(typeText(change.type))}` : change.type ? ` to ${code(typeText(change.type))}` : "";
      const unless = from ? " unless the session's time zone is UTC" : ": the old type is not in the history at hand";
      yield {
        span: change.span,
        message: `Changing ${code(change.column)}${types} ${may ? "may rewrite" : "rewrites"} every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock${may ? unless : ""}; nobody can read or write the table meanwhile.${oldTypeSource(change)} Put a column of the new type beside it and move over in steps.`,
        ...(may ? { severity: "warning" as const } : {}),
        ...(change.type ? { advice: { language: "sql" as const, text: replaceColumn(change.table, change.column, change.type, change.before, change.using) } } : {}),
      };
    }
  }),
  examples: {
    bad: [
      { title: "integer to bigint", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN amount TYPE bigint;", body: PLAN },
      { title: "json to jsonb", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN details TYPE jsonb;", body: PLAN },
    ],
    good: [
      { title: "a longer varchar", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN number TYPE varchar(50);" },
      { title: "varchar to text", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN number TYPE text;" },
    ],
  },
});

function isMostlyFree(type: ColumnType | undefined): boolean {
  return type !== undefined && !type.list && type.modifiers.length === 0 && ["text", "character varying", "numeric"].includes(type.name);
}
