/** Deleted rows stay in the table and in its indexes: each query reads past them. */

import type { Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callsOnTables } from "../questions/calls/calls.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { isIndexed, isUniqueLookUp, servingColumns } from "../questions/indexes/index-service.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { marksDeleted } from "../questions/tables/roles.ts";

const SCHEMA = `model Ticket {
  id        BigInt    @id @default(autoincrement())
  queue     String
  subject   String
  deletedAt DateTime? @map("deleted_at")
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt

  @@index([queue])
}
`;
const HISTORY =
  'CREATE TABLE "Ticket" (id bigserial PRIMARY KEY, queue text NOT NULL, subject text NOT NULL, deleted_at timestamp(3), "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);\nCREATE INDEX ON "Ticket" (queue);\n';
const OPEN = "export const open = (queue: string) => prisma.ticket.findMany({ where: { queue, deletedAt: null }, take: 50 });\n";

function example(title: string, code: string, more: Partial<Example> = {}): Example {
  return { title, schema: { before: SCHEMA, after: SCHEMA }, code, ...more };
}

export const requireSoftDeleteIndex = defineRule({
  id: "require-soft-delete-index",
  gate: "queries",
  severity: "info",
  since: "0.1.0",
  summary: "Keep deleted rows out of the indexes that live ones are found by",
  why: "Rows that are only marked as deleted stay in every index. Queries for live rows read them all and drop the deleted ones one by one; the longer the service runs, the more of them there are.",
  remedy:
    "Make the index partial: `CREATE INDEX CONCURRENTLY … WHERE deleted_at IS NULL`. It holds live rows only and stays small. Prisma 7 declares it with `where:` (preview feature `partialIndexes`), earlier versions keep it in a migration.",
  quiet: [
    "some index has the column, or a predicate on it",
    "the row is found by a unique or the primary key",
    "columns that are not in `softDelete.columns` of the configuration; small tables; tests, seeds, scripts",
    "a second call on the same table",
  ],
  *check(database) {
    const told = new Set<string>();
    for (const { query, table } of callsOnTables(database, READS)) {
      const deleted = query.filter.find(({ column, operator }) => operator === "is-null" && marksDeleted(table, column, database.config))?.column;
      if (deleted === undefined || told.has(table.name) || !table.complete || isIndexed(database, table, deleted) || isUniqueLookUp(database, table, query.filter)) continue;
      told.add(table.name);
      const columns = servingColumns(database, table, query);
      yield {
        span: query.span,
        message: `Queries for live rows of ${code(tableName(table))} read the deleted ones as well: no index knows ${code(columnName(table, deleted))}.`,
        advice: {
          language: "sql",
          text: `CREATE INDEX CONCURRENTLY ON ${quoteIdentifier(table.name)} (${columnList(columns.length > 0 ? columns : [table.primaryKey?.columns[0]?.column ?? "id"])}) WHERE ${columnList([deleted])} IS NULL;`,
        },
      };
    }
  },
  examples: {
    bad: [example("live rows of a queue", OPEN), example("a count, and another call", `${OPEN}export const count = () => prisma.ticket.count({ where: { deletedAt: null } });\n`)],
    good: [
      example("a partial index", OPEN, { history: `${HISTORY}CREATE INDEX ON "Ticket" (queue) WHERE deleted_at IS NULL;` }),
      example("by the primary key", "export const one = (id: bigint) => prisma.ticket.findFirst({ where: { id, deletedAt: null } });\n"),
      example("the column is no soft delete", OPEN, { config: { softDelete: { columns: ["removedAt"] } } }),
    ],
  },
});

const READS: ReadonlySet<Query["operation"]> = new Set(["findMany", "findFirst", "findFirstOrThrow", "count", "groupBy", "aggregate", "updateMany"]);
