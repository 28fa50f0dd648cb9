/** What changed between two commits, and what stands in one: paths, modes and object ids, no contents. */
import type { ChangedPath } from "../../model/relevance.ts";
import { git } from "./run.ts";

export interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule";
  readonly oid: string;
}

export interface ChangedEntry extends ChangedPath {
  readonly before?: TreeEntry;
  readonly after?: TreeEntry;
}

/** Files in a diff beyond which renames are not looked for: the search is quadratic (git-diff(1), -l). */
const RENAME_LIMIT = 1_000;

export async function changesBetween(repository: string, before: string, after: string): Promise<ChangedEntry[]> {
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-M", `-l${RENAME_LIMIT}`, "--no-ext-diff", "--end-of-options", before, after];
  return parseRawDiff((await git(repository, args)).toString("utf8"));
}

export async function listTree(repository: string, commit: string): Promise<TreeEntry[]> {
  const output = (await git(repository, ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit])).toString("utf8");
  return output.split("\0").flatMap((record) => {
    const tab = record.indexOf("\t");
    const [mode = "", , oid = ""] = record.slice(0, tab).split(" ");
    return tab < 0 ? [] : [{ path: record.slice(tab + 1), kind: kindOf(mode), oid }];
  });
}

/** git-diff(1), "RAW OUTPUT FORMAT" with -z: `:100644 100644 <oid> <oid> M\0path\0`, two paths for a rename. */
export function parseRawDiff(output: string): ChangedEntry[] {
  const fields = output.split("\0");
  const changes: ChangedEntry[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [oldMode = "", newMode = "", oldOid = "", newOid = "", letter = ""] = (fields[at] ?? "").slice(1).split(" ");
    const first = fields[at + 1] ?? "";
    const moved = letter.startsWith("R") || letter.startsWith("C");
    const path = moved ? (fields[at + 2] ?? "") : first;
    at += moved ? 3 : 2;
    const before = { path: first, kind: kindOf(oldMode), oid: oldOid };
    const after = { path, kind: kindOf(newMode), oid: newOid };
    if (letter === "A") changes.push({ path, status: "added", after });
    else if (letter === "D") changes.push({ path, status: "removed", before });
    else if (moved) changes.push({ path, status: "renamed", previousPath: first, before, after });
    else changes.push({ path, status: "modified", before, after });
  }
  return changes;
}

function kindOf(mode: string): TreeEntry["kind"] {
  if (mode === "120000") return "symlink";
  return mode === "160000" ? "submodule" : "file";
}
