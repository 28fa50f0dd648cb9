/** A backfill job that reads everything and starts from the front each time never gets through a large table. */
import type { Database } from "../../../model/database.ts";
import type { Query } from "../../../model/query.ts";
import type { Span } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

const MODEL = "model Member {\n  id         BigInt  @id\n  email      String\n  emailLower String?\n}\n";
const SCHEMA = { before: MODEL, after: MODEL };
const WRITES: ReadonlySet<string> = new Set(["update", "upsert", "updateMany", "create", "createMany", "delete", "deleteMany"]);

export const requireResumableJob = defineRule({
  id: "require-resumable-job",
  gate: "recovery",
  severity: "warning",
  since: "0.1.0",
  summary: "Let a backfill job stop and go on",
  why: "A job that loads the whole table takes the memory of the whole table; one that writes row by row in a single transaction commits nothing until the end, and holds every row's lock until then. Interrupted, it starts from the front.",
  remedy: "Read pages by primary key (`take`, `cursor`) of the rows that are not done yet, and commit after each.",
  quiet: ["reads with `take` or a cursor, or of the rows that are not done yet", "files that are no job: neither `backfill` nor `migrate` in their path"],
  heuristic: true,
  *check(database) {
    for (const query of database.queries.filter((candidate) => candidate.changed && isJob(candidate.span))) {
      if (query.operation === "findMany" && query.take === undefined && !query.cursor && !query.filterIsOpen && query.filter.length === 0 && writesAfter(database, query))
        yield {
          span: query.span,
          message: `This loads all rows of ${code(query.model ?? query.tables[0] ?? "the table")} at once and starts from the front when it is run again. Read pages with \`take\` and \`cursor\`, of the rows that are not done yet.`,
          advice: { language: "ts", text: pages(query, database) },
        };
    }
  },
  examples: {
    bad: [
      {
        title: "everything at once",
        schema: SCHEMA,
        files: [
          {
            path: "scripts/backfill-email.ts",
            text: 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\nasync function main() {\n  const members = await prisma.member.findMany();\n  for (const member of members) {\n    await prisma.member.update({ where: { id: member.id }, data: { emailLower: member.email.toLowerCase() } });\n  }\n}\nmain();\n',
          },
        ],
      },
    ],
    good: [
      {
        title: "one statement that skips what is done",
        schema: SCHEMA,
        files: [
          {
            path: "scripts/backfill-email.ts",
            text: 'import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\nasync function main() {\n  await prisma.$executeRaw`UPDATE "Member" SET "emailLower" = lower("email") WHERE "id" IN (SELECT "id" FROM "Member" WHERE "emailLower" IS NULL LIMIT 5000)`;\n}\nmain();\n',
          },
        ],
      },
    ],
  },
});

function isJob({ path }: Span): boolean {
  return /back-?_?fill|(?:^|\/)(?:data-)?migrat(?:e|ions?)[-_/.]/i.test(path) && !/\.(?:test|spec)\./.test(path);
}

function writesAfter({ queries }: Database, read: Query): boolean {
  return queries.some(
    ({ operation, within, loop, span }) =>
      WRITES.has(operation) && loop !== undefined && within.path === read.within.path && within.start === read.within.start && span.start > read.span.start,
  );
}

function pages({ model = "Model", tables }: Query, { after }: Database): string {
  const key = after.tables.get(tables[0] ?? "")?.primaryKey?.columns[0]?.column ?? "id";
  const client = `prisma.${model.charAt(0).toLowerCase()}${model.slice(1)}`;
  return [
    "for (let last: unknown; ; ) {",
    `  const rows = await ${client}.findMany({ where: { /* not done yet */ }, take: 1000, orderBy: { ${key}: "asc" }, ...(last ? { skip: 1, cursor: { ${key}: last } } : {}) });`,
    "  if (rows.length === 0) break;",
    "  // write these rows, committed before the next page",
    `  last = rows.at(-1)?.${key};`,
    "}",
  ].join("\n");
}
