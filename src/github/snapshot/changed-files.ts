/** The files that a pull request changes, as `GET /repos/{owner}/{repo}/pulls/{pull_number}/files` lists them. */
import { type ChangedPath, isCodePath, isConfigPath, mayBeFolder, relevantChanges } from "../../model/relevance.ts";
import type { Client } from "../client.ts";

export interface ChangedFile extends ChangedPath {
  /** Of the text on the head; of the old text for a removed file. Absent: GitHub does not say. */
  readonly oid?: string;
  /** Unified diff without file header; absent for large, binary and merely renamed files. */
  readonly patch?: string;
  /** Added and removed lines. */
  readonly changes: number;
}

export interface Listing {
  readonly files: readonly ChangedFile[];
  /** The commit that the listing is of; unknown only when nothing is changed. */
  readonly head?: string;
  /** GitHub lists no more than 3,000 files. */
  readonly capped: boolean;
}

const PAGE = 100;
const MOST = 3_000;
const STATUS: Readonly<Record<string, ChangedPath["status"]>> = {
  added: "added",
  copied: "added",
  modified: "modified",
  changed: "modified",
  removed: "removed",
  renamed: "renamed",
};

export async function listChangedFiles(client: Client, pull: { readonly owner: string; readonly repo: string; readonly number: number }): Promise<Listing> {
  const files: ChangedFile[] = [];
  let head: string | undefined;
  let listed = 0;
  for (let page = 1; page <= MOST / PAGE; page++) {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
      owner: pull.owner,
      repo: pull.repo,
      pull_number: pull.number,
      per_page: PAGE,
      page,
    });
    for (const entry of data) {
      head ??= /[?&]ref=([0-9a-f]{40,64})$/.exec(entry.contents_url)?.[1];
      files.push(...(fileOf(entry) ?? []));
    }
    listed += data.length;
    if (data.length < PAGE) break;
  }
  return { files, ...(head ? { head } : {}), capped: listed >= MOST };
}

interface Entry {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly sha: string | null;
  readonly patch?: string;
  readonly changes: number;
}

/** In a list, or nothing for a status that changes nothing. */
export function fileOf({ filename: path, previous_filename: previousPath, status: word, sha, patch, changes }: Entry): [ChangedFile] | undefined {
  const status = STATUS[word];
  if (status === undefined) return undefined;
  return [{ path, status, ...(status === "renamed" && previousPath ? { previousPath } : {}), ...(sha ? { oid: sha } : {}), ...(patch === undefined ? {} : { patch }), changes }];
}

/** What in a diff of application code or configuration may concern the database. Wide on purpose: the analysis reads the file and knows better. */
const ASKS_DATABASE =
  /prisma|\$(?:query|execute)Raw|\$transaction|\.(?:findMany|findFirst|findUnique|createMany|updateMany|deleteMany|upsert|aggregate|groupBy)(?:AndReturn|OrThrow)?\s*\(/i;
/** `db.user.update(`, `ctx.tx.order!.create(`: verbs that much else has, so it takes a name that people give their client. */
const ASKS_CLIENT = /\b(?:db|database|tx|trx|txn|client|orm)[!?]*\.\w+[!?]*\.(?:create|update|delete|count)\s*[(<]/i;
const CONCERNS_DATABASE = /prisma|migrat|drizzle|flyway|goose|supabase|postgres|database|db[: -]?push|\bpg\b/i;

/** The files of a listing that a review has to read. A patch that GitHub left out may hold anything. */
export function relevantFiles(files: readonly ChangedFile[]): ChangedFile[] {
  const relevant = new Set<ChangedPath>(relevantChanges(files));
  return files.filter((file) => mayBeFolder(file) || (relevant.has(file) && (readsWhole(file) || file.patch === undefined || concernsDatabase(file.path, file.patch))));
}

function concernsDatabase(path: string, patch: string): boolean {
  return isConfigPath(path) ? CONCERNS_DATABASE.test(patch) : ASKS_DATABASE.test(patch) || ASKS_CLIENT.test(patch);
}

/** Schemas, migrations and our own configuration. */
function readsWhole({ path }: ChangedPath): boolean {
  return /(^|\/)\.github\/schema-review\.ya?ml$/.test(path) || !(isConfigPath(path) || isCodePath(path));
}
