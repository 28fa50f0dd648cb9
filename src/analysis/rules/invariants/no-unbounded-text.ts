/** Strings whose length nobody has thought about. */
import type { Database } from "../../../model/database.ts";
import { anyOf } from "../../../model/name-patterns.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute } from "../questions/edits/schema-edits.ts";
import { derivedName } from "../questions/edits/sql-words.ts";
import { tableName } from "../questions/names/naming.ts";
import { attributeOf, fieldOf } from "../questions/tables/field-shapes.ts";
import { foldedByTable } from "../questions/tables/fold-fields.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { isKeyColumn } from "../questions/tables/table-kinds.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const ON = { rules: { "no-unbounded-text": "warning" } } as const;
const ALLOWED = { rules: { "no-unbounded-text": { options: { allowText: true } } } };
const SQL =
  "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), name ";

export const noUnboundedText = defineRule({
  id: "no-unbounded-text",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Give strings a length",
  why: "A `text` column takes up to 1 GB a value. Unless each writer checks, one careless client fills the table and its indexes: an index entry beyond 2,704 bytes makes every INSERT fail.",
  remedy: "`@db.VarChar(255)`, or `text` with a CHECK on `char_length` in SQL: the limit can then be raised without touching the column.",
  quiet: [
    "`varchar(n)`, `char(n)`, uuid, enums, domains, json",
    "a CHECK on the column's length or on the values that it may have, in the table or in the migrations",
    "foreign keys: as long as what they refer to",
    "with `allowText`: `@db.Text` in a schema and `text` in SQL, where somebody has said so",
    "fields that `except` describes; columns that stood before",
  ],
  options: {
    allowText: { default: false, description: "`@db.Text` and SQL's `text` are an answer too" },
    length: { default: 255, description: "The length that is suggested" },
    except: { default: [], patterns: true, description: "Fields or columns that may be as long as they like" },
  },
  *check(database, options) {
    const isExcepted = anyOf(options.list("except"));
    const unbounded = newColumns(database).filter(({ table, column }) => {
      if (!isUnbounded(table, column, options.flag("allowText")) || isExcepted(column.name) || isExcepted(column.field ?? column.name)) return false;
      return !isReference(table, column) && !isChecked(database, table, column);
    });
    const told = unbounded.map(({ table, column }) => ({
      name: column.field ?? column.name,
      within: tableName(table),
      report: tell(database, table, column, options.number("length")),
    }));
    yield* foldedByTable(database, told);
  },
  examples: {
    bad: [
      { title: "String", schema: `model Team {\n${ID}  name      String\n${TIMES}}\n`, config: ON },
      { title: "@db.Text", schema: `model Team {\n${ID}  names     String[] @default([]) @db.Text\n${TIMES}}\n`, config: ON },
      { title: "String where @db.Text would be an answer", schema: `model Team {\n${ID}  name      String?\n${TIMES}}\n`, config: ALLOWED },
      { title: "text in SQL", migration: `${SQL}text NOT NULL);`, config: ON },
      { title: "varchar without a length", migration: `${SQL}varchar);`, config: ALLOWED },
    ],
    good: [
      { title: "with a length", schema: `model Team {\n${ID}  name      String   @db.VarChar(80)\n${TIMES}}\n`, config: ON },
      { title: "said to be long", schema: `model Team {\n${ID}  story     String   @db.Text\n${TIMES}}\n`, config: ALLOWED },
      { title: "a check in SQL", migration: `${SQL}text NOT NULL CHECK (char_length(name) <= 80));`, config: ON },
      {
        title: "an exception",
        schema: `model Team {\n${ID}  body      String\n${TIMES}}\n`,
        config: { rules: { "no-unbounded-text": { options: { except: ["body", "*Html"] } } } },
      },
    ],
  },
});

/** In a schema `String` alone says nothing; in SQL `text` is what somebody has written. */
function isUnbounded(table: Table, column: Column, allowText: boolean): boolean {
  const { name, modifiers } = column.type;
  if (column.generated !== undefined || (name !== "text" && (name !== "character varying" || modifiers.length > 0))) return false;
  if (!allowText || name !== "text") return true;
  const field = fieldOf(table, column);
  return field !== undefined && attributeOf(field, "db") === undefined;
}

function isReference(table: Table, { name }: Column): boolean {
  return table.foreignKeys.some(({ columns }) => columns.includes(name));
}

function isChecked({ catalog }: Database, table: Table, { name }: Column): boolean {
  const checks = [...table.checks, ...(catalog.after.tables.get(table.name)?.checks ?? [])];
  return checks.some(({ expression }) => bounds(expression) && expression.split(/[^\w$]+/).includes(name));
}

/** A length, a list of values, or a regular expression with a count. */
function bounds(expression: string): boolean {
  return /length\s*\(|\bin\s*\(|\bany\s*\(/i.test(expression) || (expression.includes("~") && /\{\d{0,9},\d{1,9}\}/.test(expression));
}

function tell(database: Database, table: Table, column: Column, length: number): Report {
  const name = column.field ?? column.name;
  const message = `${code(`${tableName(table)}.${name}`)} has no limit: a value may have up to 1 GB.`;
  if (table.model === undefined) {
    const check = `CONSTRAINT ${quoteName(derivedName(table.name, [column.name], "length"))} CHECK (char_length(${quoteName(column.name)}) <= ${length})`;
    return { span: column.span, message, ...(column.type.list ? {} : { advice: { language: "sql", text: check } }) };
  }
  const attribute = `@db.VarChar(${length})`;
  return { span: column.span, message, advice: { language: "prisma", text: attribute }, fix: isKeyColumn(table, column) ? undefined : bounded(database, table, column, attribute) };
}

function bounded(database: Database, table: Table, column: Column, attribute: string): Fix | undefined {
  const field = fieldOf(table, column);
  const native = field && attributeOf(field, "db");
  return native ? { span: native.span, text: attribute } : addFieldAttribute(database, column, attribute);
}
