/** What a pull request's migrations do to tables that schema.prisma describes, and schema.prisma does not follow. */
import { columnOf, columnSet, foreignKeyOver, indexOver, isCompatible, isView, sameBase } from "../../../../model/agreement.ts";
import type { Database } from "../../../../model/database.ts";
import { NATIVE_TYPES } from "../../../../model/native-types.ts";
import type { Column, ForeignKey, Index, Schema, Table } from "../../../../model/schema.ts";

/** Names as PostgreSQL has them. */
export type Undeclared = { readonly breaks: boolean } & (
  | { readonly kind: "table-dropped"; readonly table: string }
  | { readonly kind: "column-added" | "column-dropped"; readonly table: string; readonly column: Column }
  /** `field` is what schema.prisma says, `column` what the database has now. */
  | { readonly kind: "retyped" | "made-required" | "made-optional"; readonly table: string; readonly column: Column; readonly field: Column }
  | { readonly kind: "index-added" | "index-dropped"; readonly table: string; readonly index: Index }
  | { readonly kind: "key-added" | "key-dropped"; readonly table: string; readonly foreignKey: ForeignKey }
  | { readonly kind: "value-added" | "value-removed"; readonly enum: string; readonly value: string }
);

/** Net effect of the migrations, as far as Prisma can say it, where schema.prisma and the database agreed before. `breaks`: the new Prisma Client's queries fail. */
export function undeclared(database: Database): Undeclared[] {
  if (database.unmigrated === undefined || database.catalog.before === database.catalog.after) return [];
  return [...inEnums(database), ...inTables(database)];
}

function* inEnums({ after, catalog }: Database): Generator<Undeclared> {
  for (const declared of after.enums.values()) {
    const [old, now] = [catalog.before.enums.get(declared.name), catalog.after.enums.get(declared.name)];
    if (!old || !now) continue;
    for (const value of now.values) if (!old.values.includes(value) && !declared.values.includes(value)) yield { kind: "value-added", enum: now.name, value, breaks: false };
    for (const value of old.values) if (!now.values.includes(value) && declared.values.includes(value)) yield { kind: "value-removed", enum: now.name, value, breaks: true };
  }
}

function* inTables({ before, after, catalog }: Database): Generator<Undeclared> {
  for (const model of after.tables.values()) {
    if (isView(model) || model.ignored) continue;
    const [was, old, now] = [before.tables.get(model.name), catalog.before.tables.get(model.name), catalog.after.tables.get(model.name)];
    if (was && old && !now) yield { kind: "table-dropped", table: model.name, breaks: true };
    if (!now || isView(now) || now === old) continue;
    yield* inColumns(was, model, old, now);
    yield* inKeys(was, model, old, now, after);
  }
}

function* inColumns(was: Table | undefined, model: Table, old: Table | undefined, now: Table): Generator<Undeclared> {
  const table = model.name;
  for (const column of now.columns) {
    const [field, before] = [columnOf(model, column.name), columnOf(old, column.name)];
    if (field?.ignored) continue;
    if (field && before) yield* ofColumn(table, columnOf(was, column.name), field, before, column);
    else if (!field && !before && isSayable(column)) yield { kind: "column-added", table, column, breaks: !column.nullable && !column.default && !column.generated };
  }
  for (const column of old?.columns ?? []) {
    const field = columnOf(model, column.name);
    if (field && !field.ignored && !columnOf(now, column.name)) yield { kind: "column-dropped", table, column, breaks: true };
  }
}

/** A check that a column is filled is a step on the way, and nothing that Prisma has words for: NOT NULL alone counts. */
function* ofColumn(table: string, was: Column | undefined, field: Column, before: Column, column: Column): Generator<Undeclared> {
  if (!was) return;
  const about = { table, column, field };
  if (!sameBase(before.type, column.type) && sameBase(was.type, before.type) && sameBase(was.type, field.type))
    yield { kind: "retyped", ...about, breaks: !isCompatible(field.type, column.type) };
  const agreed = was.nullable === before.nullable && was.nullable === field.nullable;
  if (agreed && column.nullable !== before.nullable && !column.type.list) yield { kind: column.nullable ? "made-optional" : "made-required", ...about, breaks: false };
}

function* inKeys(was: Table | undefined, model: Table, old: Table | undefined, now: Table, schema: Schema): Generator<Undeclared> {
  const about = { table: model.name, breaks: false };
  for (const index of now.indexes) if (isSayableIndex(index, model) && !indexOver(old, index) && !indexOver(model, index)) yield { kind: "index-added", ...about, index };
  for (const index of old?.indexes ?? [])
    if (isSayableIndex(index, model) && indexOver(was, index) && indexOver(model, index) && !indexOver(now, index) && hasColumns(now, index))
      yield { kind: "index-dropped", ...about, index };
  for (const foreignKey of now.foreignKeys) {
    const target = schema.tables.get(foreignKey.references.table);
    if (target && !target.ignored && !foreignKeyOver(old, foreignKey) && !foreignKeyOver(model, foreignKey)) yield { kind: "key-added", ...about, foreignKey };
  }
  for (const foreignKey of old?.foreignKeys ?? [])
    if (foreignKeyOver(was, foreignKey)?.enforced && foreignKeyOver(model, foreignKey)?.enforced && !foreignKeyOver(now, foreignKey) && hasAll(now, foreignKey.columns))
      yield { kind: "key-dropped", ...about, foreignKey };
}

/** Prisma has a word for it, and its own migrations would take it away. */
function isSayable({ type, generated }: Column): boolean {
  return (type.category === "enum" || (type.category === "builtin" && HAVE_SCALARS.has(type.name))) && generated !== "stored" && generated !== "virtual";
}

const HAVE_SCALARS: ReadonlySet<string> = new Set(NATIVE_TYPES.values());

function isSayableIndex(index: Index, model: Table): boolean {
  const isPlain = index.where === undefined && index.include.length === 0 && index.method === "btree" && !index.nullsNotDistinct && columnSet(index) !== undefined;
  return isPlain && hasColumns(model, index) && index.columns.every(({ opclass, collation, nulls }) => !opclass && !collation && !nulls);
}

function hasColumns(table: Table, index: Index): boolean {
  return hasAll(
    table,
    index.columns.map(({ column = "" }) => column),
  );
}

function hasAll(table: Table, columns: readonly string[]): boolean {
  return columns.every((name) => columnOf(table, name));
}
