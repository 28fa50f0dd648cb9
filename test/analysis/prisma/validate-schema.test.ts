import { describe, expect, it } from "vitest";
import { validateSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { MAX_BRACKET_DEPTH } from "../../../src/analysis/prisma/scan.ts";
import { MAX_ERRORS, MAX_SCHEMA_LENGTH } from "../../../src/analysis/prisma/validate-schema.ts";

async function gaps(...texts: string[]): Promise<[string, string][]> {
  const files = texts.map((text, index) => ({ path: `${index}.prisma`, text }));
  return (await validateSchema(files, "head")).map(({ span, reason }) => [files.find(({ path }) => path === span.path)!.text.slice(span.start, span.end), reason]);
}

const MODEL = "model User {\n  id Int @id\n}\n";

describe("Prisma's own parser", () => {
  it("accepts a schema of Prisma 5 or 6 with url, directUrl and features that have gone", async () => {
    const datasource = 'datasource db {\n  provider  = "postgresql"\n  url       = env("DATABASE_URL") // 🎉\n  directUrl = env("DIRECT_URL")\n}\n';
    const generator = 'generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["metrics", "interactiveTransactions", "noSuchThing"]\n}\n';
    expect(await gaps(`${datasource}${generator}${MODEL}`)).toEqual([]);
  });

  it("accepts what early versions of Prisma 2 allowed: `enabled`, and a self relation without a name", async () => {
    const text =
      'datasource db {\n  provider = "postgresql"\n  url = env("X")\n  enabled = true\n}\nmodel Node {\n  id Int @id\n  parentId Int?\n  parent Node? @relation(fields: [parentId], references: [id])\n  children Node[]\n}\n';
    expect(await gaps(text)).toEqual([]);
  });

  it("still finds what is wrong behind them, at its place", async () => {
    const text = `datasource db {\n  provider = "postgresql"\n  url = env("X")\n}\ngenerator c {\n  provider = "p"\n  previewFeatures = ["metrics"]\n}\nmodel A {\n  id Int @id\n  bs Nope[]\n  x  String @db.Strange\n}\n`;
    expect(await gaps(text)).toEqual([["Nope", expect.stringContaining('Type "Nope" is neither a built-in type')]]);
  });

  it("accepts views with keys, partial indexes and unsupported types without preview features", async () => {
    const text = `datasource db {\n  provider = "postgresql"\n}\nview Report {\n  a Int\n  b Int\n  @@id([a, b])\n}\nmodel A {\n  id Int @id\n  gone DateTime?\n  at Unsupported("point")?\n  @@index([gone], where: { gone: null })\n}\n`;
    expect(await gaps(text)).toEqual([]);
  });

  it("takes a schema without a datasource for PostgreSQL's", async () => {
    expect(await gaps("model A {\n  id String @id @db.Uuid\n  at DateTime @db.Timestamptz(3)\n}\n")).toEqual([]);
    expect(await gaps('datasource db {\n  provider = "sqlite"\n}\nmodel A {\n  id String @id @db.Uuid\n}\n')).toEqual([
      ["@db.Uuid", expect.stringContaining("Native type Uuid is not supported")],
    ]);
  });

  it("reads several files as one schema", async () => {
    expect(await gaps("model A {\n  id Int @id\n  b B?\n}\n", "model B {\n  id Int @id\n  aId Int @unique\n  a A @relation(fields: [aId], references: [id])\n}\n")).toEqual([]);
    expect(await gaps("model A {\n  id Int @id\n  b B?\n}\n")).toEqual([["B", expect.stringContaining('Type "B"')]]);
  });

  it("says in plain words what it cannot read: a merge conflict", async () => {
    const found = await gaps("model A {\n  id Int @id\n<<<<<<< HEAD\n  a Int\n=======\n  a String\n>>>>>>> main\n}\n");
    expect(found).toContainEqual([expect.stringContaining("<<<<<<< HEAD"), "This line is not a valid field or attribute definition."]);
    for (const [, reason] of found) expect(reason).not.toMatch(/\u001b/);
  });

  it("tells twenty errors and how many more there are", async () => {
    const found = await gaps(Array.from({ length: 50 }, (_, n) => `model M${n} {\n  id Int @id\n  x  Nope${n}\n}\n`).join(""));
    expect(found).toHaveLength(21);
    expect(found.at(-1)?.[1]).toBe("Prisma reports 30 more errors in this schema.");
  });

  it("is not asked about brackets nested too deep, and works afterwards", async () => {
    const nested = (depth: number) => `model A {\n  id Int @id\n  x Int[] @default(${"[".repeat(depth)}1${"]".repeat(depth)})\n}\n`;
    expect(await gaps(nested(20_000))).toEqual([["[", `Brackets are nested more than ${MAX_BRACKET_DEPTH} deep: the schema was not checked.`]]);
    expect(await gaps(`model A {\n  id Int @id\n  x Int${"[".repeat(20_000)}\n}\n`)).toEqual([["[", expect.stringContaining(`more than ${MAX_BRACKET_DEPTH} deep`)]]);
    expect((await gaps(nested(20))).map(([, reason]) => reason).join()).not.toContain("nested more than");
    expect(await gaps(MODEL)).toEqual([]);
  });

  it("is not asked about more than a megabyte", async () => {
    const comment = (length: number) => `//${"x".repeat(length)}\n`;
    expect((await gaps(comment(MAX_SCHEMA_LENGTH) + MODEL)).map(([, reason]) => reason)).toEqual(["The schema is larger than 1 MB and was not checked by Prisma's parser."]);
    expect(await gaps(comment(MAX_SCHEMA_LENGTH - 100) + MODEL)).toEqual([]);
  });

  it("is not asked about unfinished text: the place where it begins is told", async () => {
    expect(await gaps(`model A {\n  id Int @id @default(${"[ /*\n".repeat(20_000)}`)).toContainEqual(["/*", "A `/*` comment is opened here and never closed."]);
    expect(await gaps(MODEL)).toEqual([]);
  });

  it.each([
    ["words outside of blocks", (n: number) => "x\n".repeat(n)],
    ["types that nobody declares", (n: number) => `model A {\n  id Int @id\n${Array.from({ length: n }, (_, i) => `  f${i} Nope\n`).join("")}}\n`],
    [
      "relations that nothing answers",
      (n: number) => `model B {\n  id Int @id\n}\nmodel A {\n  id Int @id\n  b Int\n${Array.from({ length: n }, (_, i) => `  f${i} B\n`).join("")}}\n`,
    ],
    ["unknown attributes", (n: number) => `model A {\n  id Int @id\n${Array.from({ length: n }, (_, i) => `  f${i} Int @nope\n`).join("")}}\n`],
    ["fields given twice", (n: number) => `model A {\n  id Int @id\n${"  f Int\n".repeat(n)}}\n`],
  ])("is not asked about thousands of errors: %s", async (_, text) => {
    expect(await gaps(text(20_000))).toEqual([[expect.any(String), `More than ${MAX_ERRORS} lines of this schema are not Prisma's: it was not checked.`]]);
    const few = await gaps(text(MAX_ERRORS - 100));
    expect(few.length).toBeGreaterThan(0);
    expect(few.map(([, reason]) => reason).join()).not.toContain("not Prisma's");
  });
});
