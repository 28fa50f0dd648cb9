import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/model/verdict.ts";
import { reviewAsJson } from "../../src/publication/json.ts";
import { reviewAsMarkdown } from "../../src/publication/markdown.ts";
import { type TextOf, textsOf } from "../../src/publication/places.ts";
import { present } from "../../src/publication/present.ts";
import { reviewAsSarif } from "../../src/publication/sarif.ts";
import { reviewAsText } from "../../src/publication/terminal.ts";
import { columnsOf, wrap } from "../../src/publication/wrap.ts";
import { cpuTime, LINEAR } from "../cpu-time.ts";
import { dropped, finding, foreignKey, index, PRISMA, SQL, snapshotOf, spanOf, verdictOf } from "./example.ts";

const textOf = textsOf(snapshotOf());
const waived = [{ ...dropped, waiver: { by: "ana", reason: "agreed", how: "command" as const } }];
const gaps = [{ span: spanOf("model Post", PRISMA), reason: "Cannot read `Post`" }];

describe("a finding for the package's users", () => {
  it("has lines and columns from one, the end exclusive, and the fix as a replacement", () => {
    expect(present(foreignKey, textOf)).toEqual({
      rule: "require-foreign-key-index",
      gate: "relations",
      severity: "error",
      message: "No index covers `Post.userId`: deleting a `User` reads all of `Post`.",
      path: PRISMA,
      line: 10,
      column: 3,
      endLine: 10,
      endColumn: 60,
      fingerprint: "aaaaaaaaaaaaaaaa",
      advice: { language: "prisma", text: "@@index([userId])" },
      fix: { path: PRISMA, startLine: 11, startColumn: 1, endLine: 11, endColumn: 1, replacement: "\n  @@index([userId])\n" },
    });
  });

  it("says when its lines are those of the base", () => {
    expect(present(dropped, textOf)).toMatchObject({ side: "base", line: 4, column: 3 });
  });

  it("counts an emoji as the two code units that it is, in a file with CRLF", () => {
    const text = "-- 😀\r\nDROP TABLE a;\r\n/* 😀 */ DROP TABLE b;";
    const start = text.indexOf("DROP TABLE b");
    const shown = present(finding({ path: "a.sql", side: "head", start, end: text.length }), () => text);
    expect([shown.line, shown.column, shown.endColumn]).toEqual([3, 10, 23]);
  });
});

describe("JSON", () => {
  it("is verdict, gates, phase, findings, gaps and waived", () => {
    const shown = reviewAsJson(verdictOf([index], { gaps, waived }), textOf);
    expect(Object.keys(shown)).toEqual(["verdict", "gates", "phase", "findings", "gaps", "waived"]);
    expect(shown.verdict).toBe("incomplete");
    expect(shown.gates[2]).toEqual({
      gate: "rollout",
      question: "Can every migration be rolled out with expand/contract?",
      outcome: "failed",
      counts: { info: 0, warning: 0, error: 1 },
      waived: 1,
    });
    expect(shown.findings.map(({ rule, path, line, endLine }) => [rule, path, line, endLine])).toEqual([["require-concurrent-index", SQL, 3, 4]]);
    expect(shown.gaps).toEqual([{ path: PRISMA, line: 7, column: 1, endLine: 7, endColumn: 11, reason: "Cannot read `Post`" }]);
    expect(shown.waived[0]).toMatchObject({ rule: "no-drop-in-same-deploy", waiver: { by: "ana" } });
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
  });
});

