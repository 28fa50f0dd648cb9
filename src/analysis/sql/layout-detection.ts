/** Whether a folder of SQL files is a history of migrations, of which runner, and of which database. */
import type { Runner } from "../../model/migration.ts";
import { textAfter, textBefore } from "../../model/snapshot.ts";
import type { Candidate } from "./layout-files.ts";

export interface FolderOfFiles {
  readonly path: string;
  /** `entry`: the name within the folder; `nested`: the entry is a folder with a `migration.sql` or `up.sql` in it. */
  readonly files: readonly (Candidate & { readonly entry: string; readonly nested: boolean })[];
  /** What runners keep beside the files, by path within the folder. */
  readonly notes: ReadonlyMap<string, string>;
}

const FLYWAY = /(?:^|\/)(?:[VUB]\d+(?:[._]\d+)*|R)__[^/]*\.sql$/i;
const UP_FILE = /[._]up\.sql$/i;
const GOOSE = /^[ \t]*--[ \t]*\+(?:goose|migrate|micrate)[ \t]+up\b/im;
const DBMATE = /^[ \t]*--[ \t]*migrate:up\b/im;
const NODE_PG_MIGRATE = /^\s*--[\s-]*up\s+migration/im;
/** Between statements that Drizzle Kit wrote, in whatever folder they stand. */
export const BREAKPOINT = "--> statement-breakpoint";

const MIGRATIONS = /^(?:.*[-_.])?(?:migrations?|migrate|migrator|drizzle|flyway|changelogs?|upgrades?|patches|deltas|evolutions)(?:[-_.].*)?$/i;
/** Below or beside migrations, but not a history: data, ways back, objects that are made anew each time, what a container runs once. */
const NOT_A_HISTORY =
  /^(?:seeds?|seeders?|rollbacks?|downs?|undo|reverts?|quer(?:y|ies)|reports?|functions|views|procedures|triggers|snippets|examples?|tests?|initdb(?:\.d)?|docker-entrypoint-initdb\.d|docs?|benchmarks?|analytics|dumps?|backups?)$/i;

const NUMBERED = /^(?:.*\/)?v?\d+/i;
/** In a folder of any name: `0046.sql`, `01-users.sql`; `v1-core.sql` there is a dump of a version as likely as a migration to it. */
const PLAINLY_NUMBERED = /^(?:.*\/)?\d{2,}/;
const LONG_NUMBER = /^(?:.*\/)?\d{3,}/;

/** Names alone for most; a folder of any name counts when a runner's annotations or numbered files say so. */
export function qualifies(folder: FolderOfFiles): boolean {
  const { path, files } = folder;
  const segments = path.split("/");
  const own = segments.at(-1) ?? "";
  if (NOT_A_HISTORY.test(own)) return false;
  if (files.some(({ entry, nested }) => (nested && NUMBERED.test(entry)) || FLYWAY.test(entry) || UP_FILE.test(entry))) return true;
  if (MIGRATIONS.test(own) || MIGRATIONS.test(segments.at(-2) ?? "") || folder.notes.has("meta/_journal.json")) return true;
  const numbered = segments.some((segment) => NOT_A_HISTORY.test(segment)) ? 0 : files.filter(({ entry }) => PLAINLY_NUMBERED.test(entry)).length;
  if (numbered > 0 && numbered * 2 >= files.length && (numbered > 1 || files.some(({ entry }) => LONG_NUMBER.test(entry)))) return true;
  return files.some((candidate) => isAnnotated(textOf(candidate)));
}

export function layoutOf(folder: FolderOfFiles): Runner["name"] {
  const { path, files, notes } = folder;
  if (files.some(({ path: file, nested }) => nested && /\/migration\.sql$/i.test(file))) return isDrizzle(folder) ? "drizzle" : "prisma";
  if (files.some(({ nested }) => nested)) return "diesel";
  if (files.some(({ entry }) => FLYWAY.test(entry))) return "flyway";
  if (files.some(({ entry }) => UP_FILE.test(entry))) return "golang-migrate";
  for (const candidate of files) {
    const text = textOf(candidate);
    if (GOOSE.test(text)) return "goose";
    if (DBMATE.test(text)) return "dbmate";
    if (NODE_PG_MIGRATE.test(text)) return "node-pg-migrate";
  }
  if (notes.has("meta/_journal.json")) return "drizzle";
  if (/(?:^|\/)supabase\/migrations$/.test(path)) return "supabase";
  return files.some((candidate) => textOf(candidate).includes(BREAKPOINT)) ? "drizzle" : "plain";
}

function isDrizzle({ path, files, notes }: FolderOfFiles): boolean {
  if (notes.has("migration_lock.toml") || notes.has("../schema.prisma")) return false;
  if (notes.has("meta/_journal.json") || [...notes.keys()].some((note) => note.endsWith("/snapshot.json"))) return true;
  return /(?:^|\/)[^/]*drizzle[^/]*(?:\/|$)/i.test(path) || files.some((candidate) => textOf(candidate).includes(BREAKPOINT));
}

const OTHER_NAMES =
  /(?:^|[^a-z])(clickhouse|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|mongodb|snowflake|bigquery|duckdb|cassandra|scylla|cockroach(?:db)?|libsql|turso|spanner)(?![a-z])/i;
const POSTGRES_NAMES = /(?:^|[^a-z])(?:postgres(?:ql)?|pg|pgsql|supabase|timescale(?:db)?)(?![a-z])/i;

/** Why the folder is none of PostgreSQL's; undefined when it may well be. What a runner notes counts more than names. */
export function otherDatabase({ path, notes }: FolderOfFiles): string | undefined {
  const provider = /^\s*provider\s*=\s*"([^"]*)"/m.exec(notes.get("migration_lock.toml") ?? "")?.[1];
  if (provider !== undefined) return isPostgres(provider) ? undefined : `migration_lock.toml says provider "${provider}"`;
  const dialect = /"dialect"\s*:\s*"([^"]*)"/.exec(notes.get("meta/_journal.json") ?? "")?.[1];
  if (dialect !== undefined) return isPostgres(dialect) ? undefined : `meta/_journal.json says dialect "${dialect}"`;
  const schema = /^[ \t]*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*"([^"]*)"/m.exec(notes.get("../schema.prisma") ?? "")?.[1];
  if (schema !== undefined) return isPostgres(schema) ? undefined : `the schema says provider "${schema}"`;
  const named = OTHER_NAMES.exec(path)?.[1];
  return named !== undefined && !POSTGRES_NAMES.test(path) ? `its path says ${named}` : undefined;
}

function isPostgres(name: string): boolean {
  return /^(?:postgres(?:ql)?|pg)$/i.test(name);
}

function isAnnotated(text: string): boolean {
  return GOOSE.test(text) || DBMATE.test(text) || NODE_PG_MIGRATE.test(text) || text.includes(BREAKPOINT);
}

export function textOf({ file }: Candidate): string {
  return textAfter(file) ?? textBefore(file) ?? "";
}

export function isNumbered(entry: string): boolean {
  return NUMBERED.test(entry);
}
