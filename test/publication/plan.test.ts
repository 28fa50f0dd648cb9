import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action, InlineComment, Publication, Published } from "../../src/model/publication.ts";
import { compose } from "../../src/publication/compose.ts";
import { isResolvedBody, threadMarker } from "../../src/publication/markers.ts";
import { plan } from "../../src/publication/plan.ts";
import { dropped, exampleFiles, finding, foreignKey, index, PRISMA, SQL, snapshotOf, spanOf, verdictOf } from "./example.ts";
import { apply, lines, nothing } from "./pull-request.ts";

const all = lines({ [SQL]: { right: [1, 2, 3, 4] }, [PRISMA]: { left: [3, 4], right: [4, 5, 6, 7, 8, 9, 10, 11] } });

function kinds(actions: readonly Action[]): string[] {
  return actions.map(({ kind }) => kind);
}

function reviewed(actions: readonly Action[]): readonly InlineComment[] {
  return actions.flatMap((action) => (action.kind === "create-review" ? action.comments : []));
}

const wanted = compose(verdictOf([foreignKey, index, dropped]), snapshotOf());

describe("a first review", () => {
  it("is one review, then the sticky comment, the check last: a crash before it asks for the review again", () => {
    const actions = plan(wanted, { ...nothing, commentable: all });
    expect(kinds(actions)).toEqual(["create-review", "create-sticky", "create-check"]);
    expect(reviewed(actions).map(({ key, side, line }) => [key, side, line])).toEqual([
      [foreignKey.fingerprint, "RIGHT", 11],
      [index.fingerprint, "RIGHT", 4],
      [dropped.fingerprint, "LEFT", 4],
    ]);
  });

  it("removes a review that was never submitted, which would block it, before all else", () => {
    expect(kinds(plan(wanted, { ...nothing, commentable: all, pendingReview: "PRR_1" }))[0]).toBe("delete-pending-review");
  });

  it("does nothing on a closed pull request", () => {
    expect(plan(wanted, { ...nothing, commentable: all, closed: true, pendingReview: "PRR_1" })).toEqual([]);
  });

  it("completes the run that is in progress", () => {
    const checks = [{ id: 7, name: "schema-review", head: wanted.head, status: "in_progress" as const }];
    expect(plan(wanted, { ...nothing, commentable: all, checks }).at(-1)).toMatchObject({ kind: "update-check", id: 7 });
  });

  it("leaves none of its runs in progress where a newer one, with annotations, gives way to another", () => {
    const checks = [
      { id: 7, name: "schema-review", head: wanted.head, status: "in_progress" as const },
      { id: 8, name: "schema-review", head: wanted.head, status: "completed" as const, conclusion: "success", annotated: true as const },
    ];
    const actions = plan(wanted, { ...nothing, commentable: all, checks }).slice(-2);
    expect(actions).toMatchObject([{ kind: "update-check", id: 7 }, { kind: "create-check" }]);
  });

  it("leaves runs of another name or another head alone", () => {
    const checks = [
      { id: 7, name: "schema-review", head: "0".repeat(40), status: "completed" as const },
      { id: 8, name: "other", head: wanted.head, status: "completed" as const },
    ];
    expect(plan(wanted, { ...nothing, commentable: all, checks }).at(-1)).toMatchObject({ kind: "create-check" });
  });
});

describe("lines that are not in the diff", () => {
  it("make an annotation of the comment", () => {
    const actions = plan(wanted, { ...nothing, commentable: lines({ [SQL]: { right: [3, 4] } }) });
    expect(reviewed(actions).map(({ key }) => key)).toEqual([index.fingerprint]);
    expect(actions.at(-1)).toMatchObject({
      check: {
        annotations: [
          { path: PRISMA, startLine: 10, level: "failure", title: "require-foreign-key-index" },
          { path: PRISMA, startLine: 4, title: "no-drop-in-same-deploy" },
        ],
      },
    });
  });

  it("take the suggestion away when they are among those that it replaces", () => {
    const [comment] = reviewed(plan(wanted, { ...nothing, commentable: lines({ [PRISMA]: { right: [10] } }) }));
    expect(comment).toMatchObject({ startLine: 10, line: 10 });
    expect(comment?.body).not.toContain("```suggestion");
    expect(comment && "fallback" in comment).toBe(false);
  });

  it("shorten a comment to its first unbroken run", () => {
    const [comment] = reviewed(plan(compose(verdictOf([index]), snapshotOf()), { ...nothing, commentable: lines({ [SQL]: { right: [1, 4] } }) }));
    expect(comment).toMatchObject({ startLine: 4, line: 4 });
  });
});

