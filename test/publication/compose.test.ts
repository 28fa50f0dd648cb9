import { describe, expect, it } from "vitest";
import type { InlineComment } from "../../src/model/publication.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import { compose } from "../../src/publication/compose.ts";
import { fingerprintsIn, isSticky, keyOf } from "../../src/publication/markers.ts";
import { bytes } from "../../src/publication/neutralize.ts";
import { dropped, finding, foreignKey, index, PRISMA, SQL, snapshotOf, spanOf, sqlText, verdictOf } from "./example.ts";

function first(verdict: Verdict): InlineComment {
  const comment = compose(verdict, snapshotOf()).comments[0];
  if (!comment) throw new Error("no comment");
  return comment;
}

describe("the title", () => {
  it.each<[string, Verdict]>([
    ["2 errors: relations and rollout fail", verdictOf([foreignKey, index])],
    ["1 error: rollout fails", verdictOf([index])],
    ["Passed with 1 warning", verdictOf([{ ...index, severity: "warning" }])],
    ["All five questions pass", verdictOf([])],
    ["No database change", verdictOf([], { relevant: false })],
    ["Passed, 1 finding waived", verdictOf([], { waived: [{ ...index, waiver: { by: "ana", reason: "small", how: "command" } }] })],
    ["Could not verify: 1 file could not be read", verdictOf([], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] })],
    ["Could not verify: 1 file could not be read; 1 error found", verdictOf([index], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] })],
    ["Could not verify: the analysis did not finish", verdictOf([], { outcome: "incomplete" })],
  ])("says %s", (title, verdict) => {
    expect(compose(verdict, snapshotOf()).check.title).toBe(title);
  });

  it("names an invalid configuration", () => {
    const path = ".github/schema-review.yml";
    const gap = { span: { path, side: "base" as const, start: 0, end: 5 }, reason: "rules: `no-suc` is no rule; did you mean `no-such`?" };
    const { check } = compose(verdictOf([], { gaps: [gap] }), { ...snapshotOf(), config: { path, text: "rules:\n" } });
    expect(check.title).toBe("Could not verify: configuration invalid (1 problem)");
    expect(check.summary).toContain("| `.github/schema-review.yml:1` | rules: `no-suc` is no rule; did you mean `no-such`? |");
  });
});

