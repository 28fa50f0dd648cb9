/** Columns that repeat a field of the row that a foreign key of their table refers to: `authorName` beside `authorId` while Author has `name`. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Report } from "../../../../model/rule.ts";
import type { Column, ColumnType, ForeignKey, Index, Table } from "../../../../model/schema.ts";
import { list, quoteIdentifier, quoteName } from "../../../../model/text.ts";
import { schemaText } from "../edits/schema-edits.ts";
import { columnName, columnNames, tableName } from "../names/naming.ts";
import { nouns, spelt, words } from "../names/words.ts";
import { isDeclaredCopy } from "./annotations.ts";
import { columnsOf, newColumns } from "./new-parts.ts";
import { isSnapshotName, keepsThePast } from "./records.ts";
import { parentOf } from "./references.ts";
import { isKeyColumn, isTimestamp } from "./table-kinds.ts";

/** Words that say something of the pair of rows, not of the one referred to: `userRole` of a member is the role in the project. */
export const OWN_WORDS: readonly string[] =
  "role status state type kind order position sort rank index rating score level count total amount quantity price cost fee rate discount tax note notes comment comments message reason settings preferences options config metadata data version permission permissions tag tags active enabled key token secret password hash number value content body id ids".split(
    " ",
  );

export interface CopiedField {
  readonly table: Table;
  readonly column: Column;
  readonly key: ForeignKey;
  readonly parent: Table;
  readonly source: Column;
}

/** New columns that copy a field, without those that are meant to; `own`: last words of fields that are never taken for copies. */
export function newCopies(database: Database, own: readonly string[]): CopiedField[] {
  return newColumns(database).flatMap(({ table, column }) => {
    const copy = copiedField(database, table, column, own);
    return copy && !isSnapshotName(column) && !keepsThePast(database, table) && !isDeclaredCopy(database, table, column) ? [copy] : [];
  });
}

/** `name`: the column's words, where some of them do not count (`cached`). */
export function copiedField(database: Database, table: Table, column: Column, own: readonly string[], name = spelt(column.field ?? column.name)): CopiedField | undefined {
  const namesakes = namesakesOf(database)(table);
  if (namesakes.length === 0 || !name.includes(" ") || !isPlain(column) || isInKey(table, column)) return undefined;
  for (const { key, parent, beginnings } of namesakes)
    for (const beginning of beginnings) {
      // `author name` for `name`; `organization name` for a field of that very name.
      const named = name.startsWith(`${beginning.words} `) ? fieldsByWords(parent).get(beginning.whole ? name : name.slice(beginning.words.length + 1)) : undefined;
      const source = named?.find((field) => sameKind(field.type, column.type) && !isOwn(field, own));
      if (source) return { table, column, key, parent, source };
    }
  return undefined;
}

interface Namesake {
  readonly key: ForeignKey;
  readonly parent: Table;
  /** Of what a copy would be called; `whole`: it keeps the field's own name, which begins so. */
  readonly beginnings: readonly { readonly words: string; readonly whole: boolean }[];
}

/** Asked for each column of each table. */
const namesakesOf = once((database: Database) =>
  once((table: Table): readonly Namesake[] => {
    const keys = foreignKeysOf(database, table);
    return [...keys, ...bareKeyParts(database, table)].flatMap((key) => {
      const parent = database.after.tables.get(key.references.table);
      // Where the reference may be empty the name stands for somebody who has no row, or no longer.
      if (!parent || key.columns.some((name) => table.columns.find((one) => one.name === name)?.nullable !== false)) return [];
      return [{ key, parent, beginnings: beginningsOf(table, key, parent, keys.filter(({ references }) => references.table === parent.name).length === 1) }];
    });
  }),
);

const fieldsByWords = once((table: Table): ReadonlyMap<string, readonly Column[]> => {
  const found = new Map<string, Column[]>();
  for (const field of table.columns.filter(isPlain)) {
    const name = spelt(field.field ?? field.name);
    found.set(name, [...(found.get(name) ?? []), field]);
  }
  return found;
});

export function foreignKeysOf({ catalog }: Pick<Database, "catalog">, table: Table): readonly ForeignKey[] {
  const inSql = catalog.after.tables.get(table.name)?.foreignKeys ?? [];
  if (inSql === table.foreignKeys) return inSql;
  return [...table.foreignKeys, ...inSql.filter((key) => !table.foreignKeys.some(({ columns }) => columns.join() === key.columns.join()))];
}

/** Parts of compound keys that are named after a table and refer to it without saying so. */
function bareKeyParts(database: Database, table: Table): ForeignKey[] {
  const parts = new Set(candidateKeys(table).flatMap((key) => (key.length > 1 ? key : [])));
  if (parts.size === 0) return [];
  const declared = new Set(foreignKeysOf(database, table).flatMap(({ columns }) => columns));
  return table.columns.flatMap((column): ForeignKey[] => {
    const parent = parts.has(column.name) && !declared.has(column.name) ? parentOf(database.after, table, column) : undefined;
    const references = { table: parent?.name ?? "", columns: columnsOf(parent?.primaryKey) };
    return parent
      ? [{ columns: [column.name], references, onDelete: "no-action", onUpdate: "no-action", onDeleteStated: false, valid: true, enforced: false, span: column.span }]
      : [];
  });
}

