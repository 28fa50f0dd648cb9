/** The fields that every model has stand where the eye looks for them. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { reordered } from "../questions/edits/field-moves.ts";
import { type Disorder, disorderOf, REST } from "../questions/edits/field-orders.ts";
import { tableName } from "../questions/names/naming.ts";
import { newTables } from "../questions/tables/new-parts.ts";

const ORDER = { rules: { "field-order": { options: { order: ["id", "...", "createdAt", "updatedAt"] } } } };
const ID = "  id        BigInt   @id @default(autoincrement())\n";
const NAME = "  name      String\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const fieldOrder = defineRule({
  id: "field-order",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Keep the fields of a model in the team's order",
  why: "Who reads the fortieth model looks for its key, its tenant and its times where they stand in the others. A field that stands elsewhere is overlooked, or added a second time.",
  remedy:
    'Put the fields into the order of `order`: `["tenantId", "id", "...", "createdAt", "updatedAt"]`. `...` stands for any fields; what is named before the first one begins the model, what is named after the last one ends it.',
  quiet: [
    "named fields that the model does not have",
    "models that stood in another order before",
    "columns that ALTER TABLE adds: PostgreSQL puts them last",
    "relations and other fields that are not named, among themselves",
  ],
  options: { order: { default: [], description: "Names of fields or columns, and `...` for the rest; without `...` the rest comes last" } },
  *check(database, options) {
    const order = options.list("order");
    if (order.every((name) => name === REST)) return;
    yield* database.language === "prisma" ? inSchema(database, order) : inSql(database, order);
  },
  examples: {
    bad: [
      { title: "the id comes second", schema: `model Team {\n${NAME}${ID}${TIMES}}\n`, config: ORDER },
      {
        title: "a new field at the end",
        schema: { before: `model Team {\n${ID}${TIMES}}\n`, after: `model Team {\n${ID}${TIMES}${NAME.replace("String", "String?")}}\n` },
        config: ORDER,
      },
      { title: "with its comment", schema: `model Team {\n${ID}${TIMES}  /// As on the sign.\n${NAME}}\n`, config: ORDER },
      {
        title: "a table in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE team (name text, id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
        config: { rules: { "field-order": { options: { order: ["id"] } } } },
      },
    ],
    good: [
      { title: "as agreed", schema: `model Team {\n${ID}${NAME}${TIMES}}\n`, config: ORDER },
      { title: "without the fields at the end", schema: `model OrderStatus {\n${ID}${NAME}}\n`, config: ORDER },
      {
        title: "it stood in another order before",
        schema: { before: `model Team {\n${TIMES}${ID}}\n`, after: `model Team {\n${TIMES}${ID}${NAME.replace("String", "String?")}}\n` },
        config: ORDER,
      },
      {
        title: "a column added in SQL",
        history: "CREATE TABLE team (id bigint PRIMARY KEY, updated_at timestamptz);",
        migration: "SET lock_timeout = '5s';\nALTER TABLE team ADD COLUMN note text;",
        config: { rules: { "field-order": { options: { order: ["...", "updated_at"] } } } },
      },
    ],
  },
});

function* inSchema(database: Database, order: readonly string[]): Generator<Report> {
  for (const table of database.after.tables.values()) {
    const { fields = [], kind, name } = table;
    if (kind !== "table" || table.ignored) continue;
    const disorder = disorderOf(names(fields), order);
    const before = database.before.tables.get(name)?.fields;
    if (!disorder || (before && disorderOf(names(before), order))) continue;
    const field = fields.find((one) => one.name === disorder.name);
    yield { ...tell(table, order, disorder), span: field?.span ?? table.nameSpan, fix: disorder.wanted && reordered(database, fields, disorder.wanted) };
  }
}

function* inSql(database: Database, order: readonly string[]): Generator<Report> {
  for (const table of newTables(database)) {
    const disorder = table.complete ? disorderOf(names(table.columns), order) : undefined;
    const column = table.columns.find(({ name }) => name === disorder?.name);
    if (disorder && column) yield { ...tell(table, order, disorder), span: column.span };
  }
}

function names(fields: readonly { readonly name: string }[]): string[] {
  return fields.map(({ name }) => name);
}

function tell(table: Table, order: readonly string[], { name, wanted }: Disorder): Omit<Report, "span"> {
  const before = wanted?.[wanted.indexOf(name) - 1];
  const where = wanted === undefined ? "stands in the wrong place" : before === undefined ? "belongs at the top" : `belongs right behind ${code(before)}`;
  return { message: `${code(name)} ${where} ${before === undefined && wanted ? "of" : "in"} ${code(tableName(table))}: the order here is ${list(order, 12)}.` };
}
