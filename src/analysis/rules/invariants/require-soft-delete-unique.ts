/** A row that is only marked as deleted keeps its name occupied. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Index, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { columnName, columnNames, tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { columnsOf, indexesOn, newColumns, newUniques } from "../questions/tables/new-parts.ts";
import { marksDeleted, softDeleteColumn } from "../questions/tables/roles.ts";
import { isText } from "../questions/tables/table-kinds.ts";

/** Given out once and never again, whoever had it. */
const ONCE: ReadonlySet<string> = new Set("token secret hash uuid guid cuid uid nonce signature stripe provider external idempotency session api".split(" "));

/** Drawn one after the other: `invoiceNumber`. A `number` alone may be a page's. */
const DRAWN: ReadonlySet<string> = new Set("invoice order ticket receipt booking quote contract claim case credit".split(" "));

/** `accessCode`, `invite_code`: the application draws them. */
const GENERATED = /(?:access|invite|invitation|join|referral|share)_?code$/i;

const BASE = "  id        BigInt    @id @default(autoincrement())\n  createdAt DateTime  @default(now())\n  updatedAt DateTime  @updatedAt\n  deletedAt DateTime?\n";
const SQL =
  "SET lock_timeout = '5s';\nCREATE TABLE pages (id bigint PRIMARY KEY, slug text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), deleted_at timestamptz);\n";

export const requireSoftDeleteUnique = defineRule({
  id: "require-soft-delete-unique",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Let uniques of a soft-deleted model leave deleted rows out",
  why: "A soft-deleted row still stands in the unique index: who deletes a page and makes it anew is told that its name is taken, by a row that no screen shows. `@@unique([slug, deletedAt])` does not help: NULLs count as distinct, so that two living rows may then share a slug.",
  remedy: 'A partial unique index in SQL: `CREATE UNIQUE INDEX … (slug) WHERE "deletedAt" IS NULL`.',
  quiet: [
    "a partial unique index, in the schema or in SQL",
    "tokens, secrets, drawn codes and numbers (`inviteCode`, `invoiceNumber`), ids of other services: never given out twice",
    "uniques of numbers, ids and foreign keys: the row of a 1:1 relation",
    "models without a soft-delete column (`softDelete.columns`)",
  ],
  heuristic: true,
  *check(database) {
    const told = new Set<Index>();
    const uniques: readonly Unique[] = [...newUniques(database), ...uniquesMadeWrong(database)];
    for (const { table, index, isNew, span } of uniques) {
      const mark = softDeleteColumn(table, database.config);
      if (!mark || told.has(index) || index.where !== undefined || index.nullsNotDistinct || !isReused(table, index, mark) || isReplaced(database, table, index, mark)) continue;
      told.add(index);
      yield { ...tell(table, index, mark, isNew), ...(span && { span }) };
    }
  },
  examples: {
    bad: [
      { title: "a slug", schema: `model Page {\n${BASE}  slug      String    @unique\n\n  @@index([deletedAt, createdAt])\n}\n` },
      { title: "deletedAt in the unique", schema: `model Page {\n${BASE}  slug      String\n\n  @@unique([slug, deletedAt])\n}\n` },
      { title: "in SQL", migration: `${SQL}CREATE UNIQUE INDEX pages_slug ON pages (slug);` },
      {
        title: "a flag instead of a time",
        schema: `model Page {\n${BASE.replace("deletedAt DateTime?", "isDeleted Boolean   @default(false)")}  slug      String    @unique\n}\n`,
      },
      {
        title: "the flag in the unique",
        schema: `model Page {\n${BASE.replace("deletedAt DateTime?", "isDeleted Boolean   @default(false)")}  slug      String\n\n  @@unique([slug, isDeleted])\n}\n`,
      },
      {
        title: "soft deletion comes later",
        schema: {
          before: `model Page {\n${BASE.replace("  deletedAt DateTime?\n", "")}  slug      String    @unique\n}\n`,
          after: `model Page {\n${BASE}  slug      String    @unique\n}\n`,
        },
      },
    ],
    good: [
      { title: "a partial index in SQL", migration: `${SQL}CREATE UNIQUE INDEX pages_slug ON pages (slug) WHERE deleted_at IS NULL;` },
      { title: "a token", schema: `model Invite {\n${BASE}  token     String    @unique\n}\n` },
      { title: "a code that the application draws", schema: `model Team {\n${BASE}  accessCode String    @unique\n}\n` },
      { title: "a number", schema: `model Invoice {\n${BASE}  no        Int       @unique\n}\n` },
      { title: "no soft deletion", schema: `model Page {\n${BASE.replace("  deletedAt DateTime?\n", "")}  slug      String    @unique\n}\n` },
    ],
  },
});