describe("too many comments", () => {
  const many = Array.from({ length: 100 }, (_, number) => finding({ path: "a.sql", side: "head", start: number * 2, end: number * 2 + 1 }, { fingerprint: `f${number}` }));
  const files = [{ path: "a.sql", status: "added" as const, after: "x\n".repeat(100) }];
  const commentable = lines({ "a.sql": { right: Array.from({ length: 100 }, (_, at) => at + 1) } });

  it("leaves the worst as comments, the next as annotations", () => {
    const actions = plan(compose(verdictOf(many), snapshotOf(files)), { ...nothing, commentable });
    expect(reviewed(actions).map(({ key }) => key)).toEqual(many.slice(0, 30).map(({ fingerprint }) => fingerprint));
    const last = actions.at(-1);
    expect(last?.kind === "create-check" && last.check.annotations.length).toBe(50);
    expect(last?.kind === "create-check" && last.check.annotations[0]?.startLine).toBe(31);
  });

  it("never puts more than thirty into one review, whatever the setting", () => {
    const actions = plan({ ...compose(verdictOf(many), snapshotOf(files)), maxComments: 70 }, { ...nothing, commentable });
    expect(actions.flatMap((action) => (action.kind === "create-review" ? [action.comments.length] : []))).toEqual([30, 30, 10]);
  });

  it("counts those that stand already", () => {
    const first = compose(verdictOf(many.slice(0, 28)), snapshotOf(files));
    const seen = apply({ ...nothing, commentable }, plan(first, { ...nothing, commentable }), commentable);
    expect(reviewed(plan(compose(verdictOf(many), snapshotOf(files)), seen))).toHaveLength(2);
  });
});

describe("a later review", () => {
  const before: Published = { ...nothing, commentable: all };
  const seen = apply(before, plan(wanted, before), all);

  it("writes nothing when nothing changed", () => {
    expect(plan(wanted, seen)).toEqual([]);
  });

  it("takes a body that came back with other line ends for the same", () => {
    const crlf = (body: string): string => body.replaceAll("\n", "\r\n").trimEnd();
    const { sticky } = seen;
    expect(
      plan(wanted, { ...seen, threads: seen.threads.map((thread) => ({ ...thread, body: crlf(thread.body) })), sticky: { id: sticky?.id ?? 0, body: crlf(sticky?.body ?? "") } }),
    ).toEqual([]);
  });

  it("writes the check alone on a new head with the same findings", () => {
    expect(kinds(plan({ ...wanted, head: "1".repeat(40) }, seen))).toEqual(["create-check"]);
  });

  it("completes again a run that was asked for again", () => {
    const checks = [...seen.checks, { id: 99_999, name: "schema-review", head: wanted.head, status: "queued" as const }];
    expect(plan(wanted, { ...seen, checks })).toMatchObject([{ kind: "update-check", id: 99_999 }]);
  });

  it("says of a finding that is gone that it is, folds what it said, and closes the thread", () => {
    const actions = plan(compose(verdictOf([index, dropped]), snapshotOf(undefined, { head: "1234567890abcdef1234567890abcdef12345678" })), seen);
    expect(kinds(actions)).toEqual(["resolve-thread", "edit-sticky", "create-check"]);
    const [resolved] = actions;
    const body = resolved?.kind === "resolve-thread" ? resolved.body : "";
    expect(body).toMatch(
      /^<!-- schema-review:a{16} -->\n<!-- schema-review-resolved -->\n✅ Resolved in 1234567\n\n<details><summary>What it said<\/summary>\n\n❌ No index covers/,
    );
    expect(body).not.toContain("```suggestion");
  });

  it("says who is to thank when a finding was waived", () => {
    const verdict = verdictOf([index, dropped], { waived: [{ ...foreignKey, waiver: { by: "ana", reason: "table is tiny", how: "command" } }] });
    expect(plan(compose(verdict, snapshotOf()), seen)[0]).toMatchObject({ kind: "resolve-thread", body: expect.stringContaining("✅ Waived by `ana`: table is tiny\n") });
  });

  it("edits the sticky comment to say that all is resolved", () => {
    const actions = plan(compose(verdictOf([]), snapshotOf()), seen);
    expect(kinds(actions)).toEqual(["resolve-thread", "resolve-thread", "resolve-thread", "edit-sticky", "update-check"]);
    expect(actions.find(({ kind }) => kind === "edit-sticky")).toMatchObject({ body: expect.stringContaining("All findings are resolved") });
  });

  it("calls nothing resolved when something could not be read", () => {
    const partial = compose(verdictOf([], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] }), snapshotOf());
    const actions = plan(partial, seen);
    expect(kinds(actions)).toEqual(["edit-sticky", "update-check"]);
    const after = apply(seen, actions, all);
    expect(kinds(plan(wanted, after))).toEqual(["edit-sticky", "update-check"]);
  });

  it("touches neither threads nor sticky comment once the pull request is a draft", () => {
    const actions = plan(compose(verdictOf([index]), snapshotOf(undefined, { draft: true })), seen);
    expect(kinds(actions)).toEqual(["update-check"]);
    expect(actions[0]).toMatchObject({ check: { annotations: [{ title: "require-concurrent-index" }] } });
  });

  it("edits a comment whose words changed, and nothing else", () => {
    const changed = compose(verdictOf([{ ...index, message: "Other words" }, foreignKey, dropped]), snapshotOf());
    const edit = plan(changed, seen).filter(({ kind }) => kind === "edit-comment");
    expect(edit).toMatchObject([{ body: expect.stringContaining("❌ Other words") }]);
  });

  it("keeps a thread whose worst finding is gone while another one stays", () => {
    const second = finding(spanOf('ON "users"', SQL), { severity: "warning", message: "second", fingerprint: "dddddddddddddddd" });
    const two = apply(before, plan(compose(verdictOf([index, second]), snapshotOf()), before), all);
    expect(kinds(plan(compose(verdictOf([second]), snapshotOf()), two))).toEqual(["edit-comment", "edit-sticky", "update-check"]);
  });

  it("does not put a suggestion into an older comment that stands on other lines", () => {
    const few = lines({ [PRISMA]: { right: [10] } });
    const narrow = apply(nothing, plan(wanted, { ...nothing, commentable: few }), few);
    const after = plan(wanted, { ...narrow, commentable: all });
    expect(after.filter(({ kind }) => kind === "edit-comment")).toEqual([]);
  });

  it("heals several sticky comments to one", () => {
    expect(plan(wanted, { ...seen, extraStickies: [5, 6] })).toEqual([
      { kind: "delete-sticky", id: 5 },
      { kind: "delete-sticky", id: 6 },
    ]);
  });
});

