/** What holds for every rule, whoever writes it. */
import { describe, expect, it } from "vitest";
import { rules } from "../../src/analysis/rules/index.ts";

const ids = rules.map(({ id }) => id);

describe("the registry", () => {
  /** Policies that do neither of the three: what is right is all in their options. */
  const OTHERS = ["naming", "field-order"];

  it("has each rule once, named by what it does", () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !OTHERS.includes(id) && !/^(?:no|require|prefer)-[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it("never fails a pull request for advice or for a guess from names", () => {
    expect(rules.filter(({ id, heuristic, severity }) => severity === "error" && (heuristic || id.startsWith("prefer-"))).map(({ id }) => id)).toEqual([]);
  });

  it("supersedes only rules that exist, and none itself", () => {
    expect(rules.flatMap(({ id, supersedes = [] }) => supersedes.filter((other) => other === id || !ids.includes(other)).map((other) => `${id} > ${other}`))).toEqual([]);
  });

  it("gives each rule one way of checking, and prose for each part of its page", () => {
    for (const rule of rules) {
      expect([rule.check, rule.checkIgnores].filter(Boolean), rule.id).toHaveLength(1);
      expect(
        [rule.summary, rule.why, rule.remedy].filter((text) => text.trim() === ""),
        rule.id,
      ).toEqual([]);
      expect(rule.quiet.length, rule.id).toBeGreaterThan(0);
    }
  });
});
