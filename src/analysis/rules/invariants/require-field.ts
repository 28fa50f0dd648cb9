/** Fields that a team wants in its models, and what they must be. */

import { ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { anyOf, isPlainName } from "../../../model/name-patterns.ts";
import type { Report, RuleItem } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFields } from "../questions/edits/schema-edits.ts";
import { changedAt } from "../questions/migrations/changed-at.ts";
import { retypedColumns } from "../questions/migrations/retyped.ts";
import { joined, nameWords } from "../questions/names/name-cases.ts";
import { tableName } from "../questions/names/naming.ts";
import { bare } from "../questions/names/new-names.ts";
import { differenceOf, fieldOf, type Shape, shapedFix, writtenShape } from "../questions/tables/field-shapes.ts";
import { foldedByTable, type Told } from "../questions/tables/fold-fields.ts";
import { newColumns, newTables } from "../questions/tables/new-parts.ts";
import { isKeyColumn } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./require-field.examples.ts";

export const requireField = defineRule({
  id: "require-field",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Give models the fields that the team wants in them, as it wants them",
  why: "Code that works on all tables alike (row-level security by tenant, soft deletes, syncs) relies on each of them having the same column of the same type. A table that lacks it is left out without a word.",
  remedy: "Add the field. Say in `fields` which ones: by model, by a sibling that calls for it, with type, native type and default.",
  quiet: [
    "models that stood before and lacked it before",
    "models that `models` does not describe, or that `except` does; `@@ignore`d ones",
    "a model without the sibling that `ifSibling` asks for",
    "with a pattern as its name, or `ifPresent`: models that have no such field",
    "a relation field of that name",
    "views, partitions, temporary tables",
  ],
  options: {
    fields: {
      default: [],
      description: "Which fields, one group for each",
      example: { name: "tenantId", type: "String", nativeType: "Uuid", except: ["Tenant"] },
      items: {
        name: {
          type: "text",
          required: true,
          patterns: true,
          description: "The field's name, in SQL the column's; a pattern requires nothing and says what fields of such names must be",
        },
        type: { type: "text", description: "Its type: `DateTime`, `String?`, `String[]` in a schema, `timestamptz` in SQL; without `?` either will do" },
        nativeType: { type: "text", description: "Its type in the database, as behind `@db.`: `Uuid`, `VarChar(36)`" },
        default: { type: "text", description: "What `@default(…)` or DEFAULT holds" },
        models: { type: "list", patterns: true, description: "The models or tables that need it; none: all" },
        except: { type: "list", patterns: true, description: "Models or tables that need it not" },
        ifSibling: { type: "text", patterns: true, description: "Only where the model has a field of this name" },
        ifPresent: { type: "flag", description: "Only where it is there: for its type" },
      },
    },
  },
  *check(database, options) {
    for (const demand of options.items("fields")) {
      if (isPlainName(nameOf(demand)) && !demand.flag("ifPresent")) yield* missing(database, demand);
      yield* foldedByTable(database, misshapen(database, demand));
    }
  },
  examples: { bad, good },
});

function nameOf(demand: RuleItem): string {
  return demand.text("name") ?? "";
}

function concerns(demand: RuleItem, table: Table): boolean {
  const [models, except] = [demand.list("models"), demand.list("except")];
  const isAny = (patterns: readonly string[]): boolean => [tableName(table), table.name, bare(table.name)].some(anyOf(patterns));
  const sibling = demand.text("ifSibling");
  return !table.ignored && table.complete && (models.length === 0 || isAny(models)) && !isAny(except) && (sibling === undefined || has(table, sibling));
}

function has(table: Table, pattern: string): boolean {
  const fits = anyOf([pattern]);
  return table.columns.some((column) => isCalled(column, fits)) || (table.fields?.some(({ name }) => fits(name)) ?? false);
}

function isCalled({ name, field }: Column, fits: (name: string) => boolean): boolean {
  return fits(field ?? name);
}

