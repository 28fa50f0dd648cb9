/** Two pull requests with one head: GitHub shows one check of a name on a commit, so neither may speak for itself alone. */
import { afterEach, describe, expect, it } from "vitest";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { OWNER, type Pull, REPO, timeOf } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, openShop, SHOP } from "./shop.ts";

let office: Office;
afterEach(() => office.close());

async function review(pull: Pull, action = "opened"): Promise<void> {
  await office.pullEvent(pull, action);
  await office.settle();
}

const conclusion = (pull: Pull): string | null | undefined => checkOf(office, pull.number)?.conclusion;

/** The second is of the same commit, into a branch that has the migration already: there, it changes a text and nothing else. */
function openHarmlessTwins(): [Pull, Pull] {
  const { github } = office;
  const merged = github.openPull({ files: DROPS_COLUMN });
  merged.state = "CLOSED";
  github.branches.set("release", github.headOf(merged));
  const first = github.openPull({ files: { ...DROPS_COLUMN, "README.md": "# x\n" } });
  const second = github.openPull({ files: {} });
  Object.assign(second, { base: "release", mergeBase: github.headOf(merged), heads: [...first.heads] });
  return [first, second];
}

describe("one of them concerns no database", () => {
  it("and does not make the other's red check green, not for a moment", async () => {
    office = await openShop();
    const [first, second] = openHarmlessTwins();
    await review(first);
    await review(second);
    expect(office.github.checks.map(({ status, conclusion: word }) => [status, word])).toEqual([["completed", "failure"]]);
    expect(checkOf(office, second.number)?.title).toBe(`Passes here, but not for #${first.number} with the same commits`);
  });

  it("nor when another process reviewed the other", async () => {
    office = await openShop();
    const [first, second] = openHarmlessTwins();
    await review(first);
    await office.reboot();
    await review(second);
    expect(conclusion(first)).toBe("failure");
  });

  it("and comes first: the other's verdict stands", async () => {
    office = await openShop();
    const [first, second] = openHarmlessTwins();
    await review(second);
    expect(conclusion(second)).toBe("success");
    await review(first);
    expect(conclusion(second)).toBe("failure");
  });
});

describe("one of them is closed", () => {
  /** The second is of the same commit, into a branch where nothing is wrong with it. */
  async function openTwins(): Promise<[Pull, Pull]> {
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        const verdict = await smallExamine(snapshot);
        return snapshot.pull.base === "release" ? { ...verdict, outcome: "passed", findings: [] } : verdict;
      },
    });
    const [first, second] = [office.github.openPull({ files: DROPS_COLUMN }), office.github.openPull({ files: DROPS_COLUMN })];
    office.github.branches.set("release", office.github.branches.get("main") as string);
    Object.assign(second, { base: "release", heads: [...first.heads] });
    await review(first);
    await review(second);
    return [first, second];
  }

  it("and held the other up: that one is green at once", async () => {
    const [first, second] = await openTwins();
    expect(conclusion(second)).toBe("failure");
    first.state = "CLOSED";
    await review(first, "closed");
    expect(conclusion(second)).toBe("success");
  });

  it("and the other is what fails: it stays red, and nothing is written", async () => {
    const [first, second] = await openTwins();
    second.state = "CLOSED";
    office.requests();
    await review(second, "closed");
    expect(conclusion(first)).toBe("failure");
    expect(office.requests().filter((name) => !name.startsWith("GET") && !name.startsWith("GraphQL"))).toEqual(["PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}"]);
    expect(checkOf(office, first.number)?.title).toContain("1 error");
  });
});

describe("a pull request is closed", () => {
  it("by itself: one request, and nothing is written", async () => {
    office = await openShop();
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await review(pull);
    pull.state = "CLOSED";
    office.requests();
    await review(pull, "closed");
    expect(office.requests()).toEqual(["GraphQL Closed"]);
  });

  it("while its review rests after a failure: no check is left in progress", async () => {
    office = await openShop();
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    let told: Promise<unknown> | undefined;
    office.fault((name) => {
      if (!name.endsWith("/reviews")) return undefined;
      pull.state = "CLOSED";
      told ??= office.pullEvent(pull, "closed");
      return "before";
    });
    await review(pull);
    await told;
    await office.settle();
    expect(office.github.checks.map(({ conclusion: word }) => word)).toEqual(["cancelled"]);
  });

  it("by an event that came late or again: what is open is reviewed all the same", async () => {
    office = await openShop();
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await review(pull, "closed");
    expect(conclusion(pull)).toBe("failure");
  });
});

describe("the reconciler", () => {
  /** The fake's own time goes on by a second with each thing that happens. */
  async function openLate(): Promise<void> {
    office = await openOffice(SHOP, { examine: smallExamine, startAt: Date.parse(timeOf(1_050)) });
  }

  it("does not take the other's check for that of a pull request whose event was lost", async () => {
    await openLate();
    const [harmful, harmless] = openHarmlessTwins();
    await review(harmless);
    expect(conclusion(harmful)).toBe("success");
    await office.running.reconciler.look();
    await office.settle();
    expect(conclusion(harmful)).toBe("failure");
  });

  it("nor the first check of the default branch for that of a pull request from there", async () => {
    await openLate();
    const { github } = office;
    await office.deliver("installation_repositories", { action: "added", installation: { id: 5 }, repositories_added: [{ name: REPO, full_name: `${OWNER}/${REPO}` }] });
    await office.settle();
    const pull = github.openPull({ files: {} });
    pull.heads = [github.branches.get("main") as string];
    expect(conclusion(pull)).toBe("success");
    await office.running.reconciler.look();
    await office.settle();
    expect(github.checks.map(({ external_id: id }) => id)).toContain(`${pull.number} main`);
  });
});
