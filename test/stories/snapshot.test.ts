/** What the analysis gets to read of a pull request. */
import { afterEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import type { Files, Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, SHOP } from "./shop.ts";

let office: Office;
let snapshots: Snapshot[] = [];
afterEach(() => office.close());

async function openShop(files: Files = SHOP): Promise<void> {
  snapshots = [];
  office = await openOffice(files, {
    examine: (snapshot) => {
      snapshots.push(snapshot);
      return smallExamine(snapshot);
    },
  });
}

async function read(pull: Pull): Promise<Snapshot> {
  await office.pullEvent(pull, "opened");
  await office.settle();
  return snapshots.at(-1) as Snapshot;
}

const SCHEMA = "prisma/schema.prisma";

describe("files", () => {
  it("are those that changed and those needed to judge them, sorted", async () => {
    await openShop();
    const pull = office.github.openPull({
      files: { ...DROPS_COLUMN, [SCHEMA]: "model User {\n  id Int @id\n}\n", "README.md": "# other\n" },
      title: "Drop",
      body: "Because.",
      draft: true,
    });
    const snapshot = await read(pull);
    expect(snapshot.files).toEqual([
      { path: "package.json", status: "unchanged", before: SHOP["package.json"] },
      { path: "prisma/migrations/20260101000000_init/migration.sql", status: "unchanged", before: SHOP["prisma/migrations/20260101000000_init/migration.sql"] },
      { path: MIGRATION, status: "added", after: DROPS_COLUMN[MIGRATION] },
      { path: SCHEMA, status: "modified", before: SHOP[SCHEMA], after: "model User {\n  id Int @id\n}\n" },
    ]);
    expect(snapshot.pull).toEqual({ title: "Drop", body: "Because.", base: "main", head: office.github.headOf(pull), draft: true });
    expect(snapshot.missing).toEqual([]);
  });

  it("have as text before what the pull request began with, not what others did on the base branch since", async () => {
    await openShop();
    const pull = office.github.openPull({ files: { [SCHEMA]: `${SHOP[SCHEMA]}// mine\n` } });
    office.github.moveBase({
      [SCHEMA]: "model User {\n  id Int @id\n  nickname String?\n  age Int?\n}\n",
      "prisma/migrations/20260201000000_age/migration.sql": "ALTER TABLE users ADD COLUMN age int;\n",
    });
    const { files } = await read(pull);
    expect(files.find(({ path }) => path === SCHEMA)).toMatchObject({ status: "modified", before: SHOP[SCHEMA] });
    expect(files.find(({ path }) => path.includes("20260201000000_age"))).toMatchObject({ status: "unchanged" });
  });

  it("are read from the base branch where GitHub shows no difference", async () => {
    await openShop();
    office.github.limits.withoutPatch.add(SCHEMA);
    const { files } = await read(office.github.openPull({ files: { [SCHEMA]: "model A {\n  id Int @id\n}\n" } }));
    expect(files.find(({ path }) => path === SCHEMA)).toMatchObject({ status: "modified", before: SHOP[SCHEMA], after: "model A {\n  id Int @id\n}\n" });
  });

  it("whose difference does not fit are read from the base branch, many in one request", async () => {
    const old = (n: number): [string, string] => [`prisma/migrations/2025010100000${n}_m/migration.sql`, `SELECT ${n};\n`];
    const all = Array.from({ length: 6 }, (_, n) => old(n));
    await openShop({ ...SHOP, ...Object.fromEntries(all) });
    const pull = office.github.openPull({ files: Object.fromEntries(all.map(([path, text]) => [path, `${text}-- more\n`])) });
    const { changedFiles } = office.github;
    office.github.changedFiles = (...of) => changedFiles(...of).map((file) => ({ ...file, patch: "@@ -1 +1 @@\n-a\n+what stands nowhere" }));
    const { files, missing } = await read(pull);
    expect(missing).toEqual([]);
    for (const [path, text] of all) expect(files.find((file) => file.path === path)).toEqual({ path, status: "modified", before: text, after: `${text}-- more\n` });
    expect(office.requests().filter((name) => name === "GraphQL Texts")).toHaveLength(1);
  });

  it("that were removed or renamed keep their old text", async () => {
    await openShop();
    const old = "prisma/migrations/20260101000000_init/migration.sql";
    const renamed = "prisma/migrations/20260102000000_init/migration.sql";
    const { files } = await read(office.github.openPull({ files: { [old]: null, [renamed]: SHOP[old] ?? "", [SCHEMA]: null } }));
    expect(files.filter(({ path }) => path !== "package.json")).toEqual([
      { path: renamed, status: "renamed", previousPath: old, before: SHOP[old], after: SHOP[old] },
      { path: SCHEMA, status: "removed", before: SHOP[SCHEMA] },
    ]);
  });

  it("of application code are read when their difference asks the database, and not otherwise", async () => {
    await openShop();
    const asking = await read(
      office.github.openPull({ files: { "src/app.ts": "export const a = () => prisma.user.findMany();\n", "src/other.ts": "export const b = new Map();\n" } }),
    );
    expect(asking.files.filter(({ status }) => status !== "unchanged").map(({ path }) => path)).toEqual(["src/app.ts"]);
    expect(asking.files.map(({ path }) => path)).toContain(SCHEMA);
    const silent = await read(office.github.openPull({ files: { "src/app.ts": "export const a = 3;\n" } }));
    expect(silent.files).toEqual([]);
  });

  it("are found in a repository that GitHub lists only in part, folder by folder", async () => {
    const vendored = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`a/many/${n}.txt`, "x\n"]));
    const deep = Object.fromEntries(Object.entries(SHOP).map(([path, text]) => [`services/shop/${path}`, text]));
    const other = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`services/other/${n}.txt`, "x\n"]));
    await openShop({ ...vendored, ...other, ...deep });
    office.github.limits.treeEntries = 20;
    const { files, missing } = await read(office.github.openPull({ files: { [`services/shop/${MIGRATION}`]: "SELECT 1;\n" } }));
    expect(files.map(({ path }) => path)).toEqual([
      "services/shop/package.json",
      `services/shop/prisma/migrations/20260101000000_init/migration.sql`,
      `services/shop/${MIGRATION}`,
      `services/shop/${SCHEMA}`,
    ]);
    expect(missing).toEqual([]);
    const code = await read(office.github.openPull({ files: { "services/shop/src/app.ts": "prisma.user.findMany();\n" } }));
    expect(code.missing).toEqual([{ path: ".", reason: expect.stringContaining("more files than GitHub lists") }]);
  });

  it("larger than GraphQL hands out are read whole", async () => {
    await openShop();
    office.github.limits.blobText = 40;
    const text = `${"-- a long comment\n".repeat(20)}SELECT 1;\n`;
    const { files } = await read(office.github.openPull({ files: { [MIGRATION]: text } }));
    expect(files.find(({ path }) => path === MIGRATION)).toEqual({ path: MIGRATION, status: "added", after: text });
    expect(office.requests().filter((name) => name.includes("git/blobs")).length).toBeGreaterThan(0);
  });
});