describe("what humans did", () => {
  const before: Published = { ...nothing, commentable: all };
  const seen = apply(before, plan(wanted, before), all);
  const human = (key: string): Published => ({
    ...seen,
    threads: seen.threads.map((thread) => (thread.key === key ? { ...thread, resolved: true, resolvedByHuman: true } : thread)),
  });

  it("a closed thread stays closed, also when its finding is gone and when it comes back", () => {
    const closed = human(index.fingerprint);
    expect(reviewed(plan(wanted, closed))).toEqual([]);
    const gone = plan(compose(verdictOf([foreignKey, dropped]), snapshotOf()), closed);
    expect(gone.filter(({ kind }) => kind === "resolve-thread")).toEqual([]);
    expect(reviewed(plan(wanted, apply(closed, gone, all)))).toEqual([]);
  });

  it("a new finding at the place of a closed thread is told", () => {
    const worse = finding(index.span, { fingerprint: "eeeeeeeeeeeeeeee" });
    const actions = plan(compose(verdictOf([worse, index]), snapshotOf()), human(index.fingerprint));
    expect(reviewed(actions).map(({ key }) => key)).toEqual(["eeeeeeeeeeeeeeee"]);
  });

  it("a deleted comment is not posted again for that finding, only annotated; once it was gone, it is", () => {
    const deleted: Published = { ...seen, threads: seen.threads.filter(({ key }) => key !== index.fingerprint) };
    const again = plan(wanted, deleted);
    expect(kinds(again)).toEqual(["update-check"]);
    const settled = apply(deleted, again, all);
    expect(plan(wanted, settled)).toEqual([]);
    const without = apply(settled, plan(compose(verdictOf([foreignKey, dropped]), snapshotOf()), settled), all);
    expect(reviewed(plan(wanted, without)).map(({ key }) => key)).toEqual([index.fingerprint]);
  });

  it("a deleted comment stays deleted over a review that could not read everything", () => {
    const deleted: Published = { ...seen, threads: seen.threads.filter(({ key }) => key !== index.fingerprint) };
    const partial = compose(verdictOf([foreignKey], { gaps: [{ span: spanOf("model", PRISMA), reason: "odd" }] }), snapshotOf());
    const half = apply(deleted, plan(partial, deleted), all);
    expect(reviewed(plan(wanted, half))).toEqual([]);
  });

  it("a finding that comes back after we closed its thread gets a new one", () => {
    const gone = apply(seen, plan(compose(verdictOf([foreignKey, dropped]), snapshotOf()), seen), all);
    const back = plan(wanted, gone);
    expect(reviewed(back).map(({ key }) => key)).toEqual([index.fingerprint]);
    expect(plan(wanted, apply(gone, back, all))).toEqual([]);
  });

  it("where we may not close threads, the comment says so and is not written again", () => {
    const clean = compose(verdictOf([]), snapshotOf());
    const edited = apply(seen, plan(clean, seen), all, { mayResolve: false });
    expect(edited.threads.every((thread) => !thread.resolved && isResolvedBody(thread.body))).toBe(true);
    expect(plan(clean, edited)).toEqual([]);
    expect(kinds(plan(wanted, edited))).toEqual(["edit-comment", "edit-comment", "edit-comment", "edit-sticky", "update-check"]);
  });
});

