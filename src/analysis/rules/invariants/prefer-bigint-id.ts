/** A sequence of `integer` ends at 2,147,483,647. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/naming.ts";
import { newTables } from "../questions/new-parts.ts";
import { idOf } from "../questions/references.ts";
import { schemaText } from "../questions/schema-edits.ts";
import { isSmall } from "../questions/steps.ts";
import { isLookup, LOOKUPS } from "../questions/table-kinds.ts";
import { headNoun } from "../questions/words.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const preferBigintId = defineRule({
  id: "prefer-bigint-id",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Prefer bigint for ids that a sequence counts",
  why: "A sequence also counts rows that were rolled back, deleted or only tried (ON CONFLICT): `integer` ids run out at 2,147,483,647, and then every INSERT fails. Widening the column later rewrites the table and each table that refers to it, under ACCESS EXCLUSIVE.",
  remedy: "`BigInt @id @default(autoincrement())`, or `bigint GENERATED ALWAYS AS IDENTITY` in SQL. Four bytes a row.",
  quiet: [
    "lookup tables, others whose rows people make one by one (`Role`, `Plan`, `Tag`), and tables that the configuration calls small",
    "ids that no sequence fills",
    "tables that stood before",
  ],
  *check(database) {
    for (const table of newTables(database)) {
      const id = idOf(table);
      if (id && isCounted(id) && !isFew(table) && !isSmall(database, table.name)) yield tell(database, table, id);
    }
  },
  examples: {
    bad: [
      { title: "Int", schema: `model Order {\n  id        Int      @id @default(autoincrement())\n${TIMES}}\n` },
      { title: "serial in SQL", migration: "SET lock_timeout = '5s';\nCREATE TABLE orders (id serial PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());" },
    ],
    good: [
      { title: "BigInt", schema: `model Order {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}}\n` },
      { title: "a lookup table", schema: "model OrderStatus {\n  id   Int    @id @default(autoincrement())\n  name String\n}\n" },
      { title: "a few rows a team", schema: `model Role {\n  id        Int      @id @default(autoincrement())\n  name      String\n  rules     Json\n${TIMES}}\n` },
      {
        title: "identity in SQL",
        migration: "SET lock_timeout = '5s';\nCREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
  },
});

/** People make them one by one: roles of a team, plans, tags. */
function isFew(table: Table): boolean {
  return isLookup(table) || LOOKUPS.has(headNoun(table.model ?? table.name));
}

function isCounted({ type, default: fallback, generated }: Column): boolean {
  return (type.name === "integer" || type.name === "smallint") && (fallback?.kind === "sequence" || generated === "identity-always" || generated === "identity-by-default");
}

function tell(database: Database, table: Table, id: Column): Report {
  const line = schemaText(database, id.span);
  const at = line === undefined ? -1 : line.search(/\bInt\b/);
  return {
    span: id.span,
    message: `${code(`${tableName(table)}.${id.field ?? id.name}`)} is counted by a sequence in ${code(id.type.name)}: after ${id.type.name === "smallint" ? "32,767" : "2,147,483,647"} tries every INSERT fails, and widening it then rewrites the table and all that refer to it.`,
    advice:
      table.model === undefined
        ? { language: "sql", text: `${id.name} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY` }
        : { language: "prisma", text: `${id.field} BigInt @id @default(autoincrement())` },
    fix:
      at === -1 || hasRelations(database, table) || line?.includes("@db.")
        ? undefined
        : { span: { ...id.span, start: id.span.start + at, end: id.span.start + at + 3 }, text: "BigInt" },
  };
}

/** The keys that refer to it would have to change with it: no local edit. */
function hasRelations({ after }: Database, table: Table): boolean {
  return [...after.tables.values()].some(({ foreignKeys }) => foreignKeys.some(({ references }) => references.table === table.name));
}
