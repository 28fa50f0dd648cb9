/** `schema-review lint`: files, folders and globs, all taken as new. */
import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { isCodePath, isConfigPath } from "../model/relevance.ts";
import { UsageError } from "./failure.ts";
import { isFolder, isRelevant, listFolder, readFiles } from "./folder.ts";
import { configFile, configIn, snapshotOf } from "./folder-snapshot.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";

export async function lintCommand(patterns: readonly string[], options: CommonOptions): Promise<number> {
  const { paths, named } = expand(patterns);
  const given = options.config === undefined ? configIn(".") : configFile(options.config);
  const root = commonRoot(paths);
  const local = paths.map((path) => slashes(relative(root, path)));
  const common = { pull: { title: "", body: "" }, now: new Date().toISOString() };
  const { snapshot, verdict } = await judgeLocally(
    async () => {
      const context = readFiles(root, contextOf(root, local)).files;
      const read = await snapshotOf({ files: [], missing: [] }, readFiles(root, local), common, given, context);
      return { ...read, everySql: named, findingsOnly: options.format !== "markdown" };
    },
    undefined,
    processesFor(local),
  );
  return printVerdict(verdict, snapshot, { ...options, findingsOnly: true });
}

/** A second process costs as much as some hundred files, and code is never shared. */
function processesFor(paths: readonly string[]): number {
  return paths.length < WORTH_SHARING || paths.some((path) => isCodePath(path)) ? 1 : Math.min(MOST_PROCESSES, availableParallelism());
}

const WORTH_SHARING = 500;
const MOST_PROCESSES = 4;

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
  let named = true;
  for (const pattern of patterns) {
    const entry = statSync(pattern, { throwIfNoEntry: false });
    if (entry?.isDirectory()) named = false;
    for (const path of matching(pattern, entry)) paths.add(path);
  }
  return { paths: [...paths].sort(), named };
}

function matching(pattern: string, entry: Stats | undefined): string[] {
  if (entry?.isDirectory()) return found(pattern, below(pattern));
  if (entry) {
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
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => (folder === "" ? name : `${folder}/${name}`)))
    .filter((path) => isConfigPath(path) && !given.has(path) && lstatSync(join(root, path)).isFile());
}

function slashes(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}
