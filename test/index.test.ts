import { describe, expect, it } from "vitest";
import { type LintInput, lint, type PublicFinding } from "../src/index.ts";

const TABLE = { path: "migrations/0001_init.sql", text: "CREATE TABLE users (id bigint PRIMARY KEY, mail text);" };
const INDEX = { path: "migrations/0002_index.sql", text: "SET lock_timeout = '5s';\nCREATE INDEX users_mail_idx ON users (mail);\n" };
const now = "2026-01-15T12:00:00Z";

async function rulesFor(input: Omit<LintInput, "now">): Promise<string[]> {
  const { findings, gaps } = await lint({ ...input, now });
  expect(gaps).toEqual([]);
  return findings.map(({ rule }) => rule);
}

describe("lint", () => {
  it("takes files as new, on top of the history", async () => {
    expect(await rulesFor({ files: [INDEX], history: [TABLE] })).toContain("require-concurrent-index");
    expect(await rulesFor({ files: [TABLE, INDEX] })).not.toContain("require-concurrent-index");
  });

  it("compares with a base: the same file in both is old, one only in the base is deleted", async () => {
    expect(await rulesFor({ files: [TABLE, INDEX], base: [TABLE] })).toContain("require-concurrent-index");
    expect(await rulesFor({ files: [TABLE, INDEX], base: [TABLE, INDEX] })).toEqual([]);
    const edited = { ...TABLE, text: "CREATE TABLE users (id bigint PRIMARY KEY, mail text, age int);" };
    expect(await rulesFor({ files: [edited], base: [TABLE] })).toContain("no-edited-migration");
    expect(await rulesFor({ files: [TABLE], base: [TABLE, INDEX] })).toContain("no-edited-migration");
  });

  it("says where, 1-based, with the fingerprint that outlives moved lines", async () => {
    const found = (result: { findings: readonly PublicFinding[] }) => result.findings.find(({ rule }) => rule === "require-concurrent-index");
    const first = found(await lint({ files: [INDEX], history: [TABLE], now }));
    expect(first).toMatchObject({ gate: "rollout", severity: "error", path: INDEX.path, line: 2, column: 1, endLine: 2, endColumn: 44 });
    const moved = found(await lint({ files: [{ ...INDEX, text: `-- more\n\n${INDEX.text}` }], history: [TABLE], now }));
    expect(moved?.line).toBe(4);
    expect(moved?.fingerprint).toBe(first?.fingerprint);
  });

  it("obeys a configuration, with keys that may be undefined", async () => {
    const off = { rules: { "require-concurrent-index": "off" }, postgres: 16, runner: undefined };
    expect(await rulesFor({ files: [INDEX], history: [TABLE], config: off })).not.toContain("require-concurrent-index");
    const none = { postgres: 16, runner: "none" };
    const concurrent = { ...INDEX, text: "SET lock_timeout = '5s';\nCREATE INDEX CONCURRENTLY a ON users (mail);" };
    expect(await rulesFor({ files: [concurrent], history: [TABLE], config: none })).not.toContain("no-concurrently-in-transaction");
    expect(await rulesFor({ files: [concurrent], history: [TABLE], config: { ...none, runner: "transaction" } })).toContain("no-concurrently-in-transaction");
  });

  it("refuses an invalid configuration with every problem, and input of another shape", async () => {
    await expect(lint({ files: [], config: { postgress: 16, drafts: "ful" } })).rejects.toThrow(
      "lint: the configuration is invalid\n  postgress: unknown key `postgress`; did you mean `postgres`?\n  drafts: must be `check`, `full` or `skip`; did you mean `full`?",
    );
    await expect(lint({ files: "a.sql" } as never)).rejects.toThrow("lint: files must be a list of { path, text }");
    await expect(lint({ files: [{ path: "a.sql" }] } as never)).rejects.toThrow("lint: files[0] must be { path, text }, both of them strings");
    await expect(lint({ files: [], base: [null] } as never)).rejects.toThrow("lint: base[0] must be");
  });

  it("names what it cannot read as a gap", async () => {
    const { gaps } = await lint({ files: [{ path: "migrations/0001_x.sql", text: "SELECT 1;\nCREATE TABEL a ();\n" }], now });
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ path: "migrations/0001_x.sql", line: 2 });
  });

  it("accepts nothing at all, and paths as other systems write them", async () => {
    expect(await lint({ files: [] })).toEqual({ findings: [], gaps: [] });
    const windows = { ...INDEX, path: ".\\migrations\\0002_index.sql" };
    expect((await lint({ files: [windows], history: [TABLE], now })).findings[0]?.path).toBe(INDEX.path);
  });

  it("answers the same to the same", async () => {
    const input = { files: [INDEX], history: [TABLE], now };
    expect(await lint(input)).toEqual(await lint(input));
    const many = await Promise.all(Array.from({ length: 20 }, () => lint(input)));
    expect(new Set(many.map((result) => JSON.stringify(result))).size).toBe(1);
  });
});
