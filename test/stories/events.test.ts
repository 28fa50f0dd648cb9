/** All that makes the app look at a pull request: the merge queue, buttons, an edited description, a new configuration, drafts, locks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { BOT, type Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop, SHOP } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
  office.github.roles.set("carol", "write").set("dave", "maintain");
});
afterEach(() => office.close());

async function openAndReview(files: Readonly<Record<string, string | null>> = DROPS_COLUMN, more: object = {}): Promise<Pull> {
  const pull = office.github.openPull({ files, ...more });
  await office.pullEvent(pull, "opened");
  await office.settle();
  return pull;
}

async function say(pull: Pull, author: string, body: string): Promise<void> {
  await office.commentEvent(pull, office.github.say(pull, author, body));
  await office.settle();
}

describe("the merge queue", () => {
  async function enqueue(pull: Pull) {
    const group = office.github.queue(pull);
    office.requests();
    await office.groupEvent(pull, group, "checks_requested");
    await office.settle();
    return group;
  }
  const checkOn = (head: string) => office.github.checks.findLast((check) => check.head === head);

  it("gets a real verdict on its commit, and nothing else is written", async () => {
    const pull = await openAndReview();
    const [threads, comments] = [pull.threads.length, pull.comments.length];
    const { head } = await enqueue(pull);
    expect(checkOn(head)).toMatchObject({ name: "schema-review", status: "completed", conclusion: "failure" });
    expect(checkOn(head)?.actions).toEqual(["rerun"]);
    expect([pull.threads.length, pull.comments.length]).toEqual([threads, comments]);
    expect(office.requests()).toEqual([
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "POST /repos/{owner}/{repo}/check-runs",
      "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
    ]);
  });

  it("passes what is harmless", async () => {
    const { head } = await enqueue(await openAndReview({ [MIGRATION]: "SELECT 1;\n" }));
    expect(checkOn(head)).toMatchObject({ status: "completed", conclusion: "success" });
  });

  it("passes what concerns no database", async () => {
    const { head } = await enqueue(await openAndReview({ "README.md": "# Other\n" }));
    expect(checkOn(head)).toMatchObject({ status: "completed", conclusion: "success" });
  });

  it("is judged against the base as it is now, with what others merged meanwhile", async () => {
    const pull = await openAndReview({ [MIGRATION]: "SELECT 1;\n" });
    office.github.moveBase({ "prisma/migrations/20260215000000_other/migration.sql": "ALTER TABLE users DROP COLUMN mail;\n" });
    const { head } = await enqueue(pull);
    expect(checkOn(head)).toMatchObject({ conclusion: "success" });
  });

  it("honours waivers and an override of the pull request's head", async () => {
    const pull = await openAndReview();
    await say(pull, "carol", "/schema-review waive no-drop-in-same-deploy reason: unused");
    expect(checkOn((await enqueue(pull)).head)).toMatchObject({ conclusion: "success" });
    const other = await openAndReview({ [MIGRATION]: "DROP TABLE users;\n" });
    await say(other, "dave", "/schema-review override reason: now");
    expect(checkOn((await enqueue(other)).head)).toMatchObject({ conclusion: "success", output: expect.objectContaining({ title: "Overridden by dave; 1 error found" }) });
  });

  it("of more files than GitHub compares is read from the trees", async () => {
    const notes = Object.fromEntries(Array.from({ length: 305 }, (_, n) => [`docs/a${n}.md`, "x"]));
    const { head } = await enqueue(await openAndReview({ ...notes, ...DROPS_COLUMN }));
    expect(checkOn(head)).toMatchObject({ conclusion: "failure" });
  });

  it("that gives a commit up ends the work on it", async () => {
    const pull = await openAndReview();
    const group = office.github.queue(pull);
    await office.groupEvent(pull, group, "destroyed");
    await office.settle();
    expect(checkOn(group.head)).toBeUndefined();
  });

  it("whose check is asked for again is judged again", async () => {
    const pull = await openAndReview();
    const { head, base } = await enqueue(pull);
    await office.deliver("check_run", {
      action: "rerequested",
      check_run: { id: 1, head_sha: head, external_id: checkOn(head)?.external_id, app: { id: 77 }, pull_requests: [] },
      repository: { id: 1, name: "shop", owner: { login: "acme" } },
      installation: { id: 5 },
    });
    await office.settle();
    expect(checkOn(head)?.external_id).toBe(`1 main ${base}`);
    expect(office.github.checks.filter((check) => check.head === head)).toHaveLength(2);
  });
});

describe("buttons", () => {
  const said = (pull: Pull): string[] => pull.comments.filter(({ author, body }) => author === BOT && body.includes("schema-review-button")).map(({ body }) => body);

  it("are three where something was found, and one where nothing was", async () => {
    await openAndReview();
    expect(office.github.checks.at(-1)?.actions).toEqual(["rerun", "plan", "explain"]);
    await openAndReview({ "README.md": "# x\n" });
    expect(office.github.checks.at(-1)?.actions).toEqual(["rerun"]);
  });

  it("explain posts the pages of the rules that were broken, once", async () => {
    const pull = await openAndReview();
    for (const by of ["carol", "dave"]) {
      await office.checkEvent(pull, "requested_action", { button: "explain", by });
      await office.settle();
    }
    expect(said(pull)).toHaveLength(1);
    expect(said(pull)[0]).toContain("<summary>no-drop-in-same-deploy</summary>");
    expect(said(pull)[0]).toContain("Asked for by `dave`");
  });

  it("plan posts what is known, for those who may", async () => {
    const pull = await openAndReview();
    await office.checkEvent(pull, "requested_action", { button: "plan", by: "mallory" });
    await office.settle();
    expect(said(pull)).toEqual([]);
    await office.checkEvent(pull, "requested_action", { button: "plan", by: "carol" });
    await office.settle();
    expect(said(pull)[0]).toContain("A plan of all steps, deploy by deploy, is not written yet");
  });

  it("re-run reviews again", async () => {
    const pull = await openAndReview();
    await office.checkEvent(pull, "requested_action", { button: "rerun", by: "carol" });
    await office.settle();
    expect(office.github.checks).toHaveLength(2);
  });
});

describe("an edited description", () => {
  async function edit(pull: Pull): Promise<string[]> {
    office.requests();
    await office.pullEvent(pull, "edited", { changes: { body: { from: "" } } });
    await office.settle();
    return office.requests();
  }

  it("costs one request where no plan is missing", async () => {
    const pull = await openAndReview();
    expect(await edit(pull)).toEqual(["GET /repos/{owner}/{repo}/commits/{ref}/check-runs"]);
  });

  it("is judged where a plan is what fails", async () => {
    await office.close();
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        const verdict = await smallExamine(snapshot);
        return /rollback/i.test(snapshot.pull.body) ? { ...verdict, outcome: "passed", findings: [] } : { ...verdict, asksDescription: true };
      },
    });
    const pull = await openAndReview();
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    pull.body = "## Rollback\n\nAdd the column again.";
    await edit(pull);
    expect(checkOf(office, 1)?.conclusion).toBe("success");
  });
});

describe("a push to the default branch", () => {
  const push = (path: string): object => ({
    ref: "refs/heads/main",
    commits: [{ added: [], modified: [path], removed: [] }],
    repository: { id: 1, name: "shop", owner: { login: "acme" }, default_branch: "main" },
    installation: { id: 5 },
  });

  it("that changes the configuration has open pull requests reviewed by it", async () => {
    const [first, second] = [await openAndReview(), await openAndReview({ "README.md": "# x\n" })];
    const closed = await openAndReview();
    closed.state = "CLOSED";
    office.github.moveBase({ ".github/schema-review.yml": "check:\n  name: renamed\n" });
    await office.deliver("push", push(".github/schema-review.yml"));
    await office.settle();
    expect([first, second].map((pull) => checkOf(office, pull.number)?.name)).toEqual(["renamed", "renamed"]);
    expect(checkOf(office, closed.number)?.name).toBe("schema-review");
  });

  it("that does not say what it changed is looked at: one request where the configuration is the same", async () => {
    await openAndReview();
    const before = office.github.branches.get("main");
    const unsaid = () => ({ ...push("x"), before, after: office.github.branches.get("main"), commits: [{ added: [], modified: [], removed: [] }] });
    office.github.moveBase({ "README.md": "# moved\n" });
    office.requests();
    await office.deliver("push", unsaid());
    await office.settle();
    expect(office.requests()).toEqual(["GraphQL ConfigChange"]);
    office.github.moveBase({ ".github/schema-review.yml": "check:\n  name: renamed\n" });
    await office.deliver("push", unsaid());
    await office.settle();
    expect(checkOf(office, 1)?.name).toBe("renamed");
  });

  it("that changes anything else asks for nothing", async () => {
    await openAndReview();
    office.requests();
    await office.deliver("push", push("README.md"));
    await office.settle();
    expect(office.requests()).toEqual([]);
  });
});

describe("check_suite requested", () => {
  it("costs nothing where the pull request's own event was dealt with", async () => {
    const pull = await openAndReview();
    office.requests();
    await office.deliver("check_suite", suiteOf(pull));
    await office.settle();
    expect(office.requests()).toEqual([]);
  });

  it("stands in for an event that was lost", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.deliver("check_suite", suiteOf(pull));
    await office.settle();
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
  });

  function suiteOf(pull: Pull): object {
    return {
      action: "requested",
      check_suite: {
        head_sha: office.github.headOf(pull),
        app: { id: 77 },
        pull_requests: [{ number: pull.number, head: { sha: office.github.headOf(pull) }, base: { ref: "main", sha: office.github.branches.get("main"), repo: { id: 1 } } }],
      },
      repository: { id: 1, name: "shop", owner: { login: "acme" } },
      installation: { id: 5 },
    };
  }
});

describe("where nothing can be said", () => {
  it("a locked conversation gets the check with every finding as an annotation", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    pull.locked = true;
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    expect(office.github.checks[0]?.annotations).toHaveLength(1);
    expect([pull.threads, pull.comments]).toEqual([[], []]);
  });

  it("one that is locked while it is reviewed gets the same", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    office.fault((name) => {
      if (name.endsWith("/reviews")) pull.locked = true;
      return undefined;
    });
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    expect(office.github.checks[0]?.annotations).toHaveLength(1);
  });

  it("an archived repository is left alone", async () => {
    office.github.limits.archived = true;
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(office.github.checks).toEqual([]);
    expect(pull.threads).toEqual([]);
  });
});

describe("drafts", () => {
  it("get the check only; what is found is told in full once they are ready", async () => {
    const pull = await openAndReview(DROPS_COLUMN, { draft: true });
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    expect(pull.threads).toEqual([]);
    pull.draft = false;
    await office.pullEvent(pull, "ready_for_review");
    await office.settle();
    expect(pull.threads).toHaveLength(1);
    // GitHub takes no annotation away: the check that says it in annotations gives way to one that does not.
    expect(office.github.checks.map(({ annotations }) => annotations.length)).toEqual([1, 0]);
    pull.draft = true;
    await office.pullEvent(pull, "converted_to_draft");
    await office.settle();
    expect(pull.threads).toHaveLength(1);
    expect(pull.threads[0]?.resolvedBy).toBeUndefined();
  });

  it("get nothing at all where the team wants that, until they are ready", async () => {
    await office.close();
    office = await openShop({ ...SHOP, ".github/schema-review.yml": "drafts: skip\n" });
    const pull = await openAndReview(DROPS_COLUMN, { draft: true });
    expect(office.github.checks).toEqual([]);
    pull.draft = false;
    await office.pullEvent(pull, "ready_for_review");
    await office.settle();
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
  });
});