describe("SARIF", () => {
  const tool = {
    version: "0.1.0",
    rules: [
      {
        id: "require-concurrent-index",
        gate: "rollout" as const,
        severity: "error" as const,
        summary: "Create indexes concurrently",
        why: "It locks.",
        remedy: "Use CONCURRENTLY.",
      },
    ],
  };

  interface Log {
    runs: { tool: { driver: { rules: object[] } }; results: Record<string, unknown>[]; invocations: Record<string, unknown>[] }[];
  }

  function run(verdict: Verdict, texts: TextOf = textOf): Log["runs"][number] {
    const [only] = (JSON.parse(JSON.stringify(reviewAsSarif(verdict, texts, tool))) as Log).runs;
    if (!only) throw new Error("no run");
    return only;
  }

  it("has the rules, a result each with region and fingerprint, and fixes", () => {
    const { tool: shown, results } = run(verdictOf([index, foreignKey]));
    expect(shown.driver.rules).toMatchObject([
      { id: "require-concurrent-index", defaultConfiguration: { level: "error", enabled: true }, helpUri: expect.stringMatching(/require-concurrent-index\.md$/) },
    ]);
    expect(results[0]).toMatchObject({
      ruleId: "require-concurrent-index",
      ruleIndex: 0,
      level: "error",
      locations: [{ physicalLocation: { artifactLocation: { uri: SQL, uriBaseId: "%SRCROOT%" }, region: { startLine: 3, startColumn: 1, endLine: 4, endColumn: 23 } } }],
      partialFingerprints: { "schemaReview/v1": "bbbbbbbbbbbbbbbb" },
    });
    expect(results[1]).not.toHaveProperty("ruleIndex");
    expect(results[1]).toMatchObject({
      fixes: [
        {
          artifactChanges: [
            { replacements: [{ deletedRegion: { startLine: 11, startColumn: 1, endLine: 11, endColumn: 1 }, insertedContent: { text: "\n  @@index([userId])\n" } }] },
          ],
        },
      ],
    });
  });

  it("encodes paths so that every character names a file", () => {
    const path = "a b/#1?/100%/ü:\ud800.sql";
    const [result] = run(verdictOf([finding({ path, side: "head", start: 0, end: 1 })]), () => "x").results;
    expect(result).toMatchObject({ locations: [{ physicalLocation: { artifactLocation: { uri: "a%20b/%231%3F/100%25/%C3%BC%3A%EF%BF%BD.sql" } } }] });
  });

  it("suppresses what was waived, and does not call an incomplete review a success", () => {
    const { results, invocations } = run(verdictOf([], { waived, gaps }));
    expect(results[0]).toMatchObject({ suppressions: [{ kind: "external", justification: "agreed" }], properties: { baseLine: 4 } });
    expect(results[0]).toMatchObject({ locations: [{ physicalLocation: { artifactLocation: { uri: PRISMA } } }] });
    expect(JSON.stringify(results[0])).not.toContain("region");
    expect(invocations).toMatchObject([{ executionSuccessful: false, toolExecutionNotifications: [{ level: "error", message: { text: "Cannot read `Post`" } }] }]);
  });
});

