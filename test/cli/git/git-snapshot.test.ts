import { describe, expect, it } from "vitest";
import { resolveRange } from "../../../src/cli/git/commits.ts";
import { rangeSnapshot, wholeSnapshot } from "../../../src/cli/git/git-snapshot.ts";
import { parseRawDiff } from "../../../src/cli/git/trees.ts";
import { SIZE_LIMITS } from "../../../src/model/relevance.ts";
import { createRepository, type Repository, temporaryFolder } from "../repository.ts";

const INIT = "prisma/migrations/1_init/migration.sql";
const MORE = "prisma/migrations/2_more/migration.sql";
const SCHEMA = "model User {\n  id Int @id\n}\n";
const options = { pull: { title: "", body: "" }, now: "2026-01-15T12:00:00Z" };

async function snapshot(repository: Repository, base = "main", head = "feature") {
  return rangeSnapshot(repository.path, await resolveRange(repository.path, base, head), options);
}

function withBranch(before: Parameters<Repository["commit"]>[0], after: Parameters<Repository["commit"]>[0]): Repository {
  const repository = createRepository();
  repository.commit(before);
  repository.git("checkout", "-q", "-b", "feature");
  repository.commit(after);
  return repository;
}

describe("a snapshot of a branch", () => {
  it("holds the changed files, the history they need, and nothing else", async () => {
    const repository = withBranch(
      { "prisma/schema.prisma": SCHEMA, [INIT]: "CREATE TABLE a ();", "README.md": "x", "src/other.ts": "await prisma.user.findMany()", "package.json": "{}" },
      { [MORE]: "DROP TABLE a;", "README.md": "y", "src/plain.ts": "export const a = 1;", "src/query.ts": "await prisma.user.findMany()" },
    );
    const { files, missing, pull } = await snapshot(repository);
    expect(files.map(({ path, status }) => `${path} ${status}`)).toEqual([
      "package.json unchanged",
      `${INIT} unchanged`,
      `${MORE} added`,
      "prisma/schema.prisma unchanged",
      "src/query.ts added",
    ]);
    expect(missing).toEqual([]);
    expect(pull).toMatchObject({ base: "main", head: repository.git("rev-parse", "feature").trim() });
  });

  it("counts changes from where the branch left its base", async () => {
    const repository = withBranch({ [INIT]: "CREATE TABLE a ();" }, { [MORE]: "SELECT 1;" });
    repository.git("checkout", "-q", "main");
    repository.commit({ "prisma/migrations/3_theirs/migration.sql": "SELECT 2;", [INIT]: undefined });
    const { files } = await snapshot(repository);
    expect(files.map(({ path, status }) => `${path} ${status}`)).toEqual([`${INIT} unchanged`, `${MORE} added`]);
  });

  it("knows edits, deletions and moves", async () => {
    const long = "CREATE TABLE users (id bigint PRIMARY KEY, name text, mail text, born date);\n".repeat(5);
    const repository = withBranch(
      { [INIT]: long, "prisma/migrations/0_gone/migration.sql": "SELECT 'gone';", "prisma/schema.prisma": SCHEMA },
      { [INIT]: undefined, [MORE]: long.replace("born", "birth"), "prisma/migrations/0_gone/migration.sql": undefined, "prisma/schema.prisma": `${SCHEMA}// more\n` },
    );
    const { files } = await snapshot(repository);
    expect(files).toEqual([
      { path: "prisma/migrations/0_gone/migration.sql", status: "removed", before: "SELECT 'gone';" },
      { path: MORE, status: "renamed", previousPath: INIT, before: long, after: long.replace("born", "birth") },
      { path: "prisma/schema.prisma", status: "modified", before: SCHEMA, after: `${SCHEMA}// more\n` },
    ]);
  });

  it("takes the configuration of the base, not its own", async () => {
    const repository = withBranch({ ".github/schema-review.yml": "postgres: 16\n" }, { ".github/schema-review.yml": "gates: { rollout: off }\n", [MORE]: "SELECT 1;" });
    const { config, files } = await snapshot(repository);
    expect(config).toEqual({ path: ".github/schema-review.yml", text: "postgres: 16\n" });
    expect(files.find(({ path }) => path.endsWith("schema-review.yml"))?.status).toBe("modified");
  });

  it("is empty when nothing concerns the database", async () => {
    const { files, missing } = await snapshot(withBranch({ "prisma/schema.prisma": SCHEMA }, { "README.md": "x", "src/a.ts": "export {}" }));
    expect({ files, missing }).toEqual({ files: [], missing: [] });
  });

  it("needs no working tree", async () => {
    const repository = withBranch({ [INIT]: "SELECT 1;" }, { [MORE]: "SELECT 2;" });
    const bare = temporaryFolder();
    repository.git("clone", "-q", "--mirror", ".", bare);
    const { files } = await rangeSnapshot(bare, await resolveRange(bare, undefined, "feature"), options);
    expect(files.map(({ path }) => path)).toEqual([INIT, MORE]);
  });
});