/** Neither a time, a flag nor a document: these say something of the row itself. */
function isPlain(column: Column): boolean {
  return !column.type.list && !column.generated && !isTimestamp(column) && !/^(?:boolean|jsonb?|uuid|bytea|tsvector|time|interval)/.test(column.type.name);
}

function isInKey(table: Table, column: Column): boolean {
  if (isKeyColumn(table, column) || table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return true;
  return table.indexes.some((index) => index.unique && index.columns.some((part) => part.column === column.name));
}

function isOwn(field: Column, own: readonly string[]): boolean {
  return own.includes(words(field.field ?? field.name).at(-1) ?? "");
}

function sameKind(one: ColumnType, other: ColumnType): boolean {
  return kindOf(one) === kindOf(other);
}

function kindOf(type: ColumnType): string {
  if (/^(?:text|character|character varying|citext)$/.test(type.name)) return "text";
  return /^(?:smallint|integer|bigint|numeric|real|double precision)$/.test(type.name) ? "number" : type.name;
}

/** `author` where `authorId` or the relation `author` leads to the row; the row's own noun where `alone` this reference leads there. */
function beginningsOf(table: Table, key: ForeignKey, parent: Table, alone: boolean): Namesake["beginnings"] {
  const parts = nouns(parent.model ?? parent.name);
  const noun = parts.join(" ");
  const prefixes = new Set([...key.columns.map((column) => words(columnName(table, column)).slice(0, -1).join(" ")), words(key.relation?.field ?? "").join(" ")]);
  if (alone) for (const word of [noun, parts.at(-1) ?? ""]) prefixes.add(word);
  prefixes.delete("");
  return [...[...prefixes].map((each) => ({ words: each, whole: false })), ...(alone && noun !== "" ? [{ words: noun, whole: true }] : [])];
}

/** What the reference is to the table: a part of one of its keys, a key of its own (a row of its own extended), or no key at all. */
export function standing(table: Table, { columns }: ForeignKey): { readonly is: "key" | "none" } | { readonly is: "part"; readonly of: readonly string[] } {
  const keys = candidateKeys(table);
  if (keys.some((key) => key.every((column) => columns.includes(column)))) return { is: "key" };
  const whole = keys.find((key) => columns.every((column) => key.includes(column)));
  return whole ? { is: "part", of: whole } : { is: "none" };
}

/** Columns that name a row for sure: the primary key, and whatever is unique and never null. */
export function candidateKeys(table: Table): (readonly string[])[] {
  const nullable = new Set(table.columns.filter((column) => column.nullable).map(({ name }) => name));
  const isWhole = (index: Index) => index.where === undefined && index.columns.every(({ column }) => column !== undefined);
  const uniques = table.indexes.filter((index) => index.unique && isWhole(index)).map(columnsOf);
  return [columnsOf(table.primaryKey), ...uniques.filter((key) => key.every((column) => !nullable.has(column)))].filter((key) => key.length > 0);
}

/** `UPDATE child SET copy = parent.field FROM parent WHERE …`. */
export function refill({ table, column, key, parent, source }: CopiedField): string {
  const [to, from] = [quoteIdentifier(table.name), quoteIdentifier(parent.name)];
  const join = key.columns.map((name, index) => `${from}.${quoteName(key.references.columns[index] ?? "id")} = ${to}.${quoteName(name)}`).join(" AND ");
  return `UPDATE ${to} SET ${quoteName(column.name)} = ${from}.${quoteName(source.name)} FROM ${from} WHERE ${join}`;
}

/** The way out where the copy is meant: say how it is kept. */
export function copyAdvice(database: Database, copy: CopiedField): NonNullable<Report["advice"]> {
  const source = `${tableName(copy.parent)}.${copy.source.field ?? copy.source.name}`;
  return { ...denormalizedAdvice(database, copy.table, copy.column, source, refill(copy)), title: "Leave it out; or, if the copy is meant, say how it is kept" };
}

/** The annotation as the schema or a migration would hold it. `rebuild` is SQL without a semicolon. */
export function denormalizedAdvice(database: Database, table: Table, column: Column, source: string, rebuild: string): NonNullable<Report["advice"]> {
  const field = column.field === undefined ? undefined : schemaText(database, column.span);
  if (field !== undefined) return { language: "prisma", text: [...annotationLines(source, rebuild), field].join("\n") };
  const text = `@denormalized source: ${source} rebuild: ${rebuild}`.replaceAll("'", "''");
  return { language: "sql", text: `COMMENT ON COLUMN ${quoteIdentifier(table.name)}.${quoteName(column.name)} IS\n  '${text}';` };
}

export function annotationLines(source: string, rebuild: string): string[] {
  return [`/// @denormalized source: ${source}`, `/// rebuild: ${rebuild}`];
}

/** `userId`, or `(tenantId, userId)` in words. */
export function keyWords(table: Table, key: ForeignKey): string {
  return list(columnNames(table, key.columns));
}
