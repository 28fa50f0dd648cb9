/** What lies between two commits, from their trees: for pull requests of more files than GitHub lists. Folders that are equal are not entered. */
import type { Client } from "../client.ts";
import type { ChangedFile } from "./changed-files.ts";
import { listTree, type TreeEntry } from "./tree.ts";

export interface TreeDifference {
  readonly files: readonly ChangedFile[];
  /** False: there were more folders to compare than requests to spend. */
  readonly complete: boolean;
}

interface Pair {
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  /** Ids of the two trees; absent on the side that lacks the folder. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Of one comparison. */
const MOST_REQUESTS = 60;
/** Nobody's migrations lie in there. */
const VENDORED = /(?:^|\/)(?:node_modules|bower_components|vendor|\.git|\.yarn|dist|build|coverage)\/$/;

/** `before` and `after`: commits or trees. */
export async function diffTrees(client: Client, place: { readonly owner: string; readonly repo: string }, before: string, after: string): Promise<TreeDifference> {
  const files: ChangedFile[] = [];
  const pairs: Pair[] = [{ prefix: "", before, after }];
  let requests = 0;
  for (let pair = pairs.shift(); pair; pair = pairs.shift()) {
    if (requests + 4 > MOST_REQUESTS) return { files: withRenames(files), complete: false };
    const [was, is] = await Promise.all([listed(pair.before), listed(pair.after)]);
    if (!was.truncated && !is.truncated) {
      files.push(...compared(was.files, is.files, pair.prefix));
      continue;
    }
    const [wasHere, isHere] = await Promise.all([listed(pair.before, true), listed(pair.after, true)]);
    files.push(...compared(wasHere.files, isHere.files, pair.prefix));
    for (const folder of new Set([...wasHere.folders.keys(), ...isHere.folders.keys()])) {
      const [old, now] = [wasHere.folders.get(folder), isHere.folders.get(folder)];
      const prefix = `${pair.prefix}${folder}/`;
      if (old !== now && !VENDORED.test(prefix)) pairs.push({ prefix, before: old, after: now });
    }
  }
  return { files: withRenames(files), complete: true };

  async function listed(tree: string | undefined, oneLevel = false) {
    const found = { files: new Map<string, TreeEntry>(), folders: new Map<string, string>(), truncated: false };
    if (tree === undefined) return found;
    requests++;
    found.truncated = await listTree(client, place, tree, { files: found.files, ...(oneLevel ? { folders: found.folders } : {}) });
    return found;
  }
}

function compared(before: ReadonlyMap<string, TreeEntry>, after: ReadonlyMap<string, TreeEntry>, prefix: string): ChangedFile[] {
  const files: ChangedFile[] = [];
  for (const [name, { oid, mode }] of after) {
    const old = before.get(name);
    if (old?.oid === oid && old.mode === mode) continue;
    files.push({ path: prefix + name, status: old ? "modified" : "added", oid, changes: old?.oid === oid ? 0 : 1 });
  }
  for (const [name, { oid }] of before) if (!after.has(name)) files.push({ path: prefix + name, status: "removed", oid, changes: 1 });
  return files;
}

/** A file that went and one that came with the same text are one that moved. */
function withRenames(files: readonly ChangedFile[]): ChangedFile[] {
  const gone = new Map(files.filter(({ status }) => status === "removed").map((file) => [file.oid, file]));
  const moved = new Set<ChangedFile>();
  const renamed = files.map((file): ChangedFile => {
    const from = file.status === "added" ? gone.get(file.oid) : undefined;
    if (!from || moved.has(from)) return file;
    moved.add(from);
    return { ...file, status: "renamed", previousPath: from.path, changes: 0 };
  });
  return renamed.filter((file) => !moved.has(file));
}
