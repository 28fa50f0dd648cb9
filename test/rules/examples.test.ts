import { describe, expect, it } from "vitest";
import { validateSchema } from "../../src/analysis/prisma/read-schema.ts";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";
import { applyFix } from "./apply-fix.ts";

/** `sev rule: message` of everything that an example is told. */
async function told(example: Example) {
  return lint({ ...filesOf(example), config: example.config, body: example.body, now: example.now ?? "2026-01-15T12:00:00Z" });
}

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  it("proves itself with examples of both kinds", () => {
    expect(rule.examples.bad.length, "bad examples").toBeGreaterThan(0);
    expect(rule.examples.good.length, "good examples").toBeGreaterThan(0);
  });

  it.each(rule.examples.bad.map((example) => [example.title, example] as const))("speaks once: %s", async (_title, example) => {
    const { findings, gaps } = await told(example);
    expect(gaps).toEqual([]);
    const own = findings.filter((finding) => finding.rule === id);
    expect(own.map(({ message }) => message)).toHaveLength(1);
    expect(own[0]?.message.trim()).not.toBe("");
  });

  it.each(rule.examples.good.map((example) => [example.title, example] as const))("stays quiet, as does every other rule: %s", async (_title, example) => {
    const { findings, gaps } = await told(example);
    expect(gaps).toEqual([]);
    expect(findings.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
  });

  it.each(rule.examples.bad.map((example) => [example.title, example] as const))("falls silent when its suggestion is applied: %s", async (_title, example) => {
    const before = await told(example);
    const finding = before.findings.find((candidate) => candidate.rule === id);
    if (!finding?.fix) return;
    const { files, base } = filesOf(example);
    const fixed = files.map((file) => applyFix(file, finding.fix));
    expect(fixed).not.toEqual(files);
    expect(
      await validateSchema(
        fixed.filter(({ path }) => path.endsWith(".prisma")),
        "head",
      ),
    ).toEqual([]);
    const after = await lint({ files: fixed, base, config: example.config, body: example.body, now: example.now ?? "2026-01-15T12:00:00Z" });
    expect(after.gaps).toEqual([]);
    expect(after.findings.filter((candidate) => candidate.rule === id)).toEqual([]);
    const known = new Set(before.findings.map((candidate) => candidate.rule));
    expect(after.findings.filter((candidate) => !known.has(candidate.rule)).map((candidate) => `${candidate.rule}: ${candidate.message}`)).toEqual([]);
  });
});
