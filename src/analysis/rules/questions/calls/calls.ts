/** Which calls of application code rules speak of, and in what words. */
import type { Database } from "../../../../model/database.ts";
import type { Operation, Query } from "../../../../model/query.ts";
import type { Severity } from "../../../../model/rule.ts";
import type { Table } from "../../../../model/schema.ts";
import { isSmall } from "../migrations/steps.ts";
import { columnName } from "../names/naming.ts";
import { isLookup } from "../tables/table-kinds.ts";

/** Code that no user waits for: tests and their fixtures, seeds, mocks, stories, benchmarks, scripts run by hand, the code of migrations. */
const BY_HAND =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|playwright|fixtures?|factories|mocks?|seeds?|seeders?|scripts?|bin|tools?|bench(?:marks?)?|migrations?|backfills?|examples?|storybook)\/|(?:^|[/._-])(?:test|spec|e2e|seed|seeds|seeder|mock|fixture|factory|stories|bench|backfill)s?\.[cm]?[jt]sx?$|(?:^|\/)(?:seed|backfill)[^/]*\.[cm]?[jt]sx?$/i;

/** Calls on lines of the pull request, in code that serves requests or runs in the background. */
export function changedCalls(database: Database): Query[] {
  return database.queries.filter((query) => query.changed && !BY_HAND.test(query.span.path));
}

/** A model's call with the table that it reads: views, tables that are small by the configuration or lookups by their shape are left out. */
export function callsOnTables(database: Database, operations: ReadonlySet<Operation>): { readonly query: Query; readonly table: Table }[] {
  return changedCalls(database).flatMap((query) => {
    const table = query.model === undefined ? undefined : database.after.tables.get(query.tables[0] ?? "");
    if (!table || !operations.has(query.operation) || (table.kind !== "table" && table.kind !== "partitioned-table")) return [];
    return isSmall(database, table.name) || isLookup(table) ? [] : [{ query, table }];
  });
}

export function isHot({ config }: Database, table: string): boolean {
  return (config.tables[table] ?? config.tables[table.replace(/^.*\./, "")])?.hot === true;
}

/** Worse than the rule's own where the configuration calls the table hot. */
export function severityOn(database: Database, table: string, hot: Severity): { readonly severity?: Severity } {
  return isHot(database, table) ? { severity: hot } : {};
}

/** `prisma.user`, with the client's name as the code has it. */
export function accessor(query: Query): string {
  const model = query.model ?? "";
  return `${query.client ?? "prisma"}.${model.charAt(0).toLowerCase()}${model.slice(1)}`;
}

/** `prisma.user.findMany`, `prisma.$queryRaw`. */
export function callName(query: Query): string {
  return query.model === undefined ? `${query.client ?? "prisma"}.$${query.operation}` : `${accessor(query)}.${query.operation}`;
}

/** Client fields of the conditions that pin rows by value, in the order of the code. */
export function equalFields(query: Query, table: Table): string[] {
  return query.filter.filter(({ operator, disjunctive }) => (operator === "equals" || operator === "in") && !disjunctive).map(({ column }) => columnName(table, column));
}
