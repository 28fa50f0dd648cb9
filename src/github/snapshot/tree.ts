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
  /** GitHub cut the listing (100,000 entries or 7 MB). */
  readonly truncated: boolean;
}

/**
 * The tree of the branch as it is now: what a merged pull request will meet. A branch that is gone, or whose name GitHub cannot find this way, is
 * read at the commit that the event named.
 */
export async function readTree(client: Client, place: { readonly owner: string; readonly repo: string }, base: { readonly name: string; readonly sha?: string }): Promise<Tree> {
  try {
    return await listing(client, place, base.name);
  } catch (error) {
    if (statusOf(error) !== 404 || base.sha === undefined) throw error;
    return listing(client, place, base.sha);
  }
}

async function listing(client: Client, { owner, repo }: { readonly owner: string; readonly repo: string }, tree_sha: string): Promise<Tree> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", { owner, repo, tree_sha, recursive: "1" });
  const files = new Map<string, TreeEntry>();
  for (const { path, sha, mode, type, size } of data.tree) if (path && sha && mode && type === "blob") files.set(path, { path, oid: sha, mode, size: size ?? 0 });
  return { files, truncated: data.truncated ?? false };
}
