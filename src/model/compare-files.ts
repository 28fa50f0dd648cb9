/** Two states of a repository become the files of a snapshot: which are new, changed, moved, gone. */
import type { SnapshotFile } from "./snapshot.ts";
import type { SourceFile } from "./source.ts";

/**
 * `before` and `after` are whole states: what stands only in one was removed or added. A file that moved without any change of its text counts
 * as renamed, if no other file has that text. Of two files with one path the last counts. Sorted by path.
 */
export function compareFiles(before: readonly SourceFile[], after: readonly SourceFile[]): SnapshotFile[] {
  const old = new Map(before.map(({ path, text }) => [path, text]));
  const now = new Map(after.map(({ path, text }) => [path, text]));
  const moved = moves(old, now);
  const gone = new Set(moved.values());
  const files: SnapshotFile[] = [];
  for (const [path, text] of now) {
    const previousPath = moved.get(path);
    const was = old.get(path);
    if (previousPath !== undefined) files.push({ path, status: "renamed", previousPath, before: text, after: text });
    else if (was === undefined) files.push({ path, status: "added", after: text });
    else if (was === text) files.push({ path, status: "unchanged", before: text });
    else files.push({ path, status: "modified", before: was, after: text });
  }
  for (const [path, text] of old) if (!now.has(path) && !gone.has(path)) files.push({ path, status: "removed", before: text });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** New path → old path. */
function moves(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Map<string, string> {
  const added = byText([...now].filter(([path]) => !old.has(path)));
  const removed = byText([...old].filter(([path]) => !now.has(path)));
  const moved = new Map<string, string>();
  for (const [text, [path, ...others]] of added) {
    const [from, ...twins] = removed.get(text) ?? [];
    if (path !== undefined && from !== undefined && others.length === 0 && twins.length === 0) moved.set(path, from);
  }
  return moved;
}

function byText(files: readonly (readonly [path: string, text: string])[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const [path, text] of files) {
    const same = paths.get(text);
    if (text.trim() === "") continue;
    if (same) same.push(path);
    else paths.set(text, [path]);
  }
  return paths;
}
