/** A step that the old version cannot live with, or that overwrites data, needs a way back before it is taken. */
import type { Change } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { added, type Migration, type Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code } from "../../../model/text.ts";
import { phaseOfChange, phaseOfStatement } from "../../phases/phase.ts";
import { rollbackOf } from "../../phases/rollback.ts";
import { defineRule } from "../define-rule.ts";
import { planNames, planText } from "../questions/migrations/plans.ts";
import { columnKey, columnsAdded, isNewColumn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE parcel (id bigint PRIMARY KEY, state text NOT NULL);";
const UPDATE = "UPDATE parcel SET state = 'lost' WHERE id IN (4, 8, 15);";
const DOWN = { path: "prisma/migrations/0002_change/down.sql", text: "UPDATE parcel SET state = 'sent' WHERE id IN (4, 8, 15);" };

export const requireRollbackPlan = defineRule({
  id: "require-rollback-plan",
  gate: "recovery",
  severity: "error",
  readsDescription: true,
  since: "0.1.0",
  summary: "Say how a step that removes, overwrites or breaks something is undone",
  why: "Additive steps can stay when a deploy is rolled back. A contract, a rename or a data change cannot: the version that comes back finds a schema, or values, that it does not know. At that moment nobody has time to work out the way back.",
  remedy: "Commit a `down.sql` beside the migration, or write a `Rollback` section into the description that names the tables and columns concerned and what is done about them.",
  quiet: [
    "steps whose reverse loses nothing and can be derived: the summary prints it",
    "a down file, or a down part in the same file",
    "a `Rollback` section, of the description or of a plan that it links, that names the table, column or migration",
    "columns that this pull request adds, and tables that it makes",
  ],
  *check(database) {
    const plan = planText(database, "rollback");
    for (const migration of added(database.migrations)) {
      if (migration.down?.text.trim()) continue;
      const open = migration.statements.filter((statement) => needsPlan(database, statement, migration));
      const [worst] = [...open].sort((a, b) => weight(b) - weight(a));
      if (worst && !(plan && planNames(plan, subjects(open, migration, database)))) yield tell(worst, open, migration, plan !== "");
    }
  },
  examples: {
    bad: [
      { title: "values are overwritten", history: BASE, migration: UPDATE },
      { title: "the Rollback section speaks of something else", history: BASE, migration: UPDATE, body: "## Rollback\nRevert the commit." },
    ],
    good: [
      { title: "a down file", history: BASE, migration: UPDATE, files: [DOWN] },
      { title: "a Rollback section that names the table", history: BASE, migration: UPDATE, body: "## Rollback\nSet the three rows of `parcel` back to `sent`." },
      { title: "purely additive", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE parcel ADD COLUMN weight integer;" },
    ],
  },
});

function needsPlan(database: Database, statement: Statement, migration: Migration): boolean {
  const phase = phaseOfStatement(statement, migration.before);
  if (phase === "neutral" || phase === "expand" || statement.changes.every((change) => isHarmless(database, change, migration))) return false;
  return rollbackOf({ ...migration, statements: [statement] }).grade !== "reversible";
}

/** It adds something, or concerns what the version before does not know. */
function isHarmless(database: Database, change: Change, { before }: Migration): boolean {
  if ("isNew" in change && change.isNew) return true;
  if (change.kind === "update") return change.columns.every((column) => columnsAdded(database).has(columnKey(change.table, column)));
  if (change.kind === "drop-column" || change.kind === "alter-column" || change.kind === "rename-column") return isNewColumn(database, change.table, change.column);
  const phase = phaseOfChange(change, before);
  return phase === "neutral" || phase === "expand";
}

/** Deletions first: the comment stands where the harm is worst. */
function weight(statement: Statement): number {
  const kinds: readonly string[] = statement.changes.map(({ kind }) => kind);
  if (kinds.some((kind) => ["drop-table", "drop-column", "truncate", "delete"].includes(kind))) return 3;
  return kinds.some((kind) => kind.startsWith("rename-") || kind === "alter-column" || kind.startsWith("drop-")) ? 2 : 1;
}

function subjects(statements: readonly Statement[], migration: Migration, database: Database): string[] {
  const tables = statements.flatMap(({ changes }) =>
    changes.flatMap((change) => ("table" in change ? [change.table] : "name" in change ? [change.name] : "enum" in change && typeof change.enum === "string" ? [change.enum] : [])),
  );
  const columns = statements.flatMap(({ changes }) =>
    changes.flatMap((change) => ("column" in change && typeof change.column === "string" ? [change.column] : "columns" in change ? change.columns : [])),
  );
  const models = tables.flatMap((table) => database.before.tables.get(table)?.model ?? database.after.tables.get(table)?.model ?? []);
  return [...tables, ...columns, ...models, migration.name].filter((name) => name !== "");
}

function tell(statement: Statement, open: readonly Statement[], migration: Migration, hasPlan: boolean): Report {
  const whole = rollbackOf(migration);
  // Prisma's enum swap is undone as a whole; statement by statement its types are not known.
  const { why } = whole.sql === undefined ? rollbackOf({ ...migration, statements: open }) : whole;
  const { sql } = whole;
  const missing = hasPlan ? "The `Rollback` section does not name what is undone here" : "Nothing says how this is undone";
  return {
    span: statement.span,
    message: `${missing}. ${why} Commit a ${code("down.sql")} beside the migration, or add a \`Rollback\` section to the description.`,
    ...(sql ? { advice: { language: "sql" as const, title: "down.sql, as far as it can be derived", text: sql } } : {}),
  };
}
