/** Finds the folders of migrations in a repository, and lists each one's files in the order in which its runner applies them. */
import type { Config } from "../../model/config.ts";
import type { Migration, Runner } from "../../model/migration.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { type FolderOfFiles, layoutOf, otherDatabase, qualifies } from "./layout-detection.ts";
import { candidatesOf, folderOf, groupByFolder } from "./layout-files.ts";
import { orderedFiles } from "./layout-order.ts";

export interface MigrationFile {
  /** What the runner records as applied: `20240101000000_add_users`, `V2__users`, `0001_init.sql`. */
  readonly name: string;
  readonly path: string;
  /** On the head; of a removed file on the base. */
  readonly text: string;
  /** The part of `text` that is the way up (goose, dbmate, node-pg-migrate); absent: all of it. UTF-16 offsets. */
  readonly up?: { readonly start: number; readonly end: number };
  /** A file of its own, or the part from `start` to `end` of this one; `text` is that part alone. */
  readonly down?: { readonly path: string; readonly text: string; readonly start?: number; readonly end?: number };
  /** A renamed file is `unchanged` when only its folder has moved, else `modified`. */
  readonly status: Migration["status"];
  readonly previousPath?: string;
  /** On the base, for modified ones. */
  readonly previousText?: string;
  /** Comments at the top of the file, markers removed, and settings beside it (`run_in_transaction = false`): for `transactionsOf`. */
  readonly annotations: readonly string[];
}

export interface MigrationFolder {
  /** The folder that the database is named after: it holds the schema too, if there is one. No two folders have the same. */
  readonly root: string;
  readonly path: string;
  readonly layout: Runner["name"];
  /** In the runner's order; base and head merged. */
  readonly files: readonly MigrationFile[];
  /** Some file is a template: `:SCHEMA`, `${schema}`. */
  readonly placeholders?: boolean;
}

/** A folder that looks like migrations, but not of PostgreSQL. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/**
 * `paths.ignore` wins over all. `paths.migrations`, where given, names the migrations and nothing else is one; else they are recognised by folder names, file names
 * and annotations, and folders that belong to another database are left out.
 */
export function findMigrationFolders(files: readonly SnapshotFile[], paths: Config["paths"]): MigrationFolder[] {
  return findLayouts(files, paths).folders;
}

/** The same, with what was left out and why. */
export function findLayouts(files: readonly SnapshotFile[], paths: Config["paths"]): { folders: MigrationFolder[]; leftOut: LeftOut[] } {
  const chosen = paths.migrations.length > 0;
  const leftOut: LeftOut[] = [];
  const found: { group: FolderOfFiles; layout: Runner["name"] }[] = [];
  for (const group of groupByFolder(candidatesOf(files, paths), files)) {
    if (!chosen && !qualifies(group)) continue;
    const other = chosen ? undefined : otherDatabase(group);
    if (other !== undefined) leftOut.push({ path: group.path, reason: other });
    else found.push({ group, layout: layoutOf(group) });
  }
  const heads = new Set(found.flatMap(({ group }) => group.files.flatMap(({ file, moved }) => (moved ? [] : [file.path]))));
  const folders = found
    .map(({ group, layout }) => ({
      path: group.path,
      layout,
      files: orderedFiles({ ...group, files: group.files.filter(({ file, moved }) => !moved || !heads.has(file.path)) }, layout, chosen),
    }))
    .filter((folder) => folder.files.length > 0);
  return { folders: rooted(folders), leftOut };
}

/** Beside the folder lies the schema; two folders that would share a root are named after themselves, but Prisma's keeps it. */
function rooted(folders: readonly Omit<MigrationFolder, "root">[]): MigrationFolder[] {
  const wanted = folders.map((folder) => ({ folder, root: wantedRoot(folder) }));
  return wanted
    .map(({ folder, root }) => {
      const rivals = wanted.filter((other) => other.root === root && other.folder !== folder);
      const keeps = rivals.length === 0 || (folder.layout === "prisma" && !rivals.some((rival) => rival.folder.layout === "prisma"));
      // Prisma sends its files as they stand.
      const placeholders = folder.layout !== "prisma" && folder.files.some(({ text }) => (text.includes(":") || text.includes("${")) && PLACEHOLDER.test(text));
      return { ...folder, root: keeps ? root : folder.path, ...(placeholders ? { placeholders } : {}) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const MIGRATIONS_NAME = /^(?:.*[-_.])?(?:migrations?|migrate|drizzle|flyway|changelogs?)(?:[-_.].*)?$/i;

function wantedRoot({ path, layout }: Omit<MigrationFolder, "root">): string {
  if (layout === "prisma") return folderOf(path);
  const segments = path.split("/");
  const named = segments.findLastIndex((segment) => MIGRATIONS_NAME.test(segment));
  return named < 0 ? path : segments.slice(0, named).join("/");
}

/** psql variables that stand for a name (`:SCHEMA.jobs`), Flyway's and others' `${…}`. */
const PLACEHOLDER = /[\s.(,]:[A-Za-z_]\w*\.|[\s(]:[A-Z][A-Z0-9_]{2,}\b|\$\{[\w:.-]+\}/;
