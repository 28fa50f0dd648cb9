import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPullText } from "../../src/analysis/pull-text.ts";
import { cpuTime, LINEAR } from "../cpu-time.ts";

const sections = (body: string): Record<string, string> => Object.fromEntries(readPullText({ title: "t", body }).sections);

describe("the description's sections", () => {
  it.each([
    ["## Rollback\nRestore the backup.", { rollback: "Restore the backup." }],
    ["Rollback plan\n---\nRestore.", { "rollback plan": "Restore." }],
    ["**Rollback:**\nRestore.", { rollback: "Restore." }],
    ["### 🔙 Rollback ###\r\nRestore.\r\n", { rollback: "Restore." }],
    ["# What\nA\n# Backfill\nB\n## Steps\nC", { what: "A", backfill: "B", steps: "C" }],
    ["# Plan\nA\n# Plan\nB", { plan: "A\n\nB" }],
  ])("%j", (body, expected) => {
    expect(sections(body)).toEqual(expected);
  });

  it("does not take a template's hint for a plan", () => {
    expect(sections("## Rollback\n<!-- how do we undo this? -->\n\n## Tests\nyes")).toEqual({ tests: "yes" });
    expect(sections("## Rollback\n<!-- never closed")).toEqual({});
  });

  it("does not take a comment in SQL for a heading", () => {
    expect(sections("## Rollback\n```sh\n# restore\nrestore it\n```\n~~~\n## No heading\n~~~")).toEqual({ rollback: "```sh\n# restore\nrestore it\n```\n~~~\n## No heading\n~~~" });
  });

  it.each([
    ["blanks", `# a${" ".repeat(60_000)}b`],
    ["blanks behind signs", `# a${" #".repeat(30_000)}b`],
    ["signs", `# a${"#".repeat(60_000)}b`],
    ["stars", `**${"* ".repeat(30_000)}`],
  ])("are read in time that grows with their length: many %s", (_, body) => {
    const started = cpuTime();
    sections(body);
    expect(cpuTime() - started).toBeLessThan(LINEAR);
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("#", " ", "\n", "`", "~", "-", "=", "*", "a", "<!--", "-->") }), (body) => sections(body) !== undefined));
  });
});
