/** A snapshot of two commits of a local repository, or of one with everything taken as new. Bare repositories too: no working tree is read. */
import { mayQuery } from "../../model/may-query.ts";
import { CONFIG_PATH, isCodePath, isConfigPath, isMigrationPath, isSchemaPath, mayBeFolder, neededPaths, relevantChanges } from "../../model/relevance.ts";
import type { PullRequest, Snapshot, SnapshotFile } from "../../model/snapshot.ts";
import { type Content, limitFor, SYMBOLIC_LINK } from "../content.ts";
import { UsageError } from "../failure.ts";
import { type Range, resolveCommits, resolveFile, unknownRef } from "./commits.ts";
import { readBlobs, type Wanted } from "./objects.ts";
import { type ChangedEntry, changesBetween, listTree, type TreeEntry } from "./trees.ts";

/** github.md §4. */
const CONFIG_LIMIT = 256 * 1024;

export interface GitSnapshotOptions {
  readonly pull: Pick<PullRequest, "title" | "body">;
  /** Instead of the base's own `.github/schema-review.yml`. */
  readonly config?: Snapshot["config"];
  readonly now: string;
}

type Missing = Snapshot["missing"][number];
type Contents = ReadonlyMap<string, Content>;

/** The head against the point where it left the base, as GitHub shows a pull request. The configuration is the base branch's. */
export async function rangeSnapshot(repository: string, range: Range, options: GitSnapshotOptions): Promise<Snapshot> {
  const { base, baseCommit, mergeBase, headCommit } = range;
  const [changes, config] = await Promise.all([changesBetween(repository, mergeBase, headCommit), options.config ?? configOf(repository, baseCommit)]);
  const pull = { ...options.pull, base, head: headCommit, draft: false };
  const { entries, code } = await withoutOtherCode(repository, relevantChanges(changes) as ChangedEntry[]);
  const rest = entries.length === 0 ? [] : await unchangedEntries(repository, headCommit, entries);
  const contents = new Map([...code, ...(await readBlobs(repository, [...entries.flatMap(wantedSides).filter(({ oid }) => !code.has(oid)), ...rest.flatMap(wanted)]))]);
  const missing: Missing[] = changes.flatMap(unfollowedFolder);
  const files = [...entries.flatMap((entry) => changedFile(entry, contents, missing)), ...rest.flatMap((entry) => unchangedFile(entry, contents, missing))];
  return { pull, files: sorted(files), missing, ...(config === undefined ? {} : { config }), waivers: [], now: options.now };
}

/** The whole of a commit as if a pull request brought it. */
export async function wholeSnapshot(repository: string, ref: string, options: GitSnapshotOptions): Promise<Snapshot> {
  const [commit] = await resolveCommits(repository, [ref]);
  if (commit === undefined) throw await unknownRef(repository, ref);
  const tree = (await listTree(repository, commit)).filter(({ path }) => isSchemaPath(path) || isMigrationPath(path) || isCodePath(path) || isConfigPath(path));
  const config = options.config ?? (await configOf(repository, commit));
  const changes = tree.map((after) => ({ path: after.path, status: "added" as const, after }));
  const { entries, code } = await withoutOtherCode(repository, changes);
  const contents = new Map([
    ...code,
    ...(await readBlobs(
      repository,
      entries.flatMap(wantedSides).filter(({ oid }) => !code.has(oid)),
    )),
  ]);
  const missing: Missing[] = [];
  const files = entries.flatMap((entry) => changedFile(entry, contents, missing));
  return {
    pull: { ...options.pull, base: "", head: commit, draft: false },
    files: sorted(files),
    missing,
    ...(config === undefined ? {} : { config }),
    waivers: [],
    now: options.now,
  };
}

