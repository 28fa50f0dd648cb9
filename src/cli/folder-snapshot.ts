/** Snapshots of folders on disk: two states compared, or one with everything taken as new. */
import { join } from "node:path";
import { isRunningCode, searchBaseCode } from "../model/base-code.ts";
import { compareFiles } from "../model/compare-files.ts";
import { mayQuery } from "../model/may-query.ts";
import { CONFIG_PATH, isCodePath, isConfigPath } from "../model/relevance.ts";
import { type BaseCode, type PullRequest, type Snapshot, type SnapshotFile, textAfter, textBefore } from "../model/snapshot.ts";
import type { SourceFile } from "../model/source.ts";
import { limitFor } from "./content.ts";
import { UsageError } from "./failure.ts";
import { type Files, listFolder, readFile, readFolder } from "./folder.ts";

/** Larger than a configuration may be, so that it is the analysis that refuses it. */
const CONFIG_READ_LIMIT = 1_000_000;

export interface FolderSnapshotOptions {
  readonly pull: Pick<PullRequest, "title" | "body">;
  /** Instead of the base folder's own `.github/schema-review.yml`. */
  readonly config?: Snapshot["config"];
  readonly now: string;
}

export async function folderSnapshot(base: string | undefined, head: string, options: FolderSnapshotOptions): Promise<Snapshot> {
  const before = base === undefined ? { files: [], missing: [] } : readFolder(base);
  return snapshotOf(before, readFolder(head), options, options.config ?? configIn(base ?? head));
}

/** The code of a folder that names what a change takes away. */
export function baseCodeIn(folder: string, words: readonly string[]): BaseCode {
  const search = searchBaseCode(words);
  for (const path of listFolder(folder).files) {
    const content = isRunningCode(path) ? readFile(join(folder, path), limitFor(path)) : { text: "" };
    if ("reason" in content) search.miss(`${path} could not be read`);
    else if (!search.add(path, content.text)) break;
  }
  return search.result();
}

/** Unreadable files that did not change are no matter of this change. */
export async function snapshotOf(
  before: Files,
  after: Files,
  { pull, now }: FolderSnapshotOptions,
  config: Snapshot["config"],
  context: readonly SourceFile[] = [],
): Promise<Snapshot> {
  const known = new Set(before.missing.map(({ path, reason }) => `${path}\0${reason}`));
  const unreadable = new Set([...before.missing, ...after.missing].map(({ path }) => path));
  const compared = compareFiles([...before.files, ...context], [...after.files, ...context]).filter(({ path }) => !unreadable.has(path));
  return {
    pull: { ...pull, base: "base", head: "head", draft: false },
    files: await withoutOtherCode(compared),
    missing: after.missing.filter(({ path, reason }) => !known.has(`${path}\0${reason}`)),
    ...(config === undefined ? {} : { config }),
    waivers: [],
    now,
  };
}

/** `.github/schema-review.yml` of a folder, if there is one. */
export function configIn(folder: string): Snapshot["config"] {
  const content = readFile(join(folder, CONFIG_PATH), CONFIG_READ_LIMIT);
  if ("text" in content) return { path: CONFIG_PATH, text: content.text };
  if (content.reason.includes("ENOENT") || content.reason.includes("ENOTDIR")) return undefined;
  throw new UsageError(`${join(folder, CONFIG_PATH)}: ${content.reason}`);
}

/** The file that `--config` names; it must be there. */
export function configFile(path: string): NonNullable<Snapshot["config"]> {
  const content = readFile(path, CONFIG_READ_LIMIT);
  if ("text" in content) return { path, text: content.text };
  throw new UsageError(content.reason.includes("ENOENT") ? `There is no file ${path}.` : `${path}: ${content.reason}`);
}

/** Unchanged code has no part in a review, nor has code that asks no database. */
async function withoutOtherCode(files: readonly SnapshotFile[]): Promise<SnapshotFile[]> {
  const isCode = ({ path }: SnapshotFile): boolean => isCodePath(path) && !isConfigPath(path);
  if (!files.some((file) => isCode(file) && file.status !== "unchanged")) return files.filter((file) => !isCode(file));
  return files.filter((file) => !isCode(file) || (file.status !== "unchanged" && [textAfter(file), textBefore(file)].some((text) => text !== undefined && mayQuery(text))));
}
