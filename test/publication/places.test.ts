import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlaces, textsOf } from "../../src/publication/places.ts";
import { snapshotOf } from "./example.ts";

function placesOf(text: string) {
  return createPlaces((path, side) => (path === "a.sql" && side === "head" ? text : undefined));
}

function place(text: string, start: number, end: number) {
  const { line, column, endLine, endColumn } = placesOf(text).place({ path: "a.sql", side: "head", start, end });
  return [line, column, endLine, endColumn];
}

describe("places", () => {
  it("count lines and columns from one", () => {
    expect(place("ab\ncd\n", 0, 2)).toEqual([1, 1, 1, 3]);
    expect(place("ab\ncd\n", 3, 5)).toEqual([2, 1, 2, 3]);
    expect(place("ab\ncd\n", 1, 4)).toEqual([1, 2, 2, 2]);
  });

  it("do not count white space at the end", () => {
    expect(place("ab  \n\ncd", 0, 6)).toEqual([1, 1, 1, 3]);
    expect(place("   ", 1, 3)).toEqual([1, 2, 1, 2]);
  });

  it("count UTF-16 code units, as editors do, and take CRLF for one line end", () => {
    expect(place("😀 x\r\ny", 3, 4)).toEqual([1, 4, 1, 5]);
    expect(place("a\r\nbc\r\n", 3, 7)).toEqual([2, 1, 2, 3]);
    expect(place("é日x", 2, 3)).toEqual([1, 3, 1, 4]);
  });

  it("bring what is out of the text to its end, and unknown files to 1:1", () => {
    expect(place("ab\n", 100, 200)).toEqual([2, 1, 2, 1]);
    expect(place("ab\n", -5, 1)).toEqual([1, 1, 1, 2]);
    expect(placesOf("ab").place({ path: "other", side: "head", start: 5, end: 9 })).toMatchObject({ line: 1, column: 1, endLine: 1, endColumn: 1 });
  });

  it("agree with counting by hand", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "😀") }), fc.nat(60), (text, offset) => {
        const at = Math.min(offset, text.length);
        const before = text.slice(0, at).split("\n");
        expect(placesOf(text).at("a.sql", "head", offset)).toEqual({ line: before.length, column: (before.at(-1) ?? "").length + 1 });
      }),
    );
  });

  it("know a renamed file by both names on the base, and the configuration", () => {
    const textOf = textsOf({
      ...snapshotOf([{ path: "new.sql", previousPath: "old.sql", status: "renamed", before: "old", after: "new" }]),
      config: { path: ".github/schema-review.yml", text: "x: 1" },
    });
    expect([textOf("new.sql", "head"), textOf("old.sql", "base"), textOf("new.sql", "base"), textOf("old.sql", "head")]).toEqual(["new", "old", "old", undefined]);
    expect(textOf(".github/schema-review.yml", "head")).toBe("x: 1");
  });
});
