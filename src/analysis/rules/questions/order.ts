/** Whether two lists of migrations could be run in either order. */
import type { Change } from "../../../model/change.ts";
import type { Migration } from "../../../model/migration.ts";
import type { Column } from "../../../model/schema.ts";

/** Names of tables, types and other things that both touch; `*` where one of them does what cannot be told. Sorted. */
export function meetingNames(some: readonly Migration[], others: readonly Migration[]): string[] {
  const [left, right] = [touched(some), touched(others)];
  if (left.has(ANYTHING) && right.size > 0) return [...right].sort();
  if (right.has(ANYTHING) && left.size > 0) return [...left].sort();
  return [...left].filter((name) => right.has(name)).sort();
}

const ANYTHING = "*";

function touched(migrations: readonly Migration[]): Set<string> {
  const names = new Set<string>();
  for (const { statements, gaps } of migrations) {
    if (gaps.length > 0) names.add(ANYTHING);
    for (const { changes } of statements) for (const change of changes) for (const name of namesOf(change)) names.add(name);
  }
  return names;
}

/** What a change names, wherever its kind keeps it. */
const NAMED: ReadonlySet<string> = new Set(["table", "to", "enum", "name", "partition", "partitionOf"]);

function namesOf(change: Change): readonly string[] {
  if (change.kind === "set") return [];
  if (change.kind === "do") return change.readable && !change.dynamic ? [] : [ANYTHING];
  if (change.kind === "call" || change.kind === "drop-owned") return [ANYTHING];
  const names: string[] = [];
  for (const [key, value] of Object.entries(change) as readonly [string, unknown][]) if (NAMED.has(key) && typeof value === "string") names.push(value);
  if ("reads" in change) names.push(...change.reads);
  if (change.kind === "create-enum") names.push(change.enum.name);
  if (change.kind === "add-foreign-key") names.push(change.foreignKey.references.table);
  if (change.kind === "add-column" && change.column.type.category !== "builtin") names.push(change.column.type.name);
  if (change.kind === "create-table") names.push(...(change.references ?? []).map(({ table }) => table), ...typesOf(change.after?.columns ?? []));
  return names;
}

function typesOf(columns: readonly Column[]): string[] {
  return columns.flatMap(({ type }) => (type.category === "builtin" ? [] : [type.name]));
}
