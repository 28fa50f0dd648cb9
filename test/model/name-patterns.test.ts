import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyOf, isPlainName, patternProblem } from "../../src/model/name-patterns.ts";
import { cpuTime, LINEAR } from "../cpu-time.ts";

function matching(pattern: string, names: readonly string[]): string[] {
  return names.filter(anyOf([pattern]));
}

describe("a pattern of names", () => {
  it("describes the whole name, and case counts", () => {
    const names = ["id", "Id", "userId", "idx", "user_id", "ID"];
    expect(matching("id", names)).toEqual(["id"]);
    expect(matching("*Id", names)).toEqual(["Id", "userId"]);
    expect(matching("*[iI][dD]", names)).toEqual(["id", "Id", "userId", "user_id", "ID"]);
    expect(matching("id*", names)).toEqual(["id", "idx"]);
    expect(matching("?d", names)).toEqual(["id", "Id"]);
    expect(matching("*", names)).toEqual(names);
    expect(matching("*_*", names)).toEqual(["user_id"]);
  });

  it("knows ranges, and what is not in them", () => {
    expect(matching("v[0-9]", ["v1", "v", "v12", "vx"])).toEqual(["v1"]);
    expect(matching("[!A-Z]*", ["user", "User", "_x"])).toEqual(["user", "_x"]);
    expect(matching("a[-x]b", ["a-b", "axb", "ayb"])).toEqual(["a-b", "axb"]);
  });

  it("takes every other character as it is", () => {
    expect(matching("a.b", ["a.b", "axb"])).toEqual(["a.b"]);
    expect(matching("(a|b)+$", ["(a|b)+$", "a"])).toEqual(["(a|b)+$"]);
  });

  it("of several, one is enough; of none, nothing fits", () => {
    expect(["a", "b", "c"].filter(anyOf(["a", "c"]))).toEqual(["a", "c"]);
    expect(["a"].filter(anyOf([]))).toEqual([]);
  });

  it("is told from a plain name", () => {
    expect(["tenantId", "*Id", "a?", "[ab]"].map(isPlainName)).toEqual([true, false, false, false]);
  });

  it("is refused where it is a regular expression or never closed", () => {
    expect(patternProblem("/Id$/")).toContain("regular expression");
    expect(patternProblem("/^x/i")).toContain("regular expression");
    expect(patternProblem("x[ab")).toContain("never closed");
    expect(["*Id", "[ab]", "a/b", "[!a]"].map(patternProblem)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

/** The same as a part of a regular expression. */
const WRITTEN: Readonly<Record<string, string>> = { "*": ".*", "?": ".", "[!a]": "[^a]" };

describe("matching", () => {
  it("agrees with the same pattern as a regular expression", () => {
    const part = fc.constantFrom("a", "b", "*", "?", "[ab]", "[!a]");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 10 }), (parts, name) => {
        const regex = new RegExp(`^${parts.map((one) => WRITTEN[one] ?? one).join("")}$`);
        expect(anyOf([parts.join("")])(name)).toBe(regex.test(name));
      }),
    );
  });

  it("takes pattern times name at worst: what keeps a regular expression busy for years is done at once", () => {
    const evil = anyOf([`${"*a".repeat(99)}*b`, `${"[a-z]*".repeat(28)}!`]);
    const start = cpuTime();
    for (let i = 0; i < 200; i++) expect(evil("a".repeat(255))).toBe(false);
    expect(cpuTime() - start).toBeLessThan(LINEAR);
  });

  it("does not look at names that no database could have", () => {
    const name = `${"a".repeat(300)}Id`;
    expect(anyOf(["*Id"])(name)).toBe(false);
    expect(anyOf(["*"])(name)).toBe(true);
    expect(anyOf(["*Id"])(name.slice(47))).toBe(true);
  });
});
