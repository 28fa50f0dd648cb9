/** Whether a pull request's migrations give what its schema.prisma wants: asked only where the answer is no guess. */
import type { Change } from "../model/change.ts";
import { added, type Migration } from "../model/migration.ts";
import type { Schema } from "../model/schema.ts";
import { type Snapshot, textAfter } from "../model/snapshot.ts";
import type { SourceFile } from "../model/source.ts";
import { type Unmigrated, unmigrated } from "../model/unmigrated.ts";
import { withSql } from "./missing-sql.ts";
import type { MigrationFolder } from "./sql/layouts.ts";

export interface Compared {
  readonly before: Schema;
  readonly after: Schema;
  readonly catalog: { readonly before: Schema; readonly after: Schema };
  readonly migrations: readonly Migration[];
}

/** Undefined where nobody can tell: no schema.prisma on the base, another database product, two folders of migrations, edited history, SQL that cannot be read or is made when it runs. */
export async function compareMigrations(
  { before, after, catalog, migrations }: Compared,
  folders: readonly MigrationFolder[],
  schemaFiles: { readonly base: readonly SourceFile[]; readonly head: readonly SourceFile[] },
  snapshot: Snapshot,
): Promise<readonly Unmigrated[] | undefined> {
  const [folder] = folders;
  if (!folder || folders.length > 1 || before.tables.size === 0 || before.prisma?.provider !== after.prisma?.provider) return undefined;
  if (migrations.some(({ status }) => status !== "unchanged" && status !== "added") || added(migrations).some(isDark)) return undefined;
  const wanted = before === after ? [] : [...unmigrated(before, after, catalog.after)];
  if (wanted.length === 0) return [];
  const unread = [...unreadHistory(folder, migrations), ...otherMigrations(folder, snapshot)];
  const missing = wanted.filter((one) => !unread.some((text) => mentions(text, one)));
  return withSql(missing, schemaFiles.base, schemaFiles.head);
}

/** What it does is not all in its text. */
function isDark({ gaps, statements }: Migration): boolean {
  return gaps.length > 0 || statements.some(({ changes }) => changes.some(isDynamic));
}

function isDynamic(change: Change): boolean {
  return change.kind === "call" || (change.kind === "do" && (!change.readable || change.dynamic));
}

function unreadHistory({ files }: MigrationFolder, migrations: readonly Migration[]): string[] {
  const dark = new Set(migrations.filter(({ gaps }) => gaps.length > 0).map(({ path }) => path));
  return files.filter(({ path }) => dark.has(path)).map(({ text }) => text);
}

/** SQL of another product says nothing of this database. */
const OTHER_PRODUCT = /clickhouse|mysql|mariadb|sqlite|mssql|bigquery|snowflake|duckdb/i;

/** Migrations of the pull request that another tool runs, in SQL or in code: they may well be for this database. */
function otherMigrations({ files }: MigrationFolder, snapshot: Snapshot): string[] {
  const own = new Set(files.map(({ path }) => path));
  return snapshot.files.flatMap((file) => {
    const isMigration = !OTHER_PRODUCT.test(file.path) && (file.path.endsWith(".sql") || /(?:^|\/)_?migrat(?:e|ions?)\//i.test(file.path));
    return file.status !== "unchanged" && isMigration && !own.has(file.path) && !file.path.endsWith(".prisma") ? (textAfter(file) ?? []) : [];
  });
}

function mentions(text: string, wanted: Unmigrated): boolean {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}_$]+/u));
  return namesOf(wanted).every((name) => name.split(/[^\p{L}\p{N}_$]+/u).every((word) => words.has(word.toLowerCase())));
}

/** What nobody could make without naming it. */
function namesOf(wanted: Unmigrated): readonly string[] {
  if ("enum" in wanted) return [bare(wanted.enum), ...("value" in wanted ? [wanted.value] : [])];
  const columns = "column" in wanted ? [wanted.column.name] : "index" in wanted ? wanted.index.columns.flatMap(({ column }) => column ?? []) : [];
  return [bare(wanted.table), ...columns, ...("foreignKey" in wanted ? wanted.foreignKey.columns : [])];
}

function bare(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}
