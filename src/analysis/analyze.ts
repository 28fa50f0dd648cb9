/** A snapshot becomes a model: files are grouped into databases, each translator reads its own, nothing is judged. */
import type { Change } from "../model/change.ts";
import type { Config } from "../model/config.ts";
import type { Database, Model } from "../model/database.ts";
import type { Query } from "../model/query.ts";
import { isCodePath } from "../model/relevance.ts";
import type { Schema } from "../model/schema.ts";
import { type Snapshot, type SnapshotFile, textAfter, textBefore } from "../model/snapshot.ts";
import { type Gap, type IgnoreComment, type Side, type SourceFile, wholeFile } from "../model/source.ts";
import { mayQuery, readCode } from "./code/read-code.ts";
import { diffSchemas } from "./diff/diff-schemas.ts";
import { readSchema, validateSchema } from "./prisma/read-schema.ts";
import { findSchemaFiles } from "./prisma/schema-files.ts";
import { readPullText } from "./pull-text.ts";
import { findMigrationFolders, type MigrationFolder } from "./sql/layouts.ts";
import { prepareSql, readMigrations } from "./sql/read-migrations.ts";
import { detectPostgres, detectPrismaVersion, detectRunner } from "./sql/runner.ts";

export async function analyze(snapshot: Snapshot, config: Config): Promise<Model> {
  await prepareSql();
  const collected: Collected = { gaps: snapshot.missing.map(({ path, reason }) => ({ span: wholeFile(path, "head"), reason })), ignores: [] };
  const roots = databaseRoots(snapshot.files, config);
  const declared: Database[] = [];
  for (const root of roots) {
    const database = await readDatabase(root, snapshot, config, collected);
    if (database) declared.push(database);
  }
  const code = readAllCode(snapshot.files, declared, collected);
  const databases = declared.map((database) => ({
    ...database,
    queries: queriesOf(
      database,
      declared,
      code.flatMap((file) => file.queries),
    ),
  }));
  return { databases, code, ignores: collected.ignores.map((comment) => ({ ...comment, isNew: isNewComment(comment, snapshot.files) })), gaps: collected.gaps };
}

interface Collected {
  readonly gaps: Gap[];
  readonly ignores: IgnoreComment[];
}

interface Root {
  readonly root: string;
  readonly schemaPaths: readonly string[];
  readonly folders: readonly MigrationFolder[];
}

/** Schemas and migrations that share a folder are one database. */
function databaseRoots(files: readonly SnapshotFile[], config: Config): Root[] {
  const roots = new Map<string, { schemaPaths: string[]; folders: MigrationFolder[] }>();
  function at(root: string): { schemaPaths: string[]; folders: MigrationFolder[] } {
    const found = roots.get(root) ?? { schemaPaths: [], folders: [] };
    roots.set(root, found);
    return found;
  }
  for (const group of findSchemaFiles(files, config.paths)) at(group.root).schemaPaths.push(...group.paths);
  for (const folder of findMigrationFolders(files, config.paths)) at(folder.root).folders.push(folder);
  return [...roots].map(([root, parts]) => ({ root, ...parts })).sort((a, b) => (a.root < b.root ? -1 : 1));
}

