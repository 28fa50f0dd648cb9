import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, list, plural, quoteIdentifier, quoteName, shorten, visible } from "../../src/model/text.ts";

describe("code", () => {
  it.each([
    ["users", "`users`"],
    ["a`b", "``a`b``"],
    ["``x", "` ``x `"],
    ["`", "`` ` ``"],
    ["a\n\nb\r\nc", "`a b c`"],
    ["\u202egnp.sql", "`\\u202egnp.sql`"],
    ["zero\u200bwidth", "`zero\\u200bwidth`"],
    ["", '`""`'],
    ["日本語 😀", "`日本語 😀`"],
    ["\ud800", "`\\ud800`"],
  ])("makes a span of %j", (name, span) => {
    expect(code(name)).toBe(span);
  });

  it("shortens names that no sentence can carry, without cutting a character", () => {
    expect(code("x".repeat(10_000))).toBe(`\`${"x".repeat(119)}…\``);
    expect(shorten(`a${"😀".repeat(10)}`, 5)).toBe("a😀…");
  });

  it("is one line, and closed by its own run alone, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", " ", "\n", "a", "\\", "|", "\u202e") }), (name) => {
        const span = code(name);
        const run = /^`+/.exec(span)?.[0] ?? "";
        const inside = span.slice(run.length, -run.length);
        expect(span.endsWith(run)).toBe(true);
        expect(span).not.toMatch(/[\n\u202e]/);
        expect([...inside.matchAll(/`+/g)].map((found) => found[0].length)).not.toContain(run.length);
        expect(inside).not.toMatch(/^`|`$/);
      }),
    );
  });
});

describe("visible", () => {
  it("spells out what cannot be seen, and keeps tabs and line ends", () => {
    expect(visible("a\u0000b\u001b[31m\tc\nd\u2066e\ufeff")).toBe("a\\u0000b\\u001b[31m\tc\nd\\u2066e\\ufeff");
  });
});

describe("plural and list", () => {
  it("count and enumerate", () => {
    expect([plural(1, "row"), plural(0, "row"), plural(2, "index", "indices")]).toEqual(["1 row", "0 rows", "2 indices"]);
    expect([list([]), list(["a"]), list(["a", "b"]), list(["a", "b", "c"]), list(["a", "b", "c", "d", "e", "f"])]).toEqual([
      "",
      "`a`",
      "`a` and `b`",
      "`a`, `b` and `c`",
      "`a`, `b`, `c`, `d` and 2 more",
    ]);
  });
});

describe("quoteIdentifier", () => {
  it.each([
    ["users", "users"],
    ["User", '"User"'],
    ["auth.users", "auth.users"],
    ["auth.User", 'auth."User"'],
    ["order", '"order"'],
    ["select", '"select"'],
    ["name", "name"],
    ["1st", '"1st"'],
    ['say"hi', '"say""hi"'],
    ["_private", "_private"],
    ["größe", '"größe"'],
    ["a$b", '"a$b"'],
  ])("writes %s as %s", (name, sql) => {
    expect(quoteIdentifier(name)).toBe(sql);
  });

  it("takes a dot in a column's name as part of it", () => {
    expect(quoteName("a.b")).toBe('"a.b"');
  });
});
