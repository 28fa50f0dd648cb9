import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fix } from "../../src/model/source.ts";
import { createPlaces } from "../../src/publication/places.ts";
import { asDiff, type Lines, type Suggestion, suggest } from "../../src/publication/suggestion.ts";

const PATH = "schema.prisma";

function suggestIn(text: string, fixes: readonly Fix[], anchor: Lines): Suggestion | undefined {
  return suggest(
    fixes,
    PATH,
    anchor,
    createPlaces(() => text),
  );
}

function fix(text: string, words: string, put: string): Fix {
  const start = text.indexOf(words);
  return { span: { path: PATH, side: "head", start, end: start + words.length }, text: put };
}

function insert(at: number, put: string): Fix {
  return { span: { path: PATH, side: "head", start: at, end: at }, text: put };
}

/** What GitHub does when the author accepts it. */
function accept(text: string, { startLine, line, text: put }: Suggestion): string {
  const lines = text.split(/(?<=\n)/);
  return [...lines.slice(0, startLine - 1), put, ...lines.slice(line)].join("");
}

describe("a suggestion", () => {
  const text = "model A {\n  id Int @id\n  n  Int\n}\n";

  it("replaces the whole line that holds the words", () => {
    const made = suggestIn(text, [fix(text, "Int @id", "BigInt @id")], { startLine: 2, line: 2 });
    expect(made).toEqual({ startLine: 2, line: 2, text: "  id BigInt @id\n", old: "  id Int @id\n" });
  });

  it("widens the comment to the lines that it changes, and repeats those between", () => {
    const made = suggestIn(text, [insert(text.indexOf("}"), "\n  @@index([n])\n")], { startLine: 3, line: 3 });
    expect(made).toMatchObject({ startLine: 3, line: 4, text: "  n  Int\n\n  @@index([n])\n}\n" });
  });

  it("deletes lines with an empty text", () => {
    expect(suggestIn(text, [fix(text, "  n  Int\n", "")], { startLine: 3, line: 3 })).toMatchObject({ startLine: 3, line: 3, text: "" });
  });

  it("takes the next line in when the line's end goes", () => {
    expect(suggestIn(text, [fix(text, "\n  n  Int", "")], { startLine: 3, line: 3 })).toMatchObject({ startLine: 2, line: 3, text: "  id Int @id\n" });
    expect(suggestIn(text, [fix(text, "id Int @id\n ", "x")], { startLine: 2, line: 2 })).toMatchObject({ startLine: 2, line: 3, text: "  x n  Int\n" });
  });

  it("repeats the last line for what comes after it", () => {
    expect(suggestIn("a\nb\n", [insert(4, "c\n")], { startLine: 2, line: 2 })).toMatchObject({ startLine: 2, line: 2, text: "b\nc\n" });
    expect(suggestIn("a\nb", [insert(3, "\nc")], { startLine: 2, line: 2 })).toMatchObject({ startLine: 2, line: 2, text: "b\nc\n" });
  });

  it("applies several fixes of one place together, each once, the first of those that overlap", () => {
    const one = fix(text, "Int @id", "BigInt @id");
    const two = insert(text.indexOf("}"), "  @@index([n])\n");
    const over = fix(text, "@id", "@unique");
    expect(suggestIn(text, [one, two, two, over], { startLine: 2, line: 2 })?.text).toBe("  id BigInt @id\n  n  Int\n  @@index([n])\n}\n");
  });

  it("leaves out an insertion into words that another fix replaces", () => {
    const inside = insert(text.indexOf("@id"), "@unique ");
    expect(suggestIn(text, [fix(text, "Int @id", "BigInt @id"), inside], { startLine: 2, line: 2 })?.text).toBe("  id BigInt @id\n");
    expect(suggestIn(text, [inside, fix(text, "Int @id", "BigInt @id")], { startLine: 2, line: 2 })?.text).toBe("  id Int @unique @id\n");
  });

  it("has line feeds alone in a file with CRLF", () => {
    const crlf = text.replaceAll("\n", "\r\n");
    expect(suggestIn(crlf, [fix(crlf, "Int @id", "BigInt @id")], { startLine: 2, line: 3 })?.text).toBe("  id BigInt @id\n  n  Int\n");
  });

  it("is not made of what nobody would see, of too much, of nothing, or of another file", () => {
    const long = `a\n${"b\n".repeat(40)}c\n`;
    expect(suggestIn(text, [fix(text, "Int @id", "\u202eInt @id")], { startLine: 2, line: 2 })).toBeUndefined();
    expect(suggestIn(long, [fix(long, "c", "d")], { startLine: 1, line: 1 })).toBeUndefined();
    expect(suggestIn(long, [fix(long, "c", "d")], { startLine: 42, line: 42 })?.text).toBe("d\n");
    expect(suggestIn(text, [fix(text, "Int @id", "Int @id")], { startLine: 2, line: 2 })).toBeUndefined();
    expect(suggestIn(text, [{ span: { path: "other", side: "head", start: 0, end: 1 }, text: "" }], { startLine: 1, line: 1 })).toBeUndefined();
    expect(suggestIn(text, [{ span: { path: PATH, side: "base", start: 0, end: 1 }, text: "" }], { startLine: 1, line: 1 })).toBeUndefined();
    expect(suggestIn(text, [{ span: { path: PATH, side: "head", start: 0, end: 10_000 }, text: "" }], { startLine: 1, line: 1 })).toBeUndefined();
  });

  it("yields, once accepted, the text with the fix applied", () => {
    const unit = fc.constantFrom("a", "b ", "\n", "x");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 30 }), fc.nat(29), fc.nat(6), fc.string({ unit, maxLength: 6 }), fc.nat(5), (body, from, length, put, line) => {
        const source = `${body}\n`;
        const start = Math.min(from, source.length);
        const end = Math.min(start + length, source.length);
        const count = source.split("\n").length - 1;
        const at = 1 + (line % count);
        const made = suggestIn(source, [{ span: { path: PATH, side: "head", start, end }, text: put }], { startLine: at, line: at });
        const wanted = source.slice(0, start) + put + source.slice(end);
        if (made === undefined) expect(wanted.replace(/\n?$/, "\n")).toBe(source);
        else {
          expect(accept(source, made).replace(/\n$/, "")).toBe(wanted.replace(/\n$/, ""));
          expect(made.startLine).toBeLessThanOrEqual(at);
          expect(made.line).toBeGreaterThanOrEqual(at);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("can be read as a diff where it cannot be accepted", () => {
    expect(asDiff({ startLine: 1, line: 2, old: "a\n\n", text: "b\n" })).toBe("-a\n-\n+b\n");
    expect(asDiff({ startLine: 1, line: 1, old: "a\n", text: "" })).toBe("-a\n");
  });
});