async function readDatabase({ root, schemaPaths, folders }: Root, snapshot: Snapshot, config: Config, collected: Collected): Promise<Database | undefined> {
  const schemaFiles = snapshot.files.filter((file) => schemaPaths.includes(file.path));
  const prisma = schemaFiles.length > 0 ? await readPrisma(schemaFiles, collected) : undefined;
  if (prisma && !isPostgres(prisma.after) && !isPostgres(prisma.before)) return undefined;
  const postgres = detectPostgres(snapshot.files, config);
  const [folder] = folders;
  const runner = folder ? detectRunner(folder, snapshot.files, config) : { name: "plain" as const, transaction: "unsure" as const, evidence: "no migrations" };
  const history = folder ? readMigrations(folder, { runner, postgres: postgres.version }) : { migrations: [], catalog: { before: EMPTY, after: EMPTY }, gaps: [], ignores: [] };
  collected.gaps.push(...history.gaps.filter(({ span }) => isTouched(span.path, snapshot.files)));
  collected.ignores.push(...history.ignores);
  const { before, after } = prisma ?? history.catalog;
  const prismaVersion = detectPrismaVersion(snapshot.files, config);
  return {
    root,
    before,
    after,
    catalog: history.catalog,
    language: prisma ? "prisma" : "sql",
    schemaFiles: prisma ? sourceFiles(schemaFiles, "head") : [],
    hasMigrations: folder !== undefined,
    changes: prisma ? [...diffSchemas(before, after), ...onlyInSql(diffSchemas(history.catalog.before, history.catalog.after), after)] : diffSchemas(before, after),
    migrations: history.migrations,
    queries: [],
    runner,
    postgres,
    ...(prismaVersion === undefined ? {} : { prismaVersion }),
    touched: snapshot.files.flatMap(touchedFile),
    otherFiles: snapshot.files
      .filter(({ path }) => !path.endsWith(".sql") && !path.endsWith(".prisma") && !isCodePath(path))
      .map((file) => ({ path: file.path, before: textBefore(file), after: textAfter(file) })),
    pull: readPullText(snapshot.pull),
    config,
    now: snapshot.now,
  };
}

const EMPTY: Schema = { tables: new Map(), enums: new Map(), implicitJoins: [] };

async function readPrisma(files: readonly SnapshotFile[], collected: Collected): Promise<{ before: Schema; after: Schema }> {
  const head = sourceFiles(files, "head");
  const after = readSchema(head, "head");
  const unchanged = files.every((file) => file.status === "unchanged");
  const before = unchanged ? after : readSchema(sourceFiles(files, "base"), "base");
  if (!unchanged) collected.gaps.push(...after.gaps, ...(after.gaps.length > 0 ? [] : await validateSchema(head, "head")));
  collected.ignores.push(...after.ignores);
  return { before: before.schema, after: after.schema };
}

function isPostgres(schema: Schema): boolean {
  const provider = schema.prisma?.provider;
  return provider === undefined || provider === "postgresql" || provider === "postgres";
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

function readAllCode(files: readonly SnapshotFile[], databases: readonly Database[], collected: Collected): Model["code"] {
  const schemas = databases.map(({ after }) => after);
  return files.flatMap((file) => {
    const text = textAfter(file);
    if (file.status === "unchanged" || text === undefined || !isCodePath(file.path) || !mayQuery(text)) return [];
    const { code, gaps } = readCode({ path: file.path, text, before: textBefore(file) }, schemas);
    collected.gaps.push(...gaps);
    collected.ignores.push(...code.ignores);
    return [code];
  });
}

/** A call belongs to the first database that has its model or table; where there is only one, to that. */
function queriesOf(database: Database, all: readonly Database[], queries: readonly Query[]): Query[] {
  return queries.filter((query) => all.length === 1 || all.find((candidate) => query.tables.some((table) => candidate.after.tables.has(table))) === database);
}

/** Old comments are not this pull request's business: a rule that speaks of changes only may well have nothing to say there today. */
function isNewComment({ span }: IgnoreComment, files: readonly SnapshotFile[]): boolean {
  const file = files.find(({ path }) => path === span.path);
  const text = file && textAfter(file)?.slice(span.start, span.end);
  return file !== undefined && text !== undefined && !textBefore(file)?.includes(text);
}

function isTouched(path: string, files: readonly SnapshotFile[]): boolean {
  return files.some((file) => file.path === path && file.status !== "unchanged");
}

function touchedFile(file: SnapshotFile): Database["touched"][number][] {
  if (file.status === "unchanged") return [];
  return [{ path: file.path, status: file.status, ...(file.status === "renamed" ? { previousPath: file.previousPath } : {}) }];
}
