/** What a statement is seen to do to tables that existed before it, in a real PostgreSQL with one connection. */
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { LOCK_MODES, type LockMode } from "../../../src/model/change.ts";

export interface Observed {
  /** The strongest lock on each table, view or materialized view. */
  readonly locks: Readonly<Record<string, LockMode>>;
  /** A new file under the table. */
  readonly rewrites: readonly string[];
  /** Read whole, for whatever reason: a validation, a rewrite or an index build. */
  readonly read: readonly string[];
  /** A new index with a file of its own, or an old one with a new file. */
  readonly builds: readonly string[];
}

/** The session's time zone is not UTC: under UTC timestamp → timestamptz rewrites nothing. */
export async function openDatabase(): Promise<PGlite> {
  const db = await PGlite.create({ extensions: { citext } });
  await db.exec("CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; SET TimeZone = 'America/New_York'; SET search_path = public, extensions");
  return db;
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly node: number | null;
  readonly table: number | null;
  readonly scans: number;
}

/** Runs the statement in a transaction that is rolled back. Relations are taken by oid before: a dropped one has no name after. */
export async function observe(db: PGlite, statement: string): Promise<Observed> {
  await db.exec("BEGIN");
  try {
    const before = await relations(db);
    await db.exec(statement);
    const { rows: locks } = await db.query<{ oid: number; mode: string }>(
      "SELECT relation::int AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted AND relation IS NOT NULL",
    );
    return compare(before, await relations(db), locks);
  } finally {
    await db.exec("ROLLBACK");
  }
}

/** The tables that the statements stand on, and nothing else. */
export async function setUp(db: PGlite, sql: string): Promise<void> {
  await db.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await db.exec(sql);
}

async function relations(db: PGlite): Promise<Relation[]> {
  const { rows } = await db.query<Relation>(`
    SELECT c.oid::int, relname AS name, relkind::text AS kind, pg_relation_filenode(c.oid)::int AS node, indrelid::int AS table, pg_stat_get_xact_numscans(c.oid)::int AS scans
    FROM pg_class c LEFT JOIN pg_index ON indexrelid = c.oid WHERE c.oid >= 16384 AND relkind IN ('r', 'p', 'v', 'm', 'i')`);
  return rows;
}

function compare(before: readonly Relation[], after: readonly Relation[], locks: readonly { oid: number; mode: string }[]): Observed {
  const tables = before.filter(({ kind }) => kind !== "i");
  const now = new Map(after.map((relation) => [relation.oid, relation]));
  const held = (oid: number): LockMode | undefined => LOCK_MODES.findLast((mode) => locks.some((lock) => lock.oid === oid && lock.mode === lockName(mode)));
  const rewritten = tables.filter(({ oid, node }) => node !== null && now.has(oid) && now.get(oid)?.node !== node);
  const oldNodes = new Set(before.map(({ node }) => node));
  const built = after.filter(({ kind, node, table }) => kind === "i" && !oldNodes.has(node) && !rewritten.some(({ oid }) => oid === table));
  const names = (found: readonly Relation[]): string[] => found.map(({ name }) => name).sort();
  return {
    locks: Object.fromEntries(tables.flatMap(({ oid, name }) => (held(oid) === undefined ? [] : [[name, held(oid)!]])).sort()),
    rewrites: names(rewritten),
    read: names(tables.filter(({ oid, scans }) => (now.get(oid)?.scans ?? 0) > scans)),
    builds: names(tables.filter(({ oid }) => built.some(({ table }) => table === oid))),
  };
}

/** `SHARE ROW EXCLUSIVE` → `ShareRowExclusiveLock`. */
function lockName(mode: LockMode): string {
  return `${mode.replace(/(\w)(\w*) ?/g, (_, first: string, rest: string) => first + rest.toLowerCase())}Lock`;
}
