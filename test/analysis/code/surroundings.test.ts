// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code under test is text
import { describe, expect, it } from "vitest";
import { only, queries } from "./reading.ts";

/** The loop around the only call of the code, as words. */
const loop = (code: string) => {
  const found = only(`async function f(rows, ids, tx) { ${code} }`).loop;
  return found && [found.kind, ...(found.bounded ? ["bounded"] : []), ...(found.chunked ? ["chunked"] : []), ...(found.until ? ["until"] : [])].join(" ");
};
const CALL = "prisma.user.findFirst({ where: { id: 1 } })";

describe("loops", () => {
  it.each([
    ["for (const r of rows) await CALL;", "for-of"],
    ["for await (const r of rows) { if (r) { await CALL; } }", "for-of"],
    ["for (const k in rows) await CALL;", "for-of"],
    ["for (let i = 0; i < rows.length; i++) await CALL;", "for"],
    ["while (ids.length) { ids.pop(); await CALL; }", "while"],
    ["rows.forEach(async (r) => { await CALL; });", "forEach"],
    ["const x = rows.map(async (r) => CALL);", "map"],
    ["await Promise.all(rows.map((r) => CALL));", "promise-all-map"],
    ["await Promise.allSettled(rows.filter(Boolean).map(async (r) => { const u = await CALL; return u; }));", "promise-all-map"],
    ["return Promise.all([...rows.map((r) => CALL)]);", "promise-all-map"],
    ["const jobs = rows.map((r) => CALL); await Promise.all(jobs);", "promise-all-map"],
    ["const jobs = []; for (const r of rows) jobs.push(CALL); await Promise.all(jobs);", "promise-all-map"],
    ["await prisma.$transaction(rows.map((r) => CALL));", "transaction-map"],
    ["await Promise.all(rows.map((r) => limit(() => CALL)));", "promise-all-map"],
    ["for (const r of rows) await retry(() => CALL);", "for-of"],
    ["for (const r of rows) { (async () => { await CALL; })(); }", "for-of"],
    ["for (const r of rows) await prisma.$transaction(async (tx) => { await CALL; });", "for-of"],
    ["await rows.reduce(async (p, r) => { await p; await CALL; }, Promise.resolve());", "map"],
    ["await pMap(rows, (r) => CALL);", "map"],
  ])("%s", (code, kind) => {
    expect(loop(code.replace("CALL", CALL))).toBe(kind);
  });

  it.each([
    ["the list of a loop is asked for once", "for (const r of await CALL) log(r);"],
    ["a counter's start, too", "for (let u = await CALL; u; u = next()) log(u);"],
    ["a function that is only defined there", "for (const r of rows) { handlers[r] = async () => CALL; }"],
    ["a route registered there", "rows.forEach((r) => app.get(r, async () => { await CALL; }));"],
    ["a handler given to something else", "for (const r of rows) emitter.on(r, () => CALL);"],
    ["the map of something that is no list", "return TE.map(() => CALL);"],
    ["a call beside the loop", "for (const r of rows) log(r); await CALL;"],
    ["an object's method called map's argument", "rows.map(format(await CALL));"],
  ])("%s is none", (_what, code) => {
    expect(loop(code.replace("CALL", CALL))).toBeUndefined();
  });

  it.each([
    ['for (const r of ["a", "b"]) await CALL;', "for-of bounded"],
    ['const roles = ["a", "b"] as const; for (const r of roles) await CALL;', "for-of bounded"],
    ["for (const r of Object.values(Role)) await CALL;", "for-of bounded"],
    ["for (const plan of DEFAULT_PLANS) await CALL;", "for-of bounded"],
    ["for (let i = 0; i < 3; i++) await CALL;", "for bounded"],
    ["while (attempt < MAX_RETRIES) { attempt++; await CALL; }", "while bounded"],
    ["await Promise.all(Array.from({ length: 5 }).map(() => CALL));", "promise-all-map bounded"],
    ["await Promise.all(rows.slice(0, 3).map(() => CALL));", "promise-all-map bounded"],
    ["for (let i = 0; i < 5000; i++) await CALL;", "for"],
    ["await Promise.all(Array.from({ length: 500 }).map(() => CALL));", "promise-all-map"],
    ["for (const r of [...rows]) await CALL;", "for-of"],
  ])("knows a small one: %s", (code, kind) => {
    expect(loop(code.replace("CALL", CALL))).toBe(kind);
  });

  it.each([
    ["for (const chunk of chunks(rows, 100)) await CALL;", "for-of chunked"],
    ["for (const batch of batches) await CALL;", "for-of chunked"],
    ["for (let i = 0; i < ids.length; i += 500) await CALL;", "for chunked"],
    ["while (await CALL) name += 1;", "while until"],
    ["let taken = true; while (taken) { taken = await CALL; }", "while until"],
    ["while (true) { const job = await CALL; if (!job) break; work(job); }", "while until"],
  ])("knows portions and searches: %s", (code, kind) => {
    expect(loop(code.replace("CALL", CALL))).toBe(kind);
  });

  it("takes writes inside a paging loop as a chunked job", () => {
    const found = queries(`async function backfill() {
      while (true) {
        const page = await prisma.user.findMany({ take: 500, where: { name: null } });
        if (page.length === 0) return;
        for (const user of page) await prisma.user.update({ where: { id: user.id }, data: { name: user.email } });
      }
    }`);
    expect(found.map((query) => [query.operation, query.loop?.kind, query.loop?.chunked])).toEqual([
      ["findMany", "while", true],
      ["update", "for-of", true],
    ]);
  });
});