describe("an inline comment", () => {
  it("stands on the lines of the statement and says what happens, the safe way, and how to get past it", () => {
    expect(first(verdictOf([index]))).toMatchObject({ key: "bbbbbbbbbbbbbbbb", path: SQL, side: "RIGHT", startLine: 3, line: 4 });
    expect(first(verdictOf([index])).body).toBe(`<!-- schema-review:bbbbbbbbbbbbbbbb -->
❌ Creating \`users_email_idx\` blocks writes to \`users\`.

Alone in its own migration:

\`\`\`sql
CREATE INDEX CONCURRENTLY users_email_idx ON users (email);
\`\`\`

<sub>[require-concurrent-index](https://github.com/schema-review/schema-review/blob/main/docs/rules/require-concurrent-index.md) · Not a problem here? Put \`-- schema-review-ignore require-concurrent-index: <reason>\` above the statement.</sub>`);
  });

  it("offers a fix as a suggestion for exactly its lines, and without one where these are not in the diff", () => {
    const comment = first(verdictOf([foreignKey]));
    expect([comment.startLine, comment.line]).toEqual([10, 11]);
    expect(comment.body).toContain("```suggestion\n  user   User @relation(fields: [userId], references: [id])\n\n  @@index([userId])\n}\n```\n");
    expect(comment.body).not.toContain("The safe way");
    expect(comment.fallback).toMatchObject({ startLine: 10, line: 10 });
    expect(comment.fallback?.body).toContain("The safe way:\n\n```prisma\n@@index([userId])\n```");
    expect(comment.fallback?.body).not.toContain("suggestion\n");
  });

  it("shows a fix without advice as a diff where it cannot be accepted", () => {
    const { advice: _, ...bare } = foreignKey;
    expect(first(verdictOf([bare])).fallback?.body).toContain("```diff\n-  user   User");
  });

  it("stands on the base's lines for what was deleted", () => {
    expect(first(verdictOf([dropped]))).toMatchObject({ side: "LEFT", path: PRISMA, startLine: 4, line: 4, annotation: { startLine: 4 } });
  });

  it("tells all findings of one place, the worst first", () => {
    const inner = finding(spanOf('ON "users"', SQL), { rule: "no-masked-invalid-index", severity: "warning", message: "A second\nfinding" });
    const elsewhere = finding(spanOf("ADD COLUMN", SQL), { severity: "warning" });
    const { comments } = compose(verdictOf([index, inner, elsewhere]), snapshotOf());
    expect(comments.map(({ body }) => fingerprintsIn(body))).toEqual([["bbbbbbbbbbbbbbbb", inner.fingerprint], [elsewhere.fingerprint]]);
    expect(comments[0]?.body).toContain("Also here:\n\n- ⚠️ A second finding <sub>[no-masked-invalid-index](");
    expect(comments[0]?.annotation?.message).toContain("Also here, no-masked-invalid-index: A second\nfinding");
  });

  it("stands on the first line of a long place", () => {
    const path = "long.sql";
    const after = `CREATE TABLE a (\n${"  x int,\n".repeat(50)}  y int\n);\n`;
    const snapshot = snapshotOf([{ path, status: "added", after }]);
    expect(compose(verdictOf([finding({ path, side: "head", start: 0, end: after.length })]), snapshot).comments[0]).toMatchObject({ startLine: 1, line: 1 });
  });

  it("goes by the new name of a renamed file, on both sides", () => {
    const snapshot = snapshotOf([{ path: "new.sql", previousPath: "old.sql", status: "renamed", before: "a;\nb;\n", after: "a;\n" }]);
    const { comments } = compose(verdictOf([finding({ path: "old.sql", side: "base", start: 3, end: 5 })]), snapshot);
    expect(comments[0]).toMatchObject({ path: "new.sql", side: "LEFT", startLine: 2, line: 2, annotation: { path: "new.sql", startLine: 1, endLine: 1 } });
    expect(comments[0]?.annotation?.message).toMatch(/^Line 2 of the base branch: /);
  });

  it("is not made below the threshold: that is an annotation", () => {
    const { comments, check } = compose(verdictOf([finding(index.span, { severity: "info", message: "`x` | y" })]), snapshotOf());
    expect(comments).toEqual([]);
    expect(check.annotations).toEqual([{ path: SQL, startLine: 3, endLine: 4, level: "notice", title: "require-concurrent-index", message: "`x` | y" }]);
  });

  it("stays below GitHub's size whatever it has to say", () => {
    const big = { message: "`` ` `` 😀 ".repeat(5000), advice: { language: "sql" as const, text: "```\n".repeat(20_000), title: "t".repeat(3000) } };
    const comment = first(verdictOf(Array.from({ length: 200 }, () => finding(index.span, big))));
    expect(bytes(comment.body)).toBeLessThan(60_000);
    expect(comment.body).toContain("- … and 179 more");
    expect(bytes(comment.annotation?.message ?? "")).toBeLessThan(65_536);
    expect(keyOf(comment.body)).toBe(comment.key);
  });
});

describe("gaps", () => {
  it("are annotations and rows with path, line and reason", () => {
    const { check } = compose(verdictOf([], { gaps: [{ span: spanOf("CREATE INDEX", SQL), reason: "Syntax error at `INDEX`" }] }), snapshotOf());
    expect(check.outcome).toBe("incomplete");
    expect(check.annotations).toEqual([{ path: SQL, startLine: 3, endLine: 3, level: "failure", title: "Could not be read", message: "Syntax error at `INDEX`" }]);
    expect(check.summary).toContain(`| \`${SQL}:3\` | Syntax error at \`INDEX\` |`);
  });

  it("concern the pull request where they concern no file", () => {
    const { check } = compose(verdictOf([], { gaps: [{ span: { path: "", side: "head", start: 0, end: 0 }, reason: "The analysis took too long" }] }), snapshotOf());
    expect(check.title).toBe("Could not verify: the analysis did not finish");
    expect(check.summary).toContain("| the pull request | The analysis took too long |");
  });

  it("leave nothing to be called resolved", () => {
    expect(compose(verdictOf([], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] }), snapshotOf()).partial).toBe(true);
    expect(compose(verdictOf([]), snapshotOf()).partial).toBe(false);
  });
});

