/** A list that is NULL is neither empty nor full. */

import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute } from "../questions/edits/schema-edits.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { tableName } from "../questions/names/naming.ts";
import { foldedByTable } from "../questions/tables/fold-fields.ts";
import { newColumns } from "../questions/tables/new-parts.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const ON = { rules: { "require-default-empty-array": "warning" } } as const;
const SQL =
  "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), colours text[]";

export const requireDefaultEmptyArray = defineRule({
  id: "require-default-empty-array",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Let lists be empty by default, not NULL",
  why: "Without a default a row that leaves the list out holds NULL, and Prisma declares list columns without NOT NULL. Prisma Client reads NULL as an empty list, yet in a filter `NOT (colours @> …)` and `isEmpty` pass such rows over: they are missing from both halves.",
  remedy: "`@default([])`, or `NOT NULL DEFAULT '{}'` in SQL.",
  quiet: ["any default", "relations, which are no columns", "lists of an `Unsupported` type, for which Prisma has no default", "columns that stood before"],
  *check(database) {
    const without = newColumns(database).filter(({ column }) => column.type.list && !column.default && !column.generated && column.type.prisma !== "Unsupported");
    const told = without.map(({ table, column }) => ({ name: column.field ?? column.name, within: tableName(table), report: tell(database, table, column) }));
    yield* foldedByTable(database, told);
  },
  examples: {
    bad: [
      { title: "a list of words", schema: `model Team {\n${ID}  colours   String[]\n${TIMES}}\n`, config: ON },
      { title: "a list of enum values", schema: `enum Colour {\n  RED\n  BLUE\n}\n\nmodel Team {\n${ID}  colours   Colour[]\n${TIMES}}\n`, config: ON },
      { title: "in SQL", migration: `${SQL});`, config: ON },
    ],
    good: [
      { title: "@default([])", schema: `model Team {\n${ID}  colours   String[] @default([])\n${TIMES}}\n`, config: ON },
      { title: "DEFAULT in SQL", migration: `${SQL} NOT NULL DEFAULT '{}');`, config: ON },
    ],
  },
});

function tell(database: Database, table: Table, column: Column): Report {
  const name = code(`${tableName(table)}.${column.field ?? column.name}`);
  return {
    span: column.span,
    message: `${name} is NULL, not empty, in rows that leave it out: filters that say NOT pass them over.`,
    advice:
      table.model === undefined
        ? { language: "sql", text: `${quoteName(column.name)} ${typeText(column.type)} NOT NULL DEFAULT '{}'` }
        : { language: "prisma", text: "@default([])" },
    fix: table.model === undefined ? undefined : addFieldAttribute(database, column, "@default([])"),
  };
}