/** Code that asks no database is left out once its text is seen. */
async function withoutOtherCode(repository: string, changes: readonly ChangedEntry[]): Promise<{ entries: ChangedEntry[]; code: Contents }> {
  const isCode = ({ path }: ChangedEntry): boolean => isCodePath(path) && !isConfigPath(path);
  if (!changes.some(isCode)) return { entries: [...changes], code: new Map() };
  const code = await readBlobs(repository, changes.filter(isCode).flatMap(wantedSides));
  const asks = (entry: TreeEntry | undefined): boolean => {
    const content = entry && code.get(entry.oid);
    return content !== undefined && (!("text" in content) || mayQuery(content.text));
  };
  return { entries: changes.filter((change) => !isCode(change) || asks(change.after) || asks(change.before)), code };
}

async function unchangedEntries(repository: string, headCommit: string, entries: readonly ChangedEntry[]): Promise<TreeEntry[]> {
  const tree = new Map((await listTree(repository, headCommit)).map((entry) => [entry.path, entry]));
  const changed = new Set(entries.map(({ path }) => path));
  return neededPaths(entries, [...tree.keys()]).flatMap((path) => (changed.has(path) ? [] : (tree.get(path) ?? [])));
}

function wanted({ path, kind, oid }: TreeEntry): Wanted[] {
  return kind === "file" ? [{ oid, limit: limitFor(path) }] : [];
}

function wantedSides({ before, after }: ChangedEntry): Wanted[] {
  return [...(before ? wanted(before) : []), ...(after ? wanted(after) : [])];
}

function changedFile({ path, status, previousPath, before, after }: ChangedEntry, contents: Contents, missing: Missing[]): SnapshotFile[] {
  const old = before && contentAt(before, contents);
  const now = after && contentAt(after, contents);
  for (const content of [now, old])
    if (content && "reason" in content) {
      missing.push({ path, reason: content.reason });
      return [];
    }
  const [was, is] = [old && "text" in old ? old.text : "", now && "text" in now ? now.text : ""];
  if (status === "added") return [{ path, status, after: is }];
  if (status === "removed") return [{ path, status, before: was }];
  return status === "renamed" && previousPath !== undefined ? [{ path, status, previousPath, before: was, after: is }] : [{ path, status: "modified", before: was, after: is }];
}

/** A link or submodule where a folder of schemas or migrations would stand. */
function unfollowedFolder({ path, status, after }: ChangedEntry): Missing[] {
  const reason = after && after.kind !== "file" && mayBeFolder({ path, status }) ? REASONS[after.kind] : undefined;
  return reason === undefined ? [] : [{ path, reason }];
}

/** An unreadable old migration, package.json or link only makes us know less; an unreadable part of the schema makes everything else wrong. */
function unchangedFile(entry: TreeEntry, contents: Contents, missing: Missing[]): SnapshotFile[] {
  const content = contentAt(entry, contents);
  if ("text" in content) return [{ path: entry.path, status: "unchanged", before: content.text }];
  if (entry.kind === "file" && isSchemaPath(entry.path)) missing.push({ path: entry.path, reason: content.reason });
  return [];
}

const REASONS = { symlink: SYMBOLIC_LINK, submodule: "It is a submodule, whose files are in another repository." } as const;

function contentAt({ kind, oid }: TreeEntry, contents: Contents): Content {
  if (kind !== "file") return { reason: REASONS[kind] };
  return contents.get(oid) ?? { reason: "Its text is not in this repository (a partial or damaged clone)." };
}

async function configOf(repository: string, commit: string): Promise<Snapshot["config"]> {
  const oid = await resolveFile(repository, commit, CONFIG_PATH);
  if (oid === undefined) return undefined;
  const content = (await readBlobs(repository, [{ oid, limit: CONFIG_LIMIT }])).get(oid);
  if (content && "text" in content) return { path: CONFIG_PATH, text: content.text };
  throw new UsageError(`${CONFIG_PATH} of the base cannot be read. ${content?.reason ?? ""}`);
}

function sorted(files: readonly SnapshotFile[]): SnapshotFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