const migrations: Verdict["migrations"] = [
  {
    path: SQL,
    name: "0002_index",
    phase: "contract",
    locks: [
      { table: "users", mode: "ACCESS EXCLUSIVE", isNew: false, certainty: "may", span: spanOf("ALTER", SQL), held: ["rewrites", "scans"] },
      { table: "users", mode: "SHARE", isNew: false, certainty: "will", span: spanOf("CREATE", SQL), held: ["builds"] },
      { table: "posts", mode: "SHARE", isNew: true, certainty: "will", span: spanOf("CREATE", SQL), held: [] },
      { table: "users", mode: "ROW EXCLUSIVE", isNew: false, certainty: "will", span: spanOf("CREATE", SQL), held: [] },
    ],
    rollback: { grade: "reversible-with-data-loss", sql: 'DROP INDEX "users_email_idx";', why: "`name` is lost" },
  },
];

describe("the summary", () => {
  it("answers the five questions, then tells phase, migrations, locks, waivers, reverse SQL and evidence", () => {
    const waived = [{ ...dropped, waiver: { by: "ana", reason: "agreed | with @ops in #12", how: "command" as const } }];
    const verdict = verdictOf([index], { migrations, phase: "contract", waived, evidence: ["Migrations are applied by prisma 6.14.0 (package.json)", "PostgreSQL 15 (default)"] });
    const { summary } = compose(verdict, snapshotOf()).check;
    const link = (rule: string) => `[${rule}](https://github.com/schema-review/schema-review/blob/main/docs/rules/${rule}.md)`;
    expect(summary).toBe(`| | Question | Findings | Worst |
| --- | --- | --- | --- |
| ✅ | Are all relations explicit and indexed? | none |  |
| ✅ | Do uniqueness constraints reflect business invariants? | none |  |
| ❌ | Can every migration be rolled out with expand/contract? | 1 error, 1 waived | Creating \`users_email_idx\` blocks writes to \`users\`. \`${SQL}:3\` ${link("require-concurrent-index")} |
| ✅ | Is there a backfill plan and a rollback plan? | none |  |
| ✅ | Are hot queries explainable and index-backed? | none |  |

**Rollout: contract** — it tightens or takes away; the version that runs now must no longer need it.

#### Findings

|  | Where | What | Rule |
| --- | --- | --- | --- |
| ❌ | \`${SQL}:3\` | Creating \`users_email_idx\` blocks writes to \`users\`. | ${link("require-concurrent-index")} |

#### Migrations

| Migration | Phase | Rollback | Why |
| --- | --- | --- | --- |
| \`0002_index\` | contract | reversible, with data loss | \`name\` is lost |

#### Locks

| Table | Lock | Blocks | While | Where |
| --- | --- | --- | --- | --- |
| \`users\` | \`ACCESS EXCLUSIVE\` (may) | reads and writes | rewriting the table, reading every row | \`${SQL}:1\` |
| \`users\` | \`SHARE\` | writes | building an index | \`${SQL}:3\` |

#### Waived

| Rule | Where | By | Reason |
| --- | --- | --- | --- |
| ${link("no-drop-in-same-deploy")} | \`${PRISMA}:4\` | \`ana\` (command) | agreed \\| with @&#8203;ops in #&#8203;12 |

<details><summary>Reverse SQL of 1 migration</summary>

\`0002_index\`

\`\`\`sql
DROP INDEX "users_email_idx";
\`\`\`

</details>

#### Judged by

- Migrations are applied by prisma 6.14.0 (package.json)
- PostgreSQL 15 (default)

`);
  });

  it("is one sentence when nothing concerns the database", () => {
    expect(compose(verdictOf([], { relevant: false }), snapshotOf()).check.summary).toBe("Nothing in this pull request touches the database: no schema, no migration, no query.\n");
  });

  it("fits into GitHub's limit, and says how much is left out", () => {
    const many = Array.from({ length: 800 }, (_, number) => finding(index.span, { message: `日本語 \`${number}\` ${"|".repeat(200)}`, fingerprint: `f${number}` }));
    const { summary } = compose(verdictOf(many, { migrations: Array.from({ length: 200 }, () => migrations[0]!) }), snapshotOf()).check;
    expect(bytes(summary)).toBeLessThanOrEqual(65_535);
    expect(summary).toMatch(/… and \d+ more/);
    expect((summary.match(/<details>/g) ?? []).length).toBe((summary.match(/<\/details>/g) ?? []).length);
  });
});

