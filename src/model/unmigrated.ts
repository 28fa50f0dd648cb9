/** What a pull request's schema.prisma wants of the database since now, and its migrations do not give. */
import { columnOf, foreignKeyOver, indexOver, isCompatible, isRequired, isView, keyColumns, sameBase, sameModifiers } from "./agreement.ts";
import type { Column, Enum, ForeignKey, Index, Schema, Table } from "./schema.ts";
import type { Span } from "./source.ts";

/** Names as PostgreSQL has them; `span` is the declaration in schema.prisma, `sql` what Prisma's own engine would write for it. */
export type Unmigrated = { readonly span: Span; readonly sql?: string } & (
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "column"; readonly table: string; readonly column: Column }
  /** `has` is the column of the database. `required`: that one may be null, the field may not; `optional` the other way round. `isNew`: since now in schema.prisma. */
  | { readonly kind: "type" | "required" | "optional"; readonly table: string; readonly column: Column; readonly has: Column; readonly isNew: boolean }
  /** Taken out of schema.prisma, while the database still asks every new row for it. */
  | { readonly kind: "left-required"; readonly table: string; readonly column: Column }
  | { readonly kind: "index" | "unique" | "primary-key"; readonly table: string; readonly index: Index }
  /** `actions`: the key is there, with the old ON DELETE or ON UPDATE. */
  | { readonly kind: "foreign-key" | "actions"; readonly table: string; readonly foreignKey: ForeignKey }
  | { readonly kind: "enum"; readonly enum: string }
  | { readonly kind: "enum-value"; readonly enum: string; readonly value: string }
);

/**
 * `before` and `after` are what schema.prisma says, `catalog` is what the migrations yield. Only what schema.prisma says anew is compared: what was out of step before
 * stays so, and what schema.prisma gives up may go in a later deploy. Of tables and enums that the history does not know nothing is said; nor of defaults, which Prisma
 * Client writes itself.
 */
export function* unmigrated(before: Schema, after: Schema, catalog: Schema): Generator<Unmigrated> {
  for (const now of after.enums.values()) yield* ofEnum(before.enums.get(now.name), now, catalog.enums.get(now.name));
  for (const now of after.tables.values()) {
    const old = before.tables.get(now.name);
    const has = catalog.tables.get(now.name);
    if (now.ignored || [now, old, has].some((table) => table && isView(table))) continue;
    if (has) yield* ofTable(old, now, has);
    else if (!old) yield { kind: "table", table: now.name, span: now.nameSpan };
  }
  const known = new Set(before.implicitJoins.map(({ table }) => table));
  for (const { table, span } of after.implicitJoins) if (!known.has(table) && !catalog.tables.has(table)) yield { kind: "table", table, span };
}

function* ofEnum(old: Enum | undefined, now: Enum, has: Enum | undefined): Generator<Unmigrated> {
  if (!old && !has) yield { kind: "enum", enum: now.name, span: now.span };
  for (const value of has ? now.values : [])
    if (!old?.values.includes(value) && !has?.values.includes(value)) {
      const span = now.members?.find((member) => member.value === value)?.span ?? now.span;
      yield { kind: "enum-value", enum: now.name, value, span };
    }
}

function* ofTable(old: Table | undefined, now: Table, has: Table): Generator<Unmigrated> {
  for (const column of now.columns) {
    const [was, is] = [columnOf(old, column.name), columnOf(has, column.name)];
    if (is) yield* ofColumn(now.name, was, column, is, has);
    else if (!was && !column.ignored) yield { kind: "column", table: now.name, column, span: column.span };
  }
  for (const { name, nullable } of old?.columns ?? []) {
    const is = columnOf(has, name);
    if (!nullable && !columnOf(now, name) && is && !is.generated && !is.default && isRequired(has, is))
      yield { kind: "left-required", table: now.name, column: is, span: now.nameSpan };
  }
  if (has.complete) yield* ofKeys(old, now, has);
}

function* ofColumn(table: string, was: Column | undefined, column: Column, has: Column, owner: Table): Generator<Unmigrated> {
  const about = { table, column, has, span: column.span, isNew: was === undefined };
  const isStated = !column.ignored && !was?.ignored;
  if (isStated && (was ? isStale(was, column, has) : !isCompatible(column.type, has.type))) yield { kind: "type", ...about };
  if (column.type.list || has.generated || was?.nullable === column.nullable || column.nullable !== isRequired(owner, has)) return;
  if (column.nullable && !has.default) yield { kind: "optional", ...about };
  else if (!column.nullable && isStated && !has.default) yield { kind: "required", ...about };
}

/** The database still has what schema.prisma said before. A type that is neither was out of step already. */
function isStale(was: Column, column: Column, { type: has }: Column): boolean {
  if (!sameBase(was.type, column.type)) return sameBase(was.type, has);
  return !sameModifiers(was.type, column.type) && sameBase(has, column.type) && sameModifiers(was.type, has);
}

function* ofKeys(old: Table | undefined, now: Table, has: Table): Generator<Unmigrated> {
  const { name: table, primaryKey } = now;
  if (primaryKey && keyColumns(old?.primaryKey) !== keyColumns(primaryKey) && keyColumns(has.primaryKey) !== keyColumns(primaryKey))
    yield { kind: "primary-key", table, index: primaryKey, span: primaryKey.span };
  for (const index of now.indexes) if (!indexOver(old, index) && !indexOver(has, index)) yield { kind: index.unique ? "unique" : "index", table, index, span: index.span };
  for (const foreignKey of now.foreignKeys) {
    if (!foreignKey.enforced) continue;
    const [was, is] = [foreignKeyOver(old, foreignKey), foreignKeyOver(has, foreignKey)];
    if (!was && !is) yield { kind: "foreign-key", table, foreignKey, span: foreignKey.span };
    else if (was && is && hasStaleActions(was, foreignKey, is)) yield { kind: "actions", table, foreignKey, span: foreignKey.span };
  }
}

function hasStaleActions(was: ForeignKey, now: ForeignKey, has: ForeignKey): boolean {
  return (was.onDelete !== now.onDelete && has.onDelete === was.onDelete) || (was.onUpdate !== now.onUpdate && has.onUpdate === was.onUpdate);
}
