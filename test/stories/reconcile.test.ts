/** What was missed is found: lost webhooks, work of a process that died, commands that nobody answered. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "./fake/app-side.ts";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { type FakeGithub, timeOf } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, SHOP } from "./shop.ts";

let office: Office;
let github: FakeGithub;
beforeEach(async () => {
  // The fake's own time goes on by a second with each thing that happens.
  office = await openOffice(SHOP, { examine: smallExamine, startAt: Date.parse(timeOf(1_050)) });
  github = office.github;
});
afterEach(() => office.close());

const MINUTE = 60_000;

async function look(): Promise<void> {
  await office.running.reconciler.look();
  await office.settle();
}

function verdicts(): (string | null)[] {
  return github.checks.map(({ conclusion }) => conclusion);
}

describe("open pull requests", () => {
  it("that no webhook told of are reviewed at the start", async () => {
    const pulls = [github.openPull({ files: DROPS_COLUMN }), github.openPull({ files: { "README.md": "# x\n" } })];
    await look();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
    expect(checkOf(office, 2)).toMatchObject({ conclusion: "success" });
    expect(pulls[0]?.threads).toHaveLength(1);
  });

  it("that have their verdict cost nothing more once that is known", async () => {
    const pull = github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await office.settle();
    await look();
    office.requests();
    await look();
    expect(office.requests()).toEqual(["GET /app/hook/deliveries", "GET /app/installations", "GET /installation/repositories", "GraphQL SharedConfig", "GraphQL Newest"]);
    expect(verdicts()).toEqual(["failure"]);
  });

  it("are looked at again when something happens on them", async () => {
    const pull = github.openPull({ files: DROPS_COLUMN });
    await look();
    await look();
    github.push(pull, { [MIGRATION]: "SELECT 1;\n" });
    office.time.pass(5 * MINUTE);
    await look();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "success" });
  });

  it("that were just pushed to are left to their own webhook, and looked at next time", async () => {
    await look();
    const pull = github.openPull({ files: DROPS_COLUMN });
    await look();
    expect(verdicts()).toEqual([]);
    office.time.pass(5 * MINUTE);
    await look();
    expect(verdicts()).toEqual(["failure"]);
    expect(pull.threads).toHaveLength(1);
  });

  it("whose check another process left in progress are finished by this one, in the same check", async () => {
    const pull = github.openPull({ files: DROPS_COLUMN });
    github.checks.push({
      id: github.nextId(),
      name: "schema-review",
      head: github.headOf(pull),
      status: "in_progress",
      conclusion: null,
      output: { title: "", summary: "" },
      annotations: [],
      external_id: "1",
    });
    await look();
    expect(verdicts()).toEqual(["failure"]);
  });

  it("whose check is in progress since this process began are left alone for ten minutes", async () => {
    const pull = github.openPull({ files: DROPS_COLUMN });
    const id = 1_200;
    office.time.pass(160_000);
    github.checks.push({
      id,
      name: "schema-review",
      head: github.headOf(pull),
      status: "in_progress",
      conclusion: null,
      output: { title: "", summary: "" },
      annotations: [],
      external_id: "1",
    });
    await look();
    expect(verdicts()).toEqual([null]);
    office.time.pass(11 * MINUTE);
    await look();
    expect(verdicts()).toEqual(["failure"]);
  });

  it("whose only check was cancelled have no verdict", async () => {
    const pull = github.openPull({ files: DROPS_COLUMN });
    const done = { status: "completed", conclusion: "cancelled", output: { title: "", summary: "" }, annotations: [], external_id: "1" };
    github.checks.push({ id: github.nextId(), name: "schema-review", head: github.headOf(pull), ...done });
    await look();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
  });

  it("that nothing can be said about are not tried for ever", async () => {
    await office.close();
    let asked = 0;
    const examine: typeof smallExamine = (snapshot) => {
      asked++;
      return smallExamine(snapshot);
    };
    office = await openOffice(SHOP, { examine, startAt: Date.parse(timeOf(1_050)) });
    ({ github } = office);
    github.openPull({ files: DROPS_COLUMN });
    // A verdict that is never seen: somebody removes the check each time.
    for (let n = 0; n < 6; n++) {
      await look();
      github.checks.length = 0;
      office.time.pass(5 * MINUTE);
    }
    expect(asked).toBe(3);
  });

  it("of a suspended installation are left alone", async () => {
    github.openPull({ files: DROPS_COLUMN });
    github.app.suspended = true;
    await look();
    expect(verdicts()).toEqual([]);
  });

  it("closed ones are nobody's business", async () => {
    github.openPull({ files: DROPS_COLUMN }).state = "CLOSED";
    await look();
    expect(verdicts()).toEqual([]);
  });

  it("are found next time when GitHub fails in the middle of the look, wherever it fails", async () => {
    github.openPull({ files: DROPS_COLUMN });
    for (const failing of ["GET /app/hook/deliveries", "GET /app/installations", "GET /installation/repositories", "GraphQL Newest", "GraphQL OpenPulls"]) {
      office.fault((name) => (name === failing ? "before" : undefined));
      await look();
    }
    office.fault(undefined);
    office.time.pass(5 * MINUTE);
    await look();
    expect(verdicts()).toEqual(["failure"]);
  });

  it("wait while an installation has few requests left, so that reviews have them", async () => {
    github.openPull({ files: DROPS_COLUMN });
    const reset = Math.ceil(office.time.now() / 1000) + 1_800;
    const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "1000", "x-ratelimit-reset": String(reset), "x-ratelimit-resource": "core" };
    office.fault((name) => (name === "GET /installation/repositories" ? { when: "before", how: { status: 403, message: "secondary rate limit", headers } } : undefined));
    await look();
    office.fault(undefined);
    await look();
    expect(verdicts()).toEqual([]);
    office.time.pass(31 * MINUTE);
    await look();
    expect(verdicts()).toEqual(["failure"]);
  });
});

describe("webhooks that failed", () => {
  const failed = (more: Partial<Delivery> = {}): Delivery => {
    const delivery = { id: github.nextId(), guid: "g1", event: "pull_request", payload: {}, status_code: 502, at: office.time.now() - 10 * MINUTE, ...more };
    github.app.deliveries.push(delivery);
    return delivery;
  };

  it("are asked for again, the oldest first", async () => {
    const ids = [failed(), failed({ guid: "g2" }), failed({ guid: "g3", status_code: 0 })].map(({ id }) => id);
    await look();
    expect(github.app.redelivered).toEqual(ids);
  });

  it("are left alone once they came through", async () => {
    failed();
    failed({ status_code: 200 });
    await look();
    expect(github.app.redelivered).toEqual([]);
  });

  it.each([
    ["after four attempts", () => Array.from({ length: 4 }, () => failed())],
    ["of events that mean nothing here", () => failed({ event: "star" })],
    ["of the last seconds", () => failed({ at: office.time.now() - 5_000 })],
    ["of four days ago", () => failed({ at: office.time.now() - 4 * 24 * 60 * MINUTE })],
  ])("%s are not asked for", async (_what, happen) => {
    happen();
    await look();
    expect(github.app.redelivered).toEqual([]);
  });

  it("are found on later pages too", async () => {
    const { id } = failed();
    for (let n = 0; n < 250; n++) failed({ guid: `fine ${n}`, status_code: 200 });
    await look();
    expect(github.app.redelivered).toEqual([id]);
    expect(office.requests().filter((name) => name === "GET /app/hook/deliveries")).toHaveLength(3);
  });
});

describe("commands", () => {
  async function reviewed() {
    const pull = github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await office.settle();
    return pull;
  }

  it("that nobody answered are answered", async () => {
    const pull = await reviewed();
    const comment = github.say(pull, "bob", "/schema-review help");
    await look();
    expect(comment.reactions.map(({ content }) => content)).toEqual(["eyes", "+1"]);
    expect(pull.comments.at(-1)?.body).toContain("/schema-review rerun");
  });

  it("in a finding's thread, too", async () => {
    const pull = await reviewed();
    const comment = github.answer(pull.threads[0]!, "alice", "/schema-review explain no-drop-in-same-deploy");
    await look();
    expect(comment.reactions.map(({ content }) => content)).toContain("eyes");
  });

  it("that were seen and not finished are finished", async () => {
    const pull = await reviewed();
    const comment = github.say(pull, "bob", "/schema-review help");
    comment.reactions.push({ content: "eyes", author: "schema-review[bot]" });
    await look();
    expect(comment.reactions.map(({ content }) => content)).toEqual(["eyes", "+1"]);
  });

  it("that were answered are not answered again, whatever people think of them", async () => {
    const pull = await reviewed();
    const comment = github.say(pull, "bob", "/schema-review help");
    await office.commentEvent(pull, comment);
    await office.settle();
    const before = pull.comments.length;
    await look();
    expect(pull.comments).toHaveLength(before);
    const other = github.say(pull, "bob", "/schema-review help");
    other.reactions.push({ content: "+1", author: "carol" });
    office.time.pass(5 * MINUTE);
    await look();
    expect(pull.comments).toHaveLength(before + 2);
  });

  it("of an app in somebody's name are none", async () => {
    const pull = await reviewed();
    const comment = github.say(pull, "bob", "/schema-review help");
    comment.throughApp = true;
    await look();
    expect(comment.reactions).toEqual([]);
  });

  it.each([
    ["by a bot", "renovate[bot]", "/schema-review help", false, 0],
    ["that were edited since", "bob", "/schema-review help", true, 0],
    ["in a quote", "bob", "> /schema-review help", false, 0],
    ["older than a day", "bob", "/schema-review help", false, 25 * 60 * MINUTE],
  ])("%s are none", async (_what, author, body, edited, later) => {
    const pull = await reviewed();
    const comment = github.say(pull, author, body);
    if (edited) github.edit(comment, body);
    office.time.pass(later);
    await look();
    expect(comment.reactions).toEqual([]);
  });
});
