/** The paths of the base branch, to find schemas, histories and settings that the pull request does not touch. */
import type { Client } from "../client.ts";
import { statusOf } from "../failures.ts";

export interface TreeEntry {
  readonly path: string;
  readonly oid: string;
  /** Git's file mode: `120000` is a symbolic link. */
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
}

export interface Tree {
  /** Files only. */
  readonly files: ReadonlyMap<string, TreeEntry>;
  /** GitHub cut the listing (100,000 entries or 7 MB): only what lies on the way to the wanted paths, and below it, is here. */
  readonly truncated: boolean;
  /** What it was asked by: the branch, or the event's commit where the branch is not found. */
  readonly ref?: string;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/**
 * The tree of the branch as it is now: what a merged pull request will meet. A branch that is gone, or whose name GitHub cannot find this way, is
 * read at the commit that the event named.
 */
export async function readTree(client: Client, place: Place, base: { readonly name: string; readonly sha?: string }, wanted: readonly string[]): Promise<Tree> {
  const files = new Map<string, TreeEntry>();
  let ref = base.name;
  let truncated: boolean;
  try {
    truncated = await listTree(client, place, ref, { files });
  } catch (error) {
    if (statusOf(error) !== 404 || base.sha === undefined) throw error;
    ref = base.sha;
    truncated = await listTree(client, place, ref, { files });
  }
  if (truncated) await listOnTheWay(client, place, ref, { files, wanted, prefix: "" });
  return { files, truncated, ref };
}

/** Folder by folder along the wanted paths, until one is small enough to be listed whole. */
async function listOnTheWay(
  client: Client,
  place: Place,
  ref: string,
  { files, wanted, prefix }: { files: Map<string, TreeEntry>; wanted: readonly string[]; prefix: string },
): Promise<void> {
  const folders = new Map<string, string>();
  await listTree(client, place, ref, { files, prefix, folders });
  for (const [folder, oid] of folders) {
    const below = wanted.filter((path) => path.startsWith(`${folder}/`));
    if (below.length > 0 && (await listTree(client, place, oid, { files, prefix: `${folder}/` })))
      await listOnTheWay(client, place, oid, { files, wanted: below, prefix: `${folder}/` });
  }
}

/** Adds what GitHub lists to `files`; with `folders` one level only, and those apart. True: GitHub cut the list. */
export async function listTree(
  client: Client,
  { owner, repo }: Place,
  tree_sha: string,
  { files, prefix = "", folders }: { files: Map<string, TreeEntry>; prefix?: string; folders?: Map<string, string> },
): Promise<boolean> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", { owner, repo, tree_sha, ...(folders ? {} : { recursive: "1" }) });
  for (const { path: name, sha: oid, mode, type, size } of data.tree) {
    if (!name || !oid || !mode) continue;
    const path = prefix + name;
    if (type === "blob") files.set(path, { path, oid, mode, size: size ?? 0 });
    else if (type === "tree") folders?.set(path, oid);
  }
  return data.truncated ?? false;
}
