/** `schema-review review`: a branch of a local repository, two folders, or a pull request on GitHub. */
import { readFileSync } from "node:fs";
import type { Snapshot } from "../model/snapshot.ts";
import type { Needs } from "../model/verdict.ts";
import { UsageError } from "./failure.ts";
import { isFolder } from "./folder.ts";
import { baseCodeIn, configFile, folderSnapshot } from "./folder-snapshot.ts";
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
  const { read, more } = readers(options);
  const { snapshot, verdict } = await judgeLocally(read, more);
  return printVerdict(verdict, snapshot, options);
}

interface Readers {
  readonly read: () => Promise<Snapshot>;
  readonly more: (snapshot: Snapshot, needs: Needs) => Promise<Snapshot>;
}

function readers(options: ReviewOptions): Readers {
  const { repo, base, head } = options;
  const common = {
    pull: { title: "", body: options.bodyFile === undefined ? "" : bodyFrom(options.bodyFile) },
    ...(options.config === undefined ? {} : { config: configFile(options.config) }),
    now: new Date().toISOString(),
  };
  if (repo === undefined && base !== undefined && head !== undefined && areFolders(base, head))
    return { read: () => folderSnapshot(base, head, common), more: async (snapshot, { words }) => ({ ...snapshot, baseCode: baseCodeIn(base, words) }) };
  const repository = repo ?? ".";
  const range = once(async () => (await import("./git/commits.ts")).resolveRange(repository, base, head));
  return {
    read: async () => (await import("./git/git-snapshot.ts")).rangeSnapshot(repository, await range(), common),
    more: async (snapshot, { words }) => ({ ...snapshot, baseCode: await (await import("./git/base-code.ts")).baseCodeIn(repository, (await range()).baseCommit, words) }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
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
