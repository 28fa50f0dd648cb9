/** GitHub stumbles, people push while a review runs: it converges, and nothing stands twice. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import type { Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop, SHOP } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
});
afterEach(() => office.close());

/** Every kind of request fails once. */
function eachOnce(when: "before" | "after") {
  const failed = new Set<string>();
  return (name: string): typeof when | undefined => {
    if (failed.has(name)) return undefined;
    failed.add(name);
    return when;
  };
}

function stands(pull: Pull) {
  return {
    threads: pull.threads.length,
    comments: pull.comments.length,
    check: checkOf(office, pull.number)?.conclusion,
    open: office.github.checks.filter(({ status }) => status !== "completed").length,
  };
}

describe("502", () => {
  it.each(["before", "after"] as const)("on each kind of request once, %s it takes effect: one review, one summary, one verdict", async (when) => {
    office.fault(eachOnce(when));
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(stands(pull)).toEqual({ threads: 1, comments: 1, check: "failure", open: 0 });
    expect(office.github.checks).toHaveLength(1);
  });

  it.each(["before", "after"] as const)("on each kind of request once while the fix is reviewed, %s it takes effect", async (when) => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await office.settle();
    office.fault(eachOnce(when));
    office.github.push(pull, { [MIGRATION]: "SELECT 1;\n" });
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(stands(pull)).toEqual({ threads: 1, comments: 1, check: "success", open: 0 });
    expect(pull.threads[0]?.comments[0]?.body).toContain("Resolved in");
  });

  it.each(["before", "after"] as const)("on each kind of request once while a command is answered, %s it takes effect", async (when) => {
    const pull = office.github.openPull({ files: { "README.md": "# other\n" } });
    office.fault(eachOnce(when));
    const comment = office.github.say(pull, "bob", "/schema-review help\n/schema-review hlep");
    await office.commentEvent(pull, comment);
    await office.settle();
    expect(pull.comments).toHaveLength(3);
    expect(comment.reactions.map(({ content }) => content)).toEqual(["eyes", "+1", "confused"]);
  });

  it("that never ends becomes a failed check with the reason, once GitHub answers again", async () => {
    let writes = 0;
    office.fault((name) => (name === "GraphQL Review" ? "before" : name.includes("check-runs") && writes++ > 100 ? "before" : undefined));
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened", { id: "poison" });
    await office.settle();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure", title: "The review could not be done" });
    expect(office.waits.length).toBeGreaterThan(7);
    // A redelivery of what was given up runs.
    office.fault(undefined);
    await office.pullEvent(pull, "opened", { id: "poison" });
    await office.settle();
    expect(pull.threads).toHaveLength(1);
    expect(office.github.checks.filter(({ status }) => status !== "completed")).toEqual([]);
  });
});

it("a comment that GitHub refuses is told on the check, and the others are posted", async () => {
  const other = "prisma/migrations/20260302000000_more/migration.sql";
  const pull = office.github.openPull({ files: { ...DROPS_COLUMN, [other]: "ALTER TABLE users DROP COLUMN mail;\n" } });
  // GitHub knows less of the diff when it checks the comments than when it listed the files.
  office.fault((name) => {
    if (name.endsWith("/reviews")) office.github.limits.withoutPatch.add(other);
    return undefined;
  });
  await office.pullEvent(pull, "opened");
  await office.settle();
  expect(pull.threads.map(({ path }) => path)).toEqual([MIGRATION]);
  expect(office.github.checks[0]?.annotations).toEqual([expect.objectContaining({ path: other, start_line: 1 })]);
});

describe("events while a review runs", () => {
  let begun: Snapshot[];
  let goOn: () => void;

  beforeEach(async () => {
    await office.close();
    begun = [];
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        begun.push(snapshot);
        if (begun.length === 1) await gate;
        return smallExamine(snapshot);
      },
    });
  });

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }

  it("twenty pushes make two reviews, and only the newest head gets a verdict", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await until(() => begun.length === 1);
    for (let n = 0; n < 20; n++) {
      office.github.push(pull, { "README.md": `# ${n}\n` });
      await office.pullEvent(pull, "synchronize");
    }
    goOn();
    await office.settle();
    expect(begun).toHaveLength(2);
    expect(begun[1]?.pull.head).toBe(office.github.headOf(pull));
    expect(office.github.checks.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "failure"]);
    expect(pull.threads).toHaveLength(1);
  });

  it("a closed pull request is left alone", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    await until(() => begun.length === 1);
    pull.state = "CLOSED";
    await office.pullEvent(pull, "closed");
    goOn();
    await office.settle();
    expect(stands(pull)).toEqual({ threads: 0, comments: 0, check: "cancelled", open: 0 });
  });

  it("an event that arrives after the closing reads, and writes nothing", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    pull.state = "CLOSED";
    await office.pullEvent(pull, "synchronize");
    await office.settle();
    expect(begun).toEqual([]);
    expect(office.github.checks).toEqual([]);
  });
});
