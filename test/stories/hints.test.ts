/** What an event says is only a hint: the pull request may have moved on before it is read, and while it is read. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type Office, openOffice, pullPayload } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import type { Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop, SHOP } from "./shop.ts";

const CONFIG = ".github/schema-review.yml";

let office: Office;
let snapshots: Snapshot[];
beforeEach(async () => {
  snapshots = [];
  office = await openOffice(SHOP, {
    examine: (snapshot) => {
      snapshots.push(snapshot);
      return smallExamine(snapshot);
    },
  });
});
afterEach(() => office.close());

async function review(pull: Pull, action = "opened"): Promise<void> {
  await office.pullEvent(pull, action);
  await office.settle();
}

describe("the base branch", () => {
  it("that an event names, but the pull request has left, is not what it is judged against", async () => {
    const { github } = office;
    const pull = github.openPull({ files: DROPS_COLUMN });
    const late = pullPayload(github, pull, "synchronize");
    github.branches.set("release", github.branches.get("main") as string);
    github.moveBase({ "prisma/migrations/20260201000000_main/migration.sql": "SELECT 1;\n" });
    pull.base = "release";
    await office.deliver("pull_request", late);
    await office.settle();
    expect(snapshots.at(-1)?.pull.base).toBe("release");
    expect(snapshots.at(-1)?.files.map(({ path }) => path)).not.toContain("prisma/migrations/20260201000000_main/migration.sql");
  });

  it("changes: the check is in progress again at once, under the name that the configuration gives it", async () => {
    const { github } = office;
    github.moveBase({ [CONFIG]: "check:\n  name: database\n" });
    const pull = github.openPull({ files: { [MIGRATION]: "SELECT 1;\n" } });
    await review(pull);
    expect(checkOf(office, 1)).toMatchObject({ name: "database", conclusion: "success" });
    const seen: unknown[] = [];
    office.fault((name) => {
      if (name.startsWith("PATCH")) seen.push(checkOf(office, 1));
      return undefined;
    });
    await office.pullEvent(pull, "edited", { changes: { base: { ref: { from: "old" } } } });
    await office.settle();
    expect(seen).toEqual([expect.objectContaining({ name: "database", status: "in_progress" })]);
    expect(github.checks.map(({ name, status }) => [name, status])).toEqual([
      ["database", "completed"],
      ["database", "completed"],
    ]);
  });
});

describe("the head", () => {
  it("moves between two pages of the list of files: no text is taken for another's, then or later", async () => {
    const { github } = office;
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`docs/${n}.md`, "x\n"]));
    const pull = github.openPull({ files: { ...many, [MIGRATION]: "SELECT 1;\n" } });
    let pages = 0;
    office.fault((name) => {
      if (name.endsWith("/files") && ++pages === 2) github.push(pull, DROPS_COLUMN);
      return undefined;
    });
    await review(pull);
    await review(pull, "synchronize");
    expect(snapshots.at(-1)?.files.find(({ path }) => path === MIGRATION)).toEqual({ path: MIGRATION, status: "added", after: DROPS_COLUMN[MIGRATION] });
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
  });

  it("is pushed after two tries failed: neither head's check is left in progress", async () => {
    const { github } = office;
    const pull = github.openPull({ files: DROPS_COLUMN });
    let failures = 0;
    office.fault((name) => {
      if (!name.endsWith("/reviews") || failures > 3) return undefined;
      if (failures++ === 1) github.push(pull, { "README.md": "# next\n" });
      return "before";
    });
    await review(pull);
    expect(github.checks.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "failure"]);
  });
});

describe("a pull request that concerns no database", () => {
  it("has one check for one head, whatever is told of it", async () => {
    await office.close();
    office = await openShop();
    const pull = office.github.openPull({ files: { "README.md": "# x\n" } });
    await review(pull);
    for (const action of ["converted_to_draft", "ready_for_review", "reopened"]) {
      await office.reboot();
      office.requests();
      await review(pull, action);
      expect(office.requests()).toHaveLength(2);
    }
    expect(office.github.checks.map(({ conclusion }) => conclusion)).toEqual(["success"]);
  });

  it("fails with the problems of an invalid configuration as annotations, from the first on", async () => {
    await office.close();
    const gap = { span: { path: CONFIG, side: "head" as const, start: 0, end: 0 }, reason: "Configuration invalid" };
    office = await openOffice(SHOP, { examine: async (snapshot) => ({ ...(await smallExamine(snapshot)), outcome: "incomplete", gaps: [gap] }) });
    await review(office.github.openPull({ files: { "README.md": "# x\n" } }));
    await review(office.github.openPull({ files: { "README.md": "# y\n" } }));
    expect(office.github.checks.map(({ conclusion, annotations }) => [conclusion, annotations.map(({ path }) => path)])).toEqual([
      ["failure", [CONFIG]],
      ["failure", [CONFIG]],
    ]);
  });
});

describe("a configuration that is no text", () => {
  it.each([{ "README.md": "# x\n" }, DROPS_COLUMN])("is none that could be left out in silence", async (files) => {
    office.github.moveBase({ [CONFIG]: "\0c\0h\0e\0c\0k" });
    await review(office.github.openPull({ files }));
    expect(snapshots.at(-1)?.config).toEqual({ path: CONFIG, text: "\0" });
  });
});
