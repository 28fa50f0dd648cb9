/** Which files of a repository a review has to read: decided from paths alone, before anything is fetched. One answer for GitHub, git and folders. */

/** Where a repository, or an organisation in its `.github` repository, keeps the configuration. That of the default branch counts, whatever a pull request says. */
export const CONFIG_PATH = ".github/schema-review.yml";

/** The globs of the configuration, compiled. An absent one means: recognised by name. */
export interface PathRules {
  readonly schema?: (path: string) => boolean;
  readonly migrations?: (path: string) => boolean;
  readonly code?: (path: string) => boolean;
  readonly ignore?: (path: string) => boolean;
}

export interface ChangedPath {
  readonly path: string;
  readonly status: "added" | "modified" | "removed" | "renamed";
  readonly previousPath?: string;
}

/** Longest files that are read, in bytes: SQL and Prisma (a parser's cap, facts.md §10), application code, the rest. Larger ones are `missing`. */
export const SIZE_LIMITS = { schema: 1_000_000, migration: 1_000_000, code: 512_000, config: 512_000 } as const;

const VENDORED = /(^|\/)(node_modules|bower_components|vendor|\.git|\.yarn|\.next|\.turbo|dist|build|coverage|__generated__)(\/|$)/;
const CODE = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro)$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const MIGRATION_NOTES = /(^|\/)(migration_lock\.toml|meta\/_journal\.json|migrations?\/[^/]+\/metadata\.toml|[^/]+\.sql\.conf)$/i;
const CONFIG_FILES =
  /(^|\/)(package\.json|pnpm-workspace\.yaml|prisma\.config\.[cm]?[jt]s|drizzle\.config\.[cm]?[jt]s|flyway\.(?:conf|toml)|atlas\.hcl|(?:docker-)?compose[^/]*\.ya?ml|(?:[^/]*\.)?Dockerfile[^/]*|supabase\/config\.toml)$|^\.github\/workflows\/[^/]+\.ya?ml$|^\.gitlab-ci\.yml$|^\.circleci\/config\.yml$|^\.github\/schema-review\.(?:ya?ml|stats\.json)$/;
/** Folders that hold migrations by their name; what lies in them, however deep, is one history. */
const MIGRATION_FOLDER = /^(?:migrations?|_?migrate|drizzle|flyway|changelogs?)$/i;
const MIGRATION_FILE = /^(?:migration|up|down)\.sql$/i;
const SCHEMA_FOLDER = /^(?:schemas?|models?)$/i;

export function isSchemaPath(path: string, rules: PathRules = {}): boolean {
  if (rules.ignore?.(path)) return false;
  return rules.schema ? rules.schema(path) : path.endsWith(".prisma") && !VENDORED.test(path);
}

/** SQL files, and the notes that a runner keeps beside them. Which of them are migrations is the analysis's to say: it sees the folder. */
export function isMigrationPath(path: string, rules: PathRules = {}): boolean {
  if (rules.ignore?.(path)) return false;
  if (rules.migrations) return rules.migrations(path) || (MIGRATION_NOTES.test(path) && !VENDORED.test(path));
  return (/\.sql$/i.test(path) || MIGRATION_NOTES.test(path)) && !VENDORED.test(path);
}

export function isCodePath(path: string, rules: PathRules = {}): boolean {
  if (rules.ignore?.(path) || !CODE.test(path) || DECLARATIONS.test(path)) return false;
  return rules.code ? rules.code(path) : !VENDORED.test(path);
}

export function isConfigPath(path: string, rules: PathRules = {}): boolean {
  return CONFIG_FILES.test(path) && !VENDORED.test(path) && !rules.ignore?.(path);
}

/** The changed files that a rule may have to do with. Code counts by its name only: `mayQuery` decides on its text, once fetched. */
export function relevantChanges(changed: readonly ChangedPath[], rules: PathRules = {}): ChangedPath[] {
  return changed.filter((file) => concerns(file.path, rules) || (file.previousPath !== undefined && concerns(file.previousPath, rules)));
}

