/** The app is installed: a first check, and open pull requests that are not reviewed all at once, since there may be hundreds of repositories. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { OWNER, REPO, timeOf } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, SHOP } from "./shop.ts";

let office: Office;
afterEach(() => office.close());

const LISTING = "GET /repos/{owner}/{repo}/pulls";

async function install(minutes: string): Promise<void> {
  office = await openOffice(SHOP, { examine: smallExamine, startAt: Date.parse(timeOf(1_050)), env: { RECONCILE_MINUTES: minutes } });
  office.github.openPull({ files: DROPS_COLUMN });
  const repositories = [{ name: REPO, full_name: `${OWNER}/${REPO}` }];
  await office.deliver("installation", { action: "created", installation: { id: 5 }, repositories });
  await office.settle();
}

describe("open pull requests of a new installation", () => {
  it("are left to the reconciler, which reviews them at its own pace", async () => {
    await install("5");
    while (!checkOf(office, 1)?.conclusion) await new Promise((resolve) => setImmediate(resolve));
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    expect(office.requests()).not.toContain(LISTING);
    expect(office.github.checks.find(({ head }) => head === office.github.branches.get("main"))).toMatchObject({ conclusion: "success" });
  });

  it("are reviewed where nobody reconciles", async () => {
    await install("0");
    expect(checkOf(office, 1)?.conclusion).toBe("failure");
    expect(office.requests()).toContain(LISTING);
  });
});

describe("an installation", () => {
  beforeEach(async () => {
    office = await openOffice(SHOP, { examine: smallExamine });
  });

  const added = (...names: string[]) =>
    office.deliver("installation_repositories", { action: "added", installation: { id: 5 }, repositories_added: names.map((name) => ({ name, full_name: `${OWNER}/${name}` })) });

  it("gives a repository with a schema a passed check on its default branch, and reviews what is open there", async () => {
    office.github.openPull({ files: DROPS_COLUMN });
    expect(await added(REPO)).toBe(200);
    await office.settle();
    const first = office.github.checks.find(({ head }) => head === office.github.branches.get("main"));
    expect(first).toMatchObject({ name: "schema-review", status: "completed", conclusion: "success" });
    expect(first?.output.summary).toContain("Require status checks to pass");
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
  });

  it("does so once", async () => {
    await added(REPO);
    await office.settle();
    await added(REPO);
    await office.settle();
    expect(office.github.checks.map(({ conclusion }) => conclusion)).toEqual(["success"]);
  });

  it("under the name that the repository's configuration gives it", async () => {
    office.github.moveBase({ ".github/schema-review.yml": "check:\n  name: database\n" });
    await added(REPO);
    await office.settle();
    expect(office.github.checks.map(({ name }) => name)).toEqual(["database"]);
  });

  it("leaves a repository without a schema alone", async () => {
    await office.close();
    office = await openOffice({ "README.md": "# nothing\n" }, { examine: smallExamine });
    await added(REPO);
    await office.settle();
    expect(office.github.checks).toEqual([]);
  });
});
