import { describe, expect, it } from "vitest";
import { filters, only, queries } from "./reading.ts";

const asked = (where: string) => {
  const query = only(`async function f(id, q, status) { return prisma.user.findMany({ where: ${where} }); }`);
  return { conditions: filters(query), open: query.filterIsOpen };
};

describe("where", () => {
  it.each([
    ["columns by PostgreSQL's names", "{ orgId: id, createdAt: { gte: q, lt: id } }", ["org_id equals", "created_at range"]],
    [
      "every operator",
      "{ name: { contains: q, startsWith: q, endsWith: q, not: q, in: [q], notIn: [q] } }",
      ["name contains", "name starts-with", "name ends-with", "name not", "name in"],
    ],
    ["case-insensitive ones", '{ email: { equals: q, mode: "insensitive" } }', ["email equals/i"]],
    ["null", "{ deletedAt: null, name: { not: null } }", ["deleted_at is-null", "name not"]],
    ["a path in Json", '{ settings: { path: ["theme"], equals: q } }', ["settings path"]],
    ["compound uniques by any name", "{ orgId_email: { orgId: id, email: q } }", ["org_id equals", "email equals"]],
    ["AND of both shapes", "{ AND: [{ orgId: id }, { AND: { name: q } }] }", ["org_id equals", "name equals"]],
    ["OR", "{ orgId: id, OR: [{ name: q }, { email: q }] }", ["org_id equals", "name? equals", "email? equals"]],
    ["an OR of one branch as what it is", "{ OR: [{ name: q }] }", ["name equals"]],
    ["NOT", "{ NOT: { name: q } }", ["name not"]],
    ["undefined as nothing", "{ orgId: id, name: undefined }", ["org_id equals"]],
  ])("%s", (_what, where, conditions) => {
    expect(asked(where)).toEqual({ conditions, open: false });
  });

  it.each([
    ["a spread", "{ orgId: id, ...(q && { name: q }) }", ["org_id equals"]],
    ["a value that may be undefined", "{ orgId: id, name: q ? q : undefined, email: q || undefined }", ["org_id equals"]],
    ["a relation", "{ name: q, posts: { some: { published: true } } }", ["name equals"]],
    ["a variable", "q", []],
    ["a choice", "q ? { name: q } : { email: id }", []],
    ["a computed key", "{ [q]: id, name: q }", ["name equals"]],
  ])("is open with %s", (_what, where, conditions) => {
    expect(asked(where)).toEqual({ conditions, open: true });
  });

  it("follows constants, shorthand, satisfies and as", () => {
    const code =
      "function f(orgId) { const name = { contains: orgId }; const where = { orgId, name } satisfies Prisma.UserWhereInput; const args = { where, take: 10 } as const; return prisma.user.findMany(args); }";
    expect(filters(only(code))).toEqual(["org_id equals", "name contains"]);
    expect(only(code)).toMatchObject({ filterIsOpen: false, take: "bounded" });
  });

  it("does not follow a variable that changes later", () => {
    expect(only("const where: any = { orgId: 1 }; if (q) where.name = q; prisma.user.findMany({ where })")).toMatchObject({ filter: [], filterIsOpen: true });
    expect(only("let where = { orgId: 1 }; where = {}; prisma.user.findMany({ where })")).toMatchObject({ filter: [], filterIsOpen: true });
  });

  it("ends with constants that hold themselves, and with ones that double", () => {
    expect(only("const where = { AND: [where, where] }; prisma.user.findMany({ where })").filterIsOpen).toBe(true);
    const doubling = Array.from({ length: 40 }, (_, i) => `const w${i} = { AND: [w${i + 1}, w${i + 1}] };`).join("\n");
    expect(only(`${doubling}\nconst w40 = { name: 1 }; prisma.user.findMany({ where: w0 })`).filterIsOpen).toBe(true);
  });
});

describe("the other keys", () => {
  it("orderBy, as an object, a list, with nulls; relations are left out", () => {
    expect(only('prisma.user.findMany({ orderBy: { createdAt: "desc" } })').sort).toEqual([{ column: "created_at", order: "desc" }]);
    expect(only('prisma.user.findMany({ orderBy: [{ name: { sort: "desc", nulls: "last" } }, { posts: { _count: "asc" } }, { id: "asc" }] })').sort).toEqual([
      { column: "name", order: "desc" },
      { column: "id", order: "asc" },
    ]);
  });

  it.each([
    ["take: 20", "bounded"],
    ["take: PAGE_SIZE", "bounded"],
    ["take: Math.min(limit, 100)", "bounded"],
    ["take: PAGE_SIZE + 1", "bounded"],
    ["take: limit", "unknown"],
    ["...page", "unknown"],
    ["take: undefined", undefined],
  ])("%s is %s", (key, take) => {
    expect(only(`prisma.user.findMany({ ${key} })`).take).toBe(take);
  });

  it("skip and cursor", () => {
    expect(only("prisma.user.findMany({ skip: page * 20, take: 20 })").skip).toBe("unknown");
    expect(only("prisma.user.findMany({ skip: 1, take: 20, cursor: { id } })")).toMatchObject({ skip: "constant", cursor: true });
  });
});

