/** The first page of an order that no index gives: everything is read and sorted to throw most of it away. */
import type { Database } from "../../../model/database.ts";
import type { Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callName, callsOnTables, isHot, severityOn } from "../questions/calls/calls.ts";
import { isOrdered, isPage, leadingSort } from "../questions/indexes/index-order.ts";
import { indexAdvice, isCoarse, isLed, pins, servingColumns, usableIndexes } from "../questions/indexes/index-service.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { tenantKey } from "../questions/tables/tenancy.ts";

const SCHEMA = `model Event {
  id        BigInt   @id @default(autoincrement())
  roomId    BigInt
  title     String
  startsAt  DateTime
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

  @@index([roomId])
  INDEX
}
`;

function example(title: string, call: string, index = "", more: Partial<Example> = {}): Example {
  const schema = SCHEMA.replace("\n  INDEX", index === "" ? "" : `\n  ${index}`);
  return { title, schema: { before: schema, after: schema }, code: `${call}\n`, ...more };
}

export const requireIndexForSort = defineRule({
  id: "require-index-for-sort",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Give every page an index in its order",
  why: "`orderBy` with `take` wants a few rows. Without an index in that order PostgreSQL reads every row that the filter leaves, sorts them all, and throws away all but the page, again for each page.",
  remedy: "Add an index on the columns that the filter pins by equality, then those of the order: PostgreSQL reads it in both directions and stops after the page.",
  quiet: [
    "an index has the columns of the filter and then the first column of the order, in the schema or in SQL; a partial one whose predicate the filter implies",
    "an indexed column pins the rows to those of one parent (unless the configuration calls the table hot)",
    "filters that could not be read whole, text searches, `in`; orders by relations or chosen at run time",
    "pages of a tenant's rows: require-tenant-index speaks of them",
    "tables that the configuration calls small, lookup tables; tests, seeds, scripts",
  ],
  *check(database) {
    const told = new Set<string>();
    for (const { query, table } of callsOnTables(database, PAGED)) {
      const sort = isPage(query) && leadingSort(query);
      if (!sort || query.filterIsOpen || !table.complete || isOrdered(database, table, query) || isNarrow(database, table, query) || told.has(`${table.name} ${sort}`)) continue;
      told.add(`${table.name} ${sort}`);
      yield {
        span: query.span,
        message: `No index gives ${code(tableName(table))} in the order of ${code(columnName(table, sort))}${query.filter.length > 0 ? " for this filter" : ""}: ${code(callName(query))} reads and sorts all rows for one page.`,
        advice: indexAdvice(table, servingColumns(database, table, query)),
        ...severityOn(database, table.name, "error"),
      };
    }
  },
  examples: {
    bad: [
      example("the newest of all", 'export const newest = () => prisma.event.findMany({ orderBy: { createdAt: "desc" }, take: 20 });'),
      example("the next one", 'export const next = () => prisma.event.findFirst({ where: { title: { not: "" } }, orderBy: { startsAt: "asc" } });'),
      example(
        "by cursor, in another order than the cursor's",
        'export const page = (id: bigint) => prisma.event.findMany({ cursor: { id }, skip: 1, take: 20, orderBy: [{ startsAt: "asc" }, { id: "asc" }] });',
      ),
      example(
        "the index has another column in between",
        'export const newest = () => prisma.event.findMany({ orderBy: { createdAt: "desc" }, take: 20 });',
        "@@index([title, createdAt])",
      ),
      example(
        "of one parent, on a hot table",
        'export const ofRoom = (roomId: bigint) => prisma.event.findMany({ where: { roomId }, orderBy: { startsAt: "asc" }, take: 20 });',
        "",
        {
          config: { tables: { Event: { hot: true } } },
        },
      ),
    ],
    good: [
      example("an index in that order", 'export const newest = () => prisma.event.findMany({ orderBy: { createdAt: "desc" }, take: 20 });', "@@index([createdAt])"),
      example(
        "the filter's column and then the order's",
        'export const titled = (title: string) => prisma.event.findMany({ where: { title }, orderBy: { startsAt: "desc" }, take: 20 });',
        "@@index([title, startsAt])",
      ),
      example("the primary key", 'export const page = (id: bigint) => prisma.event.findMany({ cursor: { id }, skip: 1, take: 20, orderBy: { id: "asc" } });'),
      example("of one parent", 'export const ofRoom = (roomId: bigint) => prisma.event.findMany({ where: { roomId }, orderBy: { startsAt: "asc" }, take: 20 });'),
      example("all of one parent: there is no page", 'export const ofRoom = (roomId: bigint) => prisma.event.findMany({ where: { roomId }, orderBy: { startsAt: "asc" } });'),
      example("an order chosen at run time", 'export const page = (column: string) => prisma.event.findMany({ orderBy: { [column]: "asc" }, take: 20 });'),
    ],
  },
});

const PAGED: ReadonlySet<Query["operation"]> = new Set(["findMany", "findFirst", "findFirstOrThrow"]);

/** Few rows are left to sort, or another rule speaks of them. */
function isNarrow(database: Database, table: Table, { filter }: Query): boolean {
  const tenant = tenantKey(database, table)?.name;
  const indexes = usableIndexes(database, table, filter);
  if (filter.some(({ column, operator }) => column === tenant || ["in", "contains", "starts-with", "ends-with", "has", "search", "path"].includes(operator))) return true;
  return (
    !isHot(database, table.name) &&
    filter.some((condition) => pins(condition) && !condition.disjunctive && !isCoarse(database, table, condition.column) && isLed(indexes, condition.column))
  );
}