interface Unique {
  readonly table: Table;
  readonly index: Index;
  /** The whole table is. */
  readonly isNew: boolean;
  /** Where the pull request makes it wrong; absent: the unique itself. */
  readonly span?: Span;
}

/** Old uniques of models that become soft-deleted: told at the column that does it. */
function uniquesMadeWrong(database: Database): Unique[] {
  const marked = newColumns(database).filter(({ table, column, isNew }) => !isNew && marksDeleted(table, column.name, database.config));
  return marked.flatMap(({ table, column: { span } }) => table.indexes.filter(({ unique }) => unique).map((index) => ({ table, index, isNew: false, span })));
}

/** People will want the same value again. */
function isReused(table: Table, index: Index, mark: Column): boolean {
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const own = columnsOf(index).filter((name) => name !== mark.name && !referring.has(name));
  if (own.some((name) => isDrawn(table, name))) return false;
  const texts = own.flatMap((name) => columnOf(table, name) ?? []).filter((column) => isText(column) && column.default?.kind !== "client");
  return (
    texts.length > 0 && texts.every((column) => !words(column.field ?? column.name).some((word) => ONCE.has(word) || word === "id") && !GENERATED.test(column.field ?? column.name))
  );
}

function isDrawn(table: Table, name: string): boolean {
  const parts = words(columnName(table, name));
  return parts.at(-1) === "number" && DRAWN.has(parts.at(-2) ?? "");
}

/** A partial index over the same columns says it right; the other then is for something else. */
function isReplaced(database: Database, table: Table, index: Index, mark: Column): boolean {
  const wanted = columnsOf(index).filter((name) => name !== mark.name);
  return indexesOn(database, table.name).some(
    ({ unique, where, columns }) => unique && where?.includes(mark.name) && wanted.every((name) => columns.some(({ column }) => column === name)),
  );
}

function tell(table: Table, index: Index, mark: Column, isNew: boolean): Report {
  const columns = columnsOf(index).filter((name) => name !== mark.name);
  const names = list(columnNames(table, columns));
  const field = code(mark.field ?? mark.name);
  const included = columnsOf(index).includes(mark.name);
  const counted = mark.nullable
    ? `two living rows of ${code(tableName(table))} may have the same ${names}: where ${field} is null, PostgreSQL counts every row as distinct`
    : `of two rows of ${code(tableName(table))} that had the same ${names} one after the other, the second cannot be deleted, since the first holds the place of ${field}`;
  const why = included ? counted : `Rows of ${code(tableName(table))} that ${field} marks as deleted keep their ${names}: nobody can use it again`;
  return {
    span: index.span,
    message: `${included ? (mark.nullable ? "This unique does not keep living rows apart: " : "This unique also holds for deleted rows: ") : ""}${why}. A partial unique index leaves deleted rows out.`,
    advice: {
      language: "sql",
      text: `CREATE UNIQUE INDEX ${isNew ? "" : "CONCURRENTLY "}ON ${quoteIdentifier(table.name)} (${columnList(columns)}) WHERE ${mark.nullable ? `${quoteName(mark.name)} IS NULL` : `NOT ${quoteName(mark.name)}`};`,
    },
  };
}
