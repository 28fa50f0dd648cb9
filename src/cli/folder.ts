/** Files of folders on disk, as git would see them: relevant ones only, symbolic links not followed. */
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { isCodePath, isConfigPath, isMigrationPath, isSchemaPath } from "../model/relevance.ts";
import type { SourceFile } from "../model/source.ts";
import { type Content, contentOf, limitFor, SYMBOLIC_LINK, tooLarge } from "./content.ts";
import { UsageError } from "./failure.ts";

/** Never entered: what others wrote, what was built, what git keeps. */
const SKIPPED = new Set(["node_modules", "bower_components", "vendor", ".git", ".yarn", ".next", ".turbo", "dist", "build", "coverage", "__generated__"]);
/** A folder with more files than this is not a project but a disk. */
export const MAX_FILES = 500_000;

export interface Files {
  readonly files: readonly SourceFile[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

export function isRelevant(path: string): boolean {
  return isSchemaPath(path) || isMigrationPath(path) || isCodePath(path) || isConfigPath(path);
}

/** Paths below a folder, `/` between segments. */
export interface Listing {
  /** Sorted. */
  readonly files: readonly string[];
  /** Symbolic links that look like a schema or SQL: what they lead to is not read. */
  readonly links: readonly string[];
}

export function listFolder(folder: string, most = MAX_FILES): Listing {
  const files: string[] = [];
  const links: string[] = [];
  const waiting = [""];
  for (let prefix = waiting.pop(); prefix !== undefined; prefix = waiting.pop())
    for (const entry of entriesOf(join(folder, prefix))) {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(path);
      else if (entry.isSymbolicLink() && (isSchemaPath(path) || isMigrationPath(path))) links.push(path);
      else if (entry.isFile() && files.push(path) > most) throw new UsageError(`${folder} holds more than ${most} files. Name the folders to be read.`);
    }
  return { files: files.sort(), links };
}

export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`${folder} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).`);
  }
}

/** The relevant files of a folder. */
export function readFolder(folder: string): Files {
  const { files, links } = listFolder(folder);
  const read = readFiles(folder, files.filter(isRelevant));
  return { files: read.files, missing: [...read.missing, ...links.map(unfollowed)] };
}

export function unfollowed(path: string): Files["missing"][number] {
  return { path, reason: SYMBOLIC_LINK };
}

/** `paths` are relative to `folder`; unreadable ones are `missing`. */
export function readFiles(folder: string, paths: readonly string[]): Files {
  const files: SourceFile[] = [];
  const missing: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const content = readFile(join(folder, path), limitFor(path));
    if ("text" in content) files.push({ path, text: content.text });
    else missing.push({ path, reason: content.reason });
  }
  return { files, missing };
}

/** `limit` in bytes. */
export function readFile(path: string, limit: number): Content {
  try {
    const { size } = statSync(path);
    return size > limit ? { reason: tooLarge(size, limit) } : contentOf(readFileSync(path));
  } catch (error) {
    return { reason: `It cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).` };
  }
}

export function isFolder(path: string): boolean {
  return entryAt(path)?.isDirectory() ?? false;
}

/** What a path leads to, if anything. Throws `UsageError` where nobody can tell. */
export function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENAMETOOLONG") return undefined;
    throw new UsageError(`${path} cannot be read (${code}).`);
  }
}
