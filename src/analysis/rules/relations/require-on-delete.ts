/** Prisma chooses what happens to the children when nobody says so, and not the same for every relation. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { ForeignKey, Table } from "../../../model/schema.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addRelationArgument, joinedFix } from "../questions/edits/schema-edits.ts";
import { columnNames, tableName, tableNamed } from "../questions/names/naming.ts";
import { newForeignKeys } from "../questions/tables/new-parts.ts";

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
    "the second relation of a model: one comment names them all",
  ],
  *check(database) {
    const byTable = new Map<Table, ForeignKey[]>();
    for (const { table, key } of newForeignKeys(database)) if (!key.onDeleteStated && key.relation) byTable.set(table, [...(byTable.get(table) ?? []), key]);
    for (const [table, keys] of byTable) yield tell(database, table, keys);
  },
  examples: {
    bad: [
      { title: "a required relation: Restrict is picked", schema: post("BigInt", "User     @relation(fields: [authorId], references: [id])") },
      { title: "an optional relation: SetNull is picked", schema: post("BigInt?", "User?    @relation(fields: [authorId], references: [id])") },
      {
        title: "two relations of one model: said once",
        schema: post("BigInt", 'User     @relation("author", fields: [authorId], references: [id])')
          .replace("Post[]", 'Post[]   @relation("author")\n  edited    Post[]   @relation("editor")')
          .replace(
            "\n\n  @@index([authorId])",
            '\n  editorId  BigInt?\n  editor    User?    @relation("editor", fields: [editorId], references: [id])\n\n  @@index([authorId])\n  @@index([editorId])',
          ),
      },
    ],
    good: [
      { title: "stated", schema: post("BigInt", "User     @relation(fields: [authorId], references: [id], onDelete: Restrict)") },
      {
        title: "a foreign key of SQL",
        history: "CREATE TABLE users (id bigint PRIMARY KEY);",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id), created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());\nCREATE INDEX ON notes (user_id);",
      },
      {
        title: "an old relation that says what Prisma picks, and then no longer",
        schema: {
          before: post("BigInt", "User     @relation(fields: [authorId], references: [id], onDelete: Cascade)"),
          after: post("BigInt", "User     @relation(fields: [authorId], references: [id])"),
        },
      },
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

/** What Prisma does where nobody says it. */
function picked({ onDelete }: ForeignKey): "Restrict" | "SetNull" {
  return onDelete === "restrict" ? "Restrict" : "SetNull";
}

function tell(database: Database, table: Table, keys: readonly ForeignKey[]): Report {
  const [first] = keys;
  const fields = keys.map(({ relation }) => relation!.field);
  const fix = joinedFix(
    database,
    keys.map((key) => addRelationArgument(database, key, `onDelete: ${picked(key)}`)),
  );
  return {
    span: first!.span,
    message: keys.length === 1 ? oneMessage(database, table, first!) : manyMessage(table, keys),
    advice: {
      language: "prisma",
      text:
        keys.length === 1
          ? `onDelete: ${picked(first!)} // or ${["Restrict", "SetNull", "Cascade"].filter((action) => action !== picked(first!)).join(", ")}`
          : keys.map((key, index) => `onDelete: ${picked(key)} // ${fields[index]}`).join("\n"),
    },
    fix,
  };
}

function oneMessage(database: Database, table: Table, key: ForeignKey): string {
  const parent = code(tableNamed(database.after, key.references.table));
  const outcome =
    picked(key) === "Restrict"
      ? "deleting one that still has rows here fails"
      : `deleting one empties ${list(columnNames(table, key.columns))} of its rows, which then belong to nobody`;
  return `${code(`${tableName(table)}.${key.relation!.field}`)} does not say what a DELETE from ${parent} does. Prisma picks \`${picked(key)}\`: ${outcome}. Say so, or say what is meant instead.`;
}

function manyMessage(table: Table, keys: readonly ForeignKey[]): string {
  const said = (action: "Restrict" | "SetNull") => list(keys.filter((key) => picked(key) === action).map(({ relation }) => relation!.field));
  const outcomes = [
    keys.some((key) => picked(key) === "Restrict") ? `\`Restrict\` for ${said("Restrict")} (deleting a parent that still has rows here fails)` : "",
    keys.some((key) => picked(key) === "SetNull") ? `\`SetNull\` for ${said("SetNull")} (its rows then belong to nobody)` : "",
  ].filter((outcome) => outcome !== "");
  return `${keys.length} relations of ${code(tableName(table))} do not say what a DELETE of their parent does. Prisma picks ${outcomes.join(" and ")}. Say so, or say what is meant instead.`;
}
