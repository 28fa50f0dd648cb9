/** OFFSET reads all rows of the pages before. */
import type { Query } from "../../../model/query.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { accessor, callName, callsOnTables } from "../questions/calls/calls.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { columnsOf } from "../questions/tables/new-parts.ts";

const SCHEMA = `model Entry {
  id        BigInt   @id @default(autoincrement())
  text      String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

  @@index([createdAt])
}
`;
const unchanged = { before: SCHEMA, after: SCHEMA };

export const noDeepOffset = defineRule({
  id: "no-deep-offset",
  gate: "queries",
  severity: "info",
  since: "0.1.0",
  summary: "Page by cursor where readers can go far",
  why: "`skip: n` becomes `OFFSET n`: PostgreSQL reads the n rows before and throws them away, so that page 1,000 costs a thousand times page 1. A row that is added meanwhile moves all others: readers see one twice and miss another.",
  remedy: "Page by `cursor`: the next page begins behind the last row that was seen, found by its key. Where readers need page numbers, bound them.",
  quiet: [
    "`skip` with a constant, `skip` beside `cursor`",
    "lists without `take`",
    "tables that the configuration calls small, lookup tables; tests, seeds, scripts",
    "a second call on the same table",
  ],
  *check(database) {
    const told = new Set<string>();
    for (const { query, table } of callsOnTables(database, LISTS)) {
      if (query.skip !== "unknown" || query.take === undefined || query.cursor || told.has(table.name)) continue;
      told.add(table.name);
      const key = columnName(table, columnsOf(table.primaryKey)[0] ?? "id");
      yield {
        span: query.span,
        message: `${code(callName(query))} skips rows by number: PostgreSQL reads all rows of ${code(tableName(table))} before the page to throw them away.`,
        advice: {
          language: "ts",
          text: `await ${accessor(query)}.findMany({\n  …,\n  take: 50,\n  orderBy: { ${key}: "asc" }, // any order that ends with a unique column\n  ...(after && { cursor: { ${key}: after }, skip: 1 }),\n});`,
        },
      };
    }
  },
  examples: {
    bad: [
      {
        title: "a page number",
        schema: unchanged,
        code: 'export const page = (n: number) => prisma.entry.findMany({ skip: n * 20, take: 20, orderBy: { createdAt: "desc" } });\n',
      },
      {
        title: "an offset of the request, twice",
        schema: unchanged,
        code: 'export const a = ({ skip, take }: Page) => prisma.entry.findMany({ skip, take, orderBy: { id: "asc" } });\nexport const b = ({ skip, take }: Page) => prisma.entry.findMany({ skip, take, orderBy: { id: "desc" } });\n',
      },
    ],
    good: [
      { title: "a cursor", schema: unchanged, code: 'export const page = (id: bigint) => prisma.entry.findMany({ cursor: { id }, skip: 1, take: 20, orderBy: { id: "asc" } });\n' },
      { title: "a constant", schema: unchanged, code: 'export const rest = () => prisma.entry.findMany({ skip: 3, take: 20, orderBy: { createdAt: "desc" } });\n' },
      {
        title: "a small table",
        schema: unchanged,
        code: 'export const page = (n: number) => prisma.entry.findMany({ skip: n * 20, take: 20, orderBy: { createdAt: "desc" } });\n',
        config: { tables: { Entry: { small: true } } },
      },
    ],
  },
});

const LISTS: ReadonlySet<Query["operation"]> = new Set(["findMany"]);
