/** The organisation's configuration: `.github/schema-review.yml` in its repository `.github`. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Office } from "./fake/office.ts";
import { checkOf, DROPS_COLUMN, openShop } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
});
afterEach(() => office.close());

const RENAMES = "check:\n  name: database\n";

async function reviewed(files: Readonly<Record<string, string>> = DROPS_COLUMN, comments?: number) {
  const pull = office.github.openPull({ files });
  await office.pullEvent(pull, "opened", comments === undefined ? {} : { comments });
  await office.settle();
  return pull;
}

describe("a repository without a configuration of its own", () => {
  it("has the organisation's", async () => {
    office.github.app.shared = RENAMES;
    await reviewed();
    expect(checkOf(office, 1)).toMatchObject({ name: "database", conclusion: "failure" });
  });

  it("has none where the organisation has none: not there is no failure, and costs no request", async () => {
    await reviewed();
    expect(checkOf(office, 1)).toMatchObject({ name: "schema-review", conclusion: "failure" });
    expect(office.requests()).toHaveLength(7);
  });

  it("takes as many requests as one with its own, and asks once in ten minutes", async () => {
    office.github.app.shared = RENAMES;
    await reviewed();
    expect(office.requests().filter((name) => name.startsWith("GraphQL"))).toEqual(["GraphQL Review"]);
    office.github.app.shared = "check:\n  name: later\n";
    await reviewed();
    expect(checkOf(office, 2)?.name).toBe("database");
    office.time.pass(11 * 60_000);
    await reviewed();
    expect(checkOf(office, 3)?.name).toBe("later");
  });

  it("gives it to pull requests that concern no database, too, once this process has looked around", async () => {
    office.github.app.shared = RENAMES;
    await office.running.reconciler.look();
    await reviewed({ "docs/a.md": "x\n" }, 0);
    expect(checkOf(office, 1)).toMatchObject({ name: "database", conclusion: "success" });
  });

  it("is not judged while the organisation's cannot be read: that is tried again, and then a failure", async () => {
    office.github.app.sharedProblem = "FORBIDDEN";
    await reviewed();
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure", title: "The review could not be done" });
    delete office.github.app.sharedProblem;
    office.fault((name) => (name === "GraphQL Review" && office.waits.length < 6 ? "before" : undefined));
    await reviewed();
    expect(checkOf(office, 2)).toMatchObject({ conclusion: "failure", title: expect.not.stringContaining("could not be done") });
  });
});

it("a push to the organisation's configuration is heard at once by the reviews that follow", async () => {
  office.github.app.shared = RENAMES;
  await reviewed();
  office.github.app.shared = "check:\n  name: later\n";
  await office.deliver("push", {
    ref: "refs/heads/main",
    commits: [{ added: [], modified: [".github/schema-review.yml"], removed: [] }],
    repository: { id: 2, name: ".github", owner: { login: "acme" }, default_branch: "main" },
    installation: { id: 5 },
  });
  await office.settle();
  await reviewed();
  expect(checkOf(office, 2)?.name).toBe("later");
});

it("a repository's own configuration counts alone", async () => {
  office.github.app.shared = RENAMES;
  office.github.moveBase({ ".github/schema-review.yml": "check:\n  name: own\n" });
  await reviewed();
  expect(checkOf(office, 1)?.name).toBe("own");
});
