/** What a table or field means stands beside it. */
import { ofKind } from "../../../model/change.ts";
import { anyOf } from "../../../model/name-patterns.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { bare } from "../questions/names/new-names.ts";
import { foldedByTable } from "../questions/tables/fold-fields.ts";
import { newColumns, newTables } from "../questions/tables/new-parts.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const ON = { rules: { "require-comment": "warning" } } as const;
const FIELDS = { rules: { "require-comment": { options: { models: [], enums: [], fields: ["*Cents", "Team.hue"] } } } };
const SQL = "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());";

export const requireComment = defineRule({
  id: "require-comment",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Say what a model, an enum or a field means",
  why: "In a year nobody remembers whether `amount` is net or gross, in which unit, or what `state = 3` stands for. A `///` comment reaches the editor through Prisma Client's types; COMMENT ON reaches everybody who opens the database.",
  remedy: "A `///` comment above the model, enum or field; in SQL, `COMMENT ON TABLE … IS '…'` in the same pull request.",
  quiet: [
    "models, enums and fields that stood before",
    "names that `models`, `enums` and `fields` do not describe: by default every model and enum, and no field",
    "views, partitions, temporary tables",
  ],
  options: {
    models: { default: ["*"], patterns: true, description: "Models or tables that need one" },
    enums: { default: ["*"], patterns: true, description: "Enums that need one" },
    fields: { default: [], patterns: true, description: "Fields or columns that need one, alone or behind their model: `*Cents`, `Order.state`" },
  },
  *check(database, options) {
    const [isModel, isEnum, isField] = [anyOf(options.list("models")), anyOf(options.list("enums")), anyOf(options.list("fields"))];
    for (const table of newTables(database))
      if (!table.ignored && table.complete && [table.model ?? table.name, bare(table.name)].some(isModel) && !says(table.doc))
        yield tell(table.nameSpan, tableName(table), "what one of its rows stands for", table.model === undefined ? `TABLE ${quoteIdentifier(table.name)}` : undefined);
    for (const { enum: one } of ofKind(database.changes, "create-enum"))
      if ([one.model ?? one.name, bare(one.name)].some(isEnum) && !says(one.doc))
        yield tell(one.span, one.model ?? one.name, "what its values mean", one.model === undefined ? `TYPE ${quoteIdentifier(one.name)}` : undefined);
    const silent = newColumns(database).filter(({ table, column }) => namesOf(table, column).some(isField) && !says(column.doc));
    yield* foldedByTable(
      database,
      silent.map(({ table, column }) => {
        const target = table.model === undefined ? `COLUMN ${quoteIdentifier(table.name)}.${quoteName(column.name)}` : undefined;
        const name = column.field ?? column.name;
        return { name, within: tableName(table), report: tell(column.span, `${tableName(table)}.${name}`, "what it holds", target) };
      }),
    );
  },
  examples: {
    bad: [
      { title: "a model", schema: `model Team {\n${ID}${TIMES}}\n`, config: ON },
      { title: "a comment that only silences another rule", schema: `/// schema-review-ignore no-float-money: in cents of a cent\nmodel Team {\n${ID}${TIMES}}\n`, config: ON },
      { title: "an enum", schema: "enum Mood {\n  HAPPY\n}\n", config: ON },
      { title: "a field", schema: `model Team {\n${ID}  feeCents  Int?\n${TIMES}}\n`, config: FIELDS },
      { title: "a table in SQL", migration: SQL, config: ON },
    ],
    good: [
      { title: "said", schema: `/// A shop's staff.\nmodel Team {\n${ID}${TIMES}}\n\n/// How it went.\nenum Mood {\n  HAPPY\n}\n`, config: ON },
      {
        title: "fields, above and beside",
        schema: `model Team {\n${ID}  /// Net, a month.\n  feeCents  Int?\n  hue       Int? /// In degrees.\n${TIMES}}\n`,
        config: FIELDS,
      },
      { title: "COMMENT ON", migration: `${SQL}\nCOMMENT ON TABLE team IS 'A shop''s staff';`, config: ON },
      { title: "a model that stood before", schema: { before: `model Team {\n${ID}${TIMES}}\n`, after: `model Team {\n${ID}  note      String?\n${TIMES}}\n` }, config: ON },
    ],
  },
});

function namesOf(table: Table, column: Column): string[] {
  const columns = column.field === undefined ? [column.name] : [column.name, column.field];
  return columns.flatMap((name) => [name, `${tableName(table)}.${name}`]);
}

/** Words for linters are no words for people. */
function says(doc: string | undefined): boolean {
  return doc?.split("\n").some((line) => line.trim() !== "" && !/^\s*(?:schema-review|prisma-lint)-ignore/.test(line)) ?? false;
}

/** `target`: what COMMENT ON names, where there is no schema.prisma. */
function tell(span: Span, name: string, what: string, target: string | undefined): Report {
  return {
    span,
    message: `Nothing says ${what}: ${code(name)} has no ${target === undefined ? "`///` comment" : "comment"}.`,
    advice:
      target === undefined ? { language: "prisma", text: "/// <what a reader must know>" } : { language: "sql", text: `COMMENT ON ${target} IS '<what a reader must know>';` },
  };
}
