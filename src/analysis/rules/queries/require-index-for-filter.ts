/** A filter that no index serves reads the whole table. */
import type { Database } from "../../../model/database.ts";
import type { Condition, Query } from "../../../model/query.ts";
import type { Report } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code, list, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callName, callsOnTables, severityOn } from "../questions/calls/calls.ts";
import { indexAdvice, isCoarse, isLed, searches, servingColumns, usableIndexes } from "../questions/indexes/index-service.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { marksDeleted } from "../questions/tables/roles.ts";
import { bad, good } from "./require-index-for-filter.examples.ts";

export const requireIndexForFilter = defineRule({
  id: "require-index-for-filter",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Give every filter an index",
  why: "Without an index that begins with a column of the filter, PostgreSQL reads the table from end to end for each call, and an UPDATE or DELETE does so before it changes the first row. It works on a laptop and slows down with every row.",
  remedy: "Add an index: first the columns compared with `=` or `in`, then the one compared by range or sorted by. On `hot` tables of the configuration this is an error.",
  quiet: [
    "an index, unique or primary key begins with one of the columns, in the schema or in SQL; a partial one whose predicate the filter implies",
    "filters on booleans, enums of up to 8 values or the soft-delete column alone: an index on them helps little",
    'filters that could not be read whole (spreads, variables, relations), `contains`, `not`, Json paths, `mode: "insensitive"`',
    "tables that the configuration calls small, lookup tables, views; tests, seeds, scripts",
    "a second call with the same columns",
  ],
  supersedes: ["require-index-for-sort"],
  *check(database) {
    const missing = new Map<string, { query: Query; table: Table; columns: string[]; calls: number }>();
    for (const { query, table } of callsOnTables(database, FILTERED)) {
      const unserved = unservedColumns(database, table, query);
      if (unserved.length === 0) continue;
      const key = JSON.stringify([table.name, [...unserved].sort()]);
      const known = missing.get(key);
      if (known) known.calls++;
      else missing.set(key, { query, table, columns: unserved, calls: 1 });
    }
    for (const { query, table, columns, calls } of missing.values()) yield tell(database, query, table, columns, calls - 1);
  },
  examples: { bad, good },
});

const FILTERED: ReadonlySet<Query["operation"]> = new Set([
  "findMany",
  "findFirst",
  "findFirstOrThrow",
  "count",
  "updateMany",
  "updateManyAndReturn",
  "deleteMany",
  "groupBy",
  "aggregate",
]);

/** The columns that an index should begin with; empty when one does, or when none would help. */
function unservedColumns(database: Database, table: Table, { filter, filterIsOpen }: Query): string[] {
  if (filterIsOpen || !table.complete) return [];
  const indexes = usableIndexes(database, table, filter);
  const useful = filter.filter((condition) => isUseful(database, table, condition));
  const all = useful.filter(({ disjunctive }) => !disjunctive);
  if (all.length > 0) return all.some(({ column }) => isLed(indexes, column)) ? [] : unique(all);
  /* Of an OR each branch needs an index; one that no index could serve makes all others useless. */
  if (filter.some((condition) => condition.disjunctive && !useful.includes(condition))) return [];
  return unique(useful.filter(({ column }) => !isLed(indexes, column)));
}

function isUseful(database: Database, table: Table, condition: Condition): boolean {
  if (!searches(condition) || condition.operator === "is-null" || isCoarse(database, table, condition.column)) return false;
  return !marksDeleted(table, condition.column, database.config);
}

function unique(conditions: readonly Condition[]): string[] {
  return [...new Set(conditions.map(({ column }) => column))];
}

function tell(database: Database, query: Query, table: Table, columns: readonly string[], more: number): Report {
  const other = more === 0 ? "" : ` ${plural(more, "other call")} of this pull request ${more === 1 ? "does" : "do"} the same.`;
  const wanted = query.filter.every(({ disjunctive }) => disjunctive) ? columns : servingColumns(database, table, query);
  const alone = wanted === columns && columns.length > 1;
  return {
    span: query.span,
    message: `No index of ${code(tableName(table))} begins with ${list(columnNames(table, columns))}: ${code(callName(query))} reads the whole table.${other}`,
    advice: alone ? { ...indexAdvice(table, wanted), text: wanted.map((column) => indexAdvice(table, [column]).text).join("\n") } : indexAdvice(table, wanted),
    ...severityOn(database, table.name, "error"),
  };
}
