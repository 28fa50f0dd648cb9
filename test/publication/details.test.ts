import { describe, expect, it } from "vitest";
import type { InlineComment } from "../../src/model/publication.ts";
import { actionsOf } from "../../src/publication/actions.ts";
import { compose } from "../../src/publication/compose.ts";
import { asksDescription, threadMarker, twinMarker } from "../../src/publication/markers.ts";
import { textsOf } from "../../src/publication/places.ts";
import { plan } from "../../src/publication/plan.ts";
import { reviewAsSarif } from "../../src/publication/sarif.ts";
import { fitted } from "../../src/publication/sections.ts";
import { reviewAsText } from "../../src/publication/terminal.ts";
import { dropped, finding, foreignKey, index, PRISMA, SQL, snapshotOf, spanOf, verdictOf } from "./example.ts";
import { nothing } from "./pull-request.ts";

const textOf = textsOf(snapshotOf());
const migration = {
  path: SQL,
  name: "0002_index",
  phase: "expand" as const,
  locks: [],
  rollback: { grade: "reversible" as const, sql: "DROP INDEX users_email_idx;", why: "" },
};

function labels(verdict: Parameters<typeof actionsOf>[0]): string[] {
  return actionsOf(verdict).map(({ label }) => label);
}

describe("the buttons of the check", () => {
  it("are only those that have something to show", () => {
    expect(labels(verdictOf([]))).toEqual(["Re-run"]);
    expect(labels(verdictOf([], { migrations: [migration] }))).toEqual(["Re-run", "Show plan"]);
    expect(labels(verdictOf([foreignKey]))).toEqual(["Re-run", "Show plan", "Explain"]);
  });

  it("fit GitHub's limits: labels of 20 characters, descriptions of 40", () => {
    for (const { label, description, identifier } of actionsOf(verdictOf([foreignKey]))) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(description.length).toBeLessThanOrEqual(40);
      expect(identifier.length).toBeLessThanOrEqual(20);
    }
  });
});

describe("waivers that do not count", () => {
  const waiver = { kind: "waive", by: "ana", target: "require-concurrent-index", outcome: "void", fingerprints: [] } as const;
  const summaryOf = (...waivers: NonNullable<ReturnType<typeof verdictOf>["waivers"]>[number][]): string => compose(verdictOf([index], { waivers }), snapshotOf()).check.summary;

  it("are told of where their rule still speaks: the statement has changed since", () => {
    expect(summaryOf(waiver)).toContain("- The waiver of `require-concurrent-index` by `ana` was for a statement that has changed since; it needs another.");
  });

  it("are not worth a word where nothing of their rule is found any more", () => {
    expect(summaryOf({ ...waiver, target: "no-drop-in-same-deploy" })).not.toContain("Waivers that do not count");
    expect(summaryOf({ ...waiver, outcome: "applied" })).not.toContain("Waivers that do not count");
  });

  it("that were refused are told of with the reason", () => {
    expect(summaryOf({ ...waiver, outcome: "refused", why: "It needs `maintain`." })).toContain("- A waiver by `ana` does not count: It needs `maintain`.");
  });

  it("are not the overrides, which speak for one commit only", () => {
    expect(summaryOf({ ...waiver, kind: "override", outcome: "refused", why: "no" })).not.toContain("Waivers that do not count");
  });
});

describe("a table that is too long", () => {
  const rows = Array.from({ length: 50 }, (_, n) => `| row ${n} |\n`);
  const page = fitted([{ head: "#### Rows\n\n", rows, tail: "\n" }], 700);

  it("stays below the limit, says how many rows are missing, and miscounts none", () => {
    const shown = rows.filter((row) => page.includes(row)).length;
    expect(shown).toBeGreaterThan(5);
    expect(page).toContain(`_… and ${50 - shown} more._`);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(700);
  });

  it("is whole where it fits", () => {
    const whole = fitted([{ head: "#### Rows\n\n", rows, tail: "\n" }], 2_000);
    expect(whole).toBe(`#### Rows\n\n${rows.join("")}\n`);
  });
});

describe("what the reader may do about a comment", () => {
  const footers = (...findings: Parameters<typeof verdictOf>[0]): string[] =>
    compose(verdictOf(findings), snapshotOf()).comments.map(({ body }) => /Not a problem here\? (.*)<\/sub>/.exec(body)?.[1] ?? "");

  it("is a comment in the file's own language", () => {
    expect(footers(index)).toEqual(["Put `-- schema-review-ignore require-concurrent-index: <reason>` above the statement."]);
    expect(footers(foreignKey)).toEqual(["Put `/// schema-review-ignore require-foreign-key-index: <reason>` above the model or field."]);
  });

  it("is the configuration where the line is deleted and can carry no comment", () => {
    expect(footers(dropped)).toEqual(["The rule can be set in `.github/schema-review.yml` of the default branch."]);
  });
});

