/** `schema-review review`: a branch of a local repository, two folders, or a pull request on GitHub. */
import { readFileSync } from "node:fs";
import type { Snapshot } from "../model/snapshot.ts";
import { UsageError } from "./failure.ts";
import { isFolder } from "./folder.ts";
import { configFile, folderSnapshot } from "./folder-snapshot.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";

export interface ReviewOptions extends CommonOptions {
  readonly repo?: string;
  readonly base?: string;
  readonly head?: string;
  readonly pull?: string;
  readonly publish?: boolean;
  readonly bodyFile?: string;
}

export async function reviewCommand(options: ReviewOptions): Promise<number> {
  if (options.pull !== undefined) return (await import("./review-pull.ts")).reviewPull(options.pull, options);
  if (options.publish) throw new UsageError("--publish goes with --pull: a local review has nowhere to post to.");
  const { snapshot, verdict } = await judgeLocally(reader(options));
  return printVerdict(verdict, snapshot, options);
}

function reader(options: ReviewOptions): () => Promise<Snapshot> {
  const { repo, base, head } = options;
  const common = {
    pull: { title: "", body: options.bodyFile === undefined ? "" : bodyFrom(options.bodyFile) },
    ...(options.config === undefined ? {} : { config: configFile(options.config) }),
    now: new Date().toISOString(),
  };
  if (repo === undefined && base !== undefined && head !== undefined && areFolders(base, head)) return () => folderSnapshot(base, head, common);
  return async () => {
    const [{ resolveRange }, { rangeSnapshot }] = await Promise.all([import("./git/commits.ts"), import("./git/git-snapshot.ts")]);
    const repository = repo ?? ".";
    return rangeSnapshot(repository, await resolveRange(repository, base, head), common);
  };
}

/** One of the two being a folder is taken for a slip of the other. */
function areFolders(base: string, head: string): boolean {
  const [first, second] = [isFolder(base), isFolder(head)];
  if (first !== second && /^[./]/.test(first ? head : base)) throw new UsageError(`There is no folder ${first ? head : base}.`);
  return first && second;
}

function bodyFrom(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new UsageError(`The description ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).`);
  }
}
