// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code under test is text
import { describe, expect, it } from "vitest";
import { MAX_SET_OPERATIONS, MAX_SQL, MAX_SQL_OF_FILE } from "../../../src/analysis/code/raw-sql.ts";
import { filters, only, queries } from "./reading.ts";

const unsafe = (code: string) => {
  const text = `async function f(req, ids, dir, table) { ${code} }`;
  const found = queries(text).flatMap((query) =>
    query.interpolated ? [`${text.slice(query.interpolated.span.start, query.interpolated.span.end)}${query.interpolated.constant ? " constant" : ""}`] : [],
  );
  return found.length > 1 ? found : found[0];
};

describe("raw SQL becomes text with parameters", () => {
  it.each([
    ["prisma.$queryRaw`SELECT 1 FROM users WHERE id = ${id} AND org_id = ${org}`", "SELECT 1 FROM users WHERE id = $1 AND org_id = $2"],
    ["prisma.$queryRaw<User[]>`SELECT ${id}`", "SELECT $1"],
    ["prisma.$queryRaw(Prisma.sql`SELECT ${id}`)", "SELECT $1"],
    ["const q = Prisma.sql`SELECT ${id}`; prisma.$queryRaw(q)", "SELECT $1"],
    ["const own = Prisma.sql`org_id = ${org}`; prisma.$queryRaw`SELECT 1 WHERE ${own} AND id = ${id}`", "SELECT 1 WHERE org_id = $1 AND id = $2"],
    ["prisma.$queryRaw`SELECT 1 WHERE id IN (${Prisma.join(ids)})`", "SELECT 1 WHERE id IN ($1)"],
    ["prisma.$executeRaw`UPDATE users SET a = 1 ${Prisma.empty} WHERE id = ${id}`", "UPDATE users SET a = 1   WHERE id = $1"],
    ["prisma.$queryRawUnsafe('SELECT ' + '1')", "SELECT 1"],
    ["prisma.$queryRawUnsafe(`SELECT * FROM users WHERE id = $1 AND a = ${b}`, id)", "SELECT * FROM users WHERE id = $1 AND a = $2"],
    ["prisma.$queryRawUnsafe(['SELECT 1', 'FROM users'].join(' '))", "SELECT 1 FROM users"],
  ])("%s", (code, sql) => {
    expect(only(code).sql).toBe(sql);
  });

  it("has none for a wrapper's parameter", () => {
    expect(only("const run = (sql: string, ...values: unknown[]) => prisma.$queryRawUnsafe(sql, ...values);").sql).toBeUndefined();
  });
});

describe("reads tables and, on one table, conditions", () => {
  it.each([
    ['SELECT * FROM "users" u WHERE u."org_id" = ${a} AND u.created_at > now()', ["users"], ["org_id equals", "created_at range"]],
    ["SELECT count(*) FROM auth.sessions WHERE token = ANY(${a}) AND expired IS NULL", ["auth.sessions"], ["token in", "expired is-null"]],
    ["SELECT 1 FROM users WHERE name ILIKE ${a} OR email LIKE 'a%'", ["users"], ["name? contains/i", "email? starts-with"]],
    ["SELECT 1 FROM users WHERE age BETWEEN 1 AND 2 AND settings->>'a' = ${a}", ["users"], ["age range", "settings path"]],
    ['SELECT 1 FROM users u JOIN "Post" p ON p.author_id = u.id WHERE p.views = 1', ["users", "Post"], []],
    ['WITH recent AS (SELECT * FROM users) SELECT * FROM recent JOIN "Post" ON true', ["users", "Post"], []],
    ["UPDATE users SET a = a + 1 WHERE id = ${a}", ["users"], ["id equals"]],
    ["DELETE FROM users WHERE deleted_at < ${a}", ["users"], ["deleted_at range"]],
    ["INSERT INTO users (a) VALUES (${a}) ON CONFLICT DO NOTHING", ["users"], []],
    ["this is no SQL ${a}", [], []],
  ])("%s", (sql, tables, conditions) => {
    const query = only(`prisma.$queryRaw\`${sql}\``);
    expect([...query.tables].sort()).toEqual([...tables].sort());
    expect(filters(query)).toEqual(conditions);
  });

  it("reads order, limit and offset", () => {
    expect(only("prisma.$queryRaw`SELECT * FROM users ORDER BY created_at DESC, id LIMIT 20 OFFSET ${n}`")).toMatchObject({
      sort: [
        { column: "created_at", order: "desc" },
        { column: "id", order: "asc" },
      ],
      take: "bounded",
      skip: "unknown",
    });
  });

  it("leaves alone what would hold the parser, on this side of the limits reads", () => {
    const union = (n: number) => `prisma.$queryRaw\`${Array(n).fill("SELECT a FROM users").join(" UNION ")}\``;
    expect(only(union(MAX_SET_OPERATIONS)).tables).toEqual(["users"]);
    expect(only(union(MAX_SET_OPERATIONS + 2)).tables).toEqual([]);
    const long = (n: number) => `prisma.$queryRaw\`SELECT a FROM users WHERE b = '${"x".repeat(n)}'\``;
    expect(only(long(MAX_SQL - 100)).tables).toEqual(["users"]);
    expect(only(long(MAX_SQL)).tables).toEqual([]);
    const parsed = queries(`${union(90)};\n`.repeat(100)).filter(({ tables }) => tables.length > 0);
    expect(parsed.length).toBe(Math.floor(MAX_SQL_OF_FILE / union(90).slice("prisma.$queryRaw``".length).length));
  });
});