describe("what cannot be read", () => {
  const reasons = async (after: Parameters<Repository["commit"]>[0], before: Parameters<Repository["commit"]>[0] = { "prisma/schema.prisma": SCHEMA }) => {
    const { missing } = await snapshot(withBranch(before, after));
    return missing.map(({ path, reason }) => `${path}: ${reason}`);
  };

  it("is named with its reason", async () => {
    expect(await reasons({ "db/migrations/1.sql": "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n" })).toEqual([
      "db/migrations/1.sql: It is stored in Git LFS, so its text is not in the repository.",
    ]);
    expect(await reasons({ "db/migrations/1.sql": Buffer.from([0x53, 0, 0x45]) })).toEqual(["db/migrations/1.sql: It holds NUL bytes: it is binary, or not encoded in UTF-8."]);
    expect(await reasons({ "db/migrations/1.sql": Buffer.from([0x2d, 0x2d, 0xff]) })).toEqual(["db/migrations/1.sql: It is not valid UTF-8."]);
  });

  it("is a file over the limit, not one at it", async () => {
    const sized = (bytes: number) => "-".repeat(bytes);
    expect(await reasons({ "db/migrations/1.sql": sized(SIZE_LIMITS.migration) })).toEqual([]);
    expect(await reasons({ "db/migrations/1.sql": sized(SIZE_LIMITS.migration + 1) })).toEqual([
      `db/migrations/1.sql: It is larger than can be analysed (${SIZE_LIMITS.migration + 1} bytes; the limit is ${SIZE_LIMITS.migration}).`,
    ]);
  });

  it("is a link or a submodule, which are not followed", async () => {
    const repository = createRepository();
    repository.commit({ [INIT]: "SELECT 1;" });
    repository.git("checkout", "-q", "-b", "feature");
    repository.link("db/migrations/1.sql", "/etc/passwd");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},db/migrations/2.sql`);
    repository.git("add", "db/migrations/1.sql");
    repository.git("commit", "-q", "-m", "links");
    const { files, missing } = await snapshot(repository);
    expect(files.filter(({ status }) => status !== "unchanged")).toEqual([]);
    expect(missing.map(({ reason }) => reason)).toEqual(["It is a symbolic link, which is not followed.", "It is a submodule, whose files are in another repository."]);
  });

  it("does not matter in an old migration, but in an old schema file", async () => {
    const latin = Buffer.from([0x2d, 0x2d, 0xe4, 0x0a]);
    expect(await reasons({ [MORE]: "SELECT 1;" }, { [INIT]: latin, "prisma/schema/user.prisma": latin })).toEqual(["prisma/schema/user.prisma: It is not valid UTF-8."]);
  });
});

describe("hostile names", () => {
  it("of files are only names", async () => {
    const odd = ["-x.sql", "a\nb.sql", 'quo"te.sql', "ümläut.sql", "$(touch pwned).sql", ":(top)x.sql", "tab\tbed.sql"].map((name) => `db/migrations/${name}`);
    const { files } = await snapshot(withBranch({ [INIT]: "SELECT 1;" }, Object.fromEntries(odd.map((path) => [path, `-- ${path.length}\n`]))));
    expect(files.filter(({ status }) => status === "added").map(({ path }) => path)).toEqual([...odd].sort());
  });

  it("of refs are refused or not found, never options", async () => {
    const repository = withBranch({ [INIT]: "SELECT 1;" }, { [MORE]: "SELECT 2;" });
    await expect(resolveRange(repository.path, "--upload-pack=touch pwned", "feature")).rejects.toThrow('There is no branch, tag or commit "--upload-pack=touch pwned"');
    await expect(resolveRange(repository.path, "main\nHEAD", "feature")).rejects.toThrow("is no name of a branch");
    await expect(resolveRange(repository.path, "", "feature")).rejects.toThrow("is no name of a branch");
  });
});

describe("refs", () => {
  it("default to the base that origin has, then main, then master", async () => {
    const repository = withBranch({ [INIT]: "SELECT 1;" }, { [MORE]: "SELECT 2;" });
    expect((await resolveRange(repository.path, undefined)).base).toBe("main");
    repository.git("branch", "-m", "main", "trunk");
    await expect(resolveRange(repository.path, undefined)).rejects.toThrow("Name the base: --base <ref>");
    repository.git("update-ref", "refs/remotes/origin/main", "trunk");
    expect((await resolveRange(repository.path, undefined)).base).toBe("origin/main");
  });

  it("that do not exist get the nearest that does", async () => {
    const repository = withBranch({ [INIT]: "SELECT 1;" }, {});
    await expect(resolveRange(repository.path, "mian")).rejects.toThrow('There is no branch, tag or commit "mian"');
    await expect(resolveRange(repository.path, "mian")).rejects.toThrow('Did you mean "main"?');
    repository.git("update-ref", "refs/remotes/origin/release", "main");
    await expect(resolveRange(repository.path, "release")).rejects.toThrow('Did you mean "origin/release"?');
  });

  it("of a folder that is no repository, or of a shallow clone, say what to do", async () => {
    await expect(resolveRange(temporaryFolder(), "main")).rejects.toThrow("is not a git repository");
    await expect(resolveRange("/nowhere/at/all", "main")).rejects.toThrow("is not a git repository");
    const repository = withBranch({ [INIT]: "SELECT 1;" }, { [MORE]: "SELECT 2;" });
    repository.git("checkout", "-q", "main");
    repository.commit({ "README.md": "x" });
    const shallow = temporaryFolder();
    repository.git("clone", "-q", "--depth=1", "--no-single-branch", `file://${repository.path}`, shallow);
    await expect(resolveRange(shallow, "origin/main", "origin/feature")).rejects.toThrow("fetch-depth: 0");
  });

  it("of histories that never met are compared as they are", async () => {
    const repository = createRepository();
    repository.commit({ [INIT]: "SELECT 1;" });
    repository.git("checkout", "-q", "--orphan", "feature");
    repository.commit({ [MORE]: "SELECT 2;" });
    const { files } = await snapshot(repository);
    expect(files.map(({ path, status }) => `${path} ${status}`)).toEqual([`${INIT} unchanged`, `${MORE} added`]);
  });
});

