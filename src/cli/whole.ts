/** A whole repository as one snapshot, everything taken as new: for `audit` and `roles`. */
import type { Snapshot } from "../model/snapshot.ts";
import { UsageError } from "./failure.ts";
import { isFolder } from "./folder.ts";
import { configFile, folderSnapshot } from "./folder-snapshot.ts";
import { GitError, git } from "./git/run.ts";

export interface WholeOptions {
  readonly repo: string;
  readonly head?: string;
  readonly config?: string;
}

/** Throws `UsageError` at once for a folder or configuration that is not there; the files are read when the answer is called. */
export function wholeRepository({ repo, head, config }: WholeOptions): () => Promise<Snapshot> {
  if (!isFolder(repo)) throw new UsageError(`There is no folder ${repo}.`);
  const common = { pull: { title: "", body: "" }, ...(config === undefined ? {} : { config: configFile(config) }), now: new Date().toISOString() };
  return async () => {
    if (head === undefined && !(await isRepository(repo))) return folderSnapshot(undefined, repo, common);
    const { wholeSnapshot } = await import("./git/git-snapshot.ts");
    return wholeSnapshot(repo, head ?? "HEAD", common);
  };
}

/** The root of one, bare or not: a folder inside a repository is read from disk. */
async function isRepository(folder: string): Promise<boolean> {
  try {
    return (await git(folder, ["rev-parse", "--show-prefix"])).toString("utf8").trim() === "";
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}
