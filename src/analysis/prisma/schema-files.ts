/** Which `.prisma` files form one schema, and which folder its database is named after. */
import picomatch from "picomatch";
import type { Config } from "../../model/config.ts";
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";
import { declaredPaths, folderOf, resolvePath } from "./config-paths.ts";
import { withMoved } from "./moved-schemas.ts";

export interface SchemaGroup {
  /** The folder that also holds `migrations`: `prisma` for `prisma/schema.prisma` and for `prisma/schema/*.prisma`. */
  readonly root: string;
  readonly paths: string[];
}

interface PrismaFile {
  readonly path: string;
  readonly texts: readonly string[];
  readonly provider?: string;
}

/** Prisma 2.0 kept a copy of the schema in each migration. */
const COPIES = /(?:^|\/)migrations\//;

/** Folders that only gather the files of a schema: the database is named after the folder above. */
const GATHERING = /^(?:schemas?|models?)$/i;

/**
 * The schemas of PostgreSQL databases; those of other databases are left out. What a configuration names is one schema; else files without a
 * datasource belong to the only datasource in their folder or the nearest one above; what remains stands alone. Sorted by root.
 */
export function findSchemaFiles(files: readonly SnapshotFile[], paths: Config["paths"]): SchemaGroup[] {
  const left = new Map(prismaFiles(files, paths).map((file) => [file.path, file]));
  const migrationRoots = new Set(
    files.flatMap(
      ({ path }) =>
        /^(?:(.*)\/)?migrations\//
          .exec(path)
          ?.slice(1, 2)
          .map((root) => root ?? "") ?? [],
    ),
  );
  const groups: { root: string; files: PrismaFile[] }[] = [];
  for (const { folder, schema, migrations } of declaredPaths(files)) {
    const at = resolvePath(folder, schema);
    const members = [...left.values()].filter(({ path }) => path === at || at === "" || path.startsWith(`${at}/`));
    const root = migrations === undefined ? rootOf(at.endsWith(".prisma") ? folderOf(at) : at, migrationRoots) : folderOf(resolvePath(folder, migrations));
    if (members.length > 0) groups.push({ root, files: members });
    for (const { path } of members) left.delete(path);
  }
  for (const members of detected([...left.values()])) groups.push({ root: rootOf(folderOf(members[0]!.path), migrationRoots), files: members });
  return withMoved(named(groups.filter((group) => isPostgres(group.files))), files).sort((a, b) => (a.root < b.root ? -1 : 1));
}

function prismaFiles(files: readonly SnapshotFile[], paths: Config["paths"]): PrismaFile[] {
  const wanted = paths.schema.length > 0 ? picomatch([...paths.schema], { dot: true }) : (path: string) => path.endsWith(".prisma");
  const ignored = paths.ignore.length > 0 ? picomatch([...paths.ignore], { dot: true }) : () => false;
  return files
    .filter(({ path }) => wanted(path) && !ignored(path) && !COPIES.test(path))
    .map((file) => {
      const texts = [textAfter(file), textBefore(file)].filter((text) => text !== undefined);
      return { path: file.path, texts, provider: texts.map(providerOf).find((found) => found !== undefined) };
    });
}

/** Undefined without a datasource. Not read by the scanner: every schema of the repository passes here, the reviewed one alone goes there. */
function providerOf(text: string): string | undefined {
  const opening = /^[ \t]*datasource\s+[\w-]+\s*\{/m.exec(text);
  const inside = opening ? text.slice(opening.index + opening[0].length) : "";
  const end = inside.search(/\n[ \t]*\}/);
  return end < 0 ? undefined : (/^[ \t]*provider[ \t]*=[ \t]*"([^"]*)"/m.exec(inside.slice(0, end))?.[1] ?? "postgresql");
}

function isPostgres(files: readonly PrismaFile[]): boolean {
  const providers = files.flatMap(({ texts }) => texts.flatMap((text) => providerOf(text) ?? []));
  return providers.length === 0 || providers.some((provider) => provider === "postgresql" || provider === "postgres");
}

/** The file with the datasource comes first in its group. */
function detected(files: readonly PrismaFile[]): PrismaFile[][] {
  const byFolder = new Map<string, PrismaFile[][]>();
  const groups: PrismaFile[][] = [];
  for (const file of files.filter(({ provider }) => provider !== undefined)) {
    const group = [file];
    groups.push(group);
    byFolder.set(folderOf(file.path), [...(byFolder.get(folderOf(file.path)) ?? []), group]);
  }
  for (const file of files.filter(({ provider }) => provider === undefined)) {
    const above = nearest(folderOf(file.path), byFolder);
    if (above?.length === 1) above[0]!.push(file);
    else groups.push([file]);
  }
  return groups;
}

function nearest<T>(folder: string, byFolder: ReadonlyMap<string, T>): T | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const found = byFolder.get(at);
    if (found || at === "") return found;
  }
}

function rootOf(folder: string, migrationRoots: ReadonlySet<string>): string {
  if (migrationRoots.has(folder) || !GATHERING.test(folder.slice(folder.lastIndexOf("/") + 1))) return folder;
  return folderOf(folder);
}

/** A file with the datasource alone is left behind where the models have moved to a folder of their own. */
function hasModels(text: string): boolean {
  return /^[ \t]*(?:model|view|enum)\s+\w/m.test(text);
}

/** Two schemas in one folder are two databases: the migrations beside them belong to the one with models, to `schema.prisma` of two; the other is named after its own file. */
function named(groups: readonly { readonly root: string; readonly files: readonly PrismaFile[] }[]): SchemaGroup[] {
  const taken = new Set<string>();
  const main = (files: readonly PrismaFile[]) => (files.some(({ texts }) => texts.some(hasModels)) ? 0 : 2) + (files.some(({ path }) => path.endsWith("schema.prisma")) ? 0 : 1);
  return [...groups]
    .sort((a, b) => main(a.files) - main(b.files))
    .map(({ root, files }) => {
      const own = taken.has(root) ? files[0]!.path.replace(/\.prisma$/, "") : root;
      taken.add(own);
      return { root: own, paths: files.map(({ path }) => path).sort() };
    });
}
