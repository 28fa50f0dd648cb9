/** `schema-review audit`: a whole repository as if one pull request brought it. */
import { UsageError } from "./failure.ts";
import { isFolder } from "./folder.ts";
import { configFile, folderSnapshot } from "./folder-snapshot.ts";
import { GitError, git } from "./git/run.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";

export interface AuditOptions extends CommonOptions {
  readonly repo: string;
  readonly head?: string;
}

export async function auditCommand(options: AuditOptions): Promise<number> {
  const { repo, head } = options;
  if (!isFolder(repo)) throw new UsageError(`There is no folder ${repo}.`);
  const common = { pull: { title: "", body: "" }, ...(options.config === undefined ? {} : { config: configFile(options.config) }), now: new Date().toISOString() };
  const { snapshot, verdict } = await judgeLocally(async () => {
    if (head === undefined && !(await isRepository(repo))) return folderSnapshot(undefined, repo, common);
    const { wholeSnapshot } = await import("./git/git-snapshot.ts");
    return wholeSnapshot(repo, head ?? "HEAD", common);
  });
  return printVerdict(verdict, snapshot, { ...options, findingsOnly: true });
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
