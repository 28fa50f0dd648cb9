import { afterAll, describe, expect, it } from "vitest";
import { createExaminer } from "../../../src/examiner.ts";
import type { Snapshot, SnapshotFile } from "../../../src/model/snapshot.ts";

/** The real analysis process, as built. */
const examiner = createExaminer({ processes: 1 });
afterAll(() => examiner.close());

function snapshot(...files: readonly SnapshotFile[]): Snapshot {
  return { pull: { title: "", body: "", base: "main", head: "f00", draft: false }, files, missing: [], waivers: [], now: "2026-01-15T12:00:00Z" };
}

const added = (path: string, after: string): SnapshotFile => ({ path, status: "added", after });
const MIGRATION = "prisma/migrations/2_x/migration.sql";

describe("a file that was made to break a parser", () => {
  it.each([
    ["deeply nested TypeScript", added("src/a.ts", `prisma.user.findMany(${"(".repeat(50_000)}${")".repeat(50_000)});`)],
    ["nested template literals", added("src/a.ts", `prisma.$queryRaw\`${"${`".repeat(20_000)}${"`}".repeat(20_000)}\`;`)],
    ["deeply nested Prisma", added("prisma/schema.prisma", `model A {\n  id Int @id @default(${"[".repeat(100_000)})\n}`)],
    ["deeply nested SQL", added(MIGRATION, `SELECT ${"(".repeat(50_000)}1${")".repeat(50_000)};`)],
    ["a very long expression", added(MIGRATION, `SELECT ${"1+".repeat(100_000)}1;`)],
    ["SQL with a NUL byte", added(MIGRATION, "SELECT 1;\0 DROP TABLE users;")],
    ["an unterminated string", added(MIGRATION, "SELECT 'abc;\n")],
    ["an invalid schema", added("prisma/schema.prisma", "model A {\n  id Int @id\n")],
    ["broken TypeScript", added("src/a.ts", "await prisma.user.findMany({ where: ")],
  ])("never passes: %s", async (_, file) => {
    const verdict = await examiner.examine(snapshot(added("prisma/migrations/1_x/migration.sql", "CREATE TABLE a (id int PRIMARY KEY);"), file));
    expect(verdict.outcome).toBe("incomplete");
    expect(verdict.gaps.map(({ span }) => span.path)).toContain(file.path);
  });

  it("does not spoil the next review", async () => {
    const verdict = await examiner.examine(snapshot(added("prisma/migrations/1_x/migration.sql", "CREATE TABLE a (id int PRIMARY KEY);\n")));
    expect(verdict.outcome).toBe("passed");
    expect(verdict.gaps).toEqual([]);
  });

  it("leaves the configured name of the check", async () => {
    const config = { path: ".github/schema-review.yml", text: "check: { name: database }\n" };
    const verdict = await examiner.examine({ ...snapshot(added("src/a.ts", `prisma.user.findMany(${"(".repeat(50_000)}`)), config });
    expect(verdict.settings.checkName).toBe("database");
  });
});

describe("the analysis process", () => {
  it("gives the verdict of the analysis itself, whatever the number of calls", async () => {
    const history: SnapshotFile = { path: "migrations/0001_a.sql", status: "unchanged", before: "CREATE TABLE a (id int PRIMARY KEY, b text);" };
    const risky = snapshot(history, added("migrations/0002_b.sql", "SET lock_timeout = '5s';\nCREATE INDEX i ON a (b);"));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => examiner.examine(risky)));
    for (const { outcome, findings } of verdicts) {
      expect(outcome).toBe("failed");
      expect(findings.map(({ rule }) => rule)).toContain("require-concurrent-index");
    }
  });

  it("reads an invalid configuration as a gap with its place", async () => {
    const verdict = await examiner.examine({ ...snapshot(added(MIGRATION, "SELECT 1;")), config: { path: ".github/schema-review.yml", text: "drafts: ful\n" } });
    expect(verdict.outcome).toBe("incomplete");
    expect(verdict.gaps[0]?.reason).toBe("Configuration invalid, line 1:9: `drafts` must be `check`, `full` or `skip`; did you mean `full`?");
  });
});
