/** The code of a commit, searched where it lies. */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { examine } from "../../../src/analysis/examine.ts";
import { baseCodeIn } from "../../../src/cli/git/base-code.ts";
import { resolveRange } from "../../../src/cli/git/commits.ts";
import { rangeSnapshot } from "../../../src/cli/git/git-snapshot.ts";
import { examined } from "../../../src/review.ts";
import { createRepository, type Repository } from "../repository.ts";

let repository: Repository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => rmSync(repository.path, { recursive: true, force: true }));

const ASKS = "export const old = (db: Pool) => db.query('SELECT nickname FROM users');\n";

describe("the base branch's code", () => {
  it("is found by words of the commit, not of the working tree", async () => {
    const commit = repository.commit({
      "src/ü b.ts": ASKS,
      "src/other.ts": "export const nicknames = 'select';\n",
      "src/old.test.ts": ASKS,
      "node_modules/x/a.js": ASKS,
      "a.sql": "SELECT nickname FROM users;\n",
    });
    repository.commit({ "src/ü b.ts": undefined, "src/new.ts": ASKS });
    expect(await baseCodeIn(repository.path, commit, ["nickname", "legacy"])).toEqual({
      files: [{ path: "src/ü b.ts", text: ASKS }],
      words: ["nickname"],
      searched: 2,
      complete: true,
    });
  });

  it("without any code says so: nothing was looked through", async () => {
    const commit = repository.commit({ "a.sql": "SELECT nickname FROM users;\n" });
    expect(await baseCodeIn(repository.path, commit, ["nickname"])).toEqual({ files: [], words: [], searched: 0, complete: true });
  });

  it("in another language, or too large, makes the search incomplete", async () => {
    const go = repository.commit({ "main.go": "package main\n", "src/a.ts": ASKS });
    expect(await baseCodeIn(repository.path, go, ["nickname"])).toMatchObject({ complete: false, why: "there is code in .go files, which are not read", searched: 1 });
    const large = repository.commit({ "main.go": undefined, "src/large.ts": `${ASKS}// ${"x".repeat(600_000)}\n` });
    expect(await baseCodeIn(repository.path, large, ["nickname"])).toMatchObject({ complete: false, why: "src/large.ts could not be read", files: [{ path: "src/a.ts" }] });
  });

  it("of a commit that is not there is told, and nothing is thrown", async () => {
    repository.commit({ "src/a.ts": ASKS });
    expect(await baseCodeIn(repository.path, "0".repeat(40), ["nickname"])).toMatchObject({ complete: false, why: "git could not search the base commit" });
  });
});

describe("a branch that drops an ignored column", () => {
  const model = (field: string): string => `datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n${field}  @@map("users")\n}\n`;

  async function reviewed(code: string): Promise<string[]> {
    repository.commit({
      "prisma/schema.prisma": model("  nickname String? @ignore\n"),
      "prisma/migrations/20260101000000_init/migration.sql": "CREATE TABLE users (id integer PRIMARY KEY, nickname text);\n",
      "src/report.ts": code,
    });
    repository.git("checkout", "-q", "-b", "work");
    repository.commit({
      "prisma/schema.prisma": model(""),
      "prisma/migrations/20260201000000_drop/migration.sql": "ALTER TABLE users DROP COLUMN nickname;\n",
      "src/report.ts": "export {};\n",
    });
    const range = await resolveRange(repository.path, "main");
    const snapshot = await rangeSnapshot(repository.path, range, { pull: { title: "", body: "" }, now: "2026-02-12T12:00:00Z" });
    const { verdict } = await examined({ kind: "local", reason: "test" }, snapshot, {
      examine,
      more: async (_, given, { words }) => ({ ...given, baseCode: await baseCodeIn(repository.path, range.baseCommit, words) }),
    });
    expect(verdict.needs).toBeUndefined();
    expect(verdict.gaps).toEqual([]);
    return verdict.findings.filter(({ rule }) => rule === "no-drop-in-same-deploy").map(({ message }) => message);
  }

  it("is told where the running version still asks for it, though the branch itself takes that out", async () => {
    const [message] = await reviewed(`\n${ASKS}`);
    expect(message).toContain("The base branch's code uses it: `src/report.ts:2`.");
  });

  it("passes where nothing asks for it", async () => {
    expect(await reviewed("export const nickname = 'select';\n")).toEqual([]);
  });
});
