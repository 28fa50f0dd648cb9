/** Rows that nothing tells apart. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Index, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldComment, schemaText } from "../questions/edits/schema-edits.ts";
import { replaced } from "../questions/edits/source-text.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { commonIdLine, idHabit } from "../questions/tables/id-strategies.ts";
import { columnsOf, newTables } from "../questions/tables/new-parts.ts";
import { isAdapterTable, isText } from "../questions/tables/table-kinds.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const requirePrimaryKey = defineRule({
  id: "require-primary-key",
  gate: "invariants",
  severity: "error",
  since: "0.1.0",
  summary: "Give every table a primary key",
  why: "Without a primary key two equal rows cannot be told apart, so that neither can be corrected or deleted alone. Logical replication refuses UPDATE and DELETE on such a table (REPLICA IDENTITY), foreign keys have nothing to refer to, and backfills cannot walk it in chunks.",
  remedy: "An `@id`, or `@@id` over the columns that are unique together; in SQL `PRIMARY KEY`. A `@unique` whose columns are all required can be made the key as it is.",
  quiet: [
    "views, partitions (their parent has it), temporary tables",
    "Prisma's own tables of implicit relations (`_AToB`, `_RelationName`)",
    "tables made earlier",
    "Auth.js's `VerificationToken`, which has a compound unique by its documentation",
  ],
  *check(database) {
    for (const table of newTables(database)) {
      if (table.primaryKey || database.catalog.after.tables.get(table.name)?.primaryKey || !table.complete || table.columns.length === 0 || isImplicitJoin(table)) continue;
      if (isAdapterTable(table)) continue;
      const unique = table.indexes.find(
        (index) => index.unique && index.where === undefined && columnsOf(index).every((name) => table.columns.some((column) => column.name === name && !column.nullable)),
      );
      const columns = columnNames(table, columnsOf(unique));
      const prisma = columns.length === 1 ? `${columns[0]} … @id` : columns.length > 1 ? `@@id([${columns.join(", ")}])` : "id BigInt @id @default(autoincrement())";
      const sql = columns.length > 0 ? `PRIMARY KEY (${columnList(columnsOf(unique))})` : "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
      yield {
        span: table.nameSpan,
        message: `${code(tableName(table))} has no primary key: equal rows cannot be told apart, and logical replication refuses to update or delete them.${columns.length > 0 ? " Its unique could be the key." : ""}`,
        advice: table.model === undefined ? { language: "sql", text: sql } : { language: "prisma", text: prisma },
        fix: table.model === undefined ? undefined : keyFix(database, table, unique),
      };
    }
  },
  examples: {
    bad: [
      { title: "a unique alone", schema: `model Reading {\n  sensor    String   @unique\n  value     Int\n${TIMES}}\n` },
      { title: "a compound unique", schema: `model Reading {\n  sensor    Int\n  day       DateTime\n  value     Int\n${TIMES}\n  @@unique([sensor, day])\n}\n` },
      { title: "a unique number", schema: `model Reading {\n  sensor    Int      @unique\n  value     Int\n${TIMES}}\n` },
      {
        title: "in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE readings (sensor text NOT NULL, value integer, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "an id", schema: `model Reading {\n  id        BigInt   @id @default(autoincrement())\n  value     Int\n${TIMES}}\n` },
      { title: "a compound one", schema: `model Reading {\n  sensor    Int\n  day       DateTime\n  value     Int\n${TIMES}\n  @@id([sensor, day])\n}\n` },
      {
        title: "Auth.js's verification tokens",
        schema: "model VerificationToken {\n  identifier String\n  token      String   @unique\n  expires    DateTime\n\n  @@unique([identifier, token])\n}\n",
      },
      {
        title: "given a line later, in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE readings (id bigint NOT NULL, value integer, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());\nALTER TABLE readings ADD PRIMARY KEY (id);",
      },
    ],
  },
});

/** The unique becomes the key; a text that people choose (no `key`, no `code`) stays a unique beside an id. */
function keyFix(database: Database, table: Table, unique: Index | undefined): Fix | undefined {
  const [name, ...more] = columnsOf(unique);
  const column = name === undefined ? undefined : columnOf(table, name);
  // PostgreSQL's primary keys have no order of their own (Prisma: "sort is not supported").
  const text = unique && schemaText(database, unique.span);
  if (text !== undefined && /\bsort\s*:/.test(text)) return undefined;
  if (unique && more.length > 0) return replaced(database, unique.span, /^@@unique\b/, () => "@@id");
  const named = column && ["key", "code"].includes(words(column.field ?? column.name).at(-1) ?? "");
  if (column && (named || !isText(column) || column.default !== undefined || table.foreignKeys.some(({ columns }) => columns.includes(column.name))))
    return replaced(database, column.span, /@unique\b/, () => "@id");
  const [first] = table.columns;
  const habit = idHabit(database);
  const line = (habit && commonIdLine(database, habit)) ?? "id BigInt @id @default(autoincrement())";
  const taken = table.columns.some(({ field }) => field === line.split(" ", 1)[0]);
  return first && !taken ? addFieldComment(database, first, [alignedWith(schemaText(database, first.span) ?? "", line)]) : undefined;
}

/** In the columns of another field's line. */
function alignedWith(field: string, line: string): string {
  const [, name = "", type = ""] = /^(\S+\s+)(\S+\s+)/.exec(field) ?? [];
  const [own = "", kind = "", ...rest] = line.split(" ");
  return `${own.padEnd(name.length - 1)} ${kind.padEnd(type.length - 1)} ${rest.join(" ")}`;
}

/** `_PostToTag`, or whatever the relation is called: Prisma's two columns say it. */
function isImplicitJoin({ name, columns }: Table): boolean {
  const names = columns.map((column) => column.name).sort();
  return /^(?:.*\.)?_/.test(name) && names.join() === "A,B";
}
