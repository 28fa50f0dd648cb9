/** A snapshot becomes a model: files are grouped into databases, each translator reads its own, nothing is judged. */
import picomatch from "picomatch";
import type { Config } from "../model/config.ts";
import type { Database, Model } from "../model/database.ts";
import { mayQuery } from "../model/may-query.ts";
import type { Query } from "../model/query.ts";
import { isCodePath, type PathRules } from "../model/relevance.ts";
import { type BaseCode, type Snapshot, type SnapshotFile, textAfter, textBefore } from "../model/snapshot.ts";
import { type Gap, type IgnoreComment, wholeFile } from "../model/source.ts";
import { readCode } from "./code/read-code.ts";
import { findUsages } from "./code/usages.ts";
import { departuresOf, neededWords } from "./departures.ts";
import { findSchemaFiles } from "./prisma/schema-files.ts";
import { type Collected, type DatabaseFiles, readDatabase } from "./read-database.ts";
import { type Share, sharePart, WHOLE } from "./shares.ts";
import { findMigrationFolders } from "./sql/layouts.ts";
import { prepareSql } from "./sql/read-migrations.ts";

export async function analyze(snapshot: Snapshot, config: Config): Promise<Model> {
  const paths = pathRules(config.paths);
  const collected: Collected = { gaps: [], ignores: [] };
  const databases: Database[] = [];
  for await (const database of databasesIn(snapshot, config, WHOLE, collected)) databases.push(database);
  const code = readAllCode(snapshot.files, databases, paths, collected);
  const queries = code.flatMap((file) => file.queries);
  return {
    databases: databases.map((database) => ({ ...database, queries: queriesOf(database, databases, queries), ...runningCode(database, snapshot.baseCode, paths) })),
    code,
    ignores: withAge(collected.ignores, snapshot),
    gaps: collected.gaps,
  };
}

/** One after the other: whoever keeps none of them needs memory for one. The gaps of what is missing are the first share's. */
export async function* databasesIn(snapshot: Snapshot, config: Config, share: Share, collected: Collected): AsyncGenerator<Database> {
  await prepareSql();
  if (share.index === 0) collected.gaps.push(...gapsOfMissing(snapshot, config, pathRules(config.paths)));
  for (const files of sharePart(databaseFiles(snapshot.files, config), share)) {
    const database = await readDatabase(files, snapshot, config, collected);
    if (database) yield database;
  }
}

export function withAge(ignores: readonly IgnoreComment[], { files }: Snapshot): IgnoreComment[] {
  return ignores.map((comment) => ({ ...comment, isNew: isNewComment(comment, files) }));
}

function pathRules({ code, ignore }: Config["paths"]): PathRules {
  const matcher = (globs: readonly string[]): ((path: string) => boolean) | undefined => (globs.length > 0 ? picomatch([...globs], { dot: true }) : undefined);
  return { code: matcher(code), ignore: matcher(ignore) };
}

/** What could not be fetched is a gap unless nobody would have read it: an ignored path, SQL outside any migrations folder. */
function gapsOfMissing({ files, missing }: Snapshot, config: Config, paths: PathRules): Gap[] {
  const placeholders = missing.map(({ path }) => ({ path, status: "added", after: "" }) as const);
  const wanted = missing.some(({ path }) => path.endsWith(".sql"))
    ? new Set(findMigrationFolders([...files, ...placeholders], config.paths).flatMap((folder) => folder.files.map(({ path }) => path)))
    : new Set();
  return missing.filter(({ path }) => !paths.ignore?.(path) && (!path.endsWith(".sql") || wanted.has(path))).map(({ path, reason }) => ({ span: wholeFile(path, "head"), reason }));
}

/** Schemas and migrations that share a folder are one database. */
function databaseFiles(files: readonly SnapshotFile[], config: Config): DatabaseFiles[] {
  const roots = new Map<string, { root: string; schemaPaths: string[]; folders: DatabaseFiles["folders"][number][] }>();
  const at = (root: string): NonNullable<ReturnType<typeof roots.get>> => {
    const found = roots.get(root) ?? { root, schemaPaths: [], folders: [] };
    roots.set(root, found);
    return found;
  };
  for (const group of findSchemaFiles(files, config.paths)) at(group.root).schemaPaths.push(...group.paths);
  for (const folder of findMigrationFolders(files, config.paths)) at(folder.root).folders.push(folder);
  return [...roots.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

function readAllCode(files: readonly SnapshotFile[], databases: readonly Database[], paths: PathRules, collected: Collected): Model["code"] {
  const schemas = databases.map(({ after }) => after);
  return files.flatMap((file) => {
    const text = textAfter(file);
    if (file.status === "unchanged" || text === undefined || !isCodePath(file.path, paths) || !mayQuery(text)) return [];
    const { code, gaps } = readCode({ path: file.path, text, before: textBefore(file) }, schemas);
    collected.gaps.push(...gaps);
    collected.ignores.push(...code.ignores);
    return [code];
  });
}

/** A file of the base branch that cannot be parsed is no gap of this pull request: it only makes the search incomplete. */
function runningCode(database: Database, code: BaseCode | undefined, paths: PathRules): Pick<Database, "running"> {
  if (!code) return {};
  const files = code.files.filter(({ path }) => isCodePath(path, paths));
  const { usages, unread } = findUsages(files, database.before, departuresOf(database));
  const why = code.why ?? (unread[0] === undefined ? undefined : `${unread[0]} could not be parsed`);
  const { searched, complete } = code;
  return {
    running: {
      usages,
      sought: new Set(neededWords([database])),
      found: new Set(code.words),
      searched,
      complete: complete && unread.length === 0,
      ...(why === undefined ? {} : { why }),
    },
  };
}

/** A call belongs to the first database that has one of its tables; one whose tables are not known (raw SQL) to all. */
function queriesOf(database: Database, all: readonly Database[], queries: readonly Query[]): Query[] {
  return queries.filter(({ tables }) => tables.length === 0 || all.length === 1 || all.find(({ after }) => tables.some((table) => after.tables.has(table))) === database);
}

/** Old comments are not this pull request's business: a rule that speaks of changes only may well have nothing to say there today. */
function isNewComment({ span }: IgnoreComment, files: readonly SnapshotFile[]): boolean {
  const file = files.find(({ path }) => path === span.path);
  const text = file && textAfter(file)?.slice(span.start, span.end);
  return file !== undefined && text !== undefined && !textBefore(file)?.includes(text);
}
