/** PostgreSQL indexes the referenced side of a foreign key, never the referring one. */
import { isTableChange } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { ForeignKey, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addBlockAttribute } from "../questions/edits/schema-edits.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { isServed } from "../questions/indexes/foreign-key-indexes.ts";
import { indexAttribute } from "../questions/indexes/index-service.ts";
import { changedAt } from "../questions/migrations/changed-at.ts";
import { isSmall } from "../questions/migrations/steps.ts";
import { columnNames, tableName, tableNamed } from "../questions/names/naming.ts";
import { columnsOf, indexesOn, newForeignKeys } from "../questions/tables/new-parts.ts";
import { isEnumLike } from "../questions/tables/table-kinds.ts";
import { good, NOTE, UNINDEXED, USER } from "./require-foreign-key-index.examples.ts";

export const requireForeignKeyIndex = defineRule({
  id: "require-foreign-key-index",
  gate: "relations",
  severity: "error",
  since: "0.1.0",
  summary: "Index the columns of every relation",
  why: "PostgreSQL indexes the referenced column of a foreign key, not the referring one. Without an index of your own, each DELETE of a parent (and each change of its key) reads the whole child table to look for rows that refer to it, holding its locks meanwhile; so does every query from the parent to its children.",
  remedy: "Add `@@index([userId])` to the model, or `CREATE INDEX` on the referring columns. On a table that holds rows, create it `CONCURRENTLY` in a migration of its own.",
  quiet: [
    "the columns lead an index, a unique or the primary key, in any order, in the schema or in SQL",
    "a partial index that leaves out only the rows where the column is null",
    "of a composite key with the tenant in it, an index led by the other column",
    "tables that the configuration calls small",
    "parents that stand for an enum (`OrderStatus`, `languages`: descriptive columns only): their rows are not deleted",
  ],
  *check(database) {
    for (const { table, key, isNew } of newForeignKeys(database))
      if (!isServed(database, table, key) && !isSmall(database, table.name) && !isFixedSet(database, key)) yield tell(database, table, key, isNew);
    yield* lostIndexes(database);
  },
  examples: {
    bad: [
      { title: "a relation without an index", schema: `${USER}\n${UNINDEXED}` },
      { title: "REFERENCES in SQL", history: "CREATE TABLE users (id bigint PRIMARY KEY);", migration: `SET lock_timeout = '5s';\n${NOTE}` },
      {
        title: "the index that served it is dropped",
        schema: { before: `${USER}\n${UNINDEXED.replace("}", "\n  @@index([authorId])\n}")}`, after: `${USER}\n${UNINDEXED}` },
      },
      { title: "the column stands second in the only index", schema: `${USER}\n${UNINDEXED.replace("}", "\n  @@index([createdAt, authorId])\n}")}` },
    ],
    good,
  },
});

function tell(database: Database, table: Table, key: ForeignKey, isNew: boolean): Report {
  const parent = code(tableNamed(database.after, key.references.table));
  const attribute = indexAttribute(table, key.columns);
  const create = `CREATE INDEX ${isNew ? "" : "CONCURRENTLY "}ON ${quoteIdentifier(table.name)} (${columnList(key.columns)});`;
  const partly = partOf(database, table, key);
  const rows = partly === undefined ? `all of ${code(tableName(table))}` : `all rows of ${code(tableName(table))} with the same ${list(columnNames(table, partly))}`;
  const cost = key.enforced ? `each DELETE from ${parent} reads ${rows} to look for rows that refer to it` : `each query from ${parent} to its rows reads ${rows}`;
  return {
    span: key.span,
    // Which may be few.
    ...(partly === undefined ? {} : { severity: "warning" }),
    message: `${noIndex(database, table, key)}: ${cost}${key.enforced ? ", and so does every query from the parent to its rows" : ""}.${isNew ? "" : " The table holds rows already: build the index `CONCURRENTLY`, in a migration of its own."}`,
    advice: table.model === undefined ? { language: "sql", text: create } : { language: "prisma", text: attribute },
    fix: table.model === undefined ? undefined : addBlockAttribute(database, table, attribute),
  };
}

/** Of a composite key, the columns by which an index finds some rows at least. */
function partOf(database: Database, table: Table, { columns }: ForeignKey): readonly string[] | undefined {
  const led = indexesOn(database, table.name).flatMap((index) => {
    const other = index.columns.findIndex(({ column }) => column === undefined || !columns.includes(column));
    return index.method === "btree" && index.where === undefined ? [columnsOf(index).slice(0, other === -1 ? undefined : other)] : [];
  });
  return led.filter(({ length }) => length > 0).sort((a, b) => b.length - a.length)[0];
}

/** A partial index, or one of another method, begins with them all the same, and finds no row for the foreign key. */
function noIndex(database: Database, table: Table, { columns }: ForeignKey): string {
  const near = indexesOn(database, table.name).find((index) => columns.every((column) => columnsOf(index).slice(0, columns.length).includes(column)));
  const what = `${code(tableName(table))} begins with ${list(columnNames(table, columns))}`;
  if (near === undefined) return `No index of ${what}`;
  return near.where === undefined ? `No B-tree of ${what}` : `Only a partial index of ${what}, and it leaves out rows that refer to a parent`;
}

function isFixedSet({ after }: Database, { references }: ForeignKey): boolean {
  const parent = after.tables.get(references.table);
  return parent !== undefined && isEnumLike(parent);
}

/** Indexes and uniques that go, and leave an old relation without any. */
function* lostIndexes(database: Database): Generator<Report> {
  const told = new Set<string>();
  for (const change of database.changes) {
    if (!isTableChange(change) || (change.kind !== "drop-index" && change.kind !== "drop-constraint")) continue;
    const { before, after, span } = change;
    if (!before || !after || isSmall(database, after.name)) continue;
    const gone = [before.primaryKey, ...before.indexes].filter((index) => index !== undefined).filter((index) => isSame(index.span, span));
    for (const key of after.foreignKeys) {
      const identity = `${after.name} ${key.columns.join()}`;
      if (gone.length === 0 || told.has(identity) || isFixedSet(database, key) || isServed(database, after, key) || !isServed(database, before, key, gone)) continue;
      told.add(identity);
      yield { ...tell(database, after, key, false), span: changedAt(database, change) };
    }
  }
}

function isSame(one: Span, other: Span): boolean {
  return one.path === other.path && one.start === other.start && one.side === other.side;
}
