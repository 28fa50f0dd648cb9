import { describe, expect, it } from "vitest";
import { externalId, subjectOfExternalId } from "../../src/github/events/checks.ts";
import { triggersOf } from "../../src/github/events/triggers.ts";

const APP = 77;
const SHARED = { repository: { id: 1, name: "shop", owner: { login: "acme" } }, installation: { id: 5 } };
const PULL = { head: { sha: "abc" }, base: { ref: "main", sha: "def" }, comments: 1, review_comments: 2 };

function pull(action: string, more: object = {}) {
  return triggersOf("pull_request", { action, number: 3, pull_request: PULL, ...SHARED, ...more }, APP);
}

describe("pull_request", () => {
  const job = { kind: "pull", owner: "acme", repo: "shop", number: 3, installation: 5, head: "abc", base: { name: "main", sha: "def" }, comments: 3, force: false };

  it.each(["opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft"])("%s asks for a review", (action) => {
    expect(pull(action)).toEqual([{ kind: "review", job: { ...job, reason: action } }]);
  });

  it("edited asks for one when the base branch changed, or the description", () => {
    expect(pull("edited", { changes: { base: { ref: { from: "old" } } } })).toEqual([{ kind: "review", job: { ...job, reason: "base changed" } }]);
    expect(pull("edited", { changes: { body: { from: "old" } } })).toEqual([{ kind: "review", job: { ...job, reason: "description changed" } }]);
    expect(pull("edited", { changes: { body: { from: "old" }, base: { ref: { from: "old" } } } })).toMatchObject([{ job: { reason: "base changed" } }]);
    expect(pull("edited", { changes: { title: { from: "old" } } })).toEqual([]);
    expect(pull("edited")).toEqual([]);
  });

  it("closed asks whether it is so, and what is left to tidy up", () => {
    expect(pull("closed")).toEqual([{ kind: "review", job: { ...job, reason: "closed" } }]);
  });

  it.each(["assigned", "labeled", "locked", "enqueued", "something_new"])("%s asks for nothing", (action) => {
    expect(pull(action)).toEqual([]);
  });
});

describe("check_run and check_suite", () => {
  const reference = { number: 3, head: { sha: "abc" }, base: { ref: "main", sha: "def", repo: { id: 1 } } };
  const run = (more: object) => ({ action: "rerequested", check_run: { head_sha: "abc", external_id: "3 main", app: { id: APP }, pull_requests: [], ...more }, ...SHARED });

  it("rerequested asks for a new run, also in a fork, whose events name no pull request", () => {
    expect(triggersOf("check_run", run({}), APP)).toMatchObject([{ kind: "review", job: { number: 3, head: "abc", base: { name: "main" }, force: true } }]);
    expect(triggersOf("check_run", run({ external_id: null, pull_requests: [reference] }), APP)).toMatchObject([
      { job: { number: 3, base: { name: "main", sha: "def" }, force: true } },
    ]);
  });

  it("of a suite asks for each of its pull requests into this repository", () => {
    const elsewhere = { ...reference, number: 9, base: { ...reference.base, repo: { id: 2 } } };
    const suite = { action: "rerequested", check_suite: { head_sha: "abc", app: { id: APP }, pull_requests: [reference, { ...reference, number: 4 }, elsewhere] }, ...SHARED };
    expect(triggersOf("check_suite", suite, APP).map((trigger) => (trigger.kind === "review" ? trigger.job.number : trigger))).toEqual([3, 4]);
  });

  it("of another app or action asks for nothing", () => {
    expect(triggersOf("check_run", run({ app: { id: 1 } }), APP)).toEqual([]);
    expect(triggersOf("check_run", { ...run({}), action: "completed" }, APP)).toEqual([]);
    expect(triggersOf("check_run", run({ external_id: "someone else's", pull_requests: [] }), APP)).toEqual([]);
  });

  it("a check run remembers its pull request", () => {
    const job = { number: 12, base: { name: "release/1.2" } };
    expect(subjectOfExternalId(externalId(job))).toEqual(job);
    expect(subjectOfExternalId(externalId({ number: 12 }))).toEqual({ number: 12 });
    for (const foreign of ["", "x", "12x", "1 2 3", "99999999999", undefined, null]) expect(subjectOfExternalId(foreign)).toBeUndefined();
  });
});

