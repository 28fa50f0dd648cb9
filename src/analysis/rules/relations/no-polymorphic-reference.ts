/** An id whose table another column names: the database cannot follow it. */
import type { Database } from "../../../model/database.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { nouns, words } from "../questions/names/words.ts";
import { columnsOf, newColumns, uniquesOn } from "../questions/tables/new-parts.ts";
import { typeBeside } from "../questions/tables/references.ts";
import { isAppendOnly, isText } from "../questions/tables/table-kinds.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const noPolymorphicReference = defineRule({
  id: "no-polymorphic-reference",
  gate: "relations",
  severity: "info",
  since: "0.1.0",
  summary: "Do not let one id column refer to rows of several tables",
  why: "With `commentableType` and `commentableId` no foreign key is possible: the database does not know which table the id belongs to. Deleted rows leave comments behind, a wrong type or id is accepted, and no join finds the parents of several kinds at once.",
  remedy: "One optional relation for each kind of parent, with a CHECK that exactly one is set; or a table of its own for each.",
  quiet: [
    "an id and a type that do not share their name; an enum none of whose values is a model",
    "ids with a foreign key after all, ids that are unique alone: the row's own",
    "logs and histories, which may speak of anything",
  ],
  heuristic: true,
  *check(database) {
    for (const { table, column } of newColumns(database)) {
      const parts = words(column.field ?? column.name);
      const type = parts.length > 1 && parts.at(-1) === "id" ? typeBeside(table, column) : undefined;
      if (!type || isAppendOnly(table) || (!isText(type) && !namesModels(database, type)) || isOwnOrRelated(database, table, column)) continue;
      yield {
        span: column.span,
        message: `${code(`${tableName(table)}.${column.field ?? column.name}`)} refers to rows of whichever table ${code(type.field ?? type.name)} names: no foreign key can check it, and rows whose parent is deleted stay behind.`,
      };
    }
  },
  examples: {
    bad: [
      { title: "comments on anything", schema: `model Comment {\n${BASE}  commentableType String\n  commentableId BigInt\n}\n` },
      {
        title: "an enum of models",
        schema: `model Photo {\n${BASE}}\n\nmodel Comment {\n${BASE}  subjectType Subject\n  subjectId BigInt\n}\n\nenum Subject {\n  PHOTO\n  POST\n}\n`,
      },
    ],
    good: [
      { title: "an id and some other type", schema: `model Comment {\n${BASE}  mimeType  String\n  remoteId  String\n}\n` },
      { title: "an enum of something else", schema: `model Letter {\n${BASE}  templateType Visibility\n  templateId BigInt\n}\n\nenum Visibility {\n  PUBLIC\n  PRIVATE\n}\n` },
      { title: "the row's own id", schema: `model Account {\n${BASE}  providerType String\n  providerId String   @unique\n}\n` },
      { title: "an audit log", schema: `model AuditLog {\n${BASE}  subjectType String\n  subjectId String\n}\n` },
    ],
  },
});

/** `CommentableType { POST, PHOTO }`, not `TemplateType { PUBLIC, PRIVATE }`. */
function namesModels({ after }: Database, { type }: Column): boolean {
  const values = type.category === "enum" ? (after.enums.get(type.name)?.values ?? []) : [];
  const names = new Set([...after.tables.values()].map((table) => nouns(table.model ?? table.name).join(" ")));
  return values.some((value) => names.has(nouns(value.toLowerCase()).join(" ")));
}

function isOwnOrRelated(database: Database, table: Table, { name }: Column): boolean {
  return table.foreignKeys.some(({ columns }) => columns.includes(name)) || uniquesOn(database, table.name).some((index) => columnsOf(index).join() === name);
}
