/** `LIKE '%…'` has no beginning by which a B-tree could find it. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Condition, Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callName, callsOnTables } from "../questions/calls/calls.ts";
import { isCoarse, isLed, isTextual, pins, usableIndexes } from "../questions/indexes/index-service.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { indexesOn } from "../questions/tables/new-parts.ts";

const song = (index = "") => `model Song {
  id        BigInt   @id @default(autoincrement())
  albumId   BigInt
  title     String
  artist    String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

  @@index([albumId])${index && `\n  ${index}`}
}
`;
const HISTORY =
  'CREATE EXTENSION pg_trgm;\nCREATE TABLE "Song" (id bigserial PRIMARY KEY, "albumId" bigint NOT NULL, title text NOT NULL, artist text NOT NULL, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);\nCREATE INDEX ON "Song" ("albumId");\nCREATE INDEX ON "Song" USING gin (title gin_trgm_ops);\n';

function example(title: string, code: string, more: Partial<Example> = {}): Example {
  return { title, schema: { before: song(), after: song() }, code: `${code}\n`, ...more };
}

export const noLeadingWildcard = defineRule({
  id: "no-leading-wildcard",
  gate: "queries",
  severity: "info",
  since: "0.1.0",
  summary: "Search inside texts with a trigram index",
  why: "`contains` and `endsWith` become `LIKE '%…%'`. A B-tree is sorted by the beginning of a text and cannot find its middle: PostgreSQL reads the table from end to end and compares each row.",
  remedy:
    "A trigram index (extension `pg_trgm`): `CREATE INDEX CONCURRENTLY … USING gin (title gin_trgm_ops)`. It serves `contains`, `endsWith`, `startsWith` and their case-insensitive forms for patterns of three letters and more. For words of longer texts, full-text search.",
  quiet: [
    "a GIN or GiST index has the column, in the schema or in SQL",
    "another condition of the filter narrows the rows by an index",
    "`startsWith`; tables that the configuration calls small, lookup tables; tests, seeds, scripts",
    "a second call with the same column",
  ],
  *check(database) {
    const told = new Set<string>();
    for (const { query, table } of callsOnTables(database, SEARCHED)) {
      const columns = unserved(database, table, query.filter).filter((column) => !told.has(`${table.name} ${column}`));
      if (columns.length === 0 || !table.complete) continue;
      for (const column of columns) told.add(`${table.name} ${column}`);
      yield {
        span: query.span,
        message: `${code(callName(query))} searches inside ${list(columnNames(table, columns))}, which no index can: it reads all of ${code(tableName(table))}.`,
        advice: {
          language: "sql",
          text: `CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE INDEX CONCURRENTLY ON ${quoteIdentifier(table.name)} USING gin (${columns.map((column) => `${quoteName(column)} gin_trgm_ops`).join(", ")});`,
        },
      };
    }
  },
  examples: {
    bad: [
      example("contains", "export const find = (q: string) => prisma.song.findMany({ where: { title: { contains: q } }, take: 20 });"),
      example(
        "one search over two columns",
        'export const find = (q: string) => prisma.song.findMany({ where: { OR: [{ title: { contains: q, mode: "insensitive" } }, { artist: { endsWith: q } }] }, take: 20 });',
      ),
    ],
    good: [
      example("a trigram index", "export const find = (q: string) => prisma.song.findMany({ where: { title: { contains: q } }, take: 20 });", { history: HISTORY }),
      example("in the schema", "export const find = (q: string) => prisma.song.findMany({ where: { title: { contains: q } }, take: 20 });", {
        schema: { before: song('@@index([title(ops: raw("gin_trgm_ops"))], type: Gin)'), after: song('@@index([title(ops: raw("gin_trgm_ops"))], type: Gin)') },
      }),
      example("within one parent", "export const find = (albumId: bigint, q: string) => prisma.song.findMany({ where: { albumId, title: { contains: q } }, take: 20 });"),
    ],
  },
});

const SEARCHED: ReadonlySet<Query["operation"]> = new Set(["findMany", "findFirst", "findFirstOrThrow", "count", "groupBy", "aggregate"]);

function unserved(database: Database, table: Table, filter: readonly Condition[]): string[] {
  const indexes = usableIndexes(database, table, filter);
  const narrow = filter.some((condition) => pins(condition) && !condition.disjunctive && !isCoarse(database, table, condition.column) && isLed(indexes, condition.column));
  if (narrow) return [];
  const searched = filter.filter(({ operator }) => operator === "contains" || operator === "ends-with").map(({ column }) => column);
  return [...new Set(searched)].filter((name) => {
    const column = columnOf(table, name);
    return (
      column !== undefined &&
      isTextual(column) &&
      !indexesOn(database, table.name).some(({ method, columns }) => method !== "btree" && columns.some((indexed) => indexed.column === name || indexed.expression?.includes(name)))
    );
  });
}
