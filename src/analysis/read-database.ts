/** One database of the repository: its schema, its migrations and how they differ from the base branch. */
import type { Change } from "../model/change.ts";
import type { Config } from "../model/config.ts";
import type { Database } from "../model/database.ts";
import type { Runner } from "../model/migration.ts";
import { once } from "../model/once.ts";
import { isCodePath } from "../model/relevance.ts";
import type { Schema } from "../model/schema.ts";
import { type Snapshot, type SnapshotFile, textAfter, textBefore } from "../model/snapshot.ts";
import type { Gap, IgnoreComment, Side, SourceFile } from "../model/source.ts";
import { compareMigrations } from "./compare-migrations.ts";
import { diffSchemas } from "./diff/diff-schemas.ts";
import { isPostgres, readSchema, validateSchema } from "./prisma/read-schema.ts";
import { readPullText } from "./pull-text.ts";
import { columnRenames, underNewNames } from "./renamed-schema.ts";
import type { MigrationFolder } from "./sql/layouts.ts";
import { readMigrations } from "./sql/read-migrations.ts";
import { detectPostgres, detectPrismaVersion, detectRunner } from "./sql/runner.ts";
import { statedRoles } from "./stated-roles.ts";

export interface DatabaseFiles {
  readonly root: string;
  readonly schemaPaths: readonly string[];
  readonly folders: readonly MigrationFolder[];
}

/** What the translators report on the way. */
export interface Collected {
  readonly gaps: Gap[];
  readonly ignores: IgnoreComment[];
}

const EMPTY: Schema = { tables: new Map(), enums: new Map(), implicitJoins: [] };
const NO_RUNNER: Runner = { name: "plain", transaction: "unsure", evidence: "no migrations" };

/** Nothing where the schema says that the database is no PostgreSQL. */
export async function readDatabase({ root, schemaPaths, folders }: DatabaseFiles, snapshot: Snapshot, config: Config, collected: Collected): Promise<Database | undefined> {
  const own = new Set(schemaPaths);
  const schemaFiles = own.size === 0 ? [] : snapshot.files.filter(({ path }) => own.has(path));
  const prisma = schemaFiles.length > 0 ? readPrisma(schemaFiles) : undefined;
  if (prisma && !isPostgres(prisma.after.schema) && !isPostgres(prisma.before.schema)) return undefined;
  const schemaGaps = prisma ? await prismaGaps(schemaFiles, prisma.after.gaps) : [];
  if (prisma) {
    collected.gaps.push(...schemaGaps);
    collected.ignores.push(...prisma.after.ignores);
  }
  const postgres = detectPostgres(snapshot.files, config);
  const [folder] = folders;
  const runner = folder ? detectRunner(folder, snapshot.files, config) : NO_RUNNER;
  const history = folder ? readMigrations(folder, { runner, postgres: postgres.version }) : { migrations: [], catalog: { before: EMPTY, after: EMPTY }, gaps: [], ignores: [] };
  const { touched, touchedPaths, otherFiles } = filesForAll(snapshot.files);
  collected.gaps.push(...history.gaps.filter(({ span }) => touchedPaths.has(span.path)));
  collected.ignores.push(...history.ignores);
  const stated = statedRoles(config);
  const catalog = { before: stated.schema(history.catalog.before), after: stated.schema(history.catalog.after) };
  const before = prisma ? stated.schema(prisma.before.schema) : catalog.before;
  const after = prisma ? stated.schema(prisma.after.schema) : catalog.after;
  const prismaVersion = detectPrismaVersion(snapshot.files, config);
  const sides = { base: sourceFiles(schemaFiles, "base"), head: sourceFiles(schemaFiles, "head") };
  const unmigrated = prisma && schemaGaps.length === 0 && (await compareMigrations({ before, after, catalog, migrations: history.migrations }, folders, sides, snapshot));
  return {
    root,
    before,
    after,
    catalog,
    language: prisma ? "prisma" : "sql",
    schemaFiles: prisma ? sides.head : [],
    hasMigrations: folder !== undefined,
    changes: prisma
      ? [
          ...columnRenames(after, history.migrations),
          ...diffSchemas(underNewNames(before, after, history.migrations), after),
          ...onlyInSql(sqlChanges(catalog, history.migrations), after),
        ]
      : sqlChanges(catalog, history.migrations),
    ...(unmigrated ? { unmigrated } : {}),
    migrations: stated.migrations(history.migrations),
    queries: [],
    runner,
    postgres,
    ...(prismaVersion === undefined ? {} : { prismaVersion }),
    touched,
    otherFiles,
    pull: readPullText(snapshot.pull),
    config,
    now: snapshot.now,
  };
}

