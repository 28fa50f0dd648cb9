/** Five thousand findings stay readable, and within GitHub's limits; hostile words stay words. */
import { describe, expect, it } from "vitest";
import type { Snapshot, SnapshotFile } from "../../src/model/snapshot.ts";
import type { Finding, WaivedFinding } from "../../src/model/verdict.ts";
import { compose } from "../../src/publication/compose.ts";
import { bytes } from "../../src/publication/neutralize.ts";
import { plan } from "../../src/publication/plan.ts";
import { finding, index, snapshotOf, verdictOf } from "./example.ts";
import { apply, lines, nothing } from "./pull-request.ts";

const FILES = 50;
const PER_FILE = 100;

/** Each finding on a line of its own. */
function crowd(): { findings: Finding[]; snapshot: Snapshot; commentable: ReturnType<typeof lines> } {
  const line = "ALTER TABLE a DROP COLUMN b;\n";
  const files = Array.from(
    { length: FILES },
    (_, n): SnapshotFile => ({ path: `prisma/migrations/${n}_${"x".repeat(60)}/migration.sql`, status: "added", after: line.repeat(PER_FILE) }),
  );
  const findings = files.flatMap(({ path }, n) =>
    Array.from({ length: PER_FILE }, (_, at) =>
      finding(
        { path, side: "head", start: at * line.length, end: at * line.length + line.length - 1 },
        { message: `Dropping \`column_${n}_${at}\` breaks the running program, which ${"still ".repeat(20)}reads it.`, fingerprint: `${n}.${at}` },
      ),
    ),
  );
  return {
    findings,
    snapshot: snapshotOf(files),
    commentable: lines(Object.fromEntries(files.map(({ path }) => [path, { right: Array.from({ length: PER_FILE }, (_, at) => at + 1) }]))),
  };
}

describe("five thousand findings", () => {
  const { findings, snapshot, commentable } = crowd();
  const wanted = compose(verdictOf(findings), snapshot);
  const actions = plan(wanted, { ...nothing, commentable });

  it("are thirty comments in one review, fifty annotations, one summary and one comment", () => {
    expect(actions.map(({ kind }) => kind)).toEqual(["create-review", "create-sticky", "create-check"]);
    const [review, , check] = actions;
    expect(review?.kind === "create-review" && review.comments).toHaveLength(30);
    expect(check?.kind === "create-check" && check.check.annotations).toHaveLength(50);
  });

  it("keep every text below GitHub's limits", () => {
    for (const action of actions) {
      if (action.kind === "create-review") for (const { body } of action.comments) expect(bytes(body)).toBeLessThan(60_000);
      if (action.kind === "create-sticky") expect(bytes(action.body)).toBeLessThan(60_000);
      if (action.kind === "create-check") {
        expect(bytes(action.check.summary)).toBeLessThan(65_535);
        expect(action.check.title.length).toBeLessThan(255);
        for (const { title, message } of action.check.annotations) {
          expect(title.length).toBeLessThanOrEqual(255);
          expect(bytes(message)).toBeLessThan(65_536);
        }
      }
    }
  });

  it("say how many there are, and how many are not shown", () => {
    expect(wanted.check.title).toBe("5000 errors: rollout fails");
    expect(wanted.check.summary).toMatch(/_… and \d{4} more\._/);
    expect(wanted.sticky).toMatch(/_… and \d{4} more\._/);
  });

  it("are read in the order of the worst first, with whole rows only", () => {
    for (const row of wanted.check.summary.split("\n").filter((line) => line.startsWith("| ❌ |"))) expect(row.endsWith(" |")).toBe(true);
  });

  it("seen again write nothing", () => {
    const seen = apply({ ...nothing, commentable }, actions, commentable);
    expect(plan(wanted, seen)).toEqual([]);
  });

  it("gone at once are retired, all of them", () => {
    const seen = apply({ ...nothing, commentable }, actions, commentable);
    const after = plan(compose(verdictOf([]), snapshot), seen);
    expect(after.filter(({ kind }) => kind === "resolve-thread")).toHaveLength(30);
    expect(plan(compose(verdictOf([]), snapshot), apply(seen, after, commentable))).toEqual([]);
  });

  it("waived one by one are told within the limits too", () => {
    const waived = findings.map((one): WaivedFinding => ({ ...one, waiver: { by: "carol", reason: "r ".repeat(250), how: "command" } }));
    const { check, sticky, formerSticky } = compose(verdictOf([], { waived }), snapshot);
    expect(check.title).toBe("Passed, 5000 findings waived");
    expect(bytes(check.summary)).toBeLessThan(65_535);
    expect(bytes(sticky ?? formerSticky ?? "")).toBeLessThan(60_000);
  });
});

describe("a waiver's words", () => {
  const summaryWith = (reason: string, by = "carol"): string =>
    compose(verdictOf([], { waived: [{ ...index, waiver: { by, reason, how: "command" } }], override: { by, reason } }), snapshotOf()).check.summary;

  it.each([
    ["a mention", "ask @acme/security", "@acme"],
    ["a reference", "see #12", "#12"],
    ["a reference with a prefix", "see GH-12", "GH-12"],
    ["HTML", "<img src=x onerror=alert(1)>", "<img"],
    ["a comment that never ends", "<!-- x", "<!--"],
    ["a link", "https://evil.example/x", "https://evil"],
    ["a Markdown link", "[click](javascript:alert(1))", "[click]("],
    ["an image", "![x](http://evil.example/pixel.png)", "![x]("],
    ["a table's end", "a | b |\n| c", "\n| c"],
    ["a heading", "\n# Passed", "\n# Passed"],
    ["a fence", "\n```\nx", "\n```"],
    ["a formula", "$a$ $b$", "$a$"],
    ["what turns the line around", "safe \u202e evil", "\u202e"],
    ["what cannot be seen", "a\u200bb", "\u200b"],
    ["a marker of ours", "<!-- schema-review-digest:x -->", "<!-- schema-review-digest"],
  ])("that hold %s stay words", (_what, reason, live) => {
    expect(summaryWith(reason)).not.toContain(live);
  });

  it.each([
    ["a backtick", "ca`rol"],
    ["a mention", "@carol"],
    ["HTML", "<b>carol"],
  ])("by somebody whose name holds %s stay words", (_what, by) => {
    expect(summaryWith("fine", by)).toContain("**Overridden by `");
    expect(summaryWith("fine", by)).not.toContain("**Overridden by @");
  });
});
