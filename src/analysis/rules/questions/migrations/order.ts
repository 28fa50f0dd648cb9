/** Whether two lists of migrations could be run in either order. */
import type { Change } from "../../../../model/change.ts";
import type { Migration } from "../../../../model/migration.ts";
import type { Column } from "../../../../model/schema.ts";

/** Names of things that one of the two changes and the other changes or refers to; `*` where one of them does what cannot be told. Sorted. */
export function meetingNames(some: readonly Migration[], others: readonly Migration[]): string[] {
  const [left, right] = [touched(some), touched(others)];
  const meet = (changed: ReadonlySet<string>, { changes, refers }: Touched) =>
    changed.has(ANYTHING) ? [...changes] : [...changed].filter((name) => changes.has(name) || refers.has(name));
  return [...new Set([...meet(left.changes, right), ...meet(right.changes, left)])].sort();
}

const ANYTHING = "*";

interface Touched {
  readonly changes: ReadonlySet<string>;
  /** What foreign keys, column types, views and writes name besides. */
  readonly refers: ReadonlySet<string>;
}

function touched(migrations: readonly Migration[]): Touched {
  const changes = new Set<string>();
  const refers = new Set<string>();
  for (const { statements, gaps } of migrations) {
    if (gaps.length > 0) changes.add(ANYTHING);
    for (const { changes: all } of statements)
      for (const change of all) {
        for (const name of changedBy(change)) changes.add(name);
        for (const name of referredToBy(change)) refers.add(name);
      }
  }
  return { changes, refers };
}

/** What a change names, wherever its kind keeps it. */
const NAMED: ReadonlySet<string> = new Set(["table", "to", "enum", "name", "partition", "partitionOf"]);

function changedBy(change: Change): readonly string[] {
  if (change.kind === "set") return [];
  if (change.kind === "do") return change.readable && !change.dynamic ? [] : [ANYTHING];
  if (change.kind === "call" || change.kind === "drop-owned") return [ANYTHING];
  const names: string[] = [];
  for (const [key, value] of Object.entries(change) as readonly [string, unknown][]) if (NAMED.has(key) && typeof value === "string") names.push(value);
  if (change.kind === "create-enum") names.push(change.enum.name);
  return names;
}

function referredToBy(change: Change): readonly string[] {
  if (change.kind === "add-foreign-key") return [change.foreignKey.references.table];
  if (change.kind === "add-column") return typesOf([change.column]);
  if (change.kind === "create-table") return [...(change.references ?? []).map(({ table }) => table), ...typesOf(change.after?.columns ?? [])];
  return "reads" in change ? change.reads : [];
}

function typesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ type }) => (type.category === "builtin" ? [] : [type.name]));
}
