/** Columns of one table, before and after, matched by their names in the database. */
import type { AlterColumn, ChangeOf, OnTable } from "../../model/change.ts";
import type { Column, ColumnType, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";

type ColumnChange = ChangeOf<"add-column" | "drop-column" | "rename-column" | "alter-column">;

/** SQL's RENAME keeps the place where a column was declared; a Prisma field under another name is another column. `on` holds what all changes of this table say. */
export function* diffColumns(before: Table, after: Table, on: (span: Span) => OnTable): Generator<ColumnChange> {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const kept = new Set(after.columns.map((column) => column.name));
  const gone = new Map<string, Column>();
  for (const column of before.columns) if (column.field === undefined && !kept.has(column.name)) gone.set(placeOf(column.span), column);
  for (const column of after.columns) {
    const same = old.get(column.name);
    const renamed = same || column.field !== undefined ? undefined : gone.get(placeOf(column.span));
    if (renamed) {
      old.delete(renamed.name);
      yield { ...on(column.span), kind: "rename-column", column: renamed.name, to: column.name };
    }
    const from = same ?? renamed;
    const altered = from && alterColumn(from, column, on);
    if (altered) yield altered;
    if (!from) yield { ...on(column.span), kind: "add-column", column, ifNotExists: false };
  }
  for (const [name, column] of old) if (!kept.has(name)) yield { ...on(column.span), kind: "drop-column", column: name, dropped: column, cascade: false, ifExists: false };
}

export function placeOf({ path, start, end }: Span): string {
  return `${start}:${end}:${path}`;
}

function alterColumn(from: Column, to: Column, on: (span: Span) => OnTable): (AlterColumn & OnTable) | undefined {
  const actions: AlterColumn["action"][] = [];
  const retyped = !sameType(from.type, to.type);
  if (retyped) actions.push("type");
  if (from.nullable !== to.nullable) actions.push(to.nullable ? "drop-not-null" : "set-not-null");
  if (databaseDefault(from) !== databaseDefault(to)) actions.push(databaseDefault(to) === undefined ? "drop-default" : "set-default");
  if (from.generated !== to.generated) actions.push((to.generated ?? from.generated)?.startsWith("identity") ? "identity" : "generated");
  const [action] = actions;
  if (action === undefined) return undefined;
  return { ...on(to.span), kind: "alter-column", column: to.name, from, to, action: actions.length > 1 ? "several" : action, ...(retyped ? { type: to.type } : {}) };
}

/** What the client makes up (`cuid()`, `@updatedAt`) is no default of the database. */
function databaseDefault(column: Column): string | undefined {
  return column.default && column.default.kind !== "client" ? column.default.expression : undefined;
}

export function sameType(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name && a.list === b.list && a.modifiers.join() === b.modifiers.join();
}