describe("buttons", () => {
  const press = (identifier: string, more: object = {}, run: object = {}) =>
    triggersOf(
      "check_run",
      {
        action: "requested_action",
        requested_action: { identifier },
        check_run: { head_sha: "abc", external_id: "3 main", app: { id: APP }, pull_requests: [], ...run },
        sender: { login: "bob", id: 2, type: "User" },
        ...SHARED,
        ...more,
      },
      APP,
    );

  it("re-run asks for a new run", () => {
    expect(press("rerun")).toMatchObject([{ kind: "review", job: { number: 3, head: "abc", force: true } }]);
  });

  it.each(["plan", "explain"])("%s asks for an answer, by whom it was pressed", (identifier) => {
    expect(press(identifier)).toEqual([
      {
        kind: "button",
        button: { owner: "acme", repo: "shop", installation: 5, number: 3, head: "abc", base: { name: "main" }, command: identifier, presser: { login: "bob", id: 2 } },
      },
    ]);
  });

  it.each([
    ["a button that we do not have", "override", {}, {}],
    ["an app that presses", "plan", { sender: { login: "x[bot]", id: 9, type: "Bot" } }, {}],
    ["nobody", "plan", { sender: null }, {}],
    ["another app's check", "plan", {}, { app: { id: 1 } }],
    ["a check of a merge queue", "plan", {}, { external_id: `3 main ${"a".repeat(40)}` }],
    ["a check that is not ours by its id", "plan", {}, { external_id: "x" }],
  ])("%s asks for nothing", (_what, identifier, more, run) => {
    expect(press(identifier, more, run)).toEqual([]);
  });
});

describe("check_suite requested", () => {
  it("is a hint: the pull request's own event says the same", () => {
    const reference = { number: 3, head: { sha: "abc" }, base: { ref: "main", sha: "def", repo: { id: 1 } } };
    const suite = { action: "requested", check_suite: { head_sha: "abc", app: { id: APP }, pull_requests: [reference] }, ...SHARED };
    expect(triggersOf("check_suite", suite, APP)).toMatchObject([{ kind: "review", isHint: true, job: { number: 3, head: "abc", force: false } }]);
    expect(triggersOf("check_suite", { ...suite, action: "completed" }, APP)).toEqual([]);
  });
});

describe("merge_group", () => {
  const [head, base] = ["a".repeat(40), "b".repeat(40)];
  const group = (action: string, ref = `refs/heads/gh-readonly-queue/main/pr-3-${base}`) =>
    triggersOf("merge_group", { action, merge_group: { head_sha: head, head_ref: ref, base_sha: base, base_ref: "refs/heads/release/1.2" }, ...SHARED }, APP);

  it("checks_requested asks for a verdict on its commit against its base", () => {
    expect(group("checks_requested")).toMatchObject([{ kind: "review", job: { number: 3, group: true, head, base: { name: "release/1.2", sha: base }, force: false } }]);
  });

  it("destroyed ends the work", () => {
    expect(group("destroyed")).toMatchObject([{ kind: "cancel", job: { group: true, head } }]);
  });

  it("of a branch that names no pull request is judged by itself", () => {
    expect(group("checks_requested", "refs/heads/gh-readonly-queue/main/batch")).toMatchObject([{ job: { number: 0, group: true } }]);
  });

  it("of an unknown action asks for nothing", () => {
    expect(group("merged")).toEqual([]);
  });

  it("is known again by its check run", () => {
    const [trigger] = group("checks_requested");
    const job = trigger?.kind === "review" ? trigger.job : undefined;
    expect(subjectOfExternalId(externalId(job as never))).toEqual({ number: 3, base: { name: "release/1.2", sha: base }, group: true });
  });
});

describe("push", () => {
  const push = (commits: object[], more: object = {}) =>
    triggersOf("push", { ref: "refs/heads/main", commits, ...SHARED, repository: { ...SHARED.repository, default_branch: "main" }, ...more }, APP);
  const changes = { added: [], modified: [".github/schema-review.yml"], removed: [] };

  it("that changes the configuration of the default branch concerns all pull requests", () => {
    for (const commit of [changes, { added: [".github/schema-review.yml"] }, { removed: [".github/schema-review.yml"] }])
      expect(push([{ modified: ["a"] }, commit])).toEqual([
        { kind: "repositories", repositories: [{ owner: "acme", repo: "shop", installation: 5 }], reason: "configuration changed" },
      ]);
  });

  it.each([
    ["to another branch", { ref: "refs/heads/next" }, [changes]],
    ["of a tag with the branch's name", { ref: "refs/tags/main" }, [changes]],
    ["that deletes the branch", { deleted: true }, [changes]],
    ["of other files", {}, [{ modified: ["docs/.github/schema-review.yml"] }]],
    ["without commits", {}, []],
  ])("%s asks for nothing", (_what, more, commits) => {
    expect(push(commits, more)).toEqual([]);
  });

  it.each([
    ["of more commits than GitHub lists", Array.from({ length: 2048 }, () => ({ modified: ["a"] }))],
    ["with a merge whose files are not said", [{ modified: ["a"] }, { added: [], modified: [], removed: [] }]],
    ["back to an older commit", [], { forced: true }],
    ["of commits that GitHub knew already", []],
    ["that takes commits away", [{ modified: ["a"] }], { forced: true }],
  ])("%s may have changed it: whoever runs the job looks", (_what, commits, more: object = {}) => {
    expect(push(commits, { before: "b1", after: "a1", ...more })).toMatchObject([{ kind: "repositories", unlessSame: { before: "b1", after: "a1" } }]);
  });
});

