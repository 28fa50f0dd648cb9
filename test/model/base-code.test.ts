/** What is looked for in the code that runs now, and how much of it is looked at. */
import { describe, expect, it } from "vitest";
import { BASE_CODE_FILES, BASE_CODE_LENGTH, baseCodeOf, isRunningCode, MAX_WORDS, searchable } from "../../src/model/base-code.ts";

const asks = (word: string): string => `export const a = () => prisma.user.findMany({ where: { ${word}: 1 } });\n`;

describe("words to look for", () => {
  it("are identifiers of three letters or more that no language owns", () => {
    expect(searchable(["nickname", "id", "abc", "ab", "select", "Data", "nickname", "with space", "naïve", "a-b", "$x", "-e", "x".repeat(64), "_old"])).toEqual([
      "nickname",
      "abc",
      "_old",
    ]);
  });

  it(`are ${MAX_WORDS} at most`, () => {
    const many = Array.from({ length: MAX_WORDS + 1 }, (_, at) => `word_${at}`);
    expect(searchable(many.slice(1))).toHaveLength(MAX_WORDS);
    expect(searchable(many)).toEqual(many.slice(0, MAX_WORDS));
  });
});

describe("code that runs", () => {
  it.each(["src/a.ts", "app/api/route.tsx", "lib/latest.js", "packages/web/src/contest.ts"])("%s does", (path) => expect(isRunningCode(path)).toBe(true));
  it.each(["src/a.test.ts", "src/__tests__/a.ts", "test/a.ts", "prisma/seed.ts", "migrations/1_a.js", "scripts/fill.ts", "backfill-users.ts", "dist/a.js", "src/a.d.ts", "a.sql"])(
    "%s does not",
    (path) => expect(isRunningCode(path)).toBe(false),
  );
});

describe("the search", () => {
  it("keeps files that name a word and ask a database, and tells which words stand anywhere", () => {
    const files = [
      { path: "src/b.ts", text: asks("nickname") },
      { path: "src/a.ts", text: asks("nicknames") },
      { path: "src/label.ts", text: "export const label = 'legacy';\n" },
      { path: "src/a.test.ts", text: asks("nickname") },
      { path: "README.md", text: "nickname" },
    ];
    expect(baseCodeOf(files, ["nickname", "legacy", "absent"])).toEqual({ files: [files[0]], words: ["legacy", "nickname"], searched: 3, complete: true });
  });

  it("a program in another language was not looked through", () => {
    expect(
      baseCodeOf(
        [
          { path: "src/a.ts", text: "" },
          { path: "cmd/main.go", text: "" },
        ],
        ["nickname"],
      ),
    ).toMatchObject({ complete: false, why: "there is code in .go files, which are not read" });
  });

  it(`takes ${BASE_CODE_FILES} files and no more`, () => {
    const files = Array.from({ length: BASE_CODE_FILES + 1 }, (_, at) => ({ path: `src/${at}.ts`, text: asks("nickname") }));
    expect(baseCodeOf(files.slice(1), ["nickname"])).toMatchObject({ complete: true });
    const cut = baseCodeOf(files, ["nickname"]);
    expect(cut).toMatchObject({ complete: false, why: "more than 200 files or 5 MB of it name what goes" });
    expect(cut.files).toHaveLength(BASE_CODE_FILES);
  });

  it("takes 5 MB and no more", () => {
    const half = asks("nickname").padEnd(BASE_CODE_LENGTH / 2);
    const files = ["a", "b"].map((name) => ({ path: `src/${name}.ts`, text: half }));
    expect(baseCodeOf(files, ["nickname"])).toMatchObject({ complete: true });
    expect(baseCodeOf([...files, { path: "src/c.ts", text: asks("nickname") }], ["nickname"])).toMatchObject({ complete: false });
  });
});
