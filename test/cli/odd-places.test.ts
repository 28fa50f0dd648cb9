/** Folders and names that no project should have, and some have: the command line reads them, or says what it did not read. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { listFolder } from "../../src/cli/folder.ts";
import { createRepository, temporaryFolder, writeAll } from "./repository.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const MODEL = "model Post {\n  id BigInt @id\n  authorId BigInt\n}\n\nmodel Author {\n  id BigInt @id\n}\n";
const LINK = "It is a symbolic link, which is not followed.";

function run(args: readonly string[], cwd: string, main = MAIN): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, input: "", encoding: "utf8", env: { PATH: process.env.PATH ?? "", HOME: cwd } });
  return { code: status, out: stdout, err: stderr };
}

/** Paths and rules of what is found. */
function found(out: string): string[] {
  return JSON.parse(out).findings.map(({ path, rule }: { path: string; rule: string }) => `${path} ${rule}`);
}

function unread(out: string): string[] {
  return JSON.parse(out).gaps.map(({ path, reason }: { path: string; reason: string }) => `${path}: ${reason}`);
}

describe("a project below a folder called build", () => {
  const folder = join(temporaryFolder(), "build", "vendor", "shop");
  writeAll(folder, { "prisma/schema.prisma": MODEL, "dist/schema.prisma": MODEL, "src/posts.ts": "export const posts = (prisma) => prisma.post.findMany();\n" });

  it("is linted like any other", () => {
    for (const [args, cwd, path] of [
      [["lint", "prisma/"], folder, "prisma/schema.prisma"],
      [["lint", "."], folder, "prisma/schema.prisma"],
      [["lint", "prisma/*.prisma"], folder, "prisma/schema.prisma"],
      [["lint", "prisma/schema.prisma"], folder, "prisma/schema.prisma"],
      [["lint", "../prisma"], join(folder, "src"), "schema.prisma"],
      [["lint", folder], "/", "prisma/schema.prisma"],
      [["lint", "shop/prisma/schema.prisma"], join(folder, ".."), "shop/prisma/schema.prisma"],
      [["lint", "build/vendor/shop/prisma/schema.prisma"], join(folder, "../../.."), "schema.prisma"],
    ] as const)
      expect(found(run([...args, "--format", "json"], cwd).out), `${args[1]} in ${cwd}`).toContain(`${path} require-relation`);
    expect(found(run(["lint", ".", "--format", "json"], folder).out)).toContain("src/posts.ts no-unbounded-find-many");
  });

  it("does not read what is built there, unless that is named", () => {
    expect(found(run(["lint", ".", "--format", "json"], folder).out).filter((line) => line.startsWith("dist"))).toEqual([]);
    expect(found(run(["lint", "dist/schema.prisma", "--format", "json"], folder).out)).toContain("schema.prisma require-relation");
    const both = run(["lint", "dist/schema.prisma", "prisma/schema.prisma"], folder);
    expect(both.err).toBe("schema-review: dist/schema.prisma lies in a folder of built or foreign files, which are not read with others: name it alone.\n");
    expect(both.code).toBe(2);
  });
});