describe("repositories", () => {
  it.each(["renamed", "transferred", "unarchived"])("%s: their pull requests are looked at", (action) => {
    expect(triggersOf("repository", { action, ...SHARED }, APP)).toEqual([
      { kind: "repositories", repositories: [{ owner: "acme", repo: "shop", installation: 5 }], reason: action },
    ]);
  });

  it.each([
    ["installation", "created", { repositories: [{ name: "shop", full_name: "acme/shop" }] }],
    ["installation", "unsuspend", { repositories: [{ name: "shop", full_name: "acme/shop" }] }],
    ["installation_repositories", "added", { repositories_added: [{ name: "shop", full_name: "acme/shop" }], repositories_removed: [] }],
  ] as const)("%s %s: as well", (name, action, more) => {
    expect(triggersOf(name, { action, installation: { id: 5 }, ...more }, APP)).toEqual([
      { kind: "repositories", repositories: [{ owner: "acme", repo: "shop", installation: 5 }], reason: "installed" },
    ]);
  });

  it.each([
    ["repository", "archived", {}],
    ["repository", "deleted", {}],
    ["installation", "deleted", { repositories: [{ name: "shop", full_name: "acme/shop" }] }],
    ["installation", "suspend", {}],
    ["installation_repositories", "removed", { repositories_removed: [{ name: "shop", full_name: "acme/shop" }], repositories_added: [] }],
    ["installation", "created", { repositories: [{ name: "x", full_name: "no-slash" }] }],
  ] as const)("%s %s asks for nothing", (name, action, more) => {
    expect(triggersOf(name, { ...SHARED, action, installation: { id: 5 }, ...more }, APP)).toEqual([]);
  });
});

describe("pull_request_review_comment", () => {
  const reply = (more: object = {}, comment: object = {}) =>
    triggersOf(
      "pull_request_review_comment",
      {
        action: "created",
        pull_request: { number: 3, user: { login: "alice", id: 1 } },
        comment: { id: 9, node_id: "C9", body: "/schema-review waive reason: small", user: { login: "bob", id: 2, type: "User" }, in_reply_to_id: 7, ...comment },
        ...SHARED,
        ...more,
      },
      APP,
    );

  it("with a command asks for an answer in its thread", () => {
    expect(reply()).toMatchObject([{ kind: "comment", comment: { number: 3, id: 9, thread: 7, author: { login: "bob" }, pullAuthor: 1 } }]);
    expect(reply({}, { in_reply_to_id: undefined })).toMatchObject([{ comment: { thread: 9 } }]);
  });

  it("by an app asks for nothing", () => {
    expect(reply({}, { user: { login: "copilot", id: 3, type: "Bot" } })).toEqual([]);
  });

  it("that is edited or deleted is not obeyed; if a waiver stood in it, the pull request is looked at", () => {
    const stood = { changes: { body: { from: "/schema-review waive reason: small" } } };
    expect(reply({ action: "edited", ...stood }, { body: "never mind" })).toMatchObject([{ kind: "review", job: { number: 3, force: false } }]);
    expect(reply({ action: "deleted" })).toMatchObject([{ kind: "review" }]);
    expect(reply({ action: "edited", changes: { body: { from: "Fine." } } })).toEqual([]);
    expect(reply({ action: "edited", changes: {} })).toEqual([]);
    expect(reply({ action: "deleted" }, { body: "/schema-review rerun" })).toEqual([]);
  });
});

describe("issue_comment", () => {
  const payload = (more: object = {}, comment: object = {}) => ({
    action: "created",
    issue: { number: 3, pull_request: {}, user: { login: "alice", id: 1 } },
    comment: { id: 8, node_id: "C8", body: "/schema-review", user: { login: "bob", id: 2, type: "User" }, ...comment },
    ...SHARED,
    ...more,
  });

  it("with a command asks for an answer", () => {
    expect(triggersOf("issue_comment", payload(), APP)).toEqual([
      {
        kind: "comment",
        comment: { owner: "acme", repo: "shop", number: 3, installation: 5, id: 8, node: "C8", body: "/schema-review", author: { login: "bob", id: 2 }, pullAuthor: 1 },
      },
    ]);
  });

  it.each([
    ["edited", { action: "edited" }, {}],
    ["on an issue", { issue: { number: 3, user: null } }, {}],
    ["by a bot", {}, { user: { login: "x", id: 3, type: "Bot" } }],
    ["through an app", {}, { performed_via_github_app: { id: 4 } }],
    ["without a command", {}, { body: "Fine!" }],
    ["without text", {}, { body: null }],
  ])("%s asks for nothing", (_what, more, comment) => {
    expect(triggersOf("issue_comment", payload(more, comment), APP)).toEqual([]);
  });

  it("of a deleted account has no author, so nobody's rights", () => {
    expect(triggersOf("issue_comment", payload({}, { user: null }), APP)).toMatchObject([{ comment: { number: 3 } }]);
    expect(triggersOf("issue_comment", payload({}, { user: null }), APP)[0]).not.toHaveProperty("comment.author");
  });
});
