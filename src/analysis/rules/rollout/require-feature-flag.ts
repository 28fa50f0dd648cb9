/** Code that reads a column in the deploy that adds it cannot be switched off without another deploy. */
import { ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { changedCalls } from "../questions/calls/calls.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";

const FLAGS = "flag flags feature features toggle toggles experiment variation isEnabled isOn checkGate".split(" ");

const model = (fields: string) =>
  `model Invoice {\n  id        BigInt   @id @default(autoincrement())\n  number    String   @unique\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n${fields}}\n`;
const SCHEMA = { before: model(""), after: model("  dueAt     DateTime?\n") };
const HISTORY =
  'CREATE TABLE "Invoice" (id bigserial PRIMARY KEY, number text NOT NULL UNIQUE, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);';
const MIGRATION = 'SET lock_timeout = \'5s\';\nALTER TABLE "Invoice" ADD COLUMN "dueAt" TIMESTAMP(3);';
const READ = "prisma.invoice.findUnique({ where: { number }, select: { id: true, dueAt: true } })";

function example(title: string, code: string, more: Partial<Example> = {}): Example {
  return { title, history: HISTORY, migration: MIGRATION, schema: SCHEMA, code, ...more };
}

export const requireFeatureFlag = defineRule({
  id: "require-feature-flag",
  gate: "rollout",
  severity: "info",
  since: "0.1.0",
  summary: "Read a new column behind a feature flag",
  why: "The migration and the code that relies on it go out together here. Old rows have no value yet, the version that is still serving does not write one, and if the new reads turn out wrong only another deploy takes them back.",
  remedy: "Ask a flag before the column is read, and switch it on once old rows are filled; or leave the reads to the next pull request.",
  quiet: [
    "tables made by this pull request",
    "calls behind a test that names a flag (option `flags`): around the call, or above it with an early `return`",
    "columns that are only written, and those that come along where no `select` names them",
    "tests, seeds and scripts; a second call on the same column",
  ],
  heuristic: true,
  options: { flags: { default: FLAGS, description: "Names, or words of names, that mark a test as a feature flag: `flags` also means `featureFlags.newCheckout`" } },
  *check(database, options) {
    const flags = new Set(options.list("flags").map((flag) => flag.toLowerCase()));
    const told = new Set<string>();
    for (const query of changedCalls(database))
      for (const { table, column } of newColumnsRead(database, query)) {
        const key = `${table.name}\0${column.name}`;
        if (told.has(key) || isFlagged(query, flags)) continue;
        told.add(key);
        yield {
          span: query.span,
          message: `${code(`${tableName(table)}.${columnName(table, column.name)}`)} comes with this pull request and is read at once: ${whatItReads(column)}, and only another deploy can switch that off. Ask a feature flag first, or read it in the next pull request.`,
        };
      }
  },
  examples: {
    bad: [
      example("selected in the same deploy", `export const due = (number: string) => ${READ};\n`),
      example("filtered by", "export const due = (now: Date) => prisma.invoice.findMany({ where: { number: { in: [] }, dueAt: null }, take: 10 });\n"),
    ],
    good: [
      example("behind a flag", `export async function due(number: string) {\n  if (await flags.isEnabled("due-dates")) return ${READ};\n  return null;\n}\n`),
      example("an early return", `export async function due(number: string) {\n  const on = await isFeatureEnabled("due-dates");\n  if (!on) return null;\n  return ${READ};\n}\n`),
      example("only written", "export const due = (number: string, dueAt: Date) => prisma.invoice.update({ where: { number }, data: { dueAt } });\n"),
      example("the column stood before", `export const due = (number: string) => ${READ};\n`, {
        schema: { before: SCHEMA.after, after: SCHEMA.after },
        history: `${HISTORY}\nALTER TABLE "Invoice" ADD COLUMN "dueAt" TIMESTAMP(3);`,
        migration: undefined,
      }),
    ],
  },
});

function* newColumnsRead(database: Database, query: Query): Generator<{ readonly table: Table; readonly column: Column }> {
  const table = query.model === undefined ? undefined : database.after.tables.get(query.tables[0] ?? "");
  if (!table) return;
  const read = new Set([...query.filter.map(({ column }) => column), ...query.sort.map(({ column }) => column), ...(query.selected ?? [])]);
  for (const change of ofKind(database.changes, "add-column"))
    if (change.table === table.name && !change.isNew && read.has(change.column.name)) yield { table, column: change.column };
}

function isFlagged({ guards = [] }: Query, flags: ReadonlySet<string>): boolean {
  return guards.some((name) => flags.has(name.toLowerCase()) || words(name).some((word) => flags.has(word)));
}

function whatItReads({ nullable, default: value }: Column): string {
  return nullable && !value
    ? "old rows, and those that the running version writes meanwhile, have none"
    : "old rows, and those that the running version writes meanwhile, hold the default";
}
