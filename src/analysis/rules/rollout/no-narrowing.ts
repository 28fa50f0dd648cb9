/** A cast that some value does not survive: it stops the deploy, or silently changes data. */
import type { AlterColumn, OnTable } from "../../../model/change.ts";
import { code } from "../../../model/text.ts";
import { typeChange } from "../../../model/type-change.ts";
import { defineRule } from "../define-rule.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { castLoss } from "../questions/migrations/cast-words.ts";
import { oldTypeSource } from "../questions/migrations/prisma-warnings.ts";
import { replaceColumn } from "../questions/migrations/replace-column.ts";
import { addedSteps, worksOn } from "../questions/migrations/steps.ts";
import { pushedChanges } from "../questions/tables/pushed.ts";

const BASE = "CREATE TABLE invoice (id bigint PRIMARY KEY, note text, amount numeric(12,4) NOT NULL, code varchar(20));";
const PLAN = "## Rollback\nThe old values of `invoice` come back from last night's backup.";

export const noNarrowing = defineRule({
  id: "no-narrowing",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not narrow a column's type in place",
  why: "A cast to a narrower type stops at the first value that does not fit, and the deploy with it; or it rounds and cuts values that nobody can bring back. The version that is still running goes on writing values of the old type.",
  remedy: "Add a column of the new type, decide in the backfill what becomes of the values that do not fit, and drop the old column once nothing reads it.",
  quiet: [
    "casts that keep every value",
    "casts whose old type neither the history nor Prisma's warnings above the migration know, and `USING` expressions that are more than a cast",
    "tables made by this pull request",
  ],
  supersedes: ["no-table-rewrite"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "alter-column")) yield* tell(change, worksOn(statement, change.table, "rewrites"));
    for (const change of pushedChanges(database)) if (change.kind === "alter-column") yield* tell(change, true);
  },
  examples: {
    bad: [
      { title: "text into fifty characters", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN note TYPE varchar(50);", body: PLAN },
      { title: "decimal places are rounded away", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN amount TYPE numeric(12,2);", body: PLAN },
    ],
    good: [{ title: "wider is fine", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE invoice ALTER COLUMN code TYPE varchar(40);" }],
  },
});

function* tell(change: OnTable & AlterColumn, rewrites: boolean) {
  const type = change.type ?? change.to?.type;
  const from = change.from?.type ?? change.warnedFrom;
  if (change.isNew || !from || !type || (change.action !== "type" && change.action !== "several")) return;
  if (typeChange(from, type, change.using, change.column).fits !== "some") return;
  if (change.using !== undefined && !isPlainCast(change.using, change.column)) return;
  if (from.category === "enum" && type.category === "enum") return;
  const { what, silent } = castLoss(from, type);
  const rewriting = rewrites ? ` The cast also rewrites ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock.` : "";
  yield {
    span: change.span,
    message: `${code(change.column)} of ${code(change.table)} goes from ${code(typeText(from))} to ${code(typeText(type))}: ${what}${silent ? " and cannot be brought back" : ""}, and the running version still writes the old type.${rewriting}${oldTypeSource(change)} Move over through a second column.`,
    advice: { language: "sql" as const, text: replaceColumn(change.table, change.column, type, change.before, change.using) },
  };
}

/** `"note"::varchar(50)`, `CAST(note AS integer)`, `note::text::mood`: nothing but the column and types. */
function isPlainCast(using: string, column: string): boolean {
  const words = using.replace(/[()"]/g, " ").replace(/^\s*cast\s+(.*)\s+as\s+/i, "$1::");
  const [first = "", ...types] = words.split("::");
  return first.trim().toLowerCase() === column.toLowerCase() && types.length > 0;
}
