/** Every query of a tenant begins with its key; so must an index. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Query } from "../../../model/query.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callName, callsOnTables, severityOn } from "../questions/calls/calls.ts";
import { addBlockAttribute } from "../questions/edits/schema-edits.ts";
import { isOrdered, isPage, leadingSort } from "../questions/indexes/index-order.ts";
import { indexAdvice, isLed, pins } from "../questions/indexes/index-service.ts";
import { isSmall } from "../questions/migrations/steps.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { indexesOn, newColumns } from "../questions/tables/new-parts.ts";
import { claim } from "../questions/tables/roles.ts";
import { isTimestamp } from "../questions/tables/table-kinds.ts";
import { tenantKey } from "../questions/tables/tenancy.ts";

const invoice = (index = "") => `model Invoice {
  id        BigInt   @id @default(autoincrement())
  orgId     String
  total     Int
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt${index && `\n\n  ${index}`}
}
`;
const TENANCY = { tenancy: { keys: ["orgId"] } };
const PAGE = 'export const page = (orgId: string) => prisma.invoice.findMany({ where: { orgId }, orderBy: { createdAt: "desc" }, take: 50 });\n';
const same = (index: string) => ({ before: invoice(index), after: invoice(index) });

export const requireTenantIndex = defineRule({
  id: "require-tenant-index",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Begin an index of each tenant's table with the tenant's key",
  why: "In a table that all tenants share, each query asks for one tenant's rows. Without an index that begins with the key it reads the rows of all tenants; with one on the key alone, a page by time reads and sorts all rows of the tenant, and the largest customer waits longest.",
  remedy: "Add `@@index([orgId, createdAt])`: one tenant's rows, in the order in which they are paged. An index on `orgId` alone is then superfluous.",
  heuristic: true,
  quiet: [
    "an index, unique or primary key begins with the tenant's key; for pages, one that goes on with the column of the order",
    "a tenant's key that is a foreign key without an index: require-foreign-key-index speaks of it",
    "tables without a tenant's key: it is taken from `tenancy.keys` of the configuration, or learnt (three or more tables that refer to an organisation, workspace, team, …)",
    "a learnt key that most of the tables before left without such an index",
    "orders by other columns than times, filters that could not be read whole; small tables; tests, seeds, scripts",
  ],
  *check(database) {
    for (const { table, column } of newColumns(database)) if (lacksIndex(database, table, column)) yield unled(database, table, column);
    const told = new Set<string>();
    for (const { query, table } of callsOnTables(database, PAGED)) {
      const key = tenantKey(database, table);
      const time = key && pagedTime(query, table, key);
      if (!key || !time || !table.complete || isOrdered(database, table, query) || told.has(`${table.name} ${time}`)) continue;
      told.add(`${table.name} ${time}`);
      yield paged(database, query, table, key.name, time);
    }
  },
  examples: {
    bad: [
      { title: "no index begins with the key", schema: invoice(), config: TENANCY },
      { title: "a page by time with an index on the key alone", schema: same("@@index([orgId])"), code: PAGE, config: TENANCY },
      { title: "the key stands second", schema: invoice("@@index([createdAt, orgId])"), config: TENANCY },
    ],
    good: [
      { title: "the key and the time", schema: invoice("@@index([orgId, createdAt])"), code: PAGE, config: TENANCY },
      { title: "a unique begins with the key", schema: invoice("@@unique([orgId, total])"), config: TENANCY },
      { title: "nobody's table", schema: invoice().replaceAll("orgId", "region"), config: TENANCY },
      { title: "a page by a number", schema: same("@@index([orgId])"), code: PAGE.replace("createdAt", "total"), config: TENANCY },
    ],
  },
});

const PAGED: ReadonlySet<Query["operation"]> = new Set(["findMany", "findFirst", "findFirstOrThrow"]);

function lacksIndex(database: Database, table: Table, column: Column): boolean {
  if (tenantKey(database, table)?.name !== column.name || isSmall(database, table.name)) return false;
  if (isLed(indexesOn(database, table.name), column.name) || table.foreignKeys.some(({ columns }) => columns.includes(column.name))) return false;
  return database.config.tenancy.keys.length > 0 || isHabit(database, column.name);
}

/** A key that was learnt: most of the tables that carried it before are found by it. */
function isHabit(database: Database, key: string): boolean {
  const carriers = [...database.before.tables.values()].filter((table) => tenantKey(database, table)?.name === key);
  const led = carriers.filter(({ name, primaryKey, indexes }) =>
    isLed([...(primaryKey ? [primaryKey] : []), ...indexes, ...(database.catalog.before.tables.get(name)?.indexes ?? [])], key),
  );
  return carriers.length >= 3 && led.length * 2 > carriers.length;
}

/** The time that a page of one tenant's rows is ordered by. */
function pagedTime(query: Query, table: Table, key: Column): string | undefined {
  if (!isPage(query) || query.filterIsOpen || !query.filter.some((condition) => condition.column === key.name && pins(condition) && !condition.disjunctive)) return undefined;
  const first = leadingSort(query);
  const column = first === undefined ? undefined : columnOf(table, first);
  return column && isTimestamp(column) ? column.name : undefined;
}

function unled(database: Database, table: Table, column: Column): Report {
  const advice = indexAdvice(table, [column.name]);
  return {
    span: column.span,
    message: `No index of ${code(tableName(table))} begins with ${code(columnName(table, column.name))}: each query of one tenant reads the rows of all.`,
    roles: claim(database, table, "tenant-owned"),
    advice,
    ...(table.model !== undefined && { fix: addBlockAttribute(database, table, advice.text) }),
  };
}

function paged(database: Database, query: Query, table: Table, key: string, time: string): Report {
  return {
    span: query.span,
    message: `${code(callName(query))} reads and sorts all rows of the tenant for one page: no index of ${code(tableName(table))} goes from ${code(columnName(table, key))} on to ${code(columnName(table, time))}.`,
    roles: claim(database, table, "tenant-owned"),
    advice: indexAdvice(table, [key, time]),
    ...severityOn(database, table.name, "error"),
  };
}
