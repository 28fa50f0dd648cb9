/** The tables of the queue in PostgreSQL, made on the first start, and pg-boss beside them. Any number of processes share them. */
import PgBoss from "pg-boss";

/** Rows of one statement; `$1` and so on stand for `values`. */
export type Sql = <R>(text: string, values?: readonly unknown[]) => Promise<readonly R[]>;

export interface Database {
  readonly sql: Sql;
  readonly boss: PgBoss;
  close(): Promise<void>;
}

/** pg-boss's queue of tickets: each says that there may be work under a key. */
export const TICKETS = "tickets";
const BOSS_SCHEMA = "schema_review_boss";

/** Milliseconds. A webhook is to be answered within ten seconds, whatever the database does. */
const CONNECT_TIMEOUT = 4_000;
const QUERY_TIMEOUT = 15_000;
const CONNECTIONS = 8;
const ATTEMPTS = 10;

/**
 * `work` has a row for each key that has something to do, or had a few minutes ago. `waiting` and `running` hold items in the order in which they came.
 * `generation` is new with every start: who holds an older one has lost the work. `lease` is renewed while it runs; when it is over, the process has died
 * or hangs, and another may take the work.
 */
const TABLES = `
BEGIN;
SELECT pg_advisory_xact_lock(7239410662);
CREATE SCHEMA IF NOT EXISTS schema_review;
CREATE SEQUENCE IF NOT EXISTS schema_review.generation;
CREATE TABLE IF NOT EXISTS schema_review.work (
  key text PRIMARY KEY,
  lane text NOT NULL,
  urgent boolean NOT NULL,
  waiting jsonb NOT NULL DEFAULT '[]',
  attempt integer NOT NULL DEFAULT 1,
  since timestamptz,
  due timestamptz,
  arrived timestamptz NOT NULL,
  before integer NOT NULL DEFAULT 0,
  running jsonb,
  generation bigint,
  lease timestamptz,
  cancelled boolean NOT NULL DEFAULT false,
  crashes integer NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS work_lane ON schema_review.work (lane) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS work_due ON schema_review.work (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS work_lease ON schema_review.work (lease) WHERE running IS NOT NULL;
CREATE TABLE IF NOT EXISTS schema_review.delivery (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS delivery_at ON schema_review.delivery (at);
CREATE TABLE IF NOT EXISTS schema_review.turn (name text PRIMARY KEY, at timestamptz NOT NULL);
COMMIT;`;

/** Processes that start at once on an empty database get in each other's way here: one of them makes the queue, the others find it. */
async function makeTickets(boss: PgBoss): Promise<void> {
  for (let attempt = 1; !(await boss.getQueue(TICKETS)); attempt++)
    await boss.createQueue(TICKETS, { name: TICKETS, policy: "short", expireInSeconds: 60, retryLimit: 0, retentionMinutes: 24 * 60 }).catch((error: unknown) => {
      if (attempt >= ATTEMPTS) throw error;
    });
}

/** PostgreSQL 13 or newer, and a role that may create schemas in the database of `url`. Rejects when it cannot be reached. */
export async function openDatabase(url: string, onError: (error: unknown) => void): Promise<Database> {
  const timeouts = { connectionTimeoutMillis: CONNECT_TIMEOUT, query_timeout: QUERY_TIMEOUT };
  const options: PgBoss.ConstructorOptions = {
    ...timeouts,
    connectionString: url,
    schema: BOSS_SCHEMA,
    application_name: "schema-review",
    max: CONNECTIONS,
    schedule: false,
    archiveCompletedAfterSeconds: 60,
    deleteAfterMinutes: 5,
  };
  const boss = new PgBoss(options);
  boss.on("error", onError);
  try {
    await boss.start();
    const db = boss.getDb();
    const sql: Sql = async <R>(text: string, values?: readonly unknown[]) => {
      // pg-boss's pool answers nothing when it is closed.
      const answer = (await db.executeSql(text, values as unknown[])) as { rows: R[] } | undefined;
      if (!answer) throw new Error("the connection to the database is closed");
      return answer.rows;
    };
    await sql(TABLES);
    await makeTickets(boss);
    return { sql, boss, close: () => boss.stop({ graceful: false }) };
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}