describe("any pull request", () => {
  const text = "x\n".repeat(80);
  const files = [...exampleFiles, { path: "a.sql", status: "modified" as const, before: text, after: text }];
  const place = fc.record({
    at: fc.nat(70),
    length: fc.integer({ min: 1, max: 9 }),
    side: fc.constantFrom("base" as const, "head" as const),
    severity: fc.constantFrom("error" as const, "warning" as const, "info" as const),
    fixed: fc.boolean(),
    key: fc.nat(40),
    words: fc.constantFrom("one", "two"),
  });
  const publication = fc
    .record({
      places: fc.uniqueArray(place, { selector: ({ key }) => key, maxLength: 45 }),
      head: fc.constantFrom("a".repeat(40), "b".repeat(40)),
      gaps: fc.boolean(),
      draft: fc.boolean(),
      sticky: fc.constantFrom("findings" as const, "always" as const, "never" as const),
      max: fc.constantFrom(0, 5, 30, 50),
    })
    .map(({ places, head, gaps, draft, sticky, max }): Publication => {
      const findings = places.map(({ at, length, side, severity, fixed, key, words }) => {
        const span = { path: "a.sql", side, start: at * 2, end: Math.min(text.length, (at + length) * 2 - 1) };
        return finding(span, { severity, message: words, fingerprint: `k${key}`, ...(fixed ? { fix: { span: { ...span, end: span.start }, text: "y\n" } } : {}) });
      });
      const verdict = verdictOf(findings, { gaps: gaps ? [{ span: spanOf("model", PRISMA), reason: "odd" }] : [] });
      return compose({ ...verdict, settings: { ...verdict.settings, sticky, maxComments: max } }, snapshotOf(files, { head, draft }));
    });
  const diff = fc
    .record({ left: fc.uniqueArray(fc.integer({ min: 1, max: 80 })), right: fc.uniqueArray(fc.integer({ min: 1, max: 80 })) })
    .map((sides) => lines({ "a.sql": sides }));
  const step = fc.record({ wanted: publication, diff, human: fc.nat(3), victim: fc.nat(50) });

  it("is as wanted once the plan is carried out, after whatever came before, and comments stand on lines of the diff", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.boolean(), (steps, mayResolve) => {
        let seen: Published = nothing;
        for (const { wanted: next, diff: commentable, human, victim } of steps) {
          seen = { ...seen, commentable };
          const actions = plan(next, seen);
          for (const action of actions) {
            if (action.kind !== "create-review") continue;
            expect(action.comments.length).toBeLessThanOrEqual(30);
            for (const { path, side, startLine, line, body } of action.comments) {
              const sides = commentable.get(path);
              for (let number = startLine; number <= line; number++) expect((side === "LEFT" ? sides?.left : sides?.right)?.has(number)).toBe(true);
              expect(startLine).toBeLessThanOrEqual(line);
              if (body.includes("```suggestion")) expect(body).toContain(`\`\`\`suggestion\ny\n${"x\n".repeat(line - startLine + 1)}\`\`\``);
            }
          }
          seen = apply(seen, actions, commentable, { mayResolve });
          expect(plan(next, seen)).toEqual([]);
          if (human === 1) seen = { ...seen, threads: seen.threads.map((thread, at) => (at === victim ? { ...thread, resolved: true, resolvedByHuman: true } : thread)) };
          if (human === 2) seen = { ...seen, threads: seen.threads.filter((_, at) => at !== victim) };
        }
      }),
      { numRuns: 150 },
    );
  });

  it("converges when a crash comes between any two writes", () => {
    fc.assert(
      fc.property(publication, publication, diff, fc.nat(12), (first, second, commentable, crash) => {
        const settled = apply({ ...nothing, commentable }, plan(first, { ...nothing, commentable }), commentable);
        const whole = apply(settled, plan(second, settled), commentable);
        const half = apply(settled, plan(second, settled).slice(0, crash), commentable);
        const healed = apply(half, plan(second, half), commentable);
        expect(plan(second, healed)).toEqual([]);
        expect(healed.threads.map(({ key, body, resolved }) => ({ key, body, resolved }))).toEqual(whole.threads.map(({ key, body, resolved }) => ({ key, body, resolved })));
        expect(healed.sticky?.body).toBe(whole.sticky?.body);
      }),
      { numRuns: 150 },
    );
  });

  it("reads its keys from the first lines of a comment alone", () => {
    expect(threadMarker(["a--><b", "c-d"])).toBe("<!-- schema-review:a%2D%2D%3E%3Cb -->\n<!-- schema-review:c%2Dd -->\n");
  });
});
