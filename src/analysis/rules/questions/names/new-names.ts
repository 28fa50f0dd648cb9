/** The names that this pull request brings, in schema.prisma and in the database: those that nobody uses yet. */
import { ofKind } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Enum, Field, ForeignKey, Index, Schema, Table } from "../../../../model/schema.ts";
import type { Span } from "../../../../model/source.ts";
import { addedSteps } from "../migrations/steps.ts";
import { columnsOf, newColumns, newForeignKeys, newTables } from "../tables/new-parts.ts";

/** The first five are names of schema.prisma (a list field is a `field`, too), the rest the database's own, whoever declares them. */
export const NAME_KINDS = [
  "model",
  "field",
  "list-field",
  "enum",
  "enum-value",
  "table",
  "column",
  "enum-type",
  "enum-label",
  "index",
  "unique",
  "primary-key",
  "foreign-key",
  "check",
] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export interface NewName {
  readonly of: NameKind;
  /** Without its schema. */
  readonly name: string;
  readonly span: Span;
  /** Prisma gives it: nobody has written it down. */
  readonly isGiven?: boolean;
  /** The table or enum that it belongs to, as people call it. */
  readonly within: string;
  /** What schema.prisma calls it, where `name` is the database's. */
  readonly own?: string;
  readonly table?: Table;
  readonly field?: Field;
  readonly enum?: Enum;
  readonly index?: Index;
  readonly key?: ForeignKey;
}

export function newNames(database: Database): NewName[] {
  return [...namesInSchema(database), ...tableNames(database), ...enumNames(database), ...indexNames(database), ...onlyInSql(database)];
}

function* namesInSchema({ before, after }: Database): Generator<NewName> {
  const models = new Map([...before.tables.values()].map((table) => [table.model, table]));
  for (const table of after.tables.values()) {
    const { model, fields = [] } = table;
    if (model === undefined || table.kind !== "table") continue;
    const old = models.get(model) ?? before.tables.get(table.name);
    if (old?.model !== model) yield { of: "model", name: model, span: table.nameSpan, within: "", table };
    const known = new Set(old?.fields?.map(({ name }) => name));
    for (const field of fields) if (!known.has(field.name)) yield { of: "field", name: field.name, span: field.span, within: model, table, field };
  }
  const enums = new Map([...before.enums.values()].map((one) => [one.model, one]));
  for (const one of after.enums.values()) {
    if (one.model === undefined) continue;
    const old = enums.get(one.model) ?? before.enums.get(one.name);
    if (old?.model !== one.model) yield { of: "enum", name: one.model, span: one.span, within: "", enum: one };
    const known = new Set(old?.members?.map(({ name }) => name));
    for (const { name, span } of one.members ?? []) if (!known.has(name)) yield { of: "enum-value", name, span, within: one.model, enum: one };
  }
}

function* tableNames(database: Database): Generator<NewName> {
  for (const table of newTables(database))
    if (table.complete) yield { of: "table", name: bare(table.name), span: table.nameSpan, within: "", ...(table.model === undefined ? {} : { own: table.model }), table };
  for (const { table, column } of newColumns(database)) {
    const field = table.fields?.find((candidate) => candidate.column === column.name);
    yield { of: "column", name: column.name, span: column.span, within: table.model ?? table.name, table, ...(field ? { own: field.name, field } : {}) };
  }
  for (const { change } of addedSteps(database, "rename-table", "rename-column")) {
    if (database.language === "prisma") continue;
    const at = { span: change.span, ...(change.after ? { table: change.after } : {}) };
    yield change.kind === "rename-table" ? { of: "table", name: bare(change.to), within: "", ...at } : { of: "column", name: change.to, within: change.table, ...at };
  }
}

function* enumNames(database: Database): Generator<NewName> {
  const { before, after, language, changes } = database;
  for (const { enum: one, span } of ofKind(changes, "create-enum")) {
    yield { of: "enum-type", name: bare(one.name), span, within: "", ...(one.model === undefined ? {} : { own: one.model }), enum: one };
    if (language === "sql") for (const value of one.values) yield { of: "enum-label", name: value, span, within: one.name, enum: one };
  }
  for (const one of after.enums.values()) {
    const known = new Set(before.enums.get(one.name)?.values);
    for (const { name, value, span } of one.members ?? [])
      if (!known.has(value)) yield { of: "enum-label", name: value, span, within: one.model ?? one.name, own: name, enum: one };
  }
  if (language === "prisma") return;
  for (const { change } of addedSteps(database, "add-enum-value")) yield { of: "enum-label", name: change.value, span: change.span, within: change.enum };
}

function* indexNames(database: Database): Generator<NewName> {
  for (const change of ofKind(database.changes, "add-index", "add-unique", "add-primary-key")) {
    const of = change.kind === "add-primary-key" ? "primary-key" : change.index.unique ? "unique" : "index";
    if (change.after) yield* indexNamed(of, change.after, change.index);
  }
  for (const table of newTables(database)) if (table.primaryKey) yield* indexNamed("primary-key", table, table.primaryKey);
  for (const { table, key } of newForeignKeys(database)) {
    const name = key.name ?? givenName(table, key.columns, "fkey");
    if (name !== undefined && key.enforced) yield { of: "foreign-key", name, span: key.span, within: table.model ?? table.name, table, key, isGiven: key.name === undefined };
  }
}

function* indexNamed(of: "index" | "unique" | "primary-key", table: Table, index: Index): Generator<NewName> {
  const name = index.name ?? (of === "primary-key" ? givenName(table, [], "pkey") : givenName(table, columnsOf(index), of === "unique" ? "key" : "idx"));
  if (name !== undefined) yield { of, name: bare(name), span: index.span, within: table.model ?? table.name, table, index, isGiven: index.name === undefined };
}

/** Checks, and in a Prisma repository the indexes that its schema cannot say. */
function* onlyInSql(database: Database): Generator<NewName> {
  for (const { change } of addedSteps(database, "create-table", "add-check", "add-index", "add-unique")) {
    const at = { within: change.table, ...(change.after ? { table: change.after } : {}) };
    const checks = change.kind === "add-check" ? [change.check] : change.kind === "create-table" ? (change.after?.checks ?? []) : [];
    for (const { name, span } of checks) if (name !== undefined) yield { of: "check", name, span, ...at };
    if (change.kind === "create-table" || change.kind === "add-check" || database.language === "sql" || !database.after.tables.has(change.table)) continue;
    const { name, unique, span } = change.index;
    if (name !== undefined && !isDeclared(database.after, change.table, bare(name))) yield { of: unique ? "unique" : "index", name: bare(name), span, ...at };
  }
}

function isDeclared({ tables }: Schema, name: string, index: string): boolean {
  const table = tables.get(name);
  return table?.indexes.some((one) => (one.name ?? givenName(table, columnsOf(one), one.unique ? "key" : "idx")) === index) ?? false;
}

/** What Prisma and PostgreSQL call what nobody has named; undefined where they would have to cut it. */
function givenName(table: Table, columns: readonly string[], suffix: string): string | undefined {
  const name = [bare(table.name), ...columns, suffix].join("_");
  return name.length > 63 ? undefined : name;
}

export function bare(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