describe("the sticky comment", () => {
  const settings = verdictOf([]).settings;

  it("exists once there is a finding, else says that all is resolved", () => {
    expect(isSticky(compose(verdictOf([index]), snapshotOf()).sticky ?? "")).toBe(true);
    const clean = compose(verdictOf([]), snapshotOf());
    expect(clean.sticky).toBeUndefined();
    expect(clean.formerSticky).toMatch(/^<!-- schema-review-sticky -->\n### ✅ All findings are resolved\n/);
  });

  it("obeys the setting", () => {
    expect(compose(verdictOf([], { settings: { ...settings, sticky: "always" } }), snapshotOf()).sticky).toContain("All five questions pass");
    const never = compose(verdictOf([index], { settings: { ...settings, sticky: "never" } }), snapshotOf());
    expect([never.sticky, never.formerSticky]).toEqual([undefined, expect.stringContaining("no longer kept up to date: see the check schema-review.")]);
  });

  it("is not made for what could not be read, but an existing one says so", () => {
    const { sticky, formerSticky } = compose(verdictOf([], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] }), snapshotOf());
    expect(sticky).toBeUndefined();
    expect(formerSticky).toContain("### ⚠️ Could not verify: 1 file could not be read");
  });

  it("is left alone on a draft, as are the threads", () => {
    const draft = compose(verdictOf([index]), snapshotOf(undefined, { draft: true }));
    expect(draft).toMatchObject({ checkOnly: true });
    expect("sticky" in draft || "formerSticky" in draft).toBe(false);
    expect(compose(verdictOf([index], { settings: { ...settings, drafts: "full" } }), snapshotOf(undefined, { draft: true }))).toMatchObject({
      checkOnly: false,
      sticky: expect.any(String),
    });
  });

  it("does not change with the commit", () => {
    const verdict = verdictOf([index], { migrations });
    expect(compose(verdict, snapshotOf(undefined, { head: "f".repeat(40) })).sticky).toBe(compose(verdict, snapshotOf()).sticky);
  });
});

describe("hostile names", () => {
  const nasty = "a|b`c`@here #1 </details><!-- x --> https://evil.example \u202e\u200b\n```\n# x";

  it("cannot leave their place in any text that is published", () => {
    const hostile = finding(spanOf(sqlText.slice(0, 20), SQL), {
      message: `Table \`${nasty}\` is dropped`,
      advice: { language: "sql", text: `DROP TABLE "${nasty}";`, title: nasty },
      rule: "no-data-loss",
    });
    const verdict = verdictOf([hostile], {
      gaps: [{ span: { path: `${nasty}.sql`, side: "head", start: 0, end: 0 }, reason: nasty }],
      waived: [{ ...hostile, waiver: { by: nasty, reason: nasty, how: "command" } }],
      migrations: [
        {
          path: nasty,
          name: nasty,
          phase: "expand",
          locks: [{ table: nasty, mode: "SHARE", isNew: false, certainty: "will", span: hostile.span, held: [] }],
          rollback: { grade: "irreversible", sql: nasty, why: nasty },
        },
      ],
      diagram: {
        tables: [{ name: nasty, change: "added", columns: [{ name: nasty, type: nasty, change: "added" }] }],
        relations: [{ from: nasty, to: nasty, label: nasty, optional: true, one: true }],
      },
      evidence: [nasty],
    });
    const wanted = compose(verdict, snapshotOf());
    for (const text of [wanted.check.summary, wanted.sticky ?? "", wanted.comments[0]?.body ?? ""]) {
      expect(text).not.toMatch(/[\u202e\u200b]/);
      expect((text.match(/<details>/g) ?? []).length).toBe((text.match(/^<\/details>$/gm) ?? []).length);
      const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "").replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, "");
      expect(outside).not.toMatch(/@here|#1|https:\/\/evil|<!-- x/);
    }
    const rows = wanted.check.summary.split("\n").filter((line) => line.startsWith("|") && line.includes("evil"));
    expect(rows.length).toBeGreaterThan(4);
  });
});
