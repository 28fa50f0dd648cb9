/** Whether some index of a table serves a call's conditions, and which index would. */
import { columnOf } from "../../../../model/agreement.ts";
import type { Database } from "../../../../model/database.ts";
import type { Condition, Query } from "../../../../model/query.ts";
import type { Column, Index, Table } from "../../../../model/schema.ts";
import { quoteIdentifier } from "../../../../model/text.ts";
import { columnList } from "../edits/sql-words.ts";
import { columnNames } from "../names/naming.ts";
import { columnsOf, indexesOn } from "../tables/new-parts.ts";
import { valuesOf } from "./index-shapes.ts";

/** Enums up to this do not narrow a search: each value has many rows. */
export const FEW_VALUES = 8;

/** Conditions that a B-tree finds rows by, if it begins with their column. */
export function searches({ operator, insensitive }: Condition): boolean {
  return (operator === "equals" || operator === "in" || operator === "range" || operator === "is-null") && !insensitive;
}

export function pins({ operator, insensitive }: Condition): boolean {
  return (operator === "equals" || operator === "in") && !insensitive;
}

/** A boolean, a small enum: an index on it alone helps little. */
export function isCoarse(database: Database, table: Table, column: string): boolean {
  const found = columnOf(table, column);
  const values = found && valuesOf(database.after, found);
  return values !== undefined && values <= FEW_VALUES;
}

/** Indexes whose rows include all that the call looks for: whole ones, and partial ones whose predicate the conditions imply. */
export function usableIndexes(database: Database, table: Table, filter: readonly Condition[]): Index[] {
  return indexesOn(database, table.name).filter((index) => index.where === undefined || implies(filter, index.where, table));
}

/**
 * A predicate is implied when each part that AND joins is: `x IS NULL` by that condition, `x IS NOT NULL` by a search on x, and a comparison
 * with a constant by any equality on x (the value is not compared: a predicate on a value is made for those who ask for it).
 */
function implies(filter: readonly Condition[], where: string, table: Table): boolean {
  const parts = where.replace(/::[\w ."[\]]+/g, "").split(/\band\b/i);
  return parts.every((part) => {
    const match = /^[\s(]*"?([\w$]+)"?[\s)]*(.*?)[\s)]*$/is.exec(part);
    if (!match || /\bor\b/i.test(part)) return false;
    const [, name = "", rest = ""] = match;
    const on = filter.filter(({ column, disjunctive }) => !disjunctive && (column === name || (column.toLowerCase() === name && columnOf(table, name) === undefined)));
    if (/^is\s+null$/i.test(rest)) return on.some(({ operator }) => operator === "is-null");
    if (/^is\s+not\s+null$/i.test(rest)) return on.some((condition) => searches(condition) && condition.operator !== "is-null") || on.some(({ operator }) => operator === "not");
    return on.some(pins);
  });
}

/** Some index begins with this column. */
export function isLed(indexes: readonly Index[], column: string): boolean {
  return indexes.some((index) => index.columns[0]?.column === column);
}

/** A row is found by a whole unique: at most one, or a few. */
export function isUniqueLookUp(database: Database, table: Table, filter: readonly Condition[]): boolean {
  const pinned = new Set(filter.filter((condition) => pins(condition) && !condition.disjunctive).map(({ column }) => column));
  return indexesOn(database, table.name).some(
    (index) => index.unique && index.where === undefined && index.columns.length > 0 && index.columns.every(({ column }) => column !== undefined && pinned.has(column)),
  );
}

/** Columns of the index that would serve: those that pin rows first, the coarse ones only if they are all, then one range or the order. */
export function servingColumns(database: Database, table: Table, query: Pick<Query, "filter" | "sort">): string[] {
  const pinned = unique(query.filter.filter((condition) => pins(condition) && !condition.disjunctive).map(({ column }) => column));
  const fine = pinned.filter((column) => !isCoarse(database, table, column));
  const range = query.filter.find(({ operator, disjunctive }) => operator === "range" && !disjunctive)?.column;
  const tail = range === undefined ? query.sort.map(({ column }) => column) : [range];
  return unique([...(fine.length > 0 ? fine : pinned), ...tail]).slice(0, 4);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** The index as the line of the schema, or as SQL where there is none. */
export function indexAdvice(table: Table, columns: readonly string[]): { readonly language: "prisma" | "sql"; readonly text: string } {
  if (table.model !== undefined) return { language: "prisma", text: indexAttribute(table, columns) };
  return { language: "sql", text: `CREATE INDEX CONCURRENTLY ON ${quoteIdentifier(table.name)} (${columnList(columns)});` };
}

/** With a name of its own where a partial index, or one of another method, has taken the one that Prisma would give it. */
export function indexAttribute(table: Table, columns: readonly string[]): string {
  const fields = columnNames(table, columns).join(", ");
  const isTaken = table.indexes.some((index) => index.name === undefined && !index.unique && columnsOf(index).join() === columns.join());
  if (!isTaken) return `@@index([${fields}])`;
  const name = [table.name.slice(table.name.lastIndexOf(".") + 1), ...columns].join("_").slice(0, 55);
  return `@@index([${fields}], map: ${JSON.stringify(`${name}_all_idx`)})`;
}

/** Whether any index, whole or partial, has the column at all. */
export function isIndexed(database: Database, table: Table, column: string): boolean {
  return indexesOn(database, table.name).some((index) => columnsOf(index).includes(column) || new RegExp(`(?:^|\\W)${escaped(column)}(?:\\W|$)`).test(index.where ?? ""));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export function isTextual({ type }: Column): boolean {
  return !type.list && /^(?:text|character varying|character|citext)$/.test(type.name);
}