describe("a link", () => {
  it("that leads to itself, or a name that is too long, is a wrong use of the command", () => {
    const folder = temporaryFolder();
    symlinkSync("loop.sql", join(folder, "loop.sql"));
    const long = "a".repeat(5_000);
    for (const [args, words] of [
      [["lint", "loop.sql"], "loop.sql cannot be read (ELOOP)."],
      [["lint", long], "There is no file or folder aaa"],
      [["audit", "--repo", "loop.sql"], "loop.sql cannot be read (ELOOP)."],
      [["audit", "--repo", long], "There is no folder aaa"],
      [["review", "--base", "loop.sql", "--head", "."], "loop.sql cannot be read (ELOOP)."],
    ] as const) {
      const { code, out, err } = run(args, folder);
      expect(err).toContain(`schema-review: ${words}`);
      expect(err).not.toContain("unexpected error");
      expect([code, out]).toEqual([2, ""]);
    }
  });

  it("among the files of a folder is told of, as in git; one that was named is followed", () => {
    const folder = temporaryFolder();
    writeAll(folder, { "real/schema.prisma": MODEL, "app/prisma/other.prisma": "" });
    symlinkSync("../../real/schema.prisma", join(folder, "app/prisma/schema.prisma"));
    for (const args of [
      ["lint", "app"],
      ["lint", "app/**/*.prisma"],
      ["audit", "--repo", "."],
    ]) {
      const { code, out } = run([...args, "--format", "json"], folder);
      expect(unread(out)).toEqual([`app/prisma/schema.prisma: ${LINK}`]);
      expect(code).toBe(3);
    }
    expect(found(run(["lint", "app/prisma/schema.prisma", "--format", "json"], folder).out)).toContain("app/prisma/schema.prisma require-relation");
    expect(unread(run(["review", "--base", "real", "--head", "app", "--format", "json"], folder).out)).toEqual([`prisma/schema.prisma: ${LINK}`]);
    expect(unread(run(["review", "--base", "app", "--head", "app", "--format", "json"], folder).out)).toEqual([]);
  });

  it("in git matters when it comes, to a folder too, and not where it stood before", () => {
    const repository = createRepository();
    repository.link("apps/web/prisma/schema.prisma", "../../../prisma/schema.prisma");
    repository.commit({ "prisma/schema.prisma": MODEL });
    repository.git("checkout", "-q", "-b", "more");
    repository.commit({ "prisma/schema.prisma": `${MODEL}\nmodel Tag {\n  id BigInt @id\n}\n` });
    expect(unread(run(["review", "--format", "json"], repository.path).out)).toEqual([]);
    repository.link("apps/api/prisma", "../../prisma");
    repository.commit({});
    const { code, out } = run(["review", "--format", "json"], repository.path);
    expect(unread(out)).toEqual([`apps/api/prisma: ${LINK}`]);
    expect(code).toBe(3);
  });
});

describe("a folder", () => {
  it("of more files than a project has is not read", () => {
    const folder = temporaryFolder();
    writeAll(folder, { "a.sql": "", "b/c.txt": "", "node_modules/d.sql": "" });
    expect(listFolder(folder, 2).files).toEqual(["a.sql", "b/c.txt"]);
    expect(() => listFolder(folder, 1)).toThrow("holds more than 1 files. Name the folders to be read.");
  });
});

describe("a repository", () => {
  it("without a commit, or without the one that was named, says so", () => {
    const repository = createRepository();
    for (const command of ["audit", "review", "roles"])
      expect(run([command], repository.path), command).toEqual({ code: 2, out: "", err: "schema-review: There is no commit in this repository yet.\n" });
    repository.commit({ "prisma/schema.prisma": MODEL });
    const { err } = run(["audit", "--repo", repository.path, "--head", "mian"], "/");
    expect(err).toBe(`schema-review: There is no branch, tag or commit "mian" in ${repository.path}. Did you mean "main"?\n`);
  });
});

describe("the package", () => {
  it("works where node_modules is a link", () => {
    const folder = temporaryFolder();
    cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), join(folder, "dist"), { recursive: true });
    cpSync(fileURLToPath(new URL("../../package.json", import.meta.url)), join(folder, "package.json"));
    symlinkSync(realpathSync(fileURLToPath(new URL("../../node_modules", import.meta.url))), join(folder, "node_modules"));
    mkdirSync(join(folder, "shop"));
    writeAll(folder, { "shop/schema.prisma": MODEL });
    const { out } = run(["lint", "shop", "--format", "json"], folder, join(folder, "dist/cli/main.js"));
    expect(unread(out)).toEqual([]);
    expect(found(out)).toContain("shop/schema.prisma require-relation");
  });
});
