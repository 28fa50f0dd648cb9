/** Which texts the code of a pull request compares a column with, or writes into it. */
import type { Database } from "../../../../model/database.ts";
import type { Query } from "../../../../model/query.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import type { Span } from "../../../../model/source.ts";
import { changedCalls } from "./calls.ts";

export interface Used {
  readonly table: Table;
  readonly column: Column;
  readonly values: Set<string>;
  /** The first call that names one. */
  readonly span: Span;
}

/** What calls of the pull request compare and write. */
export function usedValues(database: Database): ReadonlyMap<string, Used> {
  const found = new Map<string, Used>();
  for (const query of changedCalls(database))
    for (const { name, literals } of literalsOf(query)) {
      const table = query.tables.length === 1 ? database.after.tables.get(query.tables[0]!) : undefined;
      const column = table?.columns.find((one) => one.name === name);
      if (!table || !column) continue;
      const known = found.get(valueKey(table, column)) ?? { table, column, values: new Set(), span: query.span };
      for (const literal of literals) known.values.add(literal);
      found.set(valueKey(table, column), known);
    }
  return found;
}

function literalsOf({ filter, writes }: Query): { readonly name: string; readonly literals: readonly string[] }[] {
  return [...filter, ...writes].flatMap(({ column, literals = [] }) => (literals.length > 0 ? [{ name: column, literals }] : []));
}

export function valueKey(table: Table, column: Column): string {
  return `${table.name}\0${column.name}`;
}