describe("the terminal", () => {
  it("keeps a path on its line", () => {
    const path = "db/1\nAll five questions pass\n.sql";
    const gap = { span: { path, side: "head", start: 0, end: 0 }, reason: "It is no text." } as const;
    const told = reviewAsText(verdictOf([finding(gap.span)], { gaps: [gap], waived: [{ ...finding(gap.span), waiver: { by: "x", reason: "y", how: "command" } }] }), () => "", {
      color: false,
    });
    expect(told.split("\n").filter((line) => line.startsWith("All five"))).toEqual([]);
    expect(told.split("db/1 All five questions pass .sql:1").length).toBe(4);
  });

  it("shows a piece of a line of a megabyte, and does not measure the rest", () => {
    const text = "ALTER TABLE t ADD c int; ".repeat(40_000);
    const at = { path: "a.sql", side: "head" } as const;
    const findings = Array.from({ length: 200 }, (_, index) => finding({ ...at, start: index * 2_500, end: index * 2_500 + 24 }));
    const started = cpuTime();
    const told = reviewAsText(verdictOf(findings), () => text, { color: false, findingsOnly: true });
    expect(cpuTime() - started).toBeLessThan(LINEAR);
    expect(told).toContain("  1 | …TER TABLE t ADD c int; ALTER TABLE t ADD c int; ALTER");
    expect(Math.max(...told.split("\n").map(({ length }) => length))).toBeLessThan(110);
  });

  it("shows place, underlined lines, why, the safe way and the five questions", () => {
    expect(reviewAsText(verdictOf([index]), textOf, { color: false, width: 80 })).toBe(`${SQL}:3:1 error require-concurrent-index
  3 | CREATE INDEX "users_email_idx"
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  4 |   ON "users" ("email");
    |   ^^^^^^^^^^^^^^^^^^^^
  Creating \`users_email_idx\` blocks writes to \`users\`.

  Alone in its own migration:
    CREATE INDEX CONCURRENTLY users_email_idx ON users (email);

✓ relations   none
✓ invariants  none
✗ rollout     1 error
✓ recovery    none
✓ queries     none

1 error: rollout fails
`);
  });

  it("spells the questions out where there is room", () => {
    const text = reviewAsText(verdictOf([]), textOf, { color: false, width: 100 });
    expect(text).toContain("✓ Are hot queries explainable and index-backed?            none\n");
  });

  it("colours only when asked", () => {
    expect(reviewAsText(verdictOf([index], { gaps, waived }), textOf, { color: false })).not.toContain("\u001b");
    expect(reviewAsText(verdictOf([index], { gaps, waived }), textOf, { color: true })).toContain("\u001b[31merror\u001b[39m");
  });

  it("shows gaps, waivers and the base's lines", () => {
    const text = reviewAsText(verdictOf([dropped], { gaps, waived }), textOf, { color: false });
    expect(text).toContain(`${PRISMA}:4:3 (base branch) error no-drop-in-same-deploy\n  4 |   nick  String\n    |   ^^^^^^^^^^^^\n`);
    expect(text).toContain(`${PRISMA}:7:1 could not be read\n  7 | model Post {\n    | ^^^^^^^^^^\n  Cannot read \`Post\`\n`);
    expect(text).toContain(`${PRISMA}:4 no-drop-in-same-deploy waived by ana: agreed\n`);
  });

  it("puts carets under wide and invisible characters, tabs and long lines", () => {
    const show = (text: string, words: string, width = 60): string[] => {
      const start = text.indexOf(words);
      const verdict = verdictOf([finding({ path: "a.sql", side: "head", start, end: start + words.length }, { message: "m" })]);
      return reviewAsText(verdict, () => text, { color: false, width, findingsOnly: true })
        .split("\n")
        .slice(1, 3);
    };
    expect(show("日本 x", "x")).toEqual(["  1 | 日本 x", "    |      ^"]);
    expect(show("\tx\r\n", "x")).toEqual(["  1 |   x", "    |   ^"]);
    expect(show("\u202ex", "x")).toEqual(["  1 | \\u202ex", "    |       ^"]);
    expect(show("\u001b[31mx", "x")).toEqual(["  1 | \\u001b[31mx", "    |           ^"]);
    const [line = "", carets = ""] = show(`${"a".repeat(500)} here ${"b".repeat(500)}`, "here");
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("here");
  });

  it("sends no control character of a name, path or reason", () => {
    const evil = "\u001b]0;owned\u0007\r\u202e";
    const verdict = verdictOf(
      [finding({ path: `${evil}.sql`, side: "head", start: 0, end: 3 }, { message: evil, rule: evil, advice: { language: "sql", text: evil, title: evil } })],
      {
        gaps: [{ span: { path: evil, side: "head", start: 0, end: 0 }, reason: evil }],
        waived: [{ ...dropped, waiver: { by: evil, reason: evil, how: "command" } }],
        evidence: [evil],
      },
    );
    expect(reviewAsText(verdict, () => evil, { color: false })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it("wraps at the width, never inside a word", () => {
    expect(wrap("one two three", 9, "  ")).toBe("  one two\n  three");
    expect(wrap("a\n\nlonglonglong b", 6, "")).toBe("a\n\nlonglonglong\nb");
    expect(columnsOf("\u001b[31m日e\u0301\u001b[39m")).toBe(3);
  });
});

describe("Markdown", () => {
  it("is the sticky comment and every comment under its place, without hidden marks", () => {
    const text = reviewAsMarkdown(verdictOf([index, foreignKey, finding(spanOf("id     Int", PRISMA), { severity: "info" })]), snapshotOf());
    expect(text).not.toContain("<!--");
    expect(text).not.toContain("```suggestion");
    expect(text).toMatch(/^### ❌ 2 errors, 1 note: relations and rollout fail\n/);
    expect(text.match(/^#### `.*$/gm)).toEqual([`#### \`${SQL}\`, lines 3–4`, `#### \`${PRISMA}\`, line 10`, `#### \`${PRISMA}\`, line 8`]);
  });
});
