/** A boolean that may be NULL has three values, and most code knows two. */

import { ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { anyOf } from "../../../model/name-patterns.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Fix, Span } from "../../../model/source.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute, joinedFix } from "../questions/edits/schema-edits.ts";
import { changedAt } from "../questions/migrations/changed-at.ts";
import { tableName } from "../questions/names/naming.ts";
import { attributeOf, fieldOf } from "../questions/tables/field-shapes.ts";
import { foldedByTable } from "../questions/tables/fold-fields.ts";
import { newColumns } from "../questions/tables/new-parts.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const ON = { rules: { "no-nullable-boolean": "warning" } } as const;
const SQL =
  "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), listed boolean";
const before = `model Team {\n${ID}  listed    Boolean  @default(true)\n${TIMES}}\n`;

export const noNullableBoolean = defineRule({
  id: "no-nullable-boolean",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Keep booleans to two values",
  why: "`WHERE NOT listed` does not find rows in which `listed` is NULL, nor does `{ listed: false }`; `if (!team.listed)` does. The two disagree about the same row.",
  remedy: "A default and NOT NULL. Where there really are three states (asked, agreed, refused), an enum that names them.",
  quiet: ["required ones, with or without a default", "lists of booleans, generated columns", "fields that `except` describes", "columns that could be NULL before"],
  options: { except: { default: [], patterns: true, description: "Fields or columns whose third state is meant" } },
  *check(database, options) {
    const isExcepted = anyOf(options.list("except"));
    const fresh = newColumns(database).map(({ table, column }) => ({ table, column, span: column.span }));
    const nullable = [...fresh, ...madeNullable(database)].filter(
      ({ column }) =>
        column.type.name === "boolean" && !column.type.list && column.nullable && !column.generated && !isExcepted(column.name) && !isExcepted(column.field ?? column.name),
    );
    const told = nullable.map(({ table, column, span }) => ({ name: column.field ?? column.name, within: tableName(table), report: { ...tell(database, table, column), span } }));
    yield* foldedByTable(database, told);
  },
  examples: {
    bad: [
      { title: "Boolean?", schema: `model Team {\n${ID}  listed    Boolean? @map("is_listed")\n${TIMES}}\n`, config: ON },
      { title: "with a default, yet NULL can be written", schema: `model Team {\n${ID}  listed    Boolean? @default(true)\n${TIMES}}\n`, config: ON },
      { title: "a required one made optional", schema: { before, after: before.replace("Boolean ", "Boolean?") }, config: ON },
      { title: "in SQL", migration: `${SQL});`, config: ON },
    ],
    good: [
      { title: "required", schema: before, config: ON },
      { title: "NOT NULL in SQL", migration: `${SQL} NOT NULL DEFAULT false);`, config: ON },
      { title: "an exception", schema: `model Team {\n${ID}  agreed    Boolean?\n${TIMES}}\n`, config: { rules: { "no-nullable-boolean": { options: { except: ["agreed"] } } } } },
    ],
  },
});

function madeNullable(database: Database): { readonly table: Table; readonly column: Column; readonly span: Span }[] {
  const altered = ofKind(database.changes, "alter-column").filter(({ from, to }) => from?.nullable === false && to?.nullable);
  return altered.flatMap((change) => (change.after && change.to ? [{ table: change.after, column: change.to, span: changedAt(database, change) }] : []));
}

function tell(database: Database, table: Table, column: Column): Report {
  const name = column.field ?? column.name;
  const prisma = table.model !== undefined;
  return {
    span: column.span,
    message: `${code(`${tableName(table)}.${name}`)} can be true, false and NULL: \`NOT ${quoteName(name)}\` passes NULL over, \`!${name}\` in code does not.`,
    advice: { language: prisma ? "prisma" : "sql", text: prisma ? `${name} Boolean @default(false)` : `${quoteName(column.name)} boolean NOT NULL DEFAULT false` },
    fix: required(database, table, column),
  };
}

function required(database: Database, table: Table, column: Column): Fix | undefined {
  const field = fieldOf(table, column);
  if (!field) return undefined;
  // Padded, so that the attributes stay below those of the other lines.
  const type: Fix = { span: field.typeSpan, text: field.attributes.length > 0 ? `${field.type} ` : field.type };
  if (attributeOf(field, "default")) return type;
  return joinedFix(database, [type, addFieldAttribute(database, field, "@default(false)")]);
}
