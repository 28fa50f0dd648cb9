import { describe, expect, it } from "vitest";
import { externalId, pullOfExternalId } from "../../src/github/events/checks.ts";
import { triggersOf } from "../../src/github/events/triggers.ts";

const APP = 77;
const SHARED = { repository: { id: 1, name: "shop", owner: { login: "acme" } }, installation: { id: 5 } };
const PULL = { head: { sha: "abc" }, base: { ref: "main", sha: "def" }, comments: 1, review_comments: 2 };

function pull(action: string, more: object = {}) {
  return triggersOf("pull_request", { action, number: 3, pull_request: PULL, ...SHARED, ...more }, APP);
}

describe("pull_request", () => {
  const job = { kind: "pull", owner: "acme", repo: "shop", number: 3, installation: 5, head: "abc", base: { name: "main", sha: "def" }, comments: 3, force: false };

  it.each(["opened", "reopened", "synchronize", "ready_for_review"])("%s asks for a review", (action) => {
    expect(pull(action)).toEqual([{ kind: "review", job: { ...job, reason: action } }]);
  });

  it("edited asks for one only when the base branch changed", () => {
    expect(pull("edited", { changes: { base: { ref: { from: "old" } } } })).toEqual([{ kind: "review", job: { ...job, reason: "base changed" } }]);
    expect(pull("edited", { changes: { body: { from: "old" } } })).toEqual([]);
    expect(pull("edited")).toEqual([]);
  });

  it("closed ends the work", () => {
    expect(pull("closed")).toMatchObject([{ kind: "cancel" }]);
  });

  it.each(["assigned", "labeled", "locked", "converted_to_draft", "something_new"])("%s asks for nothing", (action) => {
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
    expect(pullOfExternalId(externalId(job))).toEqual(job);
    expect(pullOfExternalId(externalId({ number: 12 }))).toEqual({ number: 12 });
    for (const foreign of ["", "x", "12x", "1 2 3", "99999999999", undefined, null]) expect(pullOfExternalId(foreign)).toBeUndefined();
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
