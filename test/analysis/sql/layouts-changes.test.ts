import { describe, expect, it } from "vitest";
import { findMigrationFolders, type MigrationFolder } from "../../../src/analysis/sql/layouts.ts";
import type { Config } from "../../../src/model/config.ts";
import type { SnapshotFile } from "../../../src/model/snapshot.ts";
import { cpuTime, LINEAR } from "../../cpu-time.ts";

const anywhere: Config["paths"] = { schema: [], migrations: [], code: [], ignore: [] };

/** A repository as it stands: path → text; a list gives each file a line of its own. */
function repository(files: Readonly<Record<string, string>> | readonly string[]): SnapshotFile[] {
  const entries = Array.isArray(files) ? files.map((path) => [path, `-- ${path}\nSELECT 1;\n`] as const) : Object.entries(files);
  return entries.map(([path, before]) => ({ path, status: "unchanged" as const, before })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function folders(files: SnapshotFile[] | readonly string[] | Readonly<Record<string, string>>, paths: Partial<Config["paths"]> = {}): MigrationFolder[] {
  const snapshot = Array.isArray(files) && files.some((file) => typeof file === "object") ? (files as SnapshotFile[]) : repository(files as Readonly<Record<string, string>>);
  return findMigrationFolders(snapshot, { ...anywhere, ...paths });
}

function only(found: MigrationFolder[]): MigrationFolder {
  expect(found.map(({ path }) => path)).toHaveLength(1);
  return found[0]!;
}

function names(found: MigrationFolder[]): string[] {
  return only(found).files.map(({ name }) => name);
}

describe("the configuration", () => {
  it("makes migrations of what it names, and of nothing else", () => {
    const files = ["db/seed.sql", "db/changes/b.sql", "migrations/0001_a.sql"];
    expect(folders(files, { migrations: ["db/changes/*.sql"] }).map(({ path }) => path)).toEqual(["db/changes"]);
    expect(folders(files, { migrations: ["db/changes"] }).map(({ path }) => path)).toEqual(["db/changes"]);
    expect(names(folders(files, { migrations: ["db/seed.sql"] }))).toEqual(["seed.sql"]);
  });

  it("lets ignored paths win", () => {
    expect(folders(["migrations/0001_a.sql"], { ignore: ["migrations/**"] })).toEqual([]);
    expect(folders(["old/0001_a.sql", "migrations/0001_a.sql"], { migrations: ["**/*.sql"], ignore: ["old"] }).map(({ path }) => path)).toEqual(["migrations"]);
  });

  it("never reads installed packages", () => {
    expect(folders(["node_modules/x/migrations/0001_a.sql"], { migrations: ["**/*.sql"] })).toEqual([]);
    expect(folders(["node_modules/x/migrations/0001_a.sql"])).toEqual([]);
  });
});

describe("what the pull request does", () => {
  const old: SnapshotFile = { path: "migrations/0001_a.sql", status: "unchanged", before: "A" };

  it("merges base and head into one order", () => {
    const found = folders([
      old,
      { path: "migrations/0002_b.sql", status: "removed", before: "B" },
      { path: "migrations/0003_c.sql", status: "modified", before: "C", after: "C2" },
      { path: "migrations/0004_d.sql", status: "added", after: "D" },
    ]);
    expect(only(found).files.map(({ status, text, previousText }) => [status, text, previousText])).toEqual([
      ["unchanged", "A", undefined],
      ["removed", "B", undefined],
      ["modified", "C2", "C"],
      ["added", "D", undefined],
    ]);
  });

  it("calls a renamed migration modified, and one whose folder alone has moved unchanged", () => {
    const renamed: SnapshotFile = { path: "migrations/0005_b.sql", status: "renamed", previousPath: "migrations/0002_b.sql", before: "B", after: "B" };
    expect(only(folders([old, renamed])).files[1]).toMatchObject({ name: "0005_b.sql", status: "modified", previousPath: "migrations/0002_b.sql", previousText: "B" });
    const moved: SnapshotFile = { path: "db/prisma/migrations/1_a/migration.sql", status: "renamed", previousPath: "prisma/migrations/1_a/migration.sql", before: "A", after: "A" };
    expect(only(folders([moved])).files).toMatchObject([{ name: "1_a", status: "unchanged", previousPath: "prisma/migrations/1_a/migration.sql" }]);
  });

  it("calls a draft that becomes a migration added", () => {
    const draft: SnapshotFile = { path: "migrations/0002_b.sql", status: "renamed", previousPath: "drafts/b.sql", before: "B", after: "B" };
    expect(only(folders([old, draft])).files[1]).toMatchObject({ status: "added", text: "B" });
  });

  it("calls a migration that leaves the history removed", () => {
    const archived: SnapshotFile = { path: "docs/old-b.sql", status: "renamed", previousPath: "migrations/0002_b.sql", before: "B", after: "B" };
    expect(only(folders([old, archived])).files[1]).toMatchObject({ path: "migrations/0002_b.sql", status: "removed", text: "B" });
  });

  it("finds a folder whose files are all gone", () => {
    expect(only(folders([{ path: "migrations/0001_a.sql", status: "removed", before: "A" }])).files[0]?.status).toBe("removed");
  });
});

it("groups ten thousand files in no time", () => {
  const files = repository(Array.from({ length: 10_000 }, (_, i) => `prisma/migrations/${String(i).padStart(14, "0")}_m/migration.sql`));
  const start = cpuTime();
  expect(only(folders(files)).files).toHaveLength(10_000);
  expect(cpuTime() - start).toBeLessThan(LINEAR);
});