describe("resolvers", () => {
  it.each([
    ["a resolver map", "const resolvers = { User: { posts: (user, args) => prisma.post.findMany({ where: { authorId: user.id } }) } };"],
    ["with the parent taken apart", "const resolvers = { User: { posts: async ({ id }) => { return prisma.post.findMany({ where: { authorId: id } }); } } };"],
    ["typed by codegen", "export const User: UserResolvers = { posts(parent, _, { prisma }) { return prisma.post.findMany({ where: { authorId: parent.id } }); } };"],
    ["NestJS", "@Resolver(() => User) class R { @ResolveField() posts(@Parent() user: User) { return this.prisma.post.findMany({ where: { authorId: user.id } }); } }"],
    ["TypeGraphQL", "class R { @FieldResolver() posts(@Root() user: User) { return prisma.post.findMany({ where: { authorId: user.id } }); } }"],
  ])("run once for each parent: %s", (_what, code) => {
    expect(only(code).loop?.kind).toBe("resolver");
  });

  it.each([
    ["Query", "const resolvers = { Query: { posts: (_, args) => prisma.post.findMany({ where: { authorId: args.id } }) } };"],
    ["a field that does not ask with its parent", "const resolvers = { User: { posts: (user, args) => prisma.post.findMany({ where: { authorId: args.id } }) } };"],
    ["a NestJS query", "class R { @Query() posts(@Args() args: A) { return this.prisma.post.findMany({ where: { authorId: args.id } }); } }"],
  ])("%s runs once", (_what, code) => {
    expect(only(code).loop).toBeUndefined();
  });
});

describe("transactions, waiting, places", () => {
  it.each([
    ["prisma.$transaction(async (client) => { await client.user.count(); })", "interactive"],
    ["prisma.$transaction([prisma.user.count()])", "batch"],
    ["const save = (tx: Prisma.TransactionClient) => tx.user.count();", "interactive"],
    ["const save = (client: Prisma.TransactionClient) => client.user.count();", "interactive"],
    ["const ops = []; ops.push(prisma.user.count()); prisma.$transaction(ops);", "batch"],
    ["const n = () => prisma.user.count();", undefined],
  ])("%s", (code, transaction) => {
    expect(only(code).transaction).toBe(transaction);
  });

  it.each([
    ["await prisma.user.count();", true],
    ["const [n] = await Promise.all([prisma.user.count()]);", true],
    ["const f = () => prisma.user.count();", true],
    ["prisma.user.count().then(log);", false],
    ["prisma.user.count();", false],
    ["void prisma.user.count();", false],
    ["const posts = await prisma.user.findUnique({ where: { id } }).posts();", true],
  ])("%s is awaited: %s", (code, awaited) => {
    expect(only(code).awaited).toBe(awaited);
  });

  it("names the function that a reader would", () => {
    const code = "export async function listAll() { await Promise.all(rows.map(async (r) => { await prisma.user.count(); })); }";
    const { within } = only(code);
    expect(code.slice(within.start, within.end)).toMatch(/^async function listAll/);
  });
});
