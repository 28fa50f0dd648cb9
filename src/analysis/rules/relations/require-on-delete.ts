/** Prisma chooses what happens to the children when nobody says so, and not the same for every relation. */
import type { Report } from "../../../model/rule.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnNames, tableName, tableNamed } from "../questions/naming.ts";
import { newForeignKeys } from "../questions/new-parts.ts";
import { addRelationArgument } from "../questions/schema-edits.ts";

const USER = "model User {\n  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  posts     Post[]\n}\n";
const post = (field: string, relation: string) =>
  `${USER}\nmodel Post {\n  id        BigInt   @id @default(autoincrement())\n  authorId  ${field}\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  author    ${relation}\n\n  @@index([authorId])\n}\n`;

export const requireOnDelete = defineRule({
  id: "require-on-delete",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Say what happens to the children when a parent is deleted",
  why: "Without `onDelete` Prisma picks: `Restrict` for a required relation, so the DELETE of the parent fails; `SetNull` for an optional one, so the children silently lose what they belonged to. Making a relation optional later changes the action with it.",
  remedy: "Write the action that is meant: `onDelete: Restrict` keeps the parent while it has children, `SetNull` lets go of them, `Cascade` deletes them too.",
  quiet: [
    "`onDelete` is stated",
    "the list side of a relation",
    "foreign keys written in SQL: without ON DELETE they are NO ACTION always, as the standard has it",
    "relations that stood before, whatever else changes about them",
  ],
  *check(database) {
    for (const { table, key } of newForeignKeys(database)) {
      if (key.onDeleteStated || !key.relation) continue;
      const parent = code(tableNamed(database.after, key.references.table));
      const [action, outcome] =
        key.onDelete === "restrict"
          ? ["Restrict", `deleting one that still has rows here fails`]
          : ["SetNull", `deleting one empties ${list(columnNames(table, key.columns))} of its rows, which then belong to nobody`];
      yield {
        span: key.span,
        message: `${code(`${tableName(table)}.${key.relation.field}`)} does not say what a DELETE from ${parent} does. Prisma picks \`${action}\`: ${outcome}. Say so, or say what is meant instead.`,
        advice: { language: "prisma", text: `onDelete: ${action} // or Restrict, SetNull, Cascade`.replace(`or ${action}, `, "or ").replace(`, ${action}`, "") },
        fix: addRelationArgument(database, key, `onDelete: ${action}`),
      } satisfies Report;
    }
  },
  examples: {
    bad: [
      { title: "a required relation: Restrict is picked", schema: post("BigInt", "User     @relation(fields: [authorId], references: [id])") },
      { title: "an optional relation: SetNull is picked", schema: post("BigInt?", "User?    @relation(fields: [authorId], references: [id])") },
    ],
    good: [
      { title: "stated", schema: post("BigInt", "User     @relation(fields: [authorId], references: [id], onDelete: Restrict)") },
      {
        title: "an old relation whose name alone changes",
        schema: {
          before: post("BigInt", "User     @relation(fields: [authorId], references: [id])"),
          after: post("BigInt", "User     @relation(fields: [authorId], references: [id])").replace("  author ", "  writer "),
        },
      },
    ],
  },
});
