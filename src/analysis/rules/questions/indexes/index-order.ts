/** Whether an index gives rows in a call's order. */
import type { Database } from "../../../../model/database.ts";
import type { Query } from "../../../../model/query.ts";
import type { Table } from "../../../../model/schema.ts";
import { usableIndexes } from "./index-service.ts";

/** The call wants the first few rows of an order. */
export function isPage({ operation, sort, take, cursor }: Query): boolean {
  return sort.length > 0 && (take !== undefined || cursor || operation === "findFirst" || operation === "findFirstOrThrow");
}

/** The first column of the order that is not pinned to one value. */
export function leadingSort({ sort, filter }: Query): string | undefined {
  const fixed = fixedColumns(filter);
  return sort.find(({ column }) => !fixed.has(column))?.column;
}

/**
 * An index has the columns pinned to one value and then the order's first one: PostgreSQL stops after the page. A B-tree is read in both directions,
 * and further columns of the order are sorted within equal values of the first (incremental sort, PostgreSQL 13).
 */
export function isOrdered(database: Database, table: Table, query: Query): boolean {
  const first = leadingSort(query);
  const fixed = fixedColumns(query.filter);
  return (
    first === undefined ||
    usableIndexes(database, table, query.filter).some(({ method, columns }) => {
      const place = columns.findIndex(({ column }) => column === first);
      return method === "btree" && place !== -1 && columns.slice(0, place).every(({ column }) => column !== undefined && fixed.has(column));
    })
  );
}

function fixedColumns(filter: Query["filter"]): ReadonlySet<string> {
  return new Set(
    filter.filter(({ operator, disjunctive, insensitive }) => (operator === "equals" || operator === "is-null") && !disjunctive && !insensitive).map(({ column }) => column),
  );
}
