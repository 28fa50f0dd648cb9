/** A renamed column is a missing column to the version that is running. */
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { asRow, columnList, keyColumns, typeText } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { BATCH } from "../questions/migrations/replace-column.ts";
import { evidenceOf } from "../questions/migrations/running-code.ts";
import { addedSteps, isNewColumn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, mail text NOT NULL);\nCREATE TYPE mood AS ENUM ('fine', 'sad');";

export const noColumnRename = defineRule({
  id: "no-column-rename",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not rename a column, or an enum's value, that is in use",
  why: "`RENAME` is instant, and from that instant every query of the running version that names the old column fails, until the new version has replaced it everywhere. Rolling the code back fails in the same way. An enum's value is no different: the old version goes on writing it.",
  remedy:
    "Rename the field only (`@map` keeps the column), or expand and contract: add the new column, write both, fill the old rows, read the new one, drop the old one in a later deploy.",
  quiet: [
    "tables and enums made by this pull request",
    "a column that the base branch's schema does not know or `@ignore`s, and that no call or raw SQL of the base branch's code was found to name",
    "views",
  ],
  check: folding("no-column-rename", function* (database) {
    const isPrisma = database.language === "prisma";
    for (const { change } of addedSteps(database, "rename-column")) {
      if (change.isNew || change.before?.kind.includes("view") || isNewColumn(database, change.table, change.column)) continue;
      const known = database.before.tables.get(change.table)?.columns.find(({ name }) => name === change.column);
      const { usages, words } = evidenceOf(database, [{ kind: "column", table: change.table, column: change.column }]);
      if (isPrisma && (!known || known.ignored) && usages.length === 0) continue;
      const type = change.before?.columns.find(({ name }) => name === change.column)?.type;
      const [table, old, fresh, key] = [quoteIdentifier(change.table), quoteName(change.column), quoteName(change.to), columnList(keyColumns(change.before))];
      yield {
        span: change.span,
        message: `The version that is running still asks for ${code(change.column)} of ${code(change.table)}: from this rename on its queries fail. ${isPrisma ? `Keep the column and map the field, ${code(`@map("${change.column}")`)}, or` : "Instead"} add ${code(change.to)} beside it and move over in steps.${words}`,
        advice: isPrisma
          ? { language: "prisma", text: `${change.to} ${known?.type.prisma ?? "String"}${known?.nullable ? "?" : ""} @map("${change.column}")` }
          : {
              language: "sql",
              text: [
                "-- this deploy; the app writes both columns from now on",
                `ALTER TABLE ${table} ADD COLUMN ${fresh} ${type ? typeText(type) : "<type>"};`,
                "-- then, outside the migration, until it updates no row",
                `UPDATE ${table} SET ${fresh} = ${old} WHERE ${asRow(key)} IN (`,
                `  SELECT ${key} FROM ${table} WHERE ${fresh} IS NULL AND ${old} IS NOT NULL ORDER BY ${key} LIMIT ${BATCH});`,
                "-- a later deploy, when no running version reads the old column",
                `ALTER TABLE ${table} DROP COLUMN ${old};`,
              ].join("\n"),
            },
      };
    }
    for (const { change } of addedSteps(database, "rename-enum-value")) {
      if (change.isNew) continue;
      yield {
        span: change.span,
        message: `The version that is running still writes ${code(change.value)} to columns of ${code(change.enum)}, and reads ${code(change.to)}, which it does not know: both fail from this rename on. Add ${code(change.to)} as a new value and move over in steps.${evidenceOf(database, [{ kind: "enum-value", enum: change.enum, value: change.value }]).words}`,
        advice: { language: "sql", text: `ALTER TYPE ${quoteIdentifier(change.enum)} ADD VALUE '${change.to.replaceAll("'", "''")}';` },
      };
    }
  }),
  examples: {
    bad: [
      {
        title: "a column",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE person RENAME COLUMN mail TO email;",
        body: "## Rollback\nRename `email` of `person` back.",
      },
      { title: "a value of an enum", history: BASE, migration: "ALTER TYPE mood RENAME VALUE 'sad' TO 'low';", body: "## Rollback\nRename the value of `mood` back." },
    ],
    good: [{ title: "a new column beside it", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN email text;" }],
  },
});