describe("what cannot be read fails the check and says why", () => {
  it.each([
    ["a symbolic link", "link:../other.sql", "it is a symbolic link; change the file that it points to"],
    ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n", "it is kept in Git LFS; its text is not in the repository"],
    ["a binary file", "\0\u0001", "it is not text in UTF-8"],
    ["a file over the limit", "-".repeat(1_000_001), "it is larger than 1,000,000 bytes, the most that is read of such a file"],
  ])("%s", async (_what, text, reason) => {
    await openShop();
    const { missing } = await read(office.github.openPull({ files: { [MIGRATION]: text } }));
    expect(missing).toEqual([{ path: MIGRATION, reason }]);
    expect(checkOf(office, 1)).toMatchObject({ status: "completed", conclusion: "failure" });
  });

  it("a dump that nobody changed is not missed", async () => {
    await openShop({ ...SHOP, "prisma/seed.sql": "-".repeat(1_000_001), "prisma/link.prisma": "link:schema.prisma" });
    const { missing } = await read(office.github.openPull({ files: DROPS_COLUMN }));
    expect(missing).toEqual([]);
  });
});

describe("configuration", () => {
  const CONFIG = ".github/schema-review.yml";

  it("is the default branch's: a pull request cannot relax its own check", async () => {
    await openShop({ ...SHOP, [CONFIG]: "postgres: 16\n" });
    const snapshot = await read(office.github.openPull({ files: { ...DROPS_COLUMN, [CONFIG]: "gates: {}\n" } }));
    expect(snapshot.config).toEqual({ path: CONFIG, text: "postgres: 16\n" });
    expect(snapshot.files.find(({ path }) => path === CONFIG)).toMatchObject({ status: "modified", after: "gates: {}\n" });
  });

  it("that names the check is obeyed from the first pull request on, also where that one concerns no database", async () => {
    await openShop({ ...SHOP, [CONFIG]: "check:\n  name: database\n" });
    await read(office.github.openPull({ files: { "README.md": "# other\n" } }));
    expect(checkOf(office, 1)).toMatchObject({ name: "database", status: "completed", conclusion: "success" });
  });

  it("may name the check: no run of another name is left in progress, and a pull request without a database gets it too", async () => {
    await openShop({ ...SHOP, [CONFIG]: "check:\n  name: database\n" });
    await read(office.github.openPull({ files: DROPS_COLUMN }));
    await read(office.github.openPull({ files: { "README.md": "# other\n" } }));
    expect(office.github.checks.map(({ name, status, conclusion }) => [name, status, conclusion])).toEqual([
      ["database", "completed", "failure"],
      ["database", "completed", "success"],
    ]);
  });
});
