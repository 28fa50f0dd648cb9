/** Which texts a pull request needs, and what they become: files before and after, or a reason why one could not be read. */

import { migrationsFolder } from "../../model/relevance.ts";
import type { Snapshot, SnapshotFile } from "../../model/snapshot.ts";
import type { ChangedFile } from "./changed-files.ts";
import { textBeforePatch } from "./patch.ts";
import { plainText, type Request, sizeLimit, type Text, tooLarge } from "./texts.ts";
import type { Tree, TreeEntry } from "./tree.ts";

/** By path: what is asked for it, at most its text on the head (`after`) and on the base (`before`). */
export type Requests = ReadonlyMap<string, readonly Request[]>;

const SYMBOLIC_LINK = "120000";

/**
 * `before` of a changed file is the text that GitHub's diff starts from (the merge base), so that what others changed on the base branch since is
 * not laid at this pull request's door. It is had from the diff without a request; where GitHub gives none, it is the base branch's text.
 * Unchanged files are the base branch's as it is now: what the merged pull request will run against.
 */
export function requestsFor(changed: readonly ChangedFile[], needed: readonly string[], tree: Tree): Map<string, Request[]> {
  const requests = new Map<string, Request[]>();
  const byPath = new Map(changed.map((file) => [file.path, file]));
  for (const path of needed) {
    const file = byPath.get(path);
    if (file) requests.set(path, requestsForChanged(file, tree));
    else {
      const entry = tree.files.get(path);
      if (entry && entry.mode !== SYMBOLIC_LINK && entry.size <= sizeLimit(path)) requests.set(path, [ofEntry(path, entry)]);
      else if (entry && entry.mode !== SYMBOLIC_LINK && isHistory(path)) requests.set(path, []);
    }
  }
  return requests;
}

function requestsForChanged(file: ChangedFile, tree: Tree): Request[] {
  const { path, status, oid } = file;
  if (status === "removed") return oid === undefined ? [] : [{ path, want: { kind: "blob", oid }, oid }];
  const after: Request = { path, want: { kind: "head", path }, ...(oid === undefined ? {} : { oid }) };
  const entry = status === "added" || file.patch !== undefined || file.changes === 0 ? undefined : tree.files.get(file.previousPath ?? path);
  return entry ? [after, ofEntry(path, entry)] : [after];
}

export function ofEntry(path: string, { oid, size }: TreeEntry): Request {
  return { path, want: { kind: "blob", oid }, oid, size };
}

/** Too large a file in a history is a hole in it; elsewhere (a dump, test data) nobody misses it. */
function isHistory(path: string): boolean {
  return /(^|\/)(_?migrations?|_?migrate|drizzle|flyway|changelogs?)$/i.test(migrationsFolder(path));
}

interface Assembled {
  readonly files: readonly SnapshotFile[];
  readonly missing: Snapshot["missing"];
}

/** `readBase`: texts of the base branch by path, asked for once, for the rare files whose difference does not fit. */
export async function assemble(
  changed: readonly ChangedFile[],
  requests: Requests,
  texts: ReadonlyMap<Request, Text>,
  readBase: (paths: readonly string[]) => Promise<ReadonlyMap<string, Text>>,
): Promise<Assembled> {
  const byPath = new Map(changed.map((file) => [file.path, file]));
  const textsOf = (path: string): (Text | undefined)[] => (requests.get(path) ?? []).map((request) => texts.get(request));
  const patched = new Map(changed.flatMap((file) => unpatched(file, ...textsOf(file.path))));
  const unfit = [...patched].flatMap(([file, before]) => (before === undefined ? [file.previousPath ?? file.path] : []));
  const bases = unfit.length === 0 ? new Map<string, Text>() : await readBase(unfit);
  const files: SnapshotFile[] = [];
  const missing: { path: string; reason: string }[] = [];
  for (const path of requests.keys()) {
    const file = byPath.get(path);
    const [first, second] = textsOf(path);
    const made = file ? changedFile(file, first, second ?? textBefore(file, patched.get(file), bases)) : unchangedFile(path, first);
    if (made === undefined) continue;
    if ("reason" in made) missing.push({ path, reason: made.reason });
    else files.push(made);
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), missing };
}

/** The text before, where it is to be had from the difference alone; without it, where the difference does not fit. */
function unpatched(file: ChangedFile, first?: Text, second?: Text): [ChangedFile, string | undefined][] {
  const { status, patch } = file;
  if (status === "removed" || status === "added" || patch === undefined || second || !first || "missing" in first) return [];
  return [[file, textBeforePatch(first.text, patch)]];
}

/** `undefined`: it is the text after. */
function textBefore({ path, previousPath, patch, changes }: ChangedFile, patched: string | undefined, bases: ReadonlyMap<string, Text>): Text | undefined {
  if (patched !== undefined) return plainText(patched);
  if (patch !== undefined) return bases.get(previousPath ?? path) ?? { missing: "GitHub's difference does not fit the file, and the base branch does not have it" };
  return changes === 0 ? undefined : { missing: "GitHub shows no difference for it, and the base branch does not have it" };
}

function changedFile({ path, status, previousPath = path }: ChangedFile, first: Text | undefined, before = first): SnapshotFile | { reason: string } {
  if (!first || "missing" in first) return { reason: first?.missing ?? "GitHub does not find its text" };
  if (status === "removed") return { path, status, before: first.text };
  const after = first.text;
  if (status === "added") return { path, status, after };
  if (!before || "missing" in before) return { reason: before?.missing ?? "GitHub does not find its text" };
  return status === "renamed" ? { path, status, previousPath, before: before.text, after } : { path, status: "modified", before: before.text, after };
}

function unchangedFile(path: string, text: Text | undefined): SnapshotFile | { reason: string } | undefined {
  if (text && "text" in text) return { path, status: "unchanged", before: text.text };
  if (!isHistory(path)) return undefined;
  return { reason: text?.missing ?? tooLarge(sizeLimit(path)) };
}
