/** Where code uses what goes, and where it only has a word in common with it. */
import { describe, expect, it } from "vitest";
import { findUsages } from "../../../src/analysis/code/usages.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import type { Departure } from "../../../src/model/usage.ts";

const { schema } = readSchema(
  [
    {
      path: "schema.prisma",
      text: `model User {
  id       Int    @id
  email    String @unique
  nickName String? @map("nickname")
  role     Role
  orgId    Int
  posts    Post[]
  teams    Team[]
  @@unique([orgId, nickName])
  @@map("users")
}
model Post {
  id       Int @id
  nickname String
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
model Team {
  id    Int @id
  users User[]
}
enum Role {
  ADMIN
  STAFF
}
`,
    },
  ],
  "base",
);
const COLUMN: Departure = { kind: "column", table: "users", column: "nickname" };
const TABLE: Departure = { kind: "table", table: "users" };
const VALUE: Departure = { kind: "enum-value", enum: "Role", value: "STAFF" };

function uses(text: string, of: Departure = COLUMN, path = "src/a.ts"): string[] {
  return findUsages([{ path, text }], schema, [of]).usages.map(({ line, how, certainty }) => `${line} ${how} ${certainty}`);
}

const CALL = ["1 client call certain"];
const SQL = ["1 raw SQL certain"];

describe("a column", () => {
  it.each([
    ["select", "prisma.user.findMany({ select: { nickName: true } })"],
    ["where, within AND and NOT", "prisma.user.findMany({ where: { AND: [{ NOT: { nickName: 'x' } }] } })"],
    ["data", "prisma.user.create({ data: { nickName: 'x' } })"],
    ["data of rows made in place", "prisma.user.createMany({ data: names.map((name) => ({ nickName: name })) })"],
    ["orderBy", "prisma.user.findMany({ orderBy: [{ nickName: 'asc' }] })"],
    ["distinct", "prisma.user.findMany({ distinct: ['nickName'] })"],
    ["by", "prisma.user.groupBy({ by: ['nickName'] })"],
    ["a compound key", "prisma.user.findUnique({ where: { orgId_nickName: { orgId: 1, nickName: 'x' } } })"],
    ["through a relation", "prisma.post.findMany({ include: { author: { select: { nickName: true } } } })"],
    ["in a filter through a relation", "prisma.post.findMany({ where: { author: { is: { nickName: 'x' } } } })"],
    ["through a list and a many-to-many relation", "prisma.team.findMany({ select: { users: { where: { nickName: 'x' } } } })"],
    ["in a nested write", "prisma.post.create({ data: { nickname: 'title', author: { create: { nickName: 'x' } } } })"],
    ["in a branch", "prisma.user.findMany({ where: short ? { nickName: 'x' } : {} })"],
  ])("in %s", (_, call) => expect(uses(`const a = await ${call};`)).toEqual(CALL));

  it("in a constant, at its place", () => {
    expect(uses("const where = {\n  nickName: 'x',\n};\nprisma.user.findMany({ where });")).toEqual(["2 client call certain"]);
  });

  it.each([
    ["another model's column of this name", "prisma.post.findMany({ select: { nickname: true } })"],
    ["something else's query", "api.user.findMany({ select: { nickName: true } }, 2)"],
    ["a type", "interface User { nickName: string }"],
    ["a string", "t('nickName', 'nickname')"],
    ["an object", "const user = { nickName: 'x' }; send(user);"],
    ["a call that names no column: that half is the schema's", "prisma.user.findMany()"],
  ])("not in %s", (_, code) => expect(uses(code)).toEqual([]));

  it("as a property of an awaited row: weak evidence", () => {
    expect(uses("const user = await prisma.user.findFirst();\nshow(user.nickName);\nconst other = find();\nshow(other.nickName);")).toEqual(["2 property may"]);
    expect(uses("const users = await prisma.user.findMany();\nfor (const user of users) show(user.nickName);")).toEqual(["2 property may"]);
  });
});

