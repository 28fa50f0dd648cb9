/** `schema-review lint`: files, folders and globs, all taken as new. */
import type { Stats } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { isCodePath, isConfigPath } from "../model/relevance.ts";
import { UsageError } from "./failure.ts";
import { entriesOf, entryAt, isFolder, isRelevant, listFolder, readFiles, unfollowed } from "./folder.ts";
import { configFile, configIn, snapshotOf } from "./folder-snapshot.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";

export async function lintCommand(patterns: readonly string[], options: CommonOptions): Promise<number> {
  const { paths, links, named } = expand(patterns);
  const given = options.config === undefined ? configIn(".") : configFile(options.config);
  const root = commonRoot([...paths, ...links]);
  const below = (path: string): string => slashes(relative(root, path));
  const local = paths.map(below);
  const foreign = local.find((path) => !isRelevant(path));
  if (foreign !== undefined) throw new UsageError(`${foreign} lies in a folder of built or foreign files, which are not read with others: name it alone.`);
  const common = { pull: { title: "", body: "" }, now: new Date().toISOString() };
  const { snapshot, verdict } = await judgeLocally(
    async () => {
      const context = readFiles(root, contextOf(root, local)).files;
      const { files, missing } = readFiles(root, local);
      const read = await snapshotOf({ files: [], missing: [] }, { files, missing: [...missing, ...links.map(below).map(unfollowed)] }, common, given, context);
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

/** The working directory; for files elsewhere, or in a folder that is not read otherwise, the nearest folder that holds all of them. */
function commonRoot(paths: readonly string[]): string {
  const working = resolve(".");
  const isPlain = (path: string): boolean => isBelow(path, working) && isRelevant(slashes(relative(working, path)));
  if (paths.every(isPlain) || (paths.some(isPlain) && paths.every((path) => isBelow(path, working)))) return working;
  let root = dirname(paths[0] ?? working);
  while (!paths.every((path) => isBelow(path, root))) root = dirname(root);
  return root;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface Meant {
  /** Absolute, sorted. */
  readonly paths: readonly string[];
  readonly links: readonly string[];
}

/** The relevant files that the patterns mean; `named` when each was named, by itself or by a glob. Throws `UsageError` for a pattern that means none. */
export function expand(patterns: readonly string[]): Meant & { readonly named: boolean } {
  const paths = new Set<string>();
  const links = new Set<string>();
  let named = true;
  for (const pattern of patterns) {
    const entry = entryAt(pattern);
    if (entry?.isDirectory()) named = false;
    const meant = matching(pattern, entry);
    for (const path of meant.paths) paths.add(path);
    for (const path of meant.links) links.add(path);
  }
  return { paths: [...paths].sort(), links: [...links].filter((path) => !paths.has(path)).sort(), named };
}

function matching(pattern: string, entry: Stats | undefined): Meant {
  if (entry?.isDirectory()) return below(pattern, pattern, () => true);
  if (entry) {
    if (!entry.isFile() || (!isRelevant(basename(pattern)) && !isRelevant(slashes(pattern))))
      throw new UsageError(`${pattern} is no file that can be checked: expected .prisma, .sql, TypeScript, JavaScript or a configuration file.`);
    return { paths: [resolve(pattern)], links: [] };
  }
  const { base, glob, isGlob } = picomatch.scan(slashes(pattern));
  if (!isGlob) throw new UsageError(`There is no file or folder ${pattern}.`);
  return below(pattern, base === "" ? "." : base, picomatch(glob, { dot: true }));
}

function below(pattern: string, folder: string, matches: (path: string) => boolean): Meant {
  const { files, links } = isFolder(folder) ? listFolder(folder) : { files: [], links: [] };
  const absolute = (paths: readonly string[]): string[] => paths.filter((path) => isRelevant(path) && matches(path)).map((path) => resolve(folder, path));
  const meant = { paths: absolute(files), links: absolute(links) };
  if (meant.paths.length + meant.links.length === 0) throw new UsageError(`${pattern} names no schema, migration or application code.`);
  return meant;
}

/** What tells runner and versions: configuration files in the folders from the root down to the files. */
function contextOf(root: string, paths: readonly string[]): string[] {
  const folders = new Set<string>([""]);
  for (const path of paths) for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  const given = new Set(paths);
  return [...folders]
    .flatMap((folder) => entriesOf(join(root, folder)).flatMap((entry) => (entry.isFile() ? [folder === "" ? entry.name : `${folder}/${entry.name}`] : [])))
    .filter((path) => isConfigPath(path) && !given.has(path));
}

function slashes(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}
