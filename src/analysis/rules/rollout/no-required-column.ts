/** A column that every row must have, which neither the old rows nor the running version's inserts fill. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Column } from "../../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { requireInSteps, typeText } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { prismaSaysSo } from "../questions/migrations/prisma-warnings.ts";
import { addedStatements, addedSteps, columnKey, columnsAdded, type Step } from "../questions/migrations/steps.ts";
import { pushedChanges } from "../questions/tables/pushed.ts";

const BASE = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT NOT NULL);';
const PLAN = "## Rollback\nDrop `country` from `User` again.";

export const noRequiredColumn = defineRule({
  id: "no-required-column",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not add a required column without a database default",
  why: "`ADD COLUMN … NOT NULL` without a default fails on any table that holds a row. Where the table is empty, the inserts of the version that is still running fail: they do not name the column. Defaults of Prisma itself (`cuid()`, `uuid()`, `@updatedAt`) exist in the new client only, not in the database.",
  remedy: "Add the column nullable, or with a `DEFAULT` in the database that stays until the old version is gone. Require it in a later deploy, once every row is filled.",
  quiet: ["tables made by this pull request", "columns with a database default, identity columns, serials and generated columns"],
  supersedes: ["require-backfill"],
  check: folding("no-required-column", function* (database) {
    for (const step of addedSteps(database, "add-column"))
      if (isUnfilled(step.change) || (isBare(step.change) && isFilledBefore(database, step)))
        yield tell(step.change, database, prismaSaysSo(step.migration, step.change.table, { required: step.change.column.name }));
    for (const change of pushedChanges(database)) if (change.kind === "add-column" && isUnfilled(change)) yield tell(change, database, "");
    yield* requiredAfterAll(database);
  }),
  examples: {
    bad: [
      { title: "no default: fails on the first row", history: BASE, migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "User" ADD COLUMN "country" TEXT NOT NULL;' },
      {
        title: "the default is gone before the running version is",
        history: BASE,
        migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "User" ADD COLUMN "country" TEXT NOT NULL DEFAULT \'DE\';\nALTER TABLE "User" ALTER COLUMN "country" DROP DEFAULT;',
        body: PLAN,
      },
    ],
    good: [
      { title: "nullable first", history: BASE, migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "User" ADD COLUMN "country" TEXT;' },
      {
        title: "a default that the database fills in",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE \"User\" ADD COLUMN \"country\" TEXT NOT NULL DEFAULT 'DE';",
      },
    ],
  },
});

function isUnfilled(change: ChangeOf<"add-column">): boolean {
  return !change.isNew && change.before?.persistence !== "temporary" && isBare(change);
}

function isBare({ column }: ChangeOf<"add-column">): boolean {
  // Prisma writes its lists without NOT NULL.
  if (column.nullable || column.generated || (column.type.list && column.type.prisma !== undefined)) return false;
  return column.default === undefined || column.default.kind === "client";
}

/** A table of this pull request into which the pull request has put rows before. */
function isFilledBefore(database: Database, { statement, change }: Step<ChangeOf<"add-column">>): boolean {
  for (const { statement: earlier } of addedStatements(database)) {
    if (earlier === statement) return false;
    if (earlier.changes.some((other) => (other.kind === "insert" || other.kind === "copy") && other.table === change.table)) return true;
  }
  return false;
}

function tell({ table, column, span }: ChangeOf<"add-column">, database: Database, source: string) {
  const client = column.default?.kind === "client" || column.updatedAt ? " Prisma fills it in the new client only, the database has no default." : "";
  return {
    span,
    message: `${code(column.name)} is required but has no default in the database: adding it fails as soon as ${code(table)} holds a row, and the running version's inserts fail after it.${client}${source} Add it nullable or with a \`DEFAULT\`; require it in a later deploy.`,
    advice: {
      language: "sql" as const,
      text: `-- this deploy\n${addNullable(table, column)}\n-- a later one, when every row is filled\n${requireInSteps(table, column.name, database.postgres.version)}`,
    },
  };
}

function addNullable(table: string, column: Column): string {
  return `ALTER TABLE ${quoteIdentifier(table)} ADD COLUMN ${quoteName(column.name)} ${typeText(column.type)};`;
}

/** Added with a default or nullable, yet required and without a default when the migration is through: the running version's inserts fail. */
function* requiredAfterAll(database: Database) {
  const fresh = columnsAdded(database);
  const last = new Map<string, Step<ChangeOf<"alter-column">>>();
  for (const step of addedSteps(database, "alter-column"))
    if (!step.change.isNew && fresh.has(columnKey(step.change.table, step.change.column)) && tightens(step.change))
      last.set(columnKey(step.change.table, step.change.column), step);
  for (const { change } of last.values()) {
    const column = database.catalog.after.tables.get(change.table)?.columns.find(({ name }) => name === change.column);
    if (!column || column.nullable || column.default !== undefined || column.generated) continue;
    yield {
      span: change.span,
      message: `From here on ${code(change.column)} is required without a default, but this pull request only just adds it: the running version's inserts into ${code(change.table)} do not name it and fail. Keep the default, or require the column in a later deploy.`,
      advice: {
        language: "sql" as const,
        title: "A later deploy",
        text:
          change.action === "drop-default"
            ? `ALTER TABLE ${quoteIdentifier(change.table)} ALTER COLUMN ${quoteName(change.column)} DROP DEFAULT;`
            : requireInSteps(change.table, change.column, database.postgres.version),
      },
    };
  }
}

function tightens(change: ChangeOf<"alter-column">): boolean {
  return change.action === "set-not-null" || change.action === "drop-default";
}
