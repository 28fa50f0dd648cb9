/** A renamed table is a missing table to the version that is running. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { evidenceOf } from "../questions/migrations/running-code.ts";
import { addedSteps } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL);";
const PLAN = "## Rollback\nRename `people` back to `person`.";

export const noTableRename = defineRule({
  id: "no-table-rename",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not rename a table that is in use",
  why: "`ALTER TABLE … RENAME` and `SET SCHEMA` are instant, and from that instant every query of the running version on the old name fails, until the new version has replaced it everywhere. Rolling the code back fails in the same way.",
  remedy:
    "Rename the model only (`@@map` keeps the table). If the table itself must have another name, leave a view of the old name behind in the same transaction: a plain `SELECT *` view can be written to.",
  quiet: [
    "a view of the old name follows, or a new table of that name that has all its columns",
    "tables made by this pull request, or dropped further down",
    "a table that the base branch's schema does not know or `@@ignore`s, and that no raw SQL of the base branch's code was found to name",
  ],
  check: folding("no-table-rename", function* (database) {
    for (const { change } of addedSteps(database, "rename-table", "set-schema")) {
      if (change.isNew || change.before?.kind.includes("view") || !isUsed(change, database)) continue;
      const { table } = change;
      const now = change.kind === "rename-table" ? change.to : `${change.to}.${table.replace(/^.*\./, "")}`;
      const isPrisma = database.language === "prisma";
      const missing = missingColumns(change, database);
      if (missing.length > 0) {
        yield {
          span: change.span,
          message: `A new ${code(table)} takes the place of the old one without its ${missing.length > 1 ? "columns" : "column"} ${list(missing)}: the version that is running still asks for ${missing.length > 1 ? "them" : "it"}, and finds no row. Give the new table a name of its own and move over in steps.`,
        };
        continue;
      }
      yield {
        span: change.span,
        message: `The version that is running still asks for ${code(table)}: from this rename on its queries fail. ${isPrisma ? `Keep the table and map the model, ${code(`@@map("${table}")`)}, or leave` : "Leave"} a view of the old name until no running version needs it.${evidenceOf(database, [{ kind: "table", table }]).words}`,
        advice: {
          language: "sql",
          text: `ALTER TABLE ${quoteIdentifier(table)} ${change.kind === "rename-table" ? `RENAME TO ${quoteIdentifier(now.replace(/^.*\./, ""))}` : `SET SCHEMA ${quoteIdentifier(change.to)}`};\nCREATE VIEW ${quoteIdentifier(table)} AS SELECT * FROM ${quoteIdentifier(now)};`,
        },
      };
    }
  }),
  examples: {
    bad: [
      {
        title: "another table takes its name",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE person RENAME TO person_old;\nCREATE TABLE person (id uuid PRIMARY KEY, updated_at timestamptz NOT NULL);",
        body: "## Rollback\nRename `person_old` back to `person`.",
      },
      { title: "a table", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE person RENAME TO people;", body: PLAN },
    ],
    good: [
      {
        title: "a new table of that name has all its columns",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE person RENAME TO person_old;\nCREATE TABLE person (LIKE person_old INCLUDING ALL) PARTITION BY RANGE (created_at);",
        body: "## Rollback\nRename `person_old` back to `person`.",
      },
      {
        title: "a view of the old name follows",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE person RENAME TO people;\nCREATE VIEW person AS SELECT * FROM people;",
        body: PLAN,
      },
    ],
  },
});

type Rename = ChangeOf<"rename-table"> | ChangeOf<"set-schema">;

/** What the running version asks a table of this name for, and a new one of the same name does not have. */
function missingColumns({ table, before }: Rename, { catalog, before: schema, language }: Database): string[] {
  const after = catalog.after.tables.get(table);
  if (!after?.complete) return [];
  const asked = language === "prisma" ? schema.tables.get(table)?.columns.filter(({ ignored }) => !ignored) : before?.columns;
  return (asked ?? []).map(({ name }) => name).filter((name) => !after.columns.some((column) => column.name === name));
}

function isUsed(change: Rename, database: Database): boolean {
  const { table } = change;
  if (database.catalog.after.tables.has(table)) return missingColumns(change, database).length > 0;
  for (const { change } of addedSteps(database, "create-view")) if (change.table === table && change.updatable) return false;
  if (database.language !== "prisma") return true;
  const model = database.before.tables.get(table);
  if (evidenceOf(database, [{ kind: "table", table }]).usages.length > 0) return true;
  return (model !== undefined && !model.ignored) || database.before.implicitJoins.some(({ table: name }) => name === table);
}
