/** PostgreSQL has a type for uuids: 16 bytes, checked, compared as numbers. */
import type { Database } from "../../../model/database.ts";
import { once } from "../../../model/once.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Schema, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code, list, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute, schemaText } from "../questions/edits/schema-edits.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { isUuid } from "../questions/tables/id-strategies.ts";
import { columnsOf, newColumns } from "../questions/tables/new-parts.ts";
import { isText } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./prefer-native-uuid.examples.ts";

export const preferNativeUuid = defineRule({
  id: "prefer-native-uuid",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Keep uuids in PostgreSQL's own type",
  why: "A uuid as text takes 37 bytes instead of 16, in the table, in its index, and again in each table and index that refers to it; it is compared letter by letter under the database's collation. The type `uuid` also refuses what is none: an empty text, a cuid, the same uuid in capitals as a second row.",
  remedy: "`@db.Uuid` in Prisma, `uuid` in SQL, on the id and on every column that refers to it.",
  quiet: [
    "columns of the type `uuid`",
    "ids of another kind (`cuid()`, `nanoid()`), and texts that only begin with a uuid",
    "tokens and other columns than ids: their form may change",
    "schemas in which most of three old uuids and more are kept as text: a key and what it refers to need one type",
    "the second such column of a pull request: one comment names them all; columns that stood before",
  ],
  *check(database) {
    if (keepsText(database.before)) return;
    const found = newColumns(database).filter(({ table, column }) => isTextUuid(table, column));
    if (found.length > 0) yield tell(database, found);
  },
  examples: { bad, good },
});

interface Found {
  readonly table: Table;
  readonly column: Column;
}

function isTextUuid(table: Table, column: Column): boolean {
  return isText(column) && isUuid(column) && !isComposed(column) && isId(table, column);
}

/** `concat('inv_', gen_random_uuid())`: no uuid any more. */
function isComposed({ default: fallback }: Column): boolean {
  return /\|\||concat|substr|replace|left\s*\(|encode|md5/i.test(fallback?.expression ?? "");
}

function isId(table: Table, { name, field }: Column): boolean {
  return columnsOf(table.primaryKey).includes(name) || ["id", "uuid", "guid"].includes(words(field ?? name).at(-1) ?? "");
}

/** The team has decided: of three uuids and more, most are texts. */
const keepsText = once((schema: Schema): boolean => {
  const ids = [...schema.tables.values()].flatMap((table) => table.columns.filter((column) => isUuid(column) && isId(table, column)));
  return ids.length >= 3 && ids.filter(isText).length * 2 > ids.length;
});

function tell(database: Database, found: readonly Found[]): Report {
  const [{ table, column }] = found as readonly [Found, ...Found[]];
  const names = found.map((one) => `${tableName(one.table)}.${columnName(one.table, one.column.name)}`);
  return {
    span: column.span,
    message: `${list(names)} ${names.length === 1 ? "holds uuids" : "hold uuids"} as ${code(typeText(column.type))}: 37 bytes instead of 16, in each index and each key that refers to ${names.length === 1 ? "it" : "them"}, and nothing checks that they are uuids.`,
    advice:
      table.model === undefined
        ? { language: "sql", text: `${quoteName(column.name)} uuid DEFAULT gen_random_uuid() PRIMARY KEY` }
        : { language: "prisma", text: `${(schemaText(database, column.span) ?? "").replace(/\s+/g, " ").replace(/ @db\.\w+(?:\([^)]*\))?/, "")} @db.Uuid` },
    fix: found.length === 1 ? uuidFix(database, table, column) : undefined,
  };
}

/** Only where nothing refers to it: the keys of others would have to change too. */
function uuidFix(database: Database, table: Table, column: Column): Fix | undefined {
  const referred = [...database.after.tables.values()].some(({ foreignKeys }) =>
    foreignKeys.some(({ references }) => references.table === table.name && references.columns.includes(column.name)),
  );
  const line = schemaText(database, column.span);
  return referred || line === undefined || line.includes("@db.") || line.includes("dbgenerated") ? undefined : addFieldAttribute(database, column, "@db.Uuid");
}