describe("says what the database would parse", () => {
  it.each([
    ["prisma.$queryRawUnsafe(`SELECT * FROM users WHERE name = '${req.query.name}'`)", "req.query.name"],
    ["prisma.$executeRawUnsafe('DELETE FROM users WHERE id = ' + req.params.id)", "req.params.id"],
    ["let sql = 'SELECT 1'; if (req) sql += ` WHERE a = '${req.a}'`; prisma.$queryRawUnsafe(sql)", "req.a"],
    ["const sql = `SELECT ${req.column} FROM users`; prisma.$queryRawUnsafe(sql)", "req.column"],
    ["prisma.$queryRaw`SELECT * FROM users ORDER BY ${Prisma.raw(req.query.sort)}`", "req.query.sort"],
    ["const order = Prisma.raw(`ORDER BY ${req.sort}`); prisma.$queryRaw`SELECT 1 ${order}`", "req.sort"],
    ["const where = ids.map((id) => `id = '${id}'`).join(' OR '); prisma.$queryRawUnsafe(`SELECT 1 WHERE ${where}`)", "where"],
    ["prisma.$queryRawUnsafe(req.body.sql)", "req.body.sql"],
    ["return Prisma.raw(req.sort)", "req.sort"],
    ["prisma.$executeRawUnsafe(`TRUNCATE ${table}`)", "table"],
  ])("%s", (code, expression) => {
    expect(unsafe(code)).toBe(expression);
  });

  it.each([
    ["a template tag", "prisma.$queryRaw`SELECT * FROM users WHERE name = ${req.query.name}`"],
    ["parameters", "prisma.$queryRawUnsafe('SELECT * FROM users WHERE id = $1', req.id)"],
    ["a wrapper", "prisma.$queryRawUnsafe(table, ...ids)"],
    ["a choice of constants", "prisma.$queryRawUnsafe(`SELECT 1 ORDER BY a ${req.asc ? 'ASC' : 'DESC'}`)"],
  ])("%s is none", (_what, code) => {
    expect(unsafe(code)).toBeUndefined();
  });

  it.each([
    ["placeholders", "const marks = ids.map((_, i) => `$${i + 1}`).join(', '); prisma.$queryRawUnsafe(`SELECT 1 WHERE id IN (${marks})`, ...ids)"],
    ["a literal list", "for (const t of ['users', 'posts']) await prisma.$executeRawUnsafe(`TRUNCATE ${t}`)"],
    ["a literal map", "const COLUMNS = { a: 'a_at', b: 'b_at' }; prisma.$queryRawUnsafe(`SELECT 1 ORDER BY ${COLUMNS[req.sort]}`)"],
    ["a number", "prisma.$queryRawUnsafe(`SELECT 1 LIMIT ${Number(req.limit)}`)"],
    ["the environment", "prisma.$executeRawUnsafe(`SET search_path TO ${process.env.SCHEMA}`)"],
    [
      "the database's own catalogue",
      'const rows = await prisma.$queryRaw`SELECT tablename FROM pg_tables`; for (const { tablename } of rows) await prisma.$executeRawUnsafe(`TRUNCATE "${tablename}"`)',
    ],
    ["an escaped name", "prisma.$executeRawUnsafe(`TRUNCATE ${escapeIdentifier(table)}`)"],
  ])("%s is constant", (_what, code) => {
    expect(unsafe(code)).toMatch(/ constant$/);
  });
});
