import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";

function read(text: string) {
  return readSchema([{ path: "s.prisma", text }], "head");
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
      const started = performance.now();
      read(`model A {\n  x Int @default(${piece.repeat(Math.floor(1_000_000 / piece.length))}`);
      expect(performance.now() - started, piece).toBeLessThan(10_000);
    }
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
