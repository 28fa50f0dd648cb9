/** A list without an end: today ten rows, next year all of them in memory. */
import { columnOf } from "../../../model/agreement.ts";
import type { Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { accessor, callName, callsOnTables, isHot, severityOn } from "../questions/calls/calls.ts";
import { isUniqueLookUp, pins } from "../questions/indexes/index-service.ts";
import { tableName } from "../questions/names/naming.ts";
import { columnsOf } from "../questions/tables/new-parts.ts";
import { isJoinTable } from "../questions/tables/table-kinds.ts";

const SCHEMA = `model User {
  id        BigInt    @id @default(autoincrement())
  email     String    @unique
  active    Boolean   @default(true)
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt
  messages  Message[]
}

model Message {
  id        BigInt   @id @default(autoincrement())
  userId    BigInt
  body      String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  user      User     @relation(fields: [userId], references: [id], onDelete: Restrict)

  @@index([userId])
}
`;

function example(title: string, code: string, more: Partial<Example> = {}): Example {
  return { title, schema: { before: SCHEMA, after: SCHEMA }, code: `${code}\n`, ...more };
}

export const noUnboundedFindMany = defineRule({
  id: "no-unbounded-find-many",
  gate: "queries",
  severity: "info",
  since: "0.1.0",
  summary: "Give every list of a growing table an end",
  why: "`findMany` without `take` loads every row that the filter leaves into the memory of the process. The table grows, the answer with it, until one request takes seconds and the process runs out of memory.",
  remedy: "Add `take`, and page by `cursor`. Jobs that need all rows go through them in portions. On `hot` tables of the configuration this is a warning.",
  quiet: [
    "`take` or `cursor`, also inside a spread that could not be read",
    "filters that pin the rows: a foreign key (the parent bounds them, unless the configuration calls the table hot), a unique, any equality on a column that is no boolean, `in`",
    "exports, reports, jobs and workers by their file's name; loops that go on in portions",
    "join tables, lookup tables, tables that the configuration calls small; tests, seeds, scripts",
  ],
  *check(database) {
    for (const { query, table } of callsOnTables(database, LISTS)) {
      const hot = isHot(database, table.name);
      if (query.take !== undefined || query.cursor || query.filterIsOpen || query.loop?.chunked || WHOLE.test(query.span.path)) continue;
      if (isJoinTable(table) || isUniqueLookUp(database, table, query.filter) || query.filter.some((condition) => bounds(condition, table, hot))) continue;
      yield {
        span: query.span,
        message: `${code(callName(query))} loads every row of ${code(tableName(table))}${query.filter.length > 0 ? " that the filter leaves" : ""}: nothing bounds the answer as the table grows.`,
        advice: {
          language: "ts",
          text: `await ${accessor(query)}.findMany({ …, take: 100, orderBy: { ${keyField(table)}: "asc" } });\n// the next page: cursor: { ${keyField(table)}: last.${keyField(table)} }, skip: 1`,
        },
        ...severityOn(database, table.name, "warning"),
      };
    }
  },
  examples: {
    bad: [
      example("all rows of a table", "export const all = () => prisma.user.findMany();"),
      example("all that have a flag", "export const active = () => prisma.user.findMany({ where: { active: true } });"),
      example("of one parent, on a hot table", "export const ofUser = (userId: bigint) => prisma.message.findMany({ where: { userId } });", {
        config: { tables: { Message: { hot: true } } },
      }),
    ],
    good: [
      example("a page", 'export const page = () => prisma.user.findMany({ take: 50, orderBy: { id: "asc" } });'),
      example("of one parent", "export const ofUser = (userId: bigint) => prisma.message.findMany({ where: { userId } });"),
      example("by keys", "export const some = (ids: bigint[]) => prisma.user.findMany({ where: { id: { in: ids } } });"),
      example("a spread that may hold take", "export const list = (page: Page) => prisma.user.findMany({ ...page });"),
      { title: "an export", schema: { before: SCHEMA, after: SCHEMA }, files: [{ path: "src/jobs/export-users.ts", text: "export const rows = () => prisma.user.findMany();\n" }] },
    ],
  },
});

const LISTS: ReadonlySet<Query["operation"]> = new Set(["findMany"]);
/** Files whose business are whole tables. */
const WHOLE =
  /(?:^|[/._-])(?:exports?|exporter|jobs?|cron|crons|workers?|reports?|backups?|sync|sitemaps?|reindex|feeds?|tasks?|queues?|processors?|consumers?|migrate)(?:[/._-]|$)/i;

function bounds(condition: Query["filter"][number], table: Table, hot: boolean): boolean {
  if (condition.disjunctive || !pins(condition)) return false;
  if (condition.operator === "in") return true;
  const refers = table.foreignKeys.some(({ columns }) => columns.includes(condition.column));
  return !hot && (refers || columnOf(table, condition.column)?.type.name !== "boolean");
}

function keyField(table: Table): string {
  const [key = "id"] = columnsOf(table.primaryKey);
  return columnOf(table, key)?.field ?? key;
}
