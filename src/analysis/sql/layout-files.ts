/** SQL files of a snapshot that may be migrations, by the folder that a runner would be pointed at. */
import picomatch from "picomatch";
import type { Config } from "../../model/config.ts";
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";
import type { FolderOfFiles } from "./layout-detection.ts";

export interface Candidate {
  readonly file: SnapshotFile;
  /** Where it lies; of a moved one where it was. */
  readonly path: string;
  /** The place that a renamed file has left. Counts as removed unless the new place is a migration too. */
  readonly moved: boolean;
}

/** Installed, generated or test data: never a repository's own history. */
const FOREIGN = /(^|\/)(?:node_modules|bower_components|vendor|\.git|\.yarn|\.pnpm|\.next|\.turbo|dist|coverage|__fixtures__|fixtures|testdata|__tests__|__generated__)\//;

export function candidatesOf(files: readonly SnapshotFile[], paths: Config["paths"]): Candidate[] {
  const ignored = paths.ignore.length > 0 ? matcher(paths.ignore) : () => false;
  const named = paths.migrations.length > 0 ? matcher(paths.migrations) : undefined;
  const eligible = (path: string): boolean => /\.sql$/i.test(path) && !ignored(path) && !path.includes("node_modules/") && (named ? named(path) : !FOREIGN.test(path));
  const candidates: Candidate[] = [];
  for (const file of files) {
    if (eligible(file.path)) candidates.push({ file, path: file.path, moved: false });
    if (file.status === "renamed" && eligible(file.previousPath)) candidates.push({ file, path: file.previousPath, moved: true });
  }
  return candidates;
}

/** A glob of files (`db/*.sql`), or of a folder with all that it holds (`db/migrations`). */
function matcher(globs: readonly string[]): (path: string) => boolean {
  return picomatch(
    globs.flatMap((glob) => [glob, `${glob.replace(/\/+$/, "")}/**`]),
    { dot: true },
  );
}

/** `migration.sql` (Prisma, Drizzle 1), `up.sql` (diesel): the folder around them names the migration. */
const NESTED = /^(?:migration|up|down)\.sql$/i;
/** `migrations/v1/…`, `db/migration/2024/…`: subfolders of one history. */
const SUBFOLDER = /^v?\d+(?:[._-]\d+)*$/i;

export function groupByFolder(candidates: readonly Candidate[], files: readonly SnapshotFile[]): FolderOfFiles[] {
  const groups = new Map<string, { path: string; files: FolderOfFiles["files"][number][]; notes: Map<string, string> }>();
  for (const candidate of candidates) {
    const { path, entry, nested } = placeOf(candidate.path);
    const group = groups.get(path) ?? { path, files: [], notes: new Map<string, string>() };
    groups.set(path, group);
    group.files.push({ file: candidate.file, path: candidate.path, moved: candidate.moved, entry, nested });
  }
  for (const file of files) {
    if (/\.sql$/i.test(file.path)) continue;
    const text = textAfter(file) ?? textBefore(file) ?? "";
    for (const path of noteFolders(file.path)) groups.get(path)?.notes.set(path === "" ? file.path : file.path.slice(path.length + 1), text);
  }
  for (const file of files) {
    if (!file.path.endsWith(".prisma")) continue;
    const folder = folderOf(file.path);
    groups.get(folder === "" ? "migrations" : `${folder}/migrations`)?.notes.set("../schema.prisma", textAfter(file) ?? textBefore(file) ?? "");
  }
  return [...groups.values()];
}

function placeOf(path: string): { path: string; entry: string; nested: boolean } {
  const folder = folderOf(path);
  const base = path.slice(folder === "" ? 0 : folder.length + 1);
  if (NESTED.test(base) && folder !== "") return { path: folderOf(folder), entry: folder.slice(folder.lastIndexOf("/") + 1), nested: true };
  const segments = folder.split("/");
  while (segments.length > 1 && SUBFOLDER.test(segments.at(-1) ?? "")) segments.pop();
  const history = segments.join("/");
  return { path: history, entry: history === "" ? path : path.slice(history.length + 1), nested: false };
}

/** The folders that a note may belong to: its own (`migration_lock.toml`), the one above (`meta/_journal.json`, `<name>/metadata.toml`). */
function noteFolders(path: string): string[] {
  if (!/(?:^|\/)(?:migration_lock\.toml|_journal\.json|metadata\.toml|snapshot\.json|[^/]*\.sql\.conf)$/i.test(path)) return [];
  const folder = folderOf(path);
  return folder === "" ? [""] : [folder, folderOf(folder)];
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
