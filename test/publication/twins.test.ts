/** Many pull requests with one head: what is said of them fits into the check that they share. */
import { describe, expect, it } from "vitest";
import type { Published } from "../../src/model/publication.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { compose } from "../../src/publication/compose.ts";
import { bytes } from "../../src/publication/neutralize.ts";
import { plan } from "../../src/publication/plan.ts";
import { finding, SQL, snapshotOf, spanOf, verdictOf } from "./example.ts";
import { nothing } from "./pull-request.ts";

/** More findings than a summary holds, none of them an error. */
function passing(snapshot: Snapshot) {
  const findings = Array.from({ length: 2_000 }, (_, at) => finding(spanOf("users_email_idx", SQL), { severity: "info", message: `Note ${at} ${"on names ".repeat(10)}` }));
  return compose(verdictOf(findings), snapshot);
}

function checkBeside(twins: readonly number[]) {
  const snapshot = snapshotOf();
  const checks: Published["checks"] = twins.map((pull, at) => ({
    id: at + 1,
    name: "schema-review",
    head: snapshot.pull.head,
    status: "completed",
    conclusion: "failure",
    digest: "0",
    annotated: true,
    pull,
  }));
  const action = plan(passing(snapshot), { ...nothing, number: 7, twins, checks }).at(-1);
  if (action?.kind !== "create-check") throw new Error("a new check was expected");
  return action.check;
}

describe("the check of many pull requests with one head", () => {
  it("keeps GitHub's limits with as many as can be read at once, and counts those that it does not name", () => {
    const { title, summary } = checkBeside(Array.from({ length: 100 }, (_, at) => 1_000_000 + at));
    expect(bytes(summary)).toBeLessThanOrEqual(65_535);
    expect(title).toBe("Passes here, but not for #1000000, #1000001, #1000002, #1000003, #1000004 and 95 more with the same commits");
    expect(summary).toContain("#1000004 and 95 more is at the same one");
    expect(summary).toContain("1000099=failed");
  });

  it("names a few one by one", () => {
    expect(checkBeside([8]).title).toBe("Passes here, but not for #8 with the same commits");
    expect(checkBeside([8, 9, 10, 11, 12]).title).toBe("Passes here, but not for #8, #9, #10, #11, #12 with the same commits");
    expect(checkBeside([8, 9, 10, 11, 12, 13]).title).toBe("Passes here, but not for #8, #9, #10, #11, #12 and 1 more with the same commits");
  });
});
