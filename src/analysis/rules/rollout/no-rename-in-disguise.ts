/** A rename in schema.prisma comes out of Prisma as DROP and ADD: the column's data is gone. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { asRow, columnList, keyColumns, typeText } from "../questions/edits/sql-words.ts";
import { type ColumnRename, disguisedRenames } from "../questions/migrations/renames.ts";
import { BATCH } from "../questions/migrations/replace-column.ts";

const BASE = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "name" TEXT, "bio" TEXT);';

export const noRenameInDisguise = defineRule({
  id: "no-rename-in-disguise",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not rename a field by dropping one column and adding another",
  why: "Prisma cannot tell a renamed field from a removed one and a new one: its migration drops the old column with everything in it and adds an empty one. The version that is still running selects the old column by name and fails from that moment on.",
  remedy:
    'Keep the column and rename the field only: `@map("old_name")`. To rename the column too, expand and contract: add the new column, write both, fill the old rows, read the new one, drop the old one in a later deploy.',
  quiet: [
    "an earlier statement copies the old column into another",
    "columns of different types; names that have nothing in common where several columns come and go, or where only one of the two may be NULL",
    "the old field was `@ignore`d on the base branch",
    "tables made by this pull request",
  ],
  supersedes: ["no-drop-in-same-deploy", "no-data-loss", "require-rollback-plan", "no-mixed-phases", "no-required-column"],
  *check(database) {
    for (const rename of disguisedRenames(database)) if (!wasIgnored(database, rename)) yield tell(rename, database);
  },
  examples: {
    bad: [
      { title: "name becomes fullName", history: BASE, migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "User" DROP COLUMN "name",\nADD COLUMN "fullName" TEXT;' },
      {
        title: "without migrations, `db push` does the same",
        schema: { before: "model Team {\n  id   BigInt @id\n  name String\n}\n", after: "model Team {\n  id    BigInt @id\n  title String\n}\n" },
      },
    ],
    good: [
      {
        title: "the field alone is renamed",
        schema: { before: "model Team {\n  id   BigInt @id\n  name String\n}\n", after: 'model Team {\n  id    BigInt @id\n  title String @map("name")\n}\n' },
      },
      { title: "a column is added, none dropped", history: BASE, migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "User" ADD COLUMN "fullName" TEXT;' },
    ],
  },
});

function wasIgnored({ before, language }: Database, { drop }: ColumnRename): boolean {
  return language === "prisma" && (before.tables.get(drop.table)?.columns.find(({ name }) => name === drop.column)?.ignored ?? false);
}

function tell({ drop, add }: ColumnRename, database: Database): Report {
  const field = database.after.tables.get(add.table)?.columns.find(({ name }) => name === add.column.name)?.field;
  const map = database.language === "prisma" ? ` If it is one, keep the column: ${code(`${field ?? add.column.name} … @map("${drop.column}")`)}.` : "";
  return {
    span: drop.span,
    message: `${code(drop.column)} is dropped and ${code(add.column.name)} of the same type added: a rename done this way loses every value in ${code(drop.table)}, and the running version still asks for ${code(drop.column)}.${map}`,
    advice: { language: "sql", title: "Renaming in steps", text: steps({ drop, add }) },
  };
}

function steps({ drop, add }: ColumnRename): string {
  const target = quoteIdentifier(drop.table);
  const [old, fresh] = [quoteName(drop.column), quoteName(add.column.name)];
  const key = columnList(keyColumns(drop.before));
  return [
    "-- 1. this deploy; the app writes both columns from now on",
    `ALTER TABLE ${target} ADD COLUMN ${fresh} ${typeText(add.column.type)};`,
    "-- 2. outside the migration, until it updates no row",
    `UPDATE ${target} SET ${fresh} = ${old} WHERE ${asRow(key)} IN (`,
    `  SELECT ${key} FROM ${target} WHERE ${fresh} IS NULL AND ${old} IS NOT NULL ORDER BY ${key} LIMIT ${BATCH});`,
    "-- 3. a later deploy reads the new column; the one after that drops the old one",
    `ALTER TABLE ${target} DROP COLUMN ${old};`,
  ].join("\n");
}