/** New models without it, old ones that lose it or get the sibling that calls for it. */
function* missing(database: Database, demand: RuleItem): Generator<Report> {
  const name = nameOf(demand);
  const fits = anyOf([name]);
  for (const table of newTables(database)) if (concerns(demand, table) && !has(table, name)) yield lacks(database, demand, table, table.nameSpan, true);
  for (const change of ofKind(database.changes, "drop-column")) {
    const { after, dropped } = change;
    if (after && dropped && isCalled(dropped, fits) && concerns(demand, after) && !has(after, name)) yield lacks(database, demand, after, changedAt(database, change), false);
  }
  const sibling = demand.text("ifSibling");
  if (sibling === undefined) return;
  for (const { table, column, isNew } of newColumns(database))
    if (!isNew && isCalled(column, anyOf([sibling])) && concerns(demand, table) && !has(table, name)) yield lacks(database, demand, table, column.span, false);
}

function lacks(database: Database, demand: RuleItem, table: Table, span: Span, isNew: boolean): Report {
  const name = nameOf(demand);
  const whose = whoNeedsIt(demand, table);
  const shape = shapeOf(demand);
  const { type } = shape;
  if (table.model === undefined || type === undefined) return { span, message: `${code(tableName(table))} has no ${code(name)}: ${whose}.` };
  const [written, attributes] = writtenShape({ ...shape, type });
  const line = [name, written, inOrder(`${attributes}${mapped(table, name)}`.trim())] as const;
  return {
    span,
    message: `${code(tableName(table))} has no ${code(name)}: ${whose}.`,
    advice: { language: "prisma", text: line.join(" ").trim() },
    fix: isNew ? addFields(database, table, [line]) : undefined,
  };
}

function whoNeedsIt(demand: RuleItem, { columns, fields = [] }: Table): string {
  const [sibling, models] = [demand.text("ifSibling"), demand.list("models")];
  const there = [...fields.map(({ name }) => name), ...columns.map(({ name }) => name)].find(anyOf(sibling === undefined ? [] : [sibling]));
  if (there !== undefined) return `${code(there)} calls for it`;
  return models.length > 0 ? `models like ${list(models)} need it here` : "every model needs it here";
}

function shapeOf(demand: RuleItem): Shape {
  const [type, nativeType, filled] = [demand.text("type"), demand.text("nativeType"), demand.text("default")];
  return { ...(type === undefined ? {} : { type }), ...(nativeType === undefined ? {} : { nativeType }), ...(filled === undefined ? {} : { default: filled }) };
}

/** The native type stands last. */
function inOrder(attributes: string): string {
  return attributes.replace(/(@db\.\w+(?:\([^)]*\))?) (@map\("[^"]*"\))$/, "$2 $1");
}

/** In a model whose other fields are mapped to snake_case. */
function mapped(table: Table, name: string): string {
  const snake = joined(nameWords(name), "snake");
  return snake !== name && table.columns.some((column) => column.field !== undefined && column.field !== column.name && column.name.includes("_")) ? ` @map("${snake}")` : "";
}

/** Fields that are new, or whose type has changed. */
function* misshapen(database: Database, demand: RuleItem): Generator<Told> {
  const fits = anyOf([nameOf(demand)]);
  const shape = shapeOf(demand);
  const fresh = newColumns(database).map(({ table, column }) => ({ table, column, span: column.span }));
  for (const { table, column, span } of [...fresh, ...retypedColumns(database)]) {
    if (!isCalled(column, fits) || !concerns(demand, table)) continue;
    const difference = differenceOf(database, table, column, shape);
    if (!difference) continue;
    const field = fieldOf(table, column);
    const subject = isPlainName(nameOf(demand)) ? "that field" : `fields like ${code(nameOf(demand))}`;
    const fix = field && !isKey(table, column) ? shapedFix(database, field, shape) : undefined;
    const name = column.field ?? column.name;
    const message = `${code(`${tableName(table)}.${name}`)} is ${code(difference.is)}; ${subject} should be ${code(difference.asked)} here.`;
    yield { name, within: tableName(table), report: { span, message, fix } };
  }
}

/** Another type would have to be that of the columns that refer to it, or that it refers to. */
function isKey(table: Table, column: Column): boolean {
  return isKeyColumn(table, column) || table.foreignKeys.some(({ columns }) => columns.includes(column.name));
}