describe("writes", () => {
  const writes = (code: string) => queries(code).flatMap((query) => query.writes.map((write) => `${write.column} ${write.value}`));

  it("tells an increment from read-modify-write", () => {
    expect(writes("prisma.user.update({ where: { id }, data: { balance: { increment: 1 }, name: n } })")).toEqual(["balance atomic", "name other"]);
    expect(writes("const user = await prisma.user.findUnique({ where: { id } }); await prisma.user.update({ where: { id }, data: { balance: user.balance - 5 } });")).toEqual([
      "balance read-modify-write",
    ]);
    expect(writes("const user = await load(id); await prisma.user.update({ where: { id }, data: { balance: { set: user!.balance - 5 } } });")).toEqual([
      "balance read-modify-write",
    ]);
    expect(writes("const { balance } = await load(id); const next = balance + 1; await prisma.user.update({ where: { id }, data: { balance: next } });")).toEqual([
      "balance read-modify-write",
    ]);
    expect(writes("for (const user of await all()) await prisma.user.update({ where: { id }, data: { balance: user.balance * 2 } });")).toEqual(["balance read-modify-write"]);
  });

  it("does not call other sums so", () => {
    expect(writes("prisma.user.update({ where: { id }, data: { balance: input.balance + 1 } })")).toEqual(["balance other"]);
    expect(writes("const user = await load(id); await prisma.post.update({ where: { id }, data: { views: user.balance + 1 } });")).toEqual(["views other"]);
  });

  it("reads create, createMany and upsert", () => {
    expect(writes("prisma.user.create({ data: { orgId, email, posts: { create: [] } } })")).toEqual(["org_id other", "email other"]);
    expect(writes("prisma.post.createMany({ data: rows.map((row) => ({ title: row.title, authorId: row.user })) })")).toEqual(["title other", "author_id other"]);
    expect(writes("prisma.user.upsert({ where: { id }, create: { email }, update: { balance: { decrement: 1 } } })")).toEqual(["email other", "balance atomic"]);
  });
});

describe("texts of the code", () => {
  const compared = (where: string) => only(`const OPEN = "OPEN"; const f = (q, ok) => prisma.user.findMany({ where: ${where} });`).filter.flatMap(({ literals }) => literals ?? []);
  const written = (data: string) => only(`const f = (q, ok) => prisma.user.update({ where: { id: q }, data: ${data} });`).writes.flatMap(({ literals }) => literals ?? []);

  it.each([
    ["equals", '{ name: "A" }', ["A"]],
    ["in a list, once each", '{ name: { in: ["A", q, "B", "A"] } }', ["A", "B"]],
    ["not", '{ name: { not: "A" } }', ["A"]],
    ["through a constant", "{ name: OPEN }", ["OPEN"]],
    ["both branches of a choice", '{ name: ok ? "A" : "B" }', ["A", "B"]],
    ["what stands in for nothing", '{ name: q ?? "A" }', ["A"]],
    ["the branches of an OR", '{ OR: [{ name: "A" }, { name: "B" }] }', ["A", "B"]],
    ["no part of a search", '{ name: { contains: "A", startsWith: "B" } }', []],
    ["no value from elsewhere", "{ name: q, email: q + 1 }", []],
  ])("compared: %s", (_what, where, literals) => {
    expect(compared(where)).toEqual(literals);
  });

  it.each([
    ["plain, and in `set`", '{ name: "A", email: { set: "B" } }', ["A", "B"]],
    ["both branches of a choice", '{ name: ok ? "A" : "B" }', ["A", "B"]],
    ["no value from elsewhere", "{ name: q }", []],
  ])("written: %s", (_what, data, literals) => {
    expect(written(data)).toEqual(literals);
  });

  it("written by both sides of an upsert", () => {
    expect(only('prisma.user.upsert({ where: { id }, create: { name: "A" }, update: { name: "B" } })').writes).toEqual([{ column: "name", value: "other", literals: ["A", "B"] }]);
  });

  it("compared in SQL", () => {
    const [first, second] = queries("prisma.$queryRaw`SELECT * FROM users WHERE name = 'A'`; prisma.$queryRaw`SELECT * FROM users WHERE name IN ('A', 'B')`");
    expect([first, second].map((query) => query?.filter[0]?.literals)).toEqual([["A"], ["A", "B"]]);
  });

  it("ends with constants that double", () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `const w${i} = [w${i + 1}, w${i + 1}];`).join("\n");
    expect(only(`${doubling}\nconst w40 = ["A"]; prisma.user.findMany({ where: { name: { in: w0 } } })`).filter).toEqual([
      { column: "name", operator: "in", disjunctive: false, literals: ["A"] },
    ]);
  });
});
