import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { baselineText, readBaseline, writeBaseline } from "../../src/cli/baseline.ts";
import type { Finding } from "../../src/model/verdict.ts";
import { temporaryFolder } from "./repository.ts";

function finding(path: string, rule: string, fingerprint: string, twin?: string): Finding {
  return { ...(twin && { twin }), span: { path, side: "head", start: 0, end: 0 }, rule, gate: "rollout", severity: "error", message: "", fingerprint };
}

function file(text: string): string {
  const path = join(temporaryFolder(), "baseline.json");
  writeFileSync(path, text);
  return path;
}

const ONE = finding("db/b.sql", "no-cluster", "aaaaaaaaaaaaaaaa");
const OTHERS = [
  finding("db/b.sql", "no-cluster", "bbbbbbbbbbbbbbbb"),
  finding("db/a.sql", "no-cluster", "cccccccccccccccc"),
  finding("db/b.sql", "no-char", "dddddddddddddddd", "eeeeeeeeeeeeeeee"),
];

describe("a baseline", () => {
  it("holds one finding a line in an order that does not depend on theirs", () => {
    const text = baselineText([ONE, ...OTHERS]);
    expect(text).toBe(`{
  "format": "schema-review-baseline",
  "version": 1,
  "findings": [
    {"path":"db/a.sql","rule":"no-cluster","fingerprint":"cccccccccccccccc"},
    {"path":"db/b.sql","rule":"no-char","fingerprint":"dddddddddddddddd","twin":"eeeeeeeeeeeeeeee"},
    {"path":"db/b.sql","rule":"no-cluster","fingerprint":"aaaaaaaaaaaaaaaa"},
    {"path":"db/b.sql","rule":"no-cluster","fingerprint":"bbbbbbbbbbbbbbbb"}
  ]
}
`);
    expect(baselineText([...OTHERS, ONE])).toBe(text);
    expect(baselineText([])).toBe('{\n  "format": "schema-review-baseline",\n  "version": 1,\n  "findings": []\n}\n');
  });

  it("is read as it was written", () => {
    const path = file("");
    writeBaseline(path, [ONE, ...OTHERS]);
    expect(readFileSync(path, "utf8")).toBe(baselineText([ONE, ...OTHERS]));
    expect(readBaseline(path)).toEqual([
      { fingerprint: "cccccccccccccccc" },
      { fingerprint: "dddddddddddddddd", twin: "eeeeeeeeeeeeeeee" },
      { fingerprint: "aaaaaaaaaaaaaaaa" },
      { fingerprint: "bbbbbbbbbbbbbbbb" },
    ]);
    writeBaseline(path, []);
    expect(readBaseline(path)).toEqual([]);
  });

  it.each([
    ["", "is no baseline: it is not JSON"],
    ["[]", 'it does not say "format": "schema-review-baseline"'],
    ["null", 'it does not say "format"'],
    ['{"findings": []}', 'it does not say "format"'],
    ['{"format": "schema-review-baseline", "findings": []}', "has version undefined of the baseline's format; this schema-review reads version 1"],
    ['{"format": "schema-review-baseline", "version": 2, "findings": []}', "has version 2 of the baseline's format"],
    ['{"format": "schema-review-baseline", "version": 1}', "`findings` is not a list"],
    ['{"format": "schema-review-baseline", "version": 1, "findings": {}}', "`findings` is not a list"],
    ['{"format": "schema-review-baseline", "version": 1, "findings": [{"fingerprint": "aaaaaaaaaaaaaaaa"}, {}]}', "findings[1] has no fingerprint of 16 hexadecimal digits"],
    ['{"format": "schema-review-baseline", "version": 1, "findings": ["aaaaaaaaaaaaaaaa"]}', "findings[0] has no fingerprint"],
    ['{"format": "schema-review-baseline", "version": 1, "findings": [{"fingerprint": "aaaaaaaaaaaaaaaa", "twin": 3}]}', "or a twin that is none"],
    [`${baselineText([ONE]).replace("    {", "<<<<<<< ours\n    {")}>>>>>>> theirs\n`, "holds the marks of a merge conflict"],
  ])("that is broken or of another kind says what is wrong: %j", (text, words) => {
    const path = file(text);
    expect(() => readBaseline(path)).toThrow(words);
    expect(() => readBaseline(path)).toThrow(path);
  });

  it("that is not there, or cannot be written, says so", () => {
    const path = join(temporaryFolder(), "none", "baseline.json");
    expect(() => readBaseline(path)).toThrow(`There is no baseline ${path}. \`audit --write-baseline ${path}\` writes one.`);
    expect(() => readBaseline(temporaryFolder())).toThrow("cannot be read (EISDIR)");
    expect(() => writeBaseline(path, [ONE])).toThrow(`The baseline ${path} cannot be written (ENOENT).`);
  });
});
