/** What stands on a pull request stays what it should be: threads across pushes, what people deleted or closed, two pull requests with one head. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { BOT, type Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop, SHOP } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
});
afterEach(() => office.close());

async function openAndReview(files: Readonly<Record<string, string | null>> = DROPS_COLUMN): Promise<Pull> {
  const pull = office.github.openPull({ files });
  await review(pull, "opened");
  return pull;
}

async function review(pull: Pull, action = "reopened"): Promise<void> {
  await office.pullEvent(pull, action);
  await office.settle();
}

async function push(pull: Pull, files: Readonly<Record<string, string | null>>): Promise<void> {
  office.github.push(pull, files);
  await review(pull, "synchronize");
}

const conclusion = (pull: Pull): string | null | undefined => checkOf(office, pull.number)?.conclusion;
const stickies = (pull: Pull) => pull.comments.filter(({ author, body }) => author === BOT && body.includes("schema-review-sticky"));

describe("threads", () => {
  it("are the same after lines have moved, others were added, and the branch was forced", async () => {
    const pull = await openAndReview();
    await push(pull, { [MIGRATION]: `-- A.\n-- B.\n-- C.\nALTER TABLE users DROP COLUMN nickname;\nSELECT 1;\n` });
    await push(pull, { "README.md": "# forced\n", [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\n" });
    expect(pull.threads).toHaveLength(1);
    expect(pull.threads[0]?.resolvedBy).toBeUndefined();
    expect(pull.threads[0]?.comments).toHaveLength(1);
  });

  it("of a file that was renamed go with the old name; the new one has its own, once", async () => {
    const pull = await openAndReview();
    const later = MIGRATION.replace("20260301", "20260309");
    const files = { [MIGRATION]: null, [later]: DROPS_COLUMN[MIGRATION] };
    await push(pull, files);
    await push(pull, { "README.md": "# more\n" });
    expect(pull.threads.map(({ path, resolvedBy }) => [path, resolvedBy])).toEqual([
      [MIGRATION, BOT],
      [later, undefined],
    ]);
    expect(pull.threads[0]?.comments[0]?.body).toContain(`✅ Moved to \`${later}\` in `);
  });

  it("of a file that was renamed stay closed if a human closed them; a second statement of the kind is told", async () => {
    const pull = await openAndReview();
    (pull.threads[0] as { resolvedBy?: string }).resolvedBy = "alice";
    const later = MIGRATION.replace("20260301", "20260309");
    await push(pull, { [MIGRATION]: null, [later]: DROPS_COLUMN[MIGRATION] });
    expect(pull.threads).toHaveLength(1);
    await push(pull, { [later]: `${DROPS_COLUMN[MIGRATION]}ALTER TABLE users DROP COLUMN mail;\n` });
    expect(pull.threads).toHaveLength(2);
  });

  it("that come back after they were resolved are new", async () => {
    const pull = await openAndReview();
    await push(pull, { [MIGRATION]: "SELECT 1;\n" });
    await push(pull, DROPS_COLUMN);
    expect(pull.threads.map(({ resolvedBy }) => resolvedBy)).toEqual([BOT, undefined]);
  });

  it("that a human closed stay closed, whatever is pushed", async () => {
    const pull = await openAndReview();
    (pull.threads[0] as { resolvedBy?: string }).resolvedBy = "alice";
    await push(pull, { [MIGRATION]: `-- Moved.\n${DROPS_COLUMN[MIGRATION]}` });
    await push(pull, { "README.md": "# more\n" });
    expect(pull.threads).toHaveLength(1);
    expect(conclusion(pull)).toBe("failure");
  });

  it("that a human deleted are not posted again for that statement; another statement's are", async () => {
    const pull = await openAndReview();
    pull.threads.length = 0;
    await push(pull, { "README.md": "# more\n" });
    expect(pull.threads).toEqual([]);
    expect(office.github.checks.at(-1)?.annotations).toHaveLength(1);
    await push(pull, { [MIGRATION]: `${DROPS_COLUMN[MIGRATION]}ALTER TABLE users DROP COLUMN mail;\n` });
    expect(pull.threads).toHaveLength(1);
    expect(pull.threads[0]?.comments[0]?.body).toContain("`mail`");
  });

  it("that a human deleted are remembered without a summary comment too", async () => {
    await office.close();
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        const verdict = await smallExamine(snapshot);
        return { ...verdict, settings: { ...verdict.settings, sticky: "never" } };
      },
    });
    const pull = await openAndReview();
    expect(stickies(pull)).toEqual([]);
    expect(pull.threads).toHaveLength(1);
    pull.threads.length = 0;
    await push(pull, { "README.md": "# more\n" });
    expect(pull.threads).toEqual([]);
    // What was resolved and comes back was not deleted.
    const other = await openAndReview();
    await push(other, { [MIGRATION]: "SELECT 1;\n" });
    await push(other, DROPS_COLUMN);
    expect(other.threads).toHaveLength(2);
  });
});

describe("the summary comment", () => {
  it("is healed to one", async () => {
    const pull = await openAndReview();
    const [first] = stickies(pull);
    office.github.say(pull, BOT, first?.body ?? "");
    office.github.say(pull, BOT, first?.body ?? "");
    await review(pull);
    expect(stickies(pull).map(({ id }) => id)).toEqual([first?.id]);
  });

  it("that somebody else imitates is not ours", async () => {
    const pull = await openAndReview();
    const [first] = stickies(pull);
    const words = first?.body ?? "";
    const imitation = office.github.say(pull, "mallory", words);
    await push(pull, { [MIGRATION]: "SELECT 1;\n" });
    expect(first?.body).not.toBe(words);
    expect(imitation.body).toBe(words);
    expect(pull.comments).toContain(imitation);
    expect(stickies(pull)).toHaveLength(1);
  });

  it("that a human edited says again what it should", async () => {
    const pull = await openAndReview();
    const [first] = stickies(pull);
    const before = first?.body;
    if (first) first.body = first.body.replace("❌", "✅");
    await review(pull);
    expect(first?.body).toBe(before);
  });
});

describe("a review of ours that was never submitted", () => {
  it("of somebody else is left alone", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    pull.pendingReview = { id: 9, author: "alice" };
    await review(pull, "opened");
    expect(pull.pendingReview).toEqual({ id: 9, author: "alice" });
  });
});

describe("two pull requests with one head", () => {
  /** The second is of the same commit, into a branch where nothing is wrong with it. */
  async function openTwins(): Promise<[Pull, Pull]> {
    await office.close();
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        const verdict = await smallExamine(snapshot);
        return snapshot.pull.base === "release" ? { ...verdict, outcome: "passed", findings: [] } : verdict;
      },
    });
    const first = office.github.openPull({ files: DROPS_COLUMN });
    const second = office.github.openPull({ files: DROPS_COLUMN });
    office.github.branches.set("release", office.github.branches.get("main") as string);
    second.base = "release";
    second.heads = [...first.heads];
    return [first, second];
  }

  it("under one check name: the worst verdict stands, in whichever order they come", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const pulls = await openTwins();
      for (const at of order) await review(pulls[at as 0 | 1], "opened");
      expect(conclusion(pulls[0])).toBe("failure");
      expect(office.github.checks.filter(({ status }) => status !== "completed")).toEqual([]);
    }
  });

  it("says whose fault it is", async () => {
    const [first, second] = await openTwins();
    await review(first, "opened");
    await review(second, "opened");
    expect(checkOf(office, second.number)?.title).toBe("Passes here, but not for #1 with the same commits");
  });

  it("reviewed at the same time end with the worst verdict and nothing in progress", async () => {
    const [first, second] = await openTwins();
    await Promise.all([office.pullEvent(first, "opened"), office.pullEvent(second, "opened")]);
    await office.settle();
    await review(second);
    expect(conclusion(first)).toBe("failure");
    expect(office.github.checks.filter(({ status }) => status !== "completed")).toEqual([]);
  });

  it("the other is closed: its verdict does not count any more", async () => {
    const [first, second] = await openTwins();
    await review(first, "opened");
    await review(second, "opened");
    first.state = "CLOSED";
    await office.checkEvent(second, "rerequested");
    await office.settle();
    expect(conclusion(second)).toBe("success");
  });

  it("write nothing when nothing is new", async () => {
    const [first, second] = await openTwins();
    for (const pull of [first, second]) await review(pull);
    office.requests();
    await review(second);
    expect(office.requests().filter((name) => !name.startsWith("GET") && !name.startsWith("GraphQL"))).toEqual([]);
  });
});

describe("a repository with SHA-256 ids", () => {
  it("is reviewed, waived, overridden and queued like any other", async () => {
    await office.close();
    office = await openOffice(SHOP, { examine: smallExamine, hash: "sha256" });
    office.github.roles.set("dave", "maintain");
    const pull = await openAndReview();
    expect(office.github.headOf(pull)).toMatch(/^[0-9a-f]{64}$/);
    expect(conclusion(pull)).toBe("failure");
    await office.commentEvent(pull, office.github.say(pull, "dave", "/schema-review override reason: now"));
    await office.settle();
    expect(conclusion(pull)).toBe("success");
    const group = office.github.queue(pull);
    await office.groupEvent(pull, group, "checks_requested");
    await office.settle();
    expect(office.github.checks.findLast(({ head }) => head === group.head)).toMatchObject({ conclusion: "success", external_id: `1 main ${group.base}` });
    await push(pull, { [MIGRATION]: "SELECT 1;\n" });
    expect(pull.threads[0]?.comments[0]?.body).toContain(`Resolved in ${office.github.headOf(pull).slice(0, 7)}`);
  });
});
