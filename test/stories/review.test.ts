/** A pull request gets its review, and keeps it as it changes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, pullPayload } from "./fake/office.ts";
import { BOT } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
});
afterEach(() => office.close());

async function openAndReview(files: Readonly<Record<string, string | null>> = DROPS_COLUMN) {
  const pull = office.github.openPull({ files });
  expect(await office.pullEvent(pull, "opened")).toBe(200);
  await office.settle();
  return pull;
}

describe("a pull request that drops a column", () => {
  it("gets a failed check, a comment on the line and a summary", async () => {
    const pull = await openAndReview();
    expect(checkOf(office, 1)).toMatchObject({ name: "schema-review", status: "completed", conclusion: "failure" });
    expect(office.github.checks).toHaveLength(1);
    expect(pull.threads.map(({ path, line, side }) => ({ path, line, side }))).toEqual([{ path: MIGRATION, line: 2, side: "RIGHT" }]);
    expect(pull.threads[0]?.comments[0]?.body).toContain("breaks the running program");
    expect(pull.comments.map(({ author }) => author)).toEqual([BOT]);
    expect(pull.reviews).toBe(1);
  });

  it("takes seven requests, four of them writes", async () => {
    await openAndReview();
    expect(office.requests()).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "POST /repos/{owner}/{repo}/check-runs",
      "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
    ]);
    expect(office.waits).toEqual([]);
  });

  it("turns green with the fix, and the thread is resolved", async () => {
    const pull = await openAndReview();
    office.github.push(pull, { [MIGRATION]: "ALTER TABLE users ADD COLUMN age integer;\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(checkOf(office, 1)).toMatchObject({ status: "completed", conclusion: "success" });
    expect(pull.threads.map(({ resolvedBy }) => resolvedBy)).toEqual([BOT]);
    expect(pull.threads[0]?.comments[0]?.body).toContain(`Resolved in ${office.github.headOf(pull).slice(0, 7)}`);
    expect(pull.comments).toHaveLength(1);
  });

  it("turns green when the migration is taken out again", async () => {
    const pull = await openAndReview();
    office.github.push(pull, { [MIGRATION]: null, "README.md": "# Shop\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "success" });
    expect(pull.threads[0]?.resolvedBy).toBe(BOT);
  });

  it("minimises the comment where the installation may not resolve threads", async () => {
    office.github.limits.mayResolve = false;
    const pull = await openAndReview();
    office.github.push(pull, { [MIGRATION]: "SELECT 1;\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(pull.threads[0]).toMatchObject({ minimized: true });
    expect(pull.threads[0]?.resolvedBy).toBeUndefined();
    expect(pull.threads[0]?.comments[0]?.body).toContain("Resolved in");
  });

  it("only edits a comment that somebody answered, where it may not resolve", async () => {
    office.github.limits.mayResolve = false;
    const pull = await openAndReview();
    pull.threads[0]?.comments.push({ id: office.github.nextId(), author: "alice", body: "Why?", reactions: [] });
    office.github.push(pull, { [MIGRATION]: "SELECT 1;\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(pull.threads[0]?.minimized).toBeUndefined();
    expect(pull.threads[0]?.comments[0]?.body).toContain("Resolved in");
  });

  it("keeps a thread closed that a human resolved", async () => {
    const pull = await openAndReview();
    const [thread] = pull.threads;
    if (thread) thread.resolvedBy = "alice";
    office.github.push(pull, { "README.md": "# Shop\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(pull.threads).toHaveLength(1);
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
  });

  it("removes a review of ours that was never submitted, which would block new ones", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    pull.pendingReview = { id: 9, author: BOT };
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(pull.pendingReview).toBeUndefined();
    expect(pull.threads).toHaveLength(1);
  });
});

describe("nothing new", () => {
  it("a delivery that comes twice writes once", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened", { id: "the-same" });
    await office.settle();
    office.requests();
    expect(await office.pullEvent(pull, "opened", { id: "the-same" })).toBe(200);
    await office.settle();
    expect(office.requests()).toEqual([]);
  });

  it("another event on the same head writes nothing", async () => {
    const pull = await openAndReview();
    office.requests();
    await office.pullEvent(pull, "reopened");
    await office.settle();
    expect(office.requests().filter((name) => !name.startsWith("GET") && !name.startsWith("GraphQL"))).toEqual([]);
    expect(pull.threads).toHaveLength(1);
  });

  it("a re-run takes four requests, one of them a write", async () => {
    const pull = await openAndReview();
    office.requests();
    await office.checkEvent(pull, "rerequested");
    await office.settle();
    expect(office.requests()).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "POST /repos/{owner}/{repo}/check-runs",
    ]);
    expect(office.github.checks.filter(({ name }) => name === "schema-review")).toHaveLength(2);
    expect(pull.threads).toHaveLength(1);
  });
});

describe("pull requests that concern no database", () => {
  it("take two requests from the first on: the check is written by the request that reads the configuration", async () => {
    await openAndReview({ "README.md": "# First\n" });
    expect(office.requests()).toEqual(["GET /repos/{owner}/{repo}/pulls/{pull_number}/files", "GraphQL GlanceCheck"]);
    expect(checkOf(office, 1)).toMatchObject({ name: "schema-review", status: "completed", conclusion: "success" });
    const pull = office.github.openPull({ files: { "README.md": "# Second\n", "src/app.ts": "export const a = 2;\n" } });
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(office.requests()).toEqual(["GET /repos/{owner}/{repo}/pulls/{pull_number}/files", "GraphQL GlanceCheck"]);
    expect(checkOf(office, 2)).toMatchObject({ conclusion: "success" });
    expect(pull.comments).toEqual([]);
  });

  it("are read in full when somebody has commented: something of ours may stand there", async () => {
    await openAndReview({ "README.md": "# First\n" });
    office.requests();
    const pull = office.github.openPull({ files: { "README.md": "# Second\n" } });
    office.github.say(pull, "bob", "Fine");
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(office.requests()).toContain("GraphQL Review");
  });

  it("are read in full after a push, when the head before it had a database change, whatever the event counted", async () => {
    const pull = await openAndReview();
    office.github.push(pull, { [MIGRATION]: null, "README.md": "# Shop\n" });
    await office.deliver("pull_request", { ...pullPayload(office.github, pull, "synchronize", { comments: 0, reviewComments: 0 }) });
    await office.settle();
    expect(pull.threads[0]?.resolvedBy).toBe(BOT);
  });
});

describe("changes of the base branch", () => {
  it("a new base branch puts the check in progress again, and then to a verdict", async () => {
    const pull = await openAndReview();
    office.requests();
    await office.pullEvent(pull, "edited", { changes: { base: { ref: { from: "old" } } } });
    await office.settle();
    expect(office.requests().slice(-2)).toEqual(["POST /repos/{owner}/{repo}/check-runs", "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}"]);
    expect(checkOf(office, 1)).toMatchObject({ status: "completed", conclusion: "failure" });
  });

  it("an edited title asks for nothing", async () => {
    const pull = await openAndReview();
    office.requests();
    await office.pullEvent(pull, "edited", { changes: { title: { from: "Old" } } });
    await office.settle();
    expect(office.requests()).toEqual([]);
  });
});
