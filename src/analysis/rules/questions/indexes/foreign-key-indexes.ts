/** Whether an index finds the rows that refer to a parent. */
import type { Database } from "../../../../model/database.ts";
import type { ForeignKey, Index, Table } from "../../../../model/schema.ts";
import { indexesOn } from "../tables/new-parts.ts";
import { tenantKey } from "../tables/tenancy.ts";

/** An index of `also`, the schema or the migrations begins with the key's columns, in any order. */
export function isServed(database: Database, table: Table, key: ForeignKey, also: readonly Index[] = []): boolean {
  const tenant = key.columns.length > 1 ? tenantKey(database, table)?.name : undefined;
  const carried = tenant !== undefined && key.columns.includes(tenant) ? tenant : undefined;
  const isServing = (index: Index) => serves(index, key, carried);
  return also.some(isServing) || indexesOn(database, table.name).some(isServing);
}

/** Of a composite key with the tenant in it, the part that is no tenant's is enough: few rows of one parent have it. */
function serves(index: Index, { columns }: ForeignKey, tenant: string | undefined): boolean {
  const first = index.columns[0]?.column;
  if (columns.length > 0 && (first === undefined || !columns.includes(first))) return false;
  if (!coversEveryReference(index, columns) || (index.method !== "btree" && index.method !== "hash")) return false;
  const indexed = index.columns.map(({ column }) => column);
  const other = indexed.findIndex((column) => column === undefined || !columns.includes(column));
  const leading = indexed.slice(0, other === -1 ? undefined : other);
  return leading.length >= columns.length || (tenant !== undefined && leading.some((column) => column !== tenant));
}

/** A partial index counts when all that it leaves out are the rows that refer to nothing. */
function coversEveryReference({ where }: Index, columns: readonly string[]): boolean {
  if (where === undefined) return true;
  const clauses = where.split(/\band\b/i).map((clause) => clause.replace(/["()\s]/g, "").toLowerCase());
  return clauses.every((clause) => columns.some((column) => clause === `${column.toLowerCase()}isnotnull`));
}
