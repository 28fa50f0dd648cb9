/** The git binary, started with argument lists and never through a shell. */
import { spawn } from "node:child_process";
import { UsageError } from "../failure.ts";

/** git ended with an error: its own words. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly exitCode: number | null;
  constructor(message: string, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Paths and object names are taken literally; nothing of the repository's configuration runs a program in the commands that are used here. */
const ALWAYS = ["--no-pager", "--literal-pathspecs", "--no-optional-locks", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"];

/** Standard output, whole. Throws `GitError`, and `UsageError` when there is no git. */
export async function git(repository: string, args: readonly string[], input = ""): Promise<Buffer> {
  const child = spawn("git", [...ALWAYS, "-C", repository, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  // git may end before it has read everything; its exit code says so.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new UsageError(`git was not found: install it, or check that the folder ${repository} exists.`) : error),
    );
    child.on("close", resolve);
  });
  if (code !== 0) throw new GitError(Buffer.concat(errors).toString("utf8").trim(), code);
  return Buffer.concat(output);
}
