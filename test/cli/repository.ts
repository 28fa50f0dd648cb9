/** Small git repositories in a temporary folder, for tests. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Repository {
  readonly path: string;
  /** Runs git in it and answers with its output. */
  git(...args: string[]): string;
  /** Writes files (`undefined` deletes one), commits everything, answers with the commit's id. */
  commit(files: Readonly<Record<string, string | Buffer | undefined>>): string;
  link(path: string, target: string): void;
}

const IDENTITY = { GIT_AUTHOR_NAME: "T", GIT_AUTHOR_EMAIL: "t@example.org", GIT_COMMITTER_NAME: "T", GIT_COMMITTER_EMAIL: "t@example.org" };

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "schema-review-"));
}

export function createRepository(): Repository {
  const path = temporaryFolder();
  const run = (...args: string[]): string =>
    execFileSync("git", ["-C", path, ...args], { encoding: "utf8", env: { ...process.env, ...IDENTITY }, stdio: ["ignore", "pipe", "pipe"] });
  run("init", "-q", "-b", "main");
  return {
    path,
    git: run,
    commit(files) {
      writeAll(path, files);
      run("add", "-A");
      run("commit", "-q", "--allow-empty", "-m", "a change");
      return run("rev-parse", "HEAD").trim();
    },
    link(file, target) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      symlinkSync(target, join(path, file));
    },
  };
}

export function writeAll(folder: string, files: Readonly<Record<string, string | Buffer | undefined>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    if (text === undefined) rmSync(join(folder, file));
    else writeFileSync(join(folder, file), text);
  }
}
