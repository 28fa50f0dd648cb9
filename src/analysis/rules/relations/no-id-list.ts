/** A list of ids is a foreign key on the wrong side, where nothing can check it. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { idOf, namedAfter } from "../questions/tables/references.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const POST = `model Post {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}}\n`;
const user = (line: string) => `model User {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}  ${line}\n}\n`;

export const noIdList = defineRule({
  id: "no-id-list",
  gate: "relations",
  severity: "error",
  since: "0.1.0",
  summary: "Do not keep a list of another model's ids",
  why: "PostgreSQL cannot put a foreign key on the elements of an array: ids of deleted rows stay in the lists, ids that never existed get in. Two requests that append at once lose one of the two, each change writes the whole list anew, and finding the parent of a child needs a GIN index or reads every row.",
  remedy: "Put the key on the child (`userId` on `Post`), or write a join model where both sides have many.",
  quiet: ["lists of plain values (`tags String[]`)", "lists of ids whose whole name no model has", "lists of another type than the model's id, JSON included"],
  *check(database) {
    for (const { table, column } of newColumns(database)) {
      const target = column.type.list ? namedAfter(database.after, column, "ids") : undefined;
      if (!target || idOf(target)?.type.name !== column.type.name) continue;
      const name = column.field ?? column.name;
      const [own, other] = [tableName(table), tableName(target)];
      yield {
        span: column.span,
        message: `${code(`${own}.${name}`)} keeps ids of ${code(other)} in an array: no foreign key can check them, deleted rows stay in the lists, and two writers at once lose one of their changes.`,
        advice:
          table.model === undefined
            ? undefined
            : {
                language: "prisma",
                title: "A join model, if both sides have many; else the key on the child",
                text: `model ${own}${other} {\n  ${lower(own)}Id ${idOf(table)?.type.prisma ?? "String"}\n  ${lower(other)}Id ${column.type.prisma ?? "String"}\n  ${lower(own)} ${own} @relation(fields: [${lower(own)}Id], references: [${idOf(table)?.field ?? "id"}], onDelete: Cascade)\n  ${lower(other)} ${other} @relation(fields: [${lower(other)}Id], references: [${idOf(target)?.field ?? "id"}], onDelete: Cascade)\n\n  @@id([${lower(own)}Id, ${lower(other)}Id])\n  @@index([${lower(other)}Id])\n}`,
              },
      };
    }
  },
  examples: {
    bad: [
      { title: "postIds", schema: `${POST}\n${user("postIds   BigInt[]")}` },
      {
        title: "in SQL",
        history: "CREATE TABLE posts (id uuid PRIMARY KEY);",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE users (id bigint PRIMARY KEY, post_ids uuid[], created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "plain values", schema: `${POST}\n${user("nicknames String[]")}` },
      { title: "ids of another service", schema: `${POST}\n${user("priceIds  String[]")}` },
    ],
  },
});

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