describe("a column in raw SQL", () => {
  it.each([
    ["Prisma's template", "prisma.$queryRaw`SELECT nickname FROM users`"],
    ["an unsafe call put together", "prisma.$queryRawUnsafe('SELECT nickname ' + 'FROM users')"],
    ["a driver's call", "pool.query('select u.nickname from public.users u where u.id = $1', [1])"],
    ["a template of another library", `await sql\`UPDATE users SET nickname = \${name} WHERE id = \${id}\``],
    ["an insert", "client.query(`INSERT INTO users (id, nickname) VALUES ($1, $2)`)"],
    ["quoted names", `client.query('DELETE FROM "users" WHERE "nickname" IS NULL')`],
    ["a join, qualified", "db.query('SELECT p.id FROM \"Post\" p JOIN users u ON true WHERE u.nickname = 1')"],
    ["a WITH", "db.query('WITH old AS (SELECT nickname FROM users) SELECT * FROM old')"],
  ])("%s", (_, code) => expect(uses(code)).toEqual(SQL));

  it("may be meant where another table of the statement has the name too", () => {
    expect(uses("db.query('SELECT nickname FROM users JOIN \"Post\" ON true')")).toEqual(["1 raw SQL may"]);
  });

  it.each([
    ["another table's", "db.query('SELECT p.nickname FROM \"Post\" p JOIN users u ON true')"],
    ["another schema's", "db.query('SELECT nickname FROM audit.users')"],
    ["another table", "db.query('SELECT nickname FROM people')"],
    ["an output name without AS", "db.query('SELECT email nickname FROM users')"],
    ["an output name", "db.query('SELECT email AS nickname FROM users')"],
    ["a value", "db.query(\"SELECT 'nickname' FROM users\")"],
    ["a comment", "db.query('SELECT id /* nickname */ FROM users -- nickname')"],
    ["a name in other letters", "db.query('SELECT \"nickName\" FROM users')"],
    ["a sentence", "throw new Error('Select a nickname from users')"],
  ])("not %s", (_, code) => expect(uses(code)).toEqual([]));
});

describe("a table", () => {
  it("in a call on its model and in SQL that reads it", () => {
    expect(uses("prisma.user.findMany();\nprisma.post.findMany();\ndb.query('SELECT * FROM users');\ndb.query('SELECT users FROM counts');", TABLE)).toEqual([
      "1 client call certain",
      "3 raw SQL certain",
    ]);
  });
});

describe("an enum's value", () => {
  it("written or compared in calls, and in SQL on a table that holds the enum", () => {
    const code = [
      "prisma.user.update({ where: { id: 1 }, data: { role: 'STAFF' } });",
      "prisma.user.findMany({ where: { role: { in: [Role.ADMIN, Role.STAFF] } } });",
      "db.query(\"UPDATE users SET role = 'STAFF'\");",
      "prisma.user.findMany({ where: { email: 'STAFF' } });",
      'db.query("SELECT \'STAFF\' FROM \\"Post\\"");',
      "const label = 'STAFF';",
    ].join("\n");
    expect(uses(code, VALUE)).toEqual(["1 client call certain", "2 client call certain", "3 raw SQL certain"]);
  });
});

describe("limits", () => {
  it("five places of one file", () => {
    const line = "prisma.user.findMany({ select: { nickName: true } });\n";
    expect(uses(line.repeat(5))).toHaveLength(5);
    expect(uses(line.repeat(6))).toHaveLength(5);
  });

  it("a file that might use it and cannot be parsed is told, and takes no other with it", () => {
    const files = [
      { path: "src/a.ts", text: "const = prisma.user.count({ where: { nickName } });" },
      { path: "src/b.ts", text: `db.query("SELECT nickname FROM users", ${"[".repeat(9_000)}` },
      { path: "src/unparsed.ts", text: "const = nickname;" },
      { path: "src/c.ts", text: "prisma.user.count({ where: { nickName: 'x' } });" },
    ];
    const { usages, unread } = findUsages(files, schema, [COLUMN]);
    expect(usages.map(({ span }) => span.path)).toEqual(["src/c.ts"]);
    expect(unread).toEqual(["src/a.ts", "src/b.ts"]);
  });
});
