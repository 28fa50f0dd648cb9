/** A large repository is shared among processes: nobody may see that in the verdict. */
import { describe, expect, it } from "vitest";
import { examine, hearShare, judgeShares } from "../../src/analysis/examine.ts";
import type { DatabaseFiles } from "../../src/analysis/read-database.ts";
import { isShareable, sharePart } from "../../src/analysis/shares.ts";
import type { Snapshot, SnapshotFile } from "../../src/model/snapshot.ts";

const SHOP =
  'CREATE TABLE "Shop" ("id" BIGINT PRIMARY KEY, "name" TEXT);\nCREATE TABLE "Sale" ("id" BIGINT PRIMARY KEY, "shopId" BIGINT);\nCREATE TABLE "Tax" ("id" BIGINT PRIMARY KEY);';

function added(path: string, after: string): SnapshotFile {
  return { path, status: "added", after };
}

/** Five databases: one with a comment, one unreadable in part, one that another copies, one of Prisma with a schema. */
const repository: Snapshot = {
  pull: { title: "", body: "", base: "base", head: "head", draft: false },
  files: [
    added("apps/a/migrations/1_init.sql", SHOP),
    added("apps/a/migrations/2_index.sql", 'CREATE INDEX "Other_x_idx" ON "Other"("x");'),
    added(
      "apps/b/migrations/1_init.sql",
      "CREATE TABLE t (id int);\n-- schema-review-ignore no-drop-cascade: nobody uses it\nDROP TABLE old CASCADE;\n-- schema-review-ignore no-cluster: unused\nSELECT 1;",
    ),
    added("apps/c/migrations/1_init.sql", "CREATE TABLE broken (;\nALTER TABLE u ADD COLUMN v int NOT NULL;"),
    added("apps/d/prisma/migrations/1_init/migration.sql", SHOP),
    added("apps/d/prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n'),
    added(
      "apps/d/prisma/schema.prisma",
      'datasource db {\n  provider = "postgresql"\n}\nmodel Shop {\n  id BigInt @id\n  name String?\n}\nmodel Sale {\n  id BigInt @id\n  shopId BigInt?\n}\nmodel Tax {\n  id BigInt @id\n}\n',
    ),
    added("apps/e/migrations/1_init.sql", `${SHOP}\nALTER TABLE "Sale" ADD CONSTRAINT f FOREIGN KEY ("shopId") REFERENCES "Shop"("id") ON DELETE CASCADE;`),
  ],
  missing: [{ path: "apps/a/migrations/3_huge.sql", reason: "It is too large." }],
  waivers: [],
  now: "2026-01-15T12:00:00Z",
  findingsOnly: true,
};

async function shared(snapshot: Snapshot, of: number): Promise<unknown> {
  const heard = await Promise.all(Array.from({ length: of }, (_, index) => hearShare(snapshot, { index, of })));
  return judgeShares(snapshot, JSON.parse(JSON.stringify(heard)));
}

describe("a repository that is shared", () => {
  it.each([1, 2, 3, 5, 8])("among %i gets the same verdict", async (of) => {
    const whole = JSON.parse(JSON.stringify(await examine(repository)));
    expect(whole.findings.length).toBeGreaterThan(5);
    expect(whole.gaps.length).toBeGreaterThan(1);
    expect(whole.waived.length).toBe(1);
    expect(JSON.parse(JSON.stringify(await shared(repository, of)))).toEqual(whole);
  });

  it("finds what it finds when all is asked for; only the picture beside the findings is left out", async () => {
    const { findingsOnly: _, ...asked } = repository;
    const full = await examine(asked);
    const { migrations, diagram, ledger, needs: __, ...rest } = full;
    expect(migrations.length).toBeGreaterThan(0);
    expect(diagram.tables.length).toBeGreaterThan(0);
    expect(ledger).toBeUndefined();
    expect(await examine(repository)).toEqual({ ...rest, migrations: [], diagram: { tables: [], relations: [] } });
  });

  it("says that its configuration is invalid, once", async () => {
    const invalid: Snapshot = { ...repository, config: { path: "c.yml", text: "nonsense: 1" } };
    expect(await shared(invalid, 2)).toEqual(await examine(invalid));
  });

  it("holds no code, and wants nothing but findings", () => {
    expect(isShareable(repository)).toBe(true);
    expect(isShareable({ ...repository, files: [...repository.files, added("src/a.ts", "")] })).toBe(false);
    expect(isShareable({ ...repository, asksRoles: true })).toBe(false);
    expect(isShareable({ ...repository, findingsOnly: false })).toBe(false);
  });
});

describe("the shares", () => {
  const database = (size: number): DatabaseFiles => ({ root: String(size), schemaPaths: [], folders: [{ files: [{ text: "x".repeat(size) }] } as never] });
  const databases = [5000, 100, 100, 4000, 9000, 20, 0].map(database);

  it.each([1, 2, 3, 4, 9])("of %i hold each database once, in the order of the whole", (of) => {
    expect(Array.from({ length: of }, (_, index) => sharePart(databases, { index, of })).flat()).toEqual(databases);
  });

  it("are about as large as each other", () => {
    const halves = [0, 1].map((index) => sharePart(databases, { index, of: 2 }).map(({ root }) => Number(root)));
    expect(halves).toEqual([
      [5000, 100, 100, 4000],
      [9000, 20, 0],
    ]);
  });
});