describe("a snapshot of a whole commit", () => {
  it("takes everything as new, and leaves code out that asks no database", async () => {
    const repository = createRepository();
    repository.commit({ [INIT]: "SELECT 1;", "prisma/schema.prisma": SCHEMA, "src/a.ts": "export {}", "src/b.ts": "prisma.user.findMany()", "README.md": "x" });
    const { files } = await wholeSnapshot(repository.path, "HEAD", options);
    expect(files.map(({ path, status }) => `${path} ${status}`)).toEqual([`${INIT} added`, "prisma/schema.prisma added", "src/b.ts added"]);
    await expect(wholeSnapshot(repository.path, "nope", options)).rejects.toThrow('There is no branch, tag or commit "nope"');
  });
});

describe("git's raw diff", () => {
  it("is read field by field", () => {
    const [a, b] = ["a".repeat(40), "b".repeat(40)];
    const raw = `:000000 100644 ${a} ${b} A\0new.sql\0:100644 000000 ${a} ${b} D\0old.sql\0:100644 100644 ${a} ${b} R086\0from.sql\0to.sql\0:100644 120000 ${a} ${b} T\0link.sql\0`;
    expect(parseRawDiff(raw).map(({ path, status, previousPath, after }) => [path, status, previousPath, after?.kind])).toEqual([
      ["new.sql", "added", undefined, "file"],
      ["old.sql", "removed", undefined, undefined],
      ["to.sql", "renamed", "from.sql", "file"],
      ["link.sql", "modified", undefined, "symlink"],
    ]);
    expect(parseRawDiff("")).toEqual([]);
  });
});
