/** `schema-review lint`: files, folders and globs, all taken as new. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { isConfigPath } from "../model/relevance.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { UsageError } from "./failure.ts";
import { isFolder, isRelevant, listFolder, readFiles } from "./folder.ts";
import { CONFIG_PATH, configFile, configIn, snapshotOf } from "./folder-snapshot.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";

export async function lintCommand(patterns: readonly string[], options: CommonOptions): Promise<number> {
  const { paths, named } = expand(patterns);
  const given = options.config === undefined ? configIn(".") : configFile(options.config);
  const root = commonRoot(paths);
  const local = paths.map((path) => slashes(relative(root, path)));
  const common = { pull: { title: "", body: "" }, now: new Date().toISOString() };
  const { snapshot, verdict } = await judgeLocally(async () => {
    const context = readFiles(root, contextOf(root, local)).files;
    const config = named ? await withAllSql(given) : given;
    return snapshotOf({ files: [], missing: [] }, readFiles(root, local), common, config, context);
  });
  return printVerdict(verdict, snapshot, { ...options, findingsOnly: true });
}

/** Whoever names SQL files wants them checked, whatever their folder looks like; in a folder only what looks like migrations is. */
async function withAllSql(config: Snapshot["config"]): Promise<Snapshot["config"]> {
  const [{ readConfig }, { parse }] = await Promise.all([import("../analysis/config/read-config.ts"), import("yaml")]);
  const { config: read, problems } = readConfig(config?.text, config?.path);
  if (problems.length > 0 || read.paths.migrations.length > 0) return config;
  const keys = (config === undefined ? undefined : parse(config.text)) ?? {};
  return { path: config?.path ?? CONFIG_PATH, text: JSON.stringify({ ...keys, paths: { ...keys.paths, migrations: ["**/*.sql"] } }) };
}

/** The working directory, or for files elsewhere the nearest folder that holds all of them. */
function commonRoot(paths: readonly string[]): string {
  const working = resolve(".");
  if (paths.every((path) => path.startsWith(working + sep))) return working;
  let root = dirname(paths[0] ?? working);
  while (!paths.every((path) => path.startsWith(root.endsWith(sep) ? root : root + sep))) root = dirname(root);
  return root;
}

/** The relevant files that the patterns mean, absolute, sorted; `named` when each was named, by itself or by a glob. Throws `UsageError` for a pattern that means none. */
export function expand(patterns: readonly string[]): { paths: string[]; named: boolean } {
  const paths = new Set<string>();
  for (const pattern of patterns) for (const path of matching(pattern)) paths.add(path);
  return { paths: [...paths].sort(), named: !patterns.some(isFolder) };
}

function matching(pattern: string): string[] {
  if (isFolder(pattern)) return found(pattern, below(pattern));
  if (existsSync(pattern)) {
    if (!isRelevant(slashes(pattern))) throw new UsageError(`${pattern} is no file that can be checked: expected .prisma, .sql, TypeScript, JavaScript or a configuration file.`);
    return [resolve(pattern)];
  }
  const { base, glob, isGlob } = picomatch.scan(slashes(pattern));
  if (!isGlob) throw new UsageError(`There is no file or folder ${pattern}.`);
  const matches = picomatch(glob, { dot: true });
  const folder = base === "" ? "." : base;
  return found(pattern, isFolder(folder) ? below(folder).filter((path) => matches(slashes(relative(folder, path)))) : []);
}

function found(pattern: string, paths: readonly string[]): string[] {
  const relevant = paths.filter((path) => isRelevant(slashes(path)));
  if (relevant.length === 0) throw new UsageError(`${pattern} names no schema, migration or application code.`);
  return relevant;
}

function below(folder: string): string[] {
  return listFolder(folder).map((path) => resolve(folder, path));
}

/** What tells runner and versions: configuration files in the folders from the root down to the files. */
function contextOf(root: string, paths: readonly string[]): string[] {
  const folders = new Set<string>([""]);
  for (const path of paths) for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  const given = new Set(paths);
  return [...folders]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [folder === "" ? entry.name : `${folder}/${entry.name}`] : [])),
    )
    .filter((path) => isConfigPath(path) && !given.has(path));
}

function slashes(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}
