/** A column cannot be required while old rows hold nothing in it. */
import { provesFilled } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { asRow, columnList, keyColumns } from "../questions/edits/sql-words.ts";
import { isFilled } from "../questions/migrations/fills.ts";
import { folding } from "../questions/migrations/fold.ts";
import { planNames, planText } from "../questions/migrations/plans.ts";
import { BATCH } from "../questions/migrations/replace-column.ts";
import { addedStatements, addedSteps, type ChangeIn, columnKey } from "../questions/migrations/steps.ts";

const BASE = 'CREATE TABLE "Order" ("id" BIGINT PRIMARY KEY, "total" NUMERIC(12,2));';
const CHECK = 'SET lock_timeout = \'5s\';\nALTER TABLE "Order" ADD CONSTRAINT "Order_total_filled" CHECK ("total" IS NOT NULL) NOT VALID;';
const VALIDATE = 'SET lock_timeout = \'5s\';\nALTER TABLE "Order" VALIDATE CONSTRAINT "Order_total_filled";';
const PLAN = '## Rollback\n`ALTER TABLE "Order" ALTER COLUMN total DROP NOT NULL`.';

export const requireBackfill = defineRule({
  id: "require-backfill",
  gate: "recovery",
  severity: "error",
  readsDescription: true,
  since: "0.1.0",
  summary: "Fill a column before it is required or unique",
  why: "`SET NOT NULL`, or the validation of a `CHECK (column IS NOT NULL)`, stops at the first row that holds null, and the deploy with it. `SET DEFAULT` on a column that exists fills new rows only. A unique over a column that was just added with one default for all rows stops at the second row.",
  remedy: "Fill the old rows in batches after the deploy that adds the column; require it in the deploy after that.",
  quiet: [
    "an earlier migration, or an earlier statement, updates the column; it was added with a default; the table was emptied",
    "a backfill section of the description that names the column; a validated `CHECK (column IS NOT NULL)`",
    "columns whose making the history does not know, columns that are `NOT NULL` already, tables made by this pull request",
  ],
  check: folding("require-backfill", function* (database) {
    const plan = planText(database, "backfill");
    for (const { statement, change } of addedSteps(database, "alter-column", "add-check", "add-not-null-constraint", "validate-constraint")) {
      const column = change.kind === "alter-column" || change.kind === "add-not-null-constraint" ? change.column : checkedColumn(change);
      const known = column === undefined ? undefined : change.before?.columns.find(({ name }) => name === column);
      if (column === undefined || known === undefined || !known.nullable || change.isNew || !requires(change)) continue;
      if (isProven(change, column) || isFilled(database, statement, change.table, column) || (plan && planNames(plan, [column]))) continue;
      yield tell(change.table, column, statement, database);
    }
    yield* equalValues(database);
  }),
  examples: {
    bad: [
      { title: "nothing has filled it", history: `${BASE}\n${CHECK}`, migration: VALIDATE, body: PLAN },
      {
        title: "SET DEFAULT fills nothing",
        history: `${BASE}\n${CHECK}`,
        migration: ['SET lock_timeout = \'5s\';\nALTER TABLE "Order" ALTER COLUMN "total" SET DEFAULT 0;', VALIDATE],
        body: PLAN,
      },
    ],
    good: [{ title: "an earlier deploy has filled it", history: `${BASE}\nUPDATE "Order" SET "total" = 0 WHERE "total" IS NULL;\n${CHECK}`, migration: VALIDATE, body: PLAN }],
  },
});

type Requiring = ChangeIn<"alter-column" | "add-check" | "add-not-null-constraint" | "validate-constraint">;

function requires(change: Requiring): boolean {
  if (change.kind === "alter-column") return change.action === "set-not-null";
  return change.kind === "validate-constraint" || (change.kind === "add-check" ? change.check.valid : change.valid);
}

/** A check that is valid already: no row can be null. */
function isProven({ before }: Requiring, column: string): boolean {
  return before?.checks.some((check) => check.valid && provesFilled(check, column)) ?? false;
}

/** The column that the check proves filled. */
function checkedColumn(change: Requiring): string | undefined {
  if (change.kind === "add-check") return change.check.notNullColumn;
  return change.kind === "validate-constraint" ? change.before?.checks.find(({ name }) => name === change.name)?.notNullColumn : undefined;
}

function tell(table: string, column: string, { span }: Statement, { catalog }: Database): Report {
  const [target, name, key] = [quoteIdentifier(table), quoteName(column), columnList(keyColumns(catalog.after.tables.get(table)))];
  return {
    span,
    message: `Nothing has filled ${code(column)} in the rows that ${code(table)} holds: no earlier migration writes it, nor does this pull request. If one row is null, the migration stops here. Fill the old rows first.`,
    advice: {
      language: "sql",
      title: "Outside the migration, until it updates no row",
      text: `UPDATE ${target} SET ${name} = <value> WHERE ${asRow(key)} IN (\n  SELECT ${key} FROM ${target} WHERE ${name} IS NULL ORDER BY ${key} LIMIT ${BATCH});`,
    },
  };
}

/** All old rows hold the one default of columns that were just added. */
function* equalValues(database: Database): Generator<Report> {
  const added = new Map(
    addedSteps(database, "add-column")
      .filter(({ change }) => !change.isNew)
      .map(({ change }) => [columnKey(change.table, change.column.name), change.column]),
  );
  for (const { statement, change } of addedSteps(database, "add-unique", "add-index")) {
    const columns = change.index.columns.map(({ column }) => (column === undefined ? undefined : added.get(columnKey(change.table, column))));
    if (change.isNew || !change.index.unique || change.index.where !== undefined || columns.length === 0) continue;
    if (!columns.every((column) => column?.default?.kind === "constant" || column?.default?.kind === "stable")) continue;
    const names = columns.flatMap((column) => (column ? [column.name] : []));
    if (names.some((column) => isUpdated(database, statement, change.table, column))) continue;
    yield {
      span: statement.span,
      message: `All rows that ${code(change.table)} holds have got the same default in ${list(names)}, so this unique stops at the second row. Add the column without a default, fill each row with its own value, and make it unique in a later deploy.`,
    };
  }
}

function isUpdated(database: Database, statement: Statement, table: string, column: string): boolean {
  for (const { statement: earlier } of addedStatements(database)) {
    if (earlier === statement) return false;
    if (
      earlier.changes.some((change) =>
        change.kind === "do" ? earlier.text.includes(column) : change.kind === "update" && change.table === table && change.columns.includes(column),
      )
    )
      return true;
  }
  return false;
}
