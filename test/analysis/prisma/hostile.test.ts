import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { migrationsPathOf, schemaPathOf } from "../../../src/analysis/prisma/config-paths.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { findSchemaFiles } from "../../../src/analysis/prisma/schema-files.ts";
import { cpuTime, LINEAR } from "../../cpu-time.ts";

function read(text: string) {
  return readSchema([{ path: "s.prisma", text }], "head");
}

function schemasIn(after: string) {
  return findSchemaFiles([{ path: "schema.prisma", status: "added", after }], { schema: [], migrations: [], code: [], ignore: [] });
}

describe("unfinished text", () => {
  it.each([
    ["a block", "model User {\n  id Int @id\n", "model User {"],
    ["a block before the next one", "model User {\n  id Int @id\nmodel Post {\n  id Int @id\n}", "model User {"],
    ["a bracket", "model User {\n  id Int @id\n  @@index([id\n}", "["],
    ["a string", 'model User {\n  id String @default("x\n}', '"x'],
    ["a comment", "model User {\n  id Int @id\n}\n/* later", "/*"],
  ])("%s that is never closed is a gap at its opening", (_, text, opening) => {
    const { gaps } = read(text);
    expect(gaps.map(({ span }) => text.slice(span.start, span.end))).toContain(opening);
  });

  it("costs only what is broken: the next model is still read", () => {
    const { schema } = read("model User {\n  id Int @id(\nmodel Post {\n  id Int @id\n  title String\n}");
    expect(schema.tables.get("Post")?.columns).toHaveLength(2);
  });

  it("leaves a whole file without gaps", () => {
    expect(read('// a\nmodel User {\n  id Int @id /* inline */\n  n String @default("\\" // no comment {")\n}\ntype X { a Int }\n').gaps).toEqual([]);
  });
});

describe("hostile text", () => {
  it("is read once: a megabyte of brackets, quotes or backslashes takes about a second, not minutes", () => {
    for (const piece of ["[", "{", "(", '"', "\\", '"\\', "@", "model A {", "@@index(", "/*", "///\n", "a b ", "@a("]) {
      const started = cpuTime();
      read(`model A {\n  x Int @default(${piece.repeat(Math.floor(1_000_000 / piece.length))}`);
      expect(cpuTime() - started, piece).toBeLessThan(LINEAR);
    }
  });

  it.each([
    ["blanks in a type that Prisma does not support", () => read(`model A {\n  x Unsupported("${" ".repeat(900)}((")\n}\n`)],
    ["words in a type that Prisma does not support", () => read(`model A {\n  x Unsupported("${"a ".repeat(450)}((")\n}\n`)],
    ["stars in a comment", () => read(`/* ${"*".repeat(1_000_000)} x */\n`)],
    ["datasources without an end", () => schemasIn("datasource db {\n".repeat(60_000))],
    ["blank lines in a datasource", () => schemasIn(`datasource db {${"\n".repeat(900_000)}}\n`)],
    ["comments without an end in prisma.config.ts", () => [schemaPathOf("/* ".repeat(300_000)), migrationsPathOf("/* ".repeat(300_000))]],
    ["blanks in prisma.config.ts", () => [schemaPathOf(`schema${" ".repeat(900_000)}`), migrationsPathOf(`migrations${" ".repeat(900_000)}`)]],
  ])("with many %s is read in time that grows with its length", (_, reading) => {
    const started = cpuTime();
    reading();
    expect(cpuTime() - started).toBeLessThan(LINEAR);
  });

  it("nested too deep is a gap, not a crash", () => {
    expect(read(`model A {\n  x Int @default(${"[".repeat(20_000)})\n}`).gaps.map(({ reason }) => reason)).toContainEqual(expect.stringContaining("nested more than 32 deep"));
    expect(read(`model A {\n  x Int[] @default(${"[".repeat(10)}${"]".repeat(10)})\n}`).gaps).toEqual([]);
  });

  it("of any kind never throws, and every span lies in the text", () => {
    const piece = fc.constantFrom(
      "model ",
      "enum ",
      "view ",
      "A",
      "B ",
      "{",
      "}",
      "\n",
      "(",
      ")",
      "[",
      "]",
      '"',
      "@",
      "@@",
      "@id",
      "@relation(",
      "fields: [",
      "Int ",
      "?",
      "//",
      "///",
      "/*",
      "*/",
      ":",
      ",",
      "=",
      "\\",
      " ",
      "é🎉",
      "datasource db",
      "provider",
      "Unsupported(",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const { schema, gaps } = read(text);
        const spans = [...gaps.map(({ span }) => span), ...[...schema.tables.values()].flatMap((table) => [table.span, ...table.columns.map(({ span }) => span)])];
        for (const { start, end } of spans) expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
