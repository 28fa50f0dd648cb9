/** GraphQL's errors beside data: which are no failure. */
import { describe, expect, it } from "vitest";
import { answeredWithout } from "../../src/github/partial-answer.ts";

const MISSING = { type: "NOT_FOUND", path: ["nodes", 0] };
const data = { nodes: [null] };

describe("an answer with errors", () => {
  it("is taken where all that is missing is what may be", () => {
    expect(answeredWithout("nodes", { data, errors: [MISSING, { ...MISSING, path: ["nodes", 7] }] })).toBe(data);
  });

  it.each([
    ["something else is missing", { data, errors: [MISSING, { type: "NOT_FOUND", path: ["repository"] }] }],
    ["it may not be seen", { data, errors: [{ ...MISSING, type: "FORBIDDEN" }] }],
    ["an error has no place", { data, errors: [{ type: "NOT_FOUND" }] }],
    ["there is no data", { errors: [MISSING] }],
    ["it is no answer of GraphQL", new Error("socket hang up")],
  ])("is a failure where %s", (_what, error) => {
    expect(() => answeredWithout("nodes", error)).toThrow();
    let thrown: unknown;
    try {
      answeredWithout("nodes", error);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(error);
  });
});