/**
 * Every path to read for a pull request: the relevant changed files, and the unchanged ones that are needed to judge them. Those are all schema
 * files and histories of the databases concerned (all databases, once code has changed) and the configuration files above them. Where only
 * configuration files changed it is those and the schemas, no history.
 * `tree`: the paths of the repository (of the head or the base, or both). Leave out of `changed` the code files whose text asks no database;
 * when nothing relevant remains the answer is empty. Sorted, each path once; of a renamed file the new path.
 */
export function neededPaths(changed: readonly ChangedPath[], tree: readonly string[], rules: PathRules = {}): string[] {
  const relevant = relevantChanges(changed, rules);
  if (relevant.length === 0) return [];
  const needed = new Set(relevant.map((file) => file.path));
  const gone = new Set(relevant.flatMap((file) => (file.previousPath !== undefined && file.previousPath !== file.path ? [file.previousPath] : [])));
  const roots = relevant.some(({ path }) => isCodePath(path, rules) && !isConfigPath(path, rules)) ? "all" : databaseRoots(relevant, rules);
  for (const path of tree) {
    if (gone.has(path) || needed.has(path)) continue;
    if (isSchemaPath(path, rules)) {
      if (roots === "all" || roots.size === 0 || isNear(databaseRoot(path), roots)) needed.add(path);
    } else if (isMigrationPath(path, rules)) {
      if (roots === "all" || isNear(databaseRoot(path), roots)) needed.add(path);
    } else if (isConfigPath(path, rules) && (roots === "all" || isRepositoryWide(path) || isNear(folderOf(path), roots))) needed.add(path);
  }
  return [...needed].sort();
}

/** The folder of migrations that a SQL file belongs to: `prisma/migrations` for `prisma/migrations/0001_init/migration.sql`. */
export function migrationsFolder(path: string): string {
  const segments = path.split("/");
  const named = segments.slice(0, -1).findLastIndex((segment) => MIGRATION_FOLDER.test(segment));
  if (named >= 0) return segments.slice(0, named + 1).join("/");
  const deep = MIGRATION_FILE.test(segments.at(-1) ?? "") ? 2 : 1;
  return segments.slice(0, Math.max(0, segments.length - deep)).join("/");
}

/** The folder that a database is named after: it holds the schema file (or the folder of them) and the folder of migrations. */
export function databaseRoot(path: string): string {
  const inner = path.endsWith(".prisma") ? folderOf(path) : migrationsFolder(path);
  if (!path.endsWith(".prisma")) return folderOf(inner);
  return SCHEMA_FOLDER.test(inner.slice(inner.lastIndexOf("/") + 1)) ? folderOf(inner) : inner;
}

const DATABASE_FOLDER = /(?:^|\/)(?:prisma|schemas?|models?|_?migrations?|_?migrate|drizzle|flyway|changelogs?|sql|db|database|supabase)$/i;

/** A file with the name of a folder: a link to one, or a submodule. What lies behind it cannot be read, and the reader of its text says so. */
export function mayBeFolder({ path, status }: ChangedPath): boolean {
  return status !== "removed" && DATABASE_FOLDER.test(path);
}

function concerns(path: string, rules: PathRules): boolean {
  return isSchemaPath(path, rules) || isMigrationPath(path, rules) || isCodePath(path, rules) || isConfigPath(path, rules);
}

function databaseRoots(relevant: readonly ChangedPath[], rules: PathRules): ReadonlySet<string> {
  const places = relevant.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
  return new Set(places.filter((place) => isSchemaPath(place, rules) || isMigrationPath(place, rules)).map(databaseRoot));
}

/** A folder on the way from the repository's root to a database, or below one. */
function isNear(folder: string, roots: ReadonlySet<string>): boolean {
  for (const root of roots) if (folder === "" || root === "" || folder === root || root.startsWith(`${folder}/`) || folder.startsWith(`${root}/`)) return true;
  return false;
}

function isRepositoryWide(path: string): boolean {
  return path.startsWith(".") || !path.includes("/");
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
