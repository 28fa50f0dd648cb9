/** The safe way that a rollout or recovery rule prints is what its reader pastes: it must be PostgreSQL, and must not be told off itself. */
import { beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { parseSql, prepareSql } from "../../src/analysis/sql/libpg.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";

const NOW = "2026-01-15T12:00:00Z";
const cases = rules
  .filter(({ gate }) => gate === "rollout" || gate === "recovery")
  .flatMap((rule) => rule.examples.bad.map((example) => [`${rule.id}: ${example.title}`, rule.id, example] as const));

async function adviceOf(id: string, example: Example) {
  const { findings } = await lint({ ...filesOf(example), config: example.config, body: example.body, now: example.now ?? NOW });
  return findings.find(({ rule }) => rule === id)?.advice;
}

beforeAll(prepareSql);

describe("advice in SQL", () => {
  it.each(cases)("is PostgreSQL: %s", async (_title, id, example) => {
    const advice = await adviceOf(id, example);
    if (advice?.language !== "sql") return;
    // `<value>` and `…` are for the reader to fill in.
    const sql = advice.text
      .replace(/<[^>\n]+>/g, "x")
      .replace(/\(…\)/g, "(x)")
      .replace(/:last\b/g, "0");
    const parsed = parseSql(sql);
    expect(parsed.ok ? "" : `${parsed.message}\n${sql}`).toBe("");
  });

  /** The last statement of a plan is the step that a later deploy takes; the first is what takes the place of the statement found. */
  const FIRST_STEP = [
    "require-concurrent-index",
    "require-concurrent-index-drop",
    "require-not-valid-foreign-key",
    "require-not-valid-check",
    "no-set-not-null-scan",
    "no-required-column",
    "require-concurrent-reindex",
    "no-blocking-refresh",
    "no-blocking-detach",
    "no-vacuum-full",
    "no-drop-cascade",
  ];

  it.each(cases.filter(([, id, example]) => FIRST_STEP.includes(id) && typeof example.migration === "string"))(
    "draws no finding of its rule when it takes the statement's place: %s",
    async (_title, id, example) => {
      const advice = await adviceOf(id, example);
      const first = advice?.text.replace(/^--.*\n/gm, "").split(/;\s*(?:\n|$)/)[0];
      expect(first).toBeTruthy();
      const { findings, gaps } = await lint({ ...filesOf({ ...example, migration: `${first};` }), config: example.config, body: example.body, now: example.now ?? NOW });
      expect(gaps).toEqual([]);
      expect(findings.filter(({ rule }) => rule === id)).toEqual([]);
    },
  );
});