describe("the newest check of a name counts", () => {
  const wanted = compose(verdictOf([]), snapshotOf());
  const done = plan(wanted, nothing).find((action) => action.kind === "create-check");
  const digest = /schema-review-digest:(\w+)/.exec(done?.check.summary ?? "")?.[1] ?? "";
  const said = { name: "schema-review", head: wanted.head, status: "completed" as const, conclusion: "success", digest };

  it("in whatever order GitHub lists them", () => {
    const stale = { ...said, id: 3, conclusion: "failure", digest: "0000000000000000" };
    const newest = { ...said, id: 9 };
    for (const checks of [
      [stale, newest],
      [newest, stale],
    ])
      expect(plan(wanted, { ...nothing, checks })).toEqual([]);
  });

  it("also where an older one said the same and the newest does not", () => {
    const checks = [
      { ...said, id: 3 },
      { ...said, id: 9, conclusion: "failure" },
    ];
    expect(plan(wanted, { ...nothing, checks })).toMatchObject([{ kind: "update-check", id: 9 }]);
  });
});

describe("a finding whose file was renamed", () => {
  const body = `${threadMarker(["old"])}${twinMarker("tail")}text`;
  const thread = { key: "old", id: "T1", comment: 1, commentNode: "C1", body, resolved: false, resolvedByHuman: false, replies: 0, outdated: false };
  const closingOf = (...comments: InlineComment[]): string | undefined => {
    const wanted = { ...compose(verdictOf([]), snapshotOf()), comments };
    return plan(wanted, { ...nothing, threads: [thread] }).flatMap((action) => (action.kind === "resolve-thread" ? [action.body] : []))[0];
  };

  it("leaves a word at its old place on where it is now", () => {
    const comment = { key: "new", path: "b/schema.prisma", side: "RIGHT" as const, startLine: 1, line: 1, body: `${threadMarker(["new"])}${twinMarker("tail")}text` };
    expect(closingOf(comment)).toContain("Moved to `b/schema.prisma` in abc1234");
    expect(closingOf()).toContain("Resolved in abc1234");
  });
});

it("a check without a summary asks for no description", () => {
  expect(asksDescription(null)).toBe(false);
  expect(asksDescription(undefined)).toBe(false);
});

describe("in the terminal", () => {
  const long = spanOf("model User {\n  id    Int @id\n  email String\n  posts Post[]\n}", PRISMA);

  it("three lines of a place are shown, and the rest is counted", () => {
    const text = reviewAsText(verdictOf([finding(long)]), textOf, { color: false, findingsOnly: true });
    expect(text).toContain("  3 |   email String\n");
    expect(text).toContain("    | … 2 more lines\n");
    expect(text).not.toContain("posts Post[]");
  });

  it("a place of three lines is whole, and of four lacks one", () => {
    const of = (words: string): string => reviewAsText(verdictOf([finding(spanOf(words, PRISMA))]), textOf, { color: false, findingsOnly: true });
    expect(of("model User {\n  id    Int @id\n  email String")).not.toContain("more line");
    expect(of("model User {\n  id    Int @id\n  email String\n  posts Post[]")).toContain("… 1 more line\n");
  });

  it("a gate without findings has no heading when the audit goes by gate", () => {
    const text = reviewAsText(verdictOf([foreignKey]), textOf, { color: false, findingsOnly: true, byGate: true });
    expect(text).toMatch(/^relations: Are all relations explicit and indexed\?/);
    expect(text).not.toMatch(/^(?:invariants|rollout|recovery|queries): /m);
  });
});

it("SARIF gives no region to a gap of the base branch, whose lines the head does not have", () => {
  const gap = (side: "head" | "base") => ({ span: spanOf("model User", PRISMA, side), reason: "Cannot read `User`" });
  const log = reviewAsSarif(verdictOf([], { gaps: [gap("base"), gap("head")] }), textOf, { version: "1.0.0", rules: [] }) as {
    runs: { invocations: { toolExecutionNotifications: { locations: { physicalLocation: { region?: object } }[] }[] }[] }[];
  };
  const regions = log.runs[0]?.invocations[0]?.toolExecutionNotifications.map(({ locations }) => locations[0]?.physicalLocation.region);
  expect(regions).toEqual([undefined, { startLine: 1, startColumn: 1, endLine: 1, endColumn: 11 }]);
});
