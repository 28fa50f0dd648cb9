/** Primary key, unique constraints and indexes of one table, before and after. */
import type { ChangeOf, OnTable } from "../../model/change.ts";
import type { Index, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";
import { indexName, primaryKeyName } from "./constraint-names.ts";

type IndexChange = ChangeOf<"add-index" | "add-unique" | "add-primary-key" | "drop-index" | "drop-constraint" | "rename-index" | "rename-constraint">;
type On = (span: Span) => OnTable;

/** Of a created table (`before` absent) its indexes and uniques count as added; its primary key is part of the table. */
export function* diffIndexes(before: Table | undefined, after: Table, on: On): Generator<IndexChange> {
  if (!before) {
    for (const index of after.indexes) yield added(index, on);
    return;
  }
  yield* diffPrimaryKey(before, after, on);
  const left = new Map<string, Index[]>();
  for (const index of before.indexes) left.set(shape(index), [...(left.get(shape(index)) ?? []), index]);
  const unmatched = after.indexes.filter((index) => !takeNamed(left, index, before, after));
  for (const index of unmatched) {
    const old = left.get(shape(index))?.shift();
    if (old) yield* renamed(old, index, before, after, on);
    else yield added(index, on);
  }
  for (const index of [...left.values()].flat()) yield dropped(index, before, on);
}

function added(index: Index, on: On): IndexChange {
  if (index.constraint) return { ...on(index.span), kind: "add-unique", index };
  return { ...on(index.span), kind: "add-index", index, concurrently: false, ifNotExists: false, onlyParent: false };
}

/** Takes the old index of the same shape and name. */
function takeNamed(left: Map<string, Index[]>, index: Index, before: Table, after: Table): boolean {
  const candidates = left.get(shape(index));
  if (!candidates) return false;
  const at = candidates.findIndex((old) => sameName(indexName(before, old), indexName(after, index)));
  if (at === -1) return false;
  candidates.splice(at, 1);
  return true;
}

function sameName(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function* renamed(old: Index, index: Index, before: Table, after: Table, on: On): Generator<IndexChange> {
  yield { ...on(index.span), kind: index.constraint ? "rename-constraint" : "rename-index", name: indexName(before, old) ?? "", to: indexName(after, index) ?? "" };
}

function dropped(index: Index, before: Table, on: On): IndexChange {
  const name = indexName(before, index) ?? "";
  if (index.constraint) return { ...on(index.span), kind: "drop-constraint", name, constraint: "unique", cascade: false, ifExists: false };
  return { ...on(index.span), kind: "drop-index", name, dropped: index, concurrently: false, ifExists: false, cascade: false };
}

function* diffPrimaryKey(before: Table, after: Table, on: On): Generator<IndexChange> {
  const [old, now] = [before.primaryKey, after.primaryKey];
  const kept = old && now && shape(old) === shape(now);
  if (old && !kept) yield { ...on(old.span), kind: "drop-constraint", name: primaryKeyName(before, old) ?? "", constraint: "primary-key", cascade: false, ifExists: false };
  if (now && !kept) yield { ...on(now.span), kind: "add-primary-key", index: now };
  if (!kept) return;
  const [name, to] = [primaryKeyName(before, old), primaryKeyName(after, now)];
  if (!sameName(name, to)) yield { ...on(now.span), kind: "rename-constraint", name: name ?? "", to: to ?? "" };
}

/** All that makes an index what it is, but its name. */
function shape(index: Index): string {
  const columns = index.columns.map(({ column, expression, order, opclass, nulls }) => [column ?? null, expression ?? null, order, opclass ?? null, nulls ?? null]);
  return JSON.stringify([index.unique, index.constraint, index.nullsNotDistinct, index.method, index.where ?? null, index.include, columns]);
}
