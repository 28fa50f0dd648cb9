import { describe, expect, it } from "vitest";
import { nearest } from "../../src/model/nearest.ts";

const known = ["no-rename", "no-remove", "require-index", "off", "info"];

describe("the nearest word", () => {
  it("is the one with the fewest slips: letters lost, added, changed or swapped", () => {
    expect(nearest("no-renmae", known)).toBe("no-rename");
    expect(nearest("norename", known)).toBe("no-rename");
    expect(nearest("require-indexes", known)).toBe("require-index");
    expect(nearest("OF", known)).toBe("off");
  });

  it("may be a longer one that holds it", () => {
    expect(nearest("index", known)).toBe("require-index");
  });

  it("is none when nothing is near", () => {
    for (const word of ["", "zzz", "completely-different", "x".repeat(81)]) expect(nearest(word, known)).toBeUndefined();
    expect(nearest("x".repeat(80), ["x".repeat(80)])).toBe("x".repeat(80));
    expect(nearest("off", [])).toBeUndefined();
  });
});
