import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetsOf } from "../../../src/analysis/sql/offsets.ts";

describe("positions", () => {
  it("are the same in ASCII", () => {
    const offsets = offsetsOf("SELECT 1");
    expect([offsets.fromBytes(5), offsets.fromCodePoints(5)]).toEqual([5, 5]);
  });

  it("count bytes, code points and UTF-16 units apart", () => {
    const text = "é€😀x";
    const offsets = offsetsOf(text);
    expect([0, 2, 5, 9, 10].map((byte) => offsets.fromBytes(byte))).toEqual([0, 1, 2, 4, 5]);
    expect([0, 1, 2, 3, 4].map((point) => offsets.fromCodePoints(point))).toEqual([0, 1, 2, 4, 5]);
  });

  it("agree with Node's own encoders wherever a character begins", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const offsets = offsetsOf(text);
        let unit = 0;
        [...text].forEach((character, point) => {
          expect(offsets.fromBytes(Buffer.byteLength(text.slice(0, unit)))).toBe(unit);
          expect(offsets.fromCodePoints(point)).toBe(unit);
          unit += character.length;
        });
      }),
    );
  });

  it("stay inside the text", () => {
    expect(offsetsOf("é").fromBytes(99)).toBe(1);
  });
});
