/** A foreign key and what it refers to, in two types. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, ForeignKey, Schema, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute, schemaText } from "../questions/edits/schema-edits.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { retypedColumns } from "../questions/migrations/retyped.ts";
import { tableName } from "../questions/names/naming.ts";
import { newForeignKeys } from "../questions/tables/new-parts.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const schema = (id: string, key: string) =>
  `model User {\n  id        ${id}\n${TIMES}  notes     Note[]\n}\n\nmodel Note {\n  id        BigInt   @id @default(autoincrement())\n  userId    ${key}\n${TIMES}  user      User     @relation(fields: [userId], references: [id], onDelete: Restrict)\n\n  @@index([userId])\n}\n`;

const PLAN = "## Rollback\nBoth columns become integer again; no id is larger yet.";

export const noForeignKeyTypeMismatch = defineRule({
  id: "no-foreign-key-type-mismatch",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Give a foreign key the type of the column that it refers to",
  why: "An `integer` key to a `bigint` id works until the ids pass 2,147,483,647; a `varchar(20)` key to a `text` id until a longer one comes. Where PostgreSQL has to cast in a join it may not use the index, and where it cannot cast (`text` to `uuid`) the constraint is refused.",
  remedy: "Use the same type, native type included, on both sides.",
  quiet: [
    "the same type and size",
    "`text` and `varchar` without a length, which hold the same",
    "columns that the history at hand does not know",
    "old keys, unless one side alone gets another type",
  ],
  *check(database) {
    for (const { table, key } of newForeignKeys(database))
      for (const pair of pairsOf(database.after, table, key)) if (differs(pair)) yield { span: pair.own.span, message: newMessage(pair), fix: sameNativeType(database, pair) };
    yield* grownApart(database);
  },
  examples: {
    bad: [
      { title: "text to uuid", schema: schema("String   @id @default(uuid()) @db.Uuid", "String") },
      {
        title: "integer to bigint in SQL",
        history: "CREATE TABLE users (id bigint PRIMARY KEY);",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());\nCREATE INDEX ON notes (user_id);",
      },
      {
        title: "one side of an old key alone gets wider",
        history:
          "CREATE TABLE users (id integer PRIMARY KEY);\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id integer REFERENCES users (id));\nCREATE INDEX ON notes (user_id);",
        migration: "SET lock_timeout = '5s';\nALTER TABLE users ALTER COLUMN id TYPE bigint;",
        config: { tables: { users: { small: true }, notes: { small: true } } },
      },
    ],
    good: [
      {
        title: "both sides get wider",
        history:
          "CREATE TABLE users (id integer PRIMARY KEY);\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id integer REFERENCES users (id));\nCREATE INDEX ON notes (user_id);",
        migration: "SET lock_timeout = '5s';\nALTER TABLE users ALTER COLUMN id TYPE bigint;\nALTER TABLE notes ALTER COLUMN user_id TYPE bigint;",
        config: { tables: { users: { small: true }, notes: { small: true } } },
        body: PLAN,
      },
      { title: "the same native type", schema: schema("String   @id @default(uuid()) @db.Uuid", "String @db.Uuid") },
      { title: "text and varchar without a length", schema: schema("String   @id @default(cuid()) @db.VarChar", "String") },
    ],
  },
});

/** A column of a key, and the one that it refers to. */
interface Pair {
  readonly table: Table;
  readonly own: Column;
  readonly parent: Table;
  readonly other: Column;
}

function pairsOf({ tables }: Schema, table: Table, key: ForeignKey): Pair[] {
  const parent = tables.get(key.references.table);
  return key.columns.flatMap((name, index) => {
    const own = columnOf(table, name);
    const other = parent && columnOf(parent, key.references.columns[index] ?? "");
    return parent && own && other ? [{ table, own, parent, other }] : [];
  });
}

function differs({ own, other }: Pair): boolean {
  return held(typeText(own.type)) !== held(typeText(other.type));
}

/** `varchar` without a length is `text` (manual §8.3). */
function held(type: string): string {
  return type === "character varying" ? "text" : type;
}

function named(table: Table, { field, name }: Column): string {
  return code(`${tableName(table)}.${field ?? name}`);
}

function newMessage({ table, own, parent, other }: Pair): string {
  return `${named(table, own)} is ${code(typeText(own.type))}, but ${named(parent, other)}, which it refers to, is ${code(typeText(other.type))}: values that one holds do not fit into the other, or joins have to cast.`;
}

/** Old keys of which one side alone gets another type: told where it does. */
function* grownApart(database: Database): Generator<Report> {
  const told = new Set<Column>();
  const retyped = retypedColumns(database);
  if (retyped.length === 0) return;
  const apart = [...database.after.tables.values()].flatMap((child) => child.foreignKeys.flatMap((key) => pairsOf(database.after, child, key))).filter(differs);
  for (const { table, column, span } of retyped) {
    const pairs = apart.filter((pair) => (pair.own === column || pair.other === column) && !wasApart(database, pair));
    const [pair] = pairs;
    if (!pair || told.has(column)) continue;
    told.add(column);
    const others = pairs.map((one) => (one.own === column ? named(one.parent, one.other) : named(one.table, one.own)));
    const stays = code(typeText(pair.own === column ? pair.other.type : pair.own.type));
    const refers = pair.own === column ? "which it refers to" : others.length === 1 ? "which refers to it" : "which refer to it";
    yield {
      span,
      message: `${named(table, column)} becomes ${code(typeText(column.type))}, but ${others.length > 3 ? `${others.length} columns` : others.join(" and ")}, ${refers}, ${others.length === 1 ? "stays" : "stay"} ${stays}: values that one holds do not fit into the other, or joins have to cast.`,
    };
  }
}

function wasApart({ before }: Database, { table, own, parent, other }: Pair): boolean {
  const [child, above] = [before.tables.get(table.name), before.tables.get(parent.name)];
  const [then, aboveThen] = [child && columnOf(child, own.name), above && columnOf(above, other.name)];
  return !child || !above || !then || !aboveThen || differs({ table: child, own: then, parent: above, other: aboveThen });
}

/** The parent's `@db.…` behind a field that has none. */
function sameNativeType(database: Database, { own, other }: Pair): Fix | undefined {
  const native = /@\w+\.\w+(?:\([^)]*\))?/;
  const line = schemaText(database, own.span);
  const [wanted] = native.exec(schemaText(database, other.span) ?? "") ?? [];
  return wanted === undefined || line === undefined || native.test(line) || own.type.prisma !== other.type.prisma ? undefined : addFieldAttribute(database, own, wanted);
}