/** Renames, and what is new or gone besides: a table under another name brings nothing, nor do the keys that refer to it. */
function sqlChanges({ before, after }: Database["catalog"], migrations: Database["migrations"]): Change[] {
  const renamed = underNewNames(before, after, migrations);
  if (renamed === before) return diffSchemas(before, after);
  return [...diffSchemas(before, after).filter(({ kind }) => kind === "rename-table" || kind === "rename-column"), ...diffSchemas(renamed, after)];
}

/** What every database is told of the repository's files. There may be a hundred databases. */
const filesForAll = once((files: readonly SnapshotFile[]) => {
  const touched = files.flatMap(touchedFile);
  return { touched, touchedPaths: new Set(touched.map(({ path }) => path)), otherFiles: otherFilesOf(files) };
});

type ReadSchema = ReturnType<typeof readSchema>;

function readPrisma(files: readonly SnapshotFile[]): { before: ReadSchema; after: ReadSchema } {
  const after = readSchema(sourceFiles(files, "head"), "head");
  return { before: files.every(({ status }) => status === "unchanged") ? after : readSchema(sourceFiles(files, "base"), "base"), after };
}

/** What Prisma's own parser already said of the base (a schema of a much older Prisma) is not this pull request's doing. */
async function prismaGaps(files: readonly SnapshotFile[], scanned: readonly Gap[]): Promise<Gap[]> {
  if (files.every(({ status }) => status === "unchanged")) return [];
  const gaps = scanned.length > 0 ? [...scanned] : await validateSchema(sourceFiles(files, "head"), "head");
  if (gaps.length === 0) return [];
  const base = sourceFiles(files, "base");
  const known = new Set([...readSchema(base, "base").gaps, ...(await validateSchema(base, "base"))].map(({ reason }) => reason));
  return gaps.filter(({ reason }) => !known.has(reason));
}

function sourceFiles(files: readonly SnapshotFile[], side: Side): SourceFile[] {
  return files.flatMap((file) => {
    const text = side === "base" ? textBefore(file) : textAfter(file);
    return text === undefined ? [] : [{ path: side === "base" && file.status === "renamed" ? file.previousPath : file.path, text }];
  });
}

/** What the migrations add that schema.prisma does not declare: rules must hear of it too, at its SQL line. */
function onlyInSql(changes: readonly Change[], declared: Schema): Change[] {
  const implicit = new Set(declared.implicitJoins.map(({ table }) => table));
  return changes.filter((change) => {
    if (!("table" in change) || change.kind.startsWith("drop-") || implicit.has(change.table)) return false;
    const table = declared.tables.get(change.table);
    if (!table) return change.kind === "add-foreign-key" || change.kind === "create-table";
    return change.kind === "add-foreign-key" && !table.foreignKeys.some(({ columns }) => columns.join() === change.foreignKey.columns.join());
  });
}

function otherFilesOf(files: readonly SnapshotFile[]): Database["otherFiles"] {
  const others = files.filter(({ path }) => !path.endsWith(".sql") && !path.endsWith(".prisma") && !isCodePath(path));
  return others.map((file) => ({ path: file.path, before: textBefore(file), after: textAfter(file) }));
}

function touchedFile(file: SnapshotFile): Database["touched"][number][] {
  if (file.status === "unchanged") return [];
  return [{ path: file.path, status: file.status, ...(file.status === "renamed" ? { previousPath: file.previousPath } : {}) }];
}
