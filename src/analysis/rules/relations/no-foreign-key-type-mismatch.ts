/** A foreign key and what it refers to, in two types. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnName, columnOf, tableName } from "../questions/naming.ts";
import { newForeignKeys } from "../questions/new-parts.ts";
import { typeText } from "../questions/sql-words.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const schema = (id: string, key: string) =>
  `model User {\n  id        ${id}\n${TIMES}  notes     Note[]\n}\n\nmodel Note {\n  id        BigInt   @id @default(autoincrement())\n  userId    ${key}\n${TIMES}  user      User     @relation(fields: [userId], references: [id], onDelete: Restrict)\n\n  @@index([userId])\n}\n`;

export const noForeignKeyTypeMismatch = defineRule({
  id: "no-foreign-key-type-mismatch",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Give a foreign key the type of the column that it refers to",
  why: "An `integer` key to a `bigint` id works until the ids pass 2,147,483,647; a `varchar(20)` key to a `text` id until a longer one comes. Where PostgreSQL has to cast in a join it may not use the index, and where it cannot cast (`text` to `uuid`) the constraint is refused.",
  remedy: "Use the same type, native type included, on both sides.",
  quiet: ["the same type and size", "`text` and `varchar` without a length, which hold the same", "columns that the history at hand does not know"],
  *check(database) {
    for (const { table, key } of newForeignKeys(database)) {
      const parent = database.after.tables.get(key.references.table);
      for (const [index, name] of key.columns.entries()) {
        const own = columnOf(table, name);
        const other = parent && columnOf(parent, key.references.columns[index] ?? "");
        if (!parent || !own || !other || held(typeText(own.type)) === held(typeText(other.type))) continue;
        yield {
          span: own.span,
          message: `${code(`${tableName(table)}.${columnName(table, name)}`)} is ${code(typeText(own.type))}, but ${code(`${tableName(parent)}.${other.field ?? other.name}`)}, which it refers to, is ${code(typeText(other.type))}: values that one holds do not fit into the other, or joins have to cast.`,
        };
      }
    }
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
    ],
    good: [
      { title: "the same native type", schema: schema("String   @id @default(uuid()) @db.Uuid", "String @db.Uuid") },
      { title: "text and varchar without a length", schema: schema("String   @id @default(cuid()) @db.VarChar", "String") },
    ],
  },
});

/** `varchar` without a length is `text` (manual §8.3). */
function held(type: string): string {
  return type === "character varying" ? "text" : type;
}
