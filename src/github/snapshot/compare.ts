/** Changed files where no listing of a pull request has them all: of a merge queue's commit, and of a pull request past GitHub's 3,000. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import { type ChangedFile, fileOf, type Listing } from "./changed-files.ts";
import { diffTrees } from "./tree-diff.ts";

/** GitHub compares no more files than these (docs: compare two commits). */
const MOST_COMPARED = 300;

/** Of a merge queue's commit against the one that it was made on. */
export async function listGroupFiles(client: Client, { owner, repo, head = "", base }: PullJob): Promise<Listing> {
  const from = base?.sha ?? base?.name ?? "";
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", { owner, repo, basehead: `${from}...${head}`, per_page: 1 });
  const listed = data.files;
  const files = (listed ?? []).flatMap((file) => fileOf(file) ?? []);
  if (listed && listed.length < MOST_COMPARED) return { files, head, capped: false };
  const whole = await diffTrees(client, { owner, repo }, from, head);
  return { files: united(files, whole.files), head, capped: !whole.complete };
}

/** The files of a pull request that GitHub did not list, by the trees of its head and of the commit that it left the base branch at. */
export async function listWhole(client: Client, { owner, repo }: PullJob, base: string, head: string, listing: Listing): Promise<Listing> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", { owner, repo, basehead: `${base}...${head}`, per_page: 1 });
  const { files, complete } = await diffTrees(client, { owner, repo }, data.merge_base_commit.sha, head);
  return { ...listing, files: united(listing.files, files), capped: !complete };
}

/** What was listed comes with its difference; of the rest only the names are known. */
function united(listed: readonly ChangedFile[], found: readonly ChangedFile[]): ChangedFile[] {
  const known = new Set(listed.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath])));
  return [...listed, ...found.filter(({ path }) => !known.has(path))];
}
