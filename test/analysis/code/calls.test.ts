// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code under test is text
import { describe, expect, it } from "vitest";
import { mayQuery } from "../../../src/model/may-query.ts";
import { names, only, queries, read } from "./reading.ts";

describe("finds the client whatever it is called", () => {
  it.each([
    ["a global", "await prisma.user.findMany()"],
    ["a short name", "await db.user.findMany()"],
    ["tRPC's context", "const r = publicProcedure.query(({ ctx }) => ctx.db.user.findMany())"],
    ["a NestJS service", "class S { constructor(private readonly prisma: PrismaService) {} list() { return this.prisma.user.findMany(); } }"],
    ["a cast", "(prisma as any).user.findMany()"],
    ["optional chaining", "prisma?.user?.findMany()"],
    ["non-null", "prisma!.user!.findMany()"],
    ["a call that makes it", "getPrisma().user.findMany()"],
    ["an extension", "prisma.$extends(x).user.findMany()"],
    ["a computed member", "prisma['user']['findMany']({})"],
    ["a model alone", "const { user } = prisma; user.findMany()"],
    ["a renamed model", "const { user: people } = this.prisma; people.findMany()"],
    ["a constant", "const users = prisma.user; users.findMany()"],
    ["a property of the class", "class R { private users = this.prisma.user; all() { return this.users.findMany(); } }"],
    ["a property set in the constructor", "class R { constructor(p: PrismaClient) { this.users = p.user; } all() { return this.users.findMany(); } }"],
    ["satisfies and generics", "prisma.user.findMany<Args>({ where: {} } satisfies Args)"],
  ])("%s", (_what, code) => {
    expect(names(code)).toEqual(["User.findMany"]);
  });

  it.each([
    ["a model that the schema lacks", "prisma.invoice.findMany()"],
    ["an operation that Prisma lacks", "prisma.user.findAll()"],
    ["a cache", "cache.user.delete(key)"],
    ["a cache's constant key", "cache.user.delete('a')"],
    ["a service", "userService.user.update(id, data)"],
    ["a tRPC caller", "caller.post.create({ data: {} })"],
    ["tRPC's client", "await api.post.create({ title: 'x' })"],
    ["a REST client with other keys", "client.post.create({ body: {}, headers: {} })"],
    ["Drizzle", "db.query.user.findMany({ where: eq(a, b) })"],
    ["a computed model", "prisma[model].findMany()"],
    ["a name that is no client", "const { user } = session; user.update({ name: 'x' })"],
    ["text", "const docs = 'prisma.user.findMany()'; // prisma.user.findMany()"],
  ])("leaves %s alone", (_what, code) => {
    expect(names(code)).toEqual([]);
  });

  it("gives places in UTF-16 units, behind emoji too", () => {
    const code = 'const wave = "👋🏽 grüße";\nconst rows = await prisma.user.findMany({ take: 5 });';
    const { span } = only(code);
    expect(code.slice(span.start, span.end)).toBe("prisma.user.findMany({ take: 5 })");
  });

  it("takes the first schema that has the model", () => {
    const [query] = queries("prisma.user.count()");
    expect(query).toMatchObject({ model: "User", tables: ["users"], operation: "count" });
  });
});

describe("reads every dialect", () => {
  it("JSX with a server component", () => {
    const code =
      "export default async function Page() {\n  const users = await prisma.user.findMany();\n  return <ul title=\"it's\">{users.map((u) => <li key={u.id}>don't {u.name}</li>)}</ul>;\n}";
    expect(names(code, "app/page.tsx")).toEqual(["User.findMany"]);
    expect(names(code, "app/page.jsx")).toEqual(["User.findMany"]);
  });

  it("decorators, parameter properties, enums, abstract classes", () => {
    const code = `
      enum Kind { A }
      @Injectable()
      export abstract class Users<T extends object> {
        constructor(@Inject(DB) private readonly prisma: PrismaService, readonly kind = Kind.A) {}
        @Get(":id") async one(@Param("id") id: string): Promise<T> { return this.prisma.user.findUniqueOrThrow({ where: { id } }) as unknown as T; }
      }`;
    expect(names(code)).toEqual(["User.findUniqueOrThrow"]);
  });

  it("CommonJS with a return at the top, and await as a name", () => {
    expect(names("if (!ok) return;\nprisma.user.count();", "scripts/count.cjs")).toEqual(["User.count"]);
  });

  it("Vue, Svelte and Astro, with places in the whole file", () => {
    const vue = '<template><p>👋 {{ a < b }}</p></template>\n<script setup lang="ts">\nconst n = await prisma.user.count();\n</script>';
    const { span } = only(vue, "a.vue");
    expect(vue.slice(span.start, span.end)).toBe("prisma.user.count()");
    expect(names("---\nconst n = await prisma.user.count();\n---\n<p>{n}</p>", "a.astro")).toEqual(["User.count"]);
    expect(names("<script>\n  const n = prisma.user.count();\n</script>\n<p>{n}</p>", "a.svelte")).toEqual(["User.count"]);
  });

  it("templates in templates", () => {
    expect(names("const s = `a ${`b ${await prisma.user.count()} }`} c`;")).toEqual(["User.count"]);
  });
});

describe("what a pull request changed", () => {
  const before = ["const a = await prisma.user.count();", "", "const b = await prisma.post.count();", ""].join("\n");
  const changed = (after: string) => read(after, { before }).queries.map((query) => `${query.model} ${query.changed}`);

  it("is all of a new file", () => {
    expect(read(before).queries.map((query) => query.changed)).toEqual([true, true]);
  });

  it("is nothing of an unchanged one, whatever its line ends", () => {
    expect(changed(before)).toEqual(["User false", "Post false"]);
    expect(changed(before.replaceAll("\n", "\r\n"))).toEqual(["User false", "Post false"]);
  });

  it("is the call whose line differs", () => {
    expect(changed(before.replace("prisma.post.count()", "prisma.post.count({ where: { published: true } })"))).toEqual(["User false", "Post true"]);
  });

  it("is not a call that lines above moved", () => {
    expect(changed(`import x from "y";\n\n${before}`)).toEqual(["User false", "Post false"]);
  });

  it("is a call that was wrapped in a loop", () => {
    expect(changed(before.replace("const b = await prisma.post.count();", "for (const x of xs) {\n  const b = await prisma.post.count();\n}"))).toEqual([
      "User false",
      "Post true",
    ]);
  });

  it("is a call whose conditions stand in a changed constant", () => {
    const old = "const where = { orgId };\nconst filter = 1;\nawait prisma.user.findMany({ where });\n";
    expect(read(old.replace("{ orgId }", "{ name }"), { before: old }).queries.map((query) => query.changed)).toEqual([true]);
  });
});

describe("the prefilter", () => {
  it.each([
    "await prisma.user.findMany()",
    "db.user\n  .create({ data })",
    "ctx.db.user?.count()",
    "tx.$queryRaw`SELECT 1`",
    "new PrismaClient()",
    "// schema-review-ignore a-b: c",
  ])("lets %j through", (code) => {
    expect(mayQuery(code)).toBe(true);
  });

  it.each(["const a = 1;", "document.createElement('a')", "items.map((x) => x.id)", "update(state)"])("saves the parser %j", (code) => {
    expect(mayQuery(code)).toBe(false);
  });
});
