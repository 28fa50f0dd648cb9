/** An id of another model's row, and nothing that says so to the database. */

import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { columnsOf, indexesOn, newColumns, newForeignKeys } from "../questions/tables/new-parts.ts";
import { idOf, isLeftBare, parentOf } from "../questions/tables/references.ts";
import { isAppendOnly } from "../questions/tables/table-kinds.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const USER = `model User {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}}\n`;
const post = (...lines: string[]) => `model Post {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;

export const requireRelation = defineRule({
  id: "require-relation",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Declare the relation that a column is named after",
  why: "Without a foreign key the database accepts ids of rows that do not exist, and keeps those of rows that are deleted. Each query then has to expect a parent that is not there, and Prisma Client cannot include it.",
  remedy: "Add the relation field, `user User @relation(fields: [userId], references: [id], onDelete: …)`, or a foreign key in SQL, and an index on the column.",
  quiet: [
    "ids of other systems (`stripeCustomerId`): no model of the schema has that whole name",
    "polymorphic pairs (`commentableType`, `commentableId`)",
    "columns whose type is not that of the model's id, lists",
    "logs and histories, which may outlive the row that they speak of",
    "columns with a foreign key in SQL only; the id of the table itself",
    "references that this schema leaves bare as a rule: of three and more, to that table or at all, less than half are declared",
    "SQL that leaves eight and more bare at once, and declares fewer than half of them",
  ],
  heuristic: true,
  *check(database) {
    const found = newColumns(database).flatMap(({ table, column }) => {
      const parent = unrelatedParent(database, table, column);
      return parent ? [{ table, column, parent }] : [];
    });
    if (!isDeliberate(database, found.length)) for (const { table, column, parent } of found) yield tell(database, table, column, parent);
  },
  examples: {
    bad: [
      { title: "userId and a model User", schema: `${USER}\n${post("userId    BigInt")}` },
      { title: "added to an old model", schema: { before: `${USER}\n${post()}`, after: `${USER}\n${post("userId    BigInt?")}` } },
      {
        title: "in SQL",
        history: "CREATE TABLE users (id bigint PRIMARY KEY);",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      {
        title: "with its relation",
        schema: `${USER.replace("}", "  posts     Post[]\n}")}\n${post("userId    BigInt", "user      User     @relation(fields: [userId], references: [id], onDelete: Restrict)", "", "@@index([userId])")}`,
      },
      { title: "an id of another service", schema: `${USER}\n${post("stripeUserId BigInt")}` },
      { title: "a model's own second id", schema: USER.replace("}", "  userId    BigInt   @unique\n}") },
      { title: "a polymorphic pair", schema: `${USER}\n${post("userId    BigInt", "userType  String")}`, config: { rules: { "no-polymorphic-reference": "off" } } },
      { title: "a log that outlives its user", schema: `${USER}\n${post("userId    BigInt").replace("model Post", "model LoginEvent")}` },
      {
        title: "the schema leaves such columns bare",
        schema: {
          before: `${USER}\n${["Note", "Draft", "Page"].map((name) => post("userId    BigInt").replace("model Post", `model ${name}`)).join("\n")}`,
          after: `${USER}\n${["Note", "Draft", "Page", "Post"].map((name) => post("userId    BigInt").replace("model Post", `model ${name}`)).join("\n")}`,
        },
      },
      {
        title: "a foreign key that the migrations alone have",
        history:
          'CREATE TABLE "User" (id bigserial PRIMARY KEY, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);\nCREATE TABLE "Post" (id bigserial PRIMARY KEY, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL, "userId" bigint REFERENCES "User" (id));',
        schema: { before: `${USER}\n${post()}`, after: `${USER}\n${post("userId    BigInt?")}` },
      },
      { title: "a list of plain numbers", schema: `${USER}\n${post("userId    BigInt[]")}` },
      {
        title: "an analytical store in SQL",
        history: "CREATE TABLE users (id bigint PRIMARY KEY);",
        migration: `SET lock_timeout = '5s';\n${Array.from({ length: 8 }, (_, n) => `CREATE TABLE t${n} (id bigint PRIMARY KEY, user_id bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`).join("\n")}`,
      },
      { title: "of another type than the id", schema: `${USER}\n${post("userId    String")}` },
    ],
  },
});

function unrelatedParent({ before, after, catalog }: Database, table: Table, column: Column): Table | undefined {
  const parent = parentOf(after, table, column);
  if (!parent || isAppendOnly(table) || isLeftBare(before, parent)) return undefined;
  const keys = [...table.foreignKeys, ...(catalog.after.tables.get(table.name)?.foreignKeys ?? [])];
  return keys.some(({ columns }) => columns.includes(column.name)) ? undefined : parent;
}

/** SQL that creates many tables and hardly any key: a queue, an analytical store. Whoever writes DDL by hand leaves them out on purpose. */
function isDeliberate(database: Database, bare: number): boolean {
  return database.language === "sql" && bare >= MANY && newForeignKeys(database).length * 2 < bare;
}

const MANY = 8;

function tell(database: Database, table: Table, column: Column, parent: Table): Report {
  const name = column.field ?? column.name;
  const id = idOf(parent)!;
  const sql = `ALTER TABLE ${quoteIdentifier(table.name)} ADD FOREIGN KEY (${quoteName(column.name)}) REFERENCES ${quoteIdentifier(parent.name)} (${quoteName(id.name)}) NOT VALID;`;
  return {
    span: column.span,
    message: `${code(`${tableName(table)}.${name}`)} is named after ${code(tableName(parent))}, but no relation says so: the database accepts ids that do not exist, and keeps those of rows that are gone.`,
    advice: table.model === undefined ? { language: "sql", text: sql } : { language: "prisma", text: inPrisma(database, table, column, parent) },
  };
}

/** Both sides: Prisma refuses one alone, and two relations between the same models without names. */
function inPrisma(database: Database, table: Table, column: Column, parent: Table): string {
  const name = column.field ?? column.name;
  const id = idOf(parent)!;
  const [own, other] = [tableName(table), tableName(parent)];
  const field = name.replace(/_?ids?$/i, "");
  const related = table.foreignKeys.some(({ references }) => references.table === parent.name) || parent.foreignKeys.some(({ references }) => references.table === table.name);
  const title = related ? `"${own}${other}"` : "";
  const indexes = indexesOn(database, table.name);
  const indexed = indexes.some((index) => columnsOf(index)[0] === column.name);
  const one = indexes.some((index) => index.unique && index.where === undefined && columnsOf(index).join() === column.name);
  return [
    `${field} ${other}${column.nullable ? "?" : ""} @relation(${title === "" ? "" : `${title}, `}fields: [${name}], references: [${id.field ?? id.name}], onDelete: ${column.nullable ? "SetNull" : "Restrict"})`,
    ...(indexed ? [] : [`@@index([${name}])`]),
    `// and on ${other}`,
    `${own.charAt(0).toLowerCase()}${own.slice(1)}${one ? ` ${own}?` : `s ${own}[]`}${title === "" ? "" : ` @relation(${title})`}`,
  ].join("\n");
}
