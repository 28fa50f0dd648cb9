/** A fix leaves the columns aligned as Prisma's formatter would, where they were; the formatter itself is the judge. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { alignFixes, MAX_LINES } from "../../../src/analysis/verdict/align-fixes.ts";
import type { Spoken } from "../../../src/analysis/verdict/check.ts";
import type { Database } from "../../../src/model/database.ts";
import type { Fix } from "../../../src/model/source.ts";
import { formatted } from "../../rules/prisma-format.ts";

const PATH = "schema.prisma";

/** The text once `words` are replaced by `put` and the fix is aligned. */
function fixed(text: string, words: string, put: string): string {
  const start = text.indexOf(words);
  const { fix } = alignedFix(text, { span: { path: PATH, side: "head", start, end: start + words.length }, text: put });
  return text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
}

function alignedFix(text: string, fix: Fix): { readonly fix: Fix } {
  const files = [{ path: PATH, text }];
  const database = { after: readSchema(files, "head").schema, schemaFiles: files } as Partial<Database> as Database;
  const report: Spoken = { rule: "r", gate: "relations", severity: "error", span: fix.span, message: "", fix };
  return alignFixes([report], [database])[0] as { readonly fix: Fix };
}

const TEAM = formatted(
  'model Team {\n  id Int @id // the key\n  // what it is called\n  title String? @map("name")\n\n  founded DateTime\n  size Int @default(0)\n\n  @@index([size])\n}\n',
);

describe("a fix", () => {
  it("takes in the lines whose columns move, and no others", () => {
    const start = TEAM.indexOf("Int ");
    const { fix } = alignedFix(TEAM, { span: { path: PATH, side: "head", start, end: start + 3 }, text: "LongerThanString" });
    expect(fix.text.split("\n")).toEqual(["  id    LongerThanString @id // the key", "  // what it is called", '  title String?          @map("name")']);
    expect(fixed(TEAM, "String? ", "Decimal? ")).toBe(formatted(TEAM.replace("String? ", "Decimal? ")));
    expect(fixed(TEAM, "title ", "aLongerTitle ")).toBe(formatted(TEAM.replace("title ", "aLongerTitle ")));
  });

  it("stays as it is where nothing moves", () => {
    const start = TEAM.indexOf("Int     ");
    const fix: Fix = { span: { path: PATH, side: "head", start, end: start + 3 }, text: "Int" };
    expect(alignedFix(TEAM, fix).fix).toEqual(fix);
  });

  it("keeps the author's own columns, indent and line ends", () => {
    const odd = TEAM.replace("id    Int", "id Int");
    expect(fixed(odd, "String? ", "Decimal? ")).toBe(odd.replace("String? ", "Decimal? "));
    const four = TEAM.replace(/^ {2}/gm, "    ");
    expect(fixed(four, "size ", "employees ")).toBe(formatted(TEAM.replace("size ", "employees ")).replace(/^ {2}/gm, "    "));
    const windows = TEAM.replaceAll("\n", "\r\n");
    expect(fixed(windows, "size ", "employees ")).toBe(formatted(TEAM.replace("size ", "employees ")).replaceAll("\n", "\r\n"));
  });

  it("minds only the columns of its own group", () => {
    const odd = TEAM.replace("founded DateTime", "founded    DateTime");
    expect(fixed(odd, "String? ", "Decimal? ")).toBe(formatted(TEAM.replace("String? ", "Decimal? ")).replace("founded DateTime", "founded    DateTime"));
  });

  it.each([MAX_LINES, MAX_LINES + 1])("is aligned up to so many lines: of %i", (count) => {
    const text = formatted(`model Wide {\n  id Int @id\n${Array.from({ length: count - 1 }, (_, index) => `  f${index} Int @default(0)\n`).join("")}}\n`);
    const plain = text.replace("Int @id", "BigInt @id");
    expect(fixed(text, "Int @id", "BigInt @id").trimEnd()).toBe((count > MAX_LINES ? plain : formatted(plain)).trimEnd());
  });

  it("is left alone in SQL, in the base, and outside of models", () => {
    const enums = "enum E {\n  A\n  BB\n}\n";
    for (const span of [
      { path: "a.sql", side: "head" as const, start: 0, end: 1 },
      { path: PATH, side: "base" as const, start: 12, end: 13 },
      { path: PATH, side: "head" as const, start: 12, end: 13 },
    ])
      expect(alignedFix(enums, { span, text: "xxx" }).fix).toEqual({ span, text: "xxx" });
  });

  it("leaves what prisma format would, whatever the model", () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z]{0,11}$/);
    const type = fc.constantFrom("Int", "String", "BigInt?", "DateTime", "String[]", 'Unsupported("circle")', 'Unsupported("a // b")?');
    const attributes = fc.constantFrom("", "@unique", '@default("a // b")', '@default(0) @map("x")', "@updatedAt", '@default("@x \\" )") @db.Text');
    const comment = fc.constantFrom("", "// why", "/// doc");
    const field = fc.tuple(name, type, attributes, comment).map((parts) => `  ${parts.filter((part) => part !== "").join(" ")}`);
    const line = fc.oneof({ weight: 6, arbitrary: field }, { weight: 1, arbitrary: fc.constantFrom("", "  // a comment", "  /// a doc comment") });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), type, fc.nat(), (lines, wanted, at) => {
        const text = formatted(`model M {\n  id Int @id\n${lines.join("\n")}\n}\n`);
        const types = [...text.matchAll(/^ {2}\w+ +((?:Unsupported\("[^"]*"\)|\w+)(?:\[\]|\?)?)/gm)];
        const found = types[at % types.length]!;
        const start = found.index + found[0].length - found[1]!.length;
        const { fix } = alignedFix(text, { span: { path: PATH, side: "head", start, end: start + found[1]!.length }, text: wanted });
        const result = text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
        expect(result).toBe(formatted(result));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("is soon done with, whatever the line", () => {
    for (const tail of [" ".repeat(100_000), '"'.repeat(100_001), "@".repeat(100_000), `${"/ ".repeat(50_000)}"`, `@${' "'.repeat(50_001)}`]) {
      const text = `model M {\n  id Int @id\n  a  Int ${tail}\n}\n`;
      const start = text.indexOf("Int @id");
      const fix: Fix = { span: { path: PATH, side: "head", start, end: start + 3 }, text: "BigInt" };
      expect(alignFixes([{ rule: "r", gate: "relations", severity: "error", span: fix.span, message: "", fix }], [databaseOf(text)])[0]?.fix?.text).toContain("BigInt");
    }
  });
});

/** One whose parser need not like the text. */
function databaseOf(text: string): Database {
  const span = { path: PATH, side: "head" as const, start: 0, end: text.length - 1 };
  return { after: { tables: new Map([["M", { span }]]) }, schemaFiles: [{ path: PATH, text }] } as unknown as Database;
}
