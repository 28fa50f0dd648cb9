// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code as text
/** SQL text put together from values: whoever chooses the value writes the statement. */
import type { Query } from "../../../model/query.ts";
import type { Report } from "../../../model/rule.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { changedCalls } from "../questions/calls/calls.ts";

export const noUnsafeRawQuery = defineRule({
  id: "no-unsafe-raw-query",
  gate: "queries",
  severity: "error",
  since: "0.1.0",
  summary: "Bind values to raw SQL, never put them into its text",
  why: "`$queryRawUnsafe` and `Prisma.raw` send their text to PostgreSQL as it is. A value in that text is parsed as SQL: whoever sends `' OR true --` reads all rows, and a name with an apostrophe breaks the query.",
  remedy:
    "Use `$queryRaw` or `$executeRaw` as a template tag: its `${…}` become parameters. Lists go through `Prisma.join(ids)`. Names of columns and tables cannot be parameters: choose them from a constant map of allowed ones.",
  quiet: [
    "`$queryRaw` and `$executeRaw` templates, `Prisma.sql` fragments",
    "text without values, and values passed as parameters (`$1`)",
    "constants of the code: literals, choices between literals, lookups in a literal map, enums, the environment, numbers, `$1, $2, …` lists",
    "names that were escaped (`escapeIdentifier`, pg-format) or read from PostgreSQL's own catalogue",
    "a wrapper that hands on its parameter; tests, seeds and scripts",
  ],
  *check(database) {
    for (const query of changedCalls(database)) if (query.interpolated && !query.interpolated.constant) yield tell(query, query.interpolated);
  },
  examples: {
    bad: [
      {
        title: "a value between quotes",
        schema: unchanged(),
        code: "export const find = (req: Request) => prisma.$queryRawUnsafe(`SELECT * FROM \"User\" WHERE email = '${req.query.email}'`);\n",
      },
      {
        title: "a pattern",
        schema: unchanged(),
        code: "export const find = (q: string) => prisma.$queryRawUnsafe<User[]>(`SELECT * FROM \"User\" WHERE email ILIKE '%${q}%' LIMIT 20`);\n",
      },
      { title: "text that is added up", schema: unchanged(), code: "export const remove = (id: string) => prisma.$executeRawUnsafe('DELETE FROM \"User\" WHERE id = ' + id);\n" },
      {
        title: "a sort column from the request",
        schema: unchanged(),
        code: 'export const list = (req: Request) => prisma.$queryRaw`SELECT * FROM "User" ORDER BY ${Prisma.raw(req.query.sort)} LIMIT 20`;\n',
      },
      {
        title: "a condition appended later",
        schema: unchanged(),
        code: "export async function list(name?: string) {\n  let sql = 'SELECT * FROM \"User\"';\n  if (name) sql += ` WHERE email = '${name}'`;\n  return prisma.$queryRawUnsafe(sql);\n}\n",
      },
    ],
    good: [
      { title: "a template tag", schema: unchanged(), code: 'export const find = (req: Request) => prisma.$queryRaw`SELECT * FROM "User" WHERE email = ${req.query.email}`;\n' },
      { title: "parameters", schema: unchanged(), code: "export const find = (email: string) => prisma.$queryRawUnsafe('SELECT * FROM \"User\" WHERE email = $1', email);\n" },
      {
        title: "a map of what is allowed",
        schema: unchanged(),
        code: 'const COLUMNS = { name: "email", id: "id" };\n\nexport const list = (sort: "name" | "id", down: boolean) =>\n  prisma.$queryRawUnsafe(`SELECT * FROM "User" ORDER BY ${COLUMNS[sort]} ${down ? "DESC" : "ASC"} LIMIT 20`);\n',
      },
      {
        title: "a wrapper",
        schema: unchanged(),
        code: "export const run = (sql: string, ...values: unknown[]) => prisma.$queryRawUnsafe(sql, ...values);\n",
      },
      {
        title: "as many placeholders as values",
        schema: unchanged(),
        code: 'export function find(ids: string[]) {\n  const marks = ids.map((_, i) => `$${i + 1}`).join(", ");\n  return prisma.$queryRawUnsafe(`SELECT * FROM "User" WHERE email IN (${marks})`, ...ids);\n}\n',
      },
    ],
  },
});

function unchanged(): { before: string; after: string } {
  const schema =
    "model User {\n  id        BigInt   @id @default(autoincrement())\n  email     String   @unique\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n";
  return { before: schema, after: schema };
}

function tell(query: Query, { text, safe }: NonNullable<Query["interpolated"]>): Report {
  const raw = query.operation === "queryRaw" || query.operation === "executeRaw";
  return {
    span: query.span,
    message: `${code(text)} becomes part of the SQL text${raw ? " through `Prisma.raw`" : ""}: PostgreSQL parses whatever it holds. ${safe ? "As a template tag the values are bound; give them the column's type (`Number(id)` for an integer)." : "Bind values with `$queryRaw`, and choose names from a constant map of allowed ones."}`,
    advice: { language: "ts", title: "Bind the values", text: safe ? `${safe};` : ADVICE },
    ...(safe && { fix: { span: query.span, text: safe } }),
  };
}

const ADVICE = [
  "// values: parameters of the template",
  "await prisma.$queryRaw`… WHERE name = ${name} AND id IN (${Prisma.join(ids)})`;",
  "// names: from what you allow",
  'const COLUMNS = { name: "name", newest: "created_at" } as const;',
  "await prisma.$queryRaw`… ORDER BY ${Prisma.raw(COLUMNS[sort])}`;",
].join("\n");
