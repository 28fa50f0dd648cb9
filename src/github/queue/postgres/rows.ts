/** Every statement on the table of work. All time is the database's, so that the clocks of processes need not agree. */
import type { QueueOptions, QueueState } from "../job-queue.ts";
import type { Sql } from "./database.ts";

/** Milliseconds that a process holds work without a sign of life. */
export const LEASE = 20_000;

/** A key with something to do, and in how many milliseconds it may start; 0: now. */
export interface Due {
  readonly key: string;
  readonly lane: string;
  readonly rest: number;
}

export interface Taken<T> {
  /** In the order in which they came. */
  readonly items: readonly T[];
  readonly attempt: number;
  readonly generation: string;
  /** Processes that had it before and ended. */
  readonly crashes: number;
  /** Something ran under the key not long ago. */
  readonly isAgain: boolean;
}

export interface Rows<T> {
  /** `undefined`: the delivery was kept before. */
  keep(
    items: readonly { readonly key: string; readonly lane: string; readonly isUrgent: boolean; readonly item: T }[],
    delivery: string | undefined,
  ): Promise<readonly Due[] | undefined>;
  /** `undefined`: nothing is due under the key, or it runs. */
  take(key: string): Promise<Taken<T> | undefined>;
  /** Renews the lease. `undefined`: it was lost. */
  renew(key: string, generation: string): Promise<{ readonly waiting: readonly T[]; readonly cancelled: boolean } | undefined>;
  /** The answer: what waits under the key. `again`: what is to be tried again, unless something came meanwhile. */
  finish(key: string, generation: string, again?: { readonly item: T; readonly attempt: number; readonly pause: number }): Promise<Due | undefined>;
  cancel(key: string): Promise<void>;
  /** Takes back what dead processes had, and lists what is due; the longest first. */
  sweep(): Promise<readonly Due[]>;
  /** How many keys of each lane wait. */
  crowds(lanes: readonly string[]): Promise<ReadonlyMap<string, number>>;
  forget(deliveries: readonly string[]): Promise<void>;
  turn(name: string, milliseconds: number): Promise<boolean>;
  state(): Promise<QueueState>;
}

const MILLISECOND = "interval '1 millisecond'";
const REST = "greatest(0, extract(epoch FROM due - clock_timestamp()) * 1000)::float8 AS rest";
/** How long a key with nothing to do is remembered: a burst may go on, an event that was overtaken may come yet. */
const REMEMBERED = "5 minutes";
/** Keys that one sweep tells of. */
const SWEPT = 200;

export function createRows<T>(sql: Sql, { burst }: Pick<QueueOptions, "burst">, lease = LEASE): Rows<T> {
  const until = `clock_timestamp() + ${lease} * ${MILLISECOND}`;
  const before = `CASE WHEN excluded.arrived - w.arrived < ${burst.within} * ${MILLISECOND} THEN least(w.before + 1, 20) ELSE 0 END`;
  const mayWait = `excluded.arrived - coalesce(w.since, excluded.arrived) < ${burst.most} * ${MILLISECOND}`;
  const pause = `least(${burst.longest}, ${burst.pause} * power(2, (${before}) - 1)) * ${MILLISECOND}`;

  return {
    async keep(items, delivery) {
      const byKey = new Map<string, { key: string; lane: string; urgent: boolean; items: T[] }>();
      for (const { key, lane, isUrgent, item } of items) {
        const same = byKey.get(key);
        byKey.set(key, { key, lane, urgent: isUrgent || (same?.urgent ?? false), items: [...(same?.items ?? []), item] });
      }
      // In one order everywhere: two deliveries must not wait for each other.
      const sorted = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      const rows = await sql<Due>(
        `WITH fresh AS (INSERT INTO schema_review.delivery (id) SELECT $1::text WHERE $1::text IS NOT NULL ON CONFLICT DO NOTHING RETURNING id)
        INSERT INTO schema_review.work AS w (key, lane, urgent, waiting, since, due, arrived)
        SELECT i->>'key', i->>'lane', (i->'urgent')::boolean, i->'items', clock_timestamp(), clock_timestamp(), clock_timestamp() FROM jsonb_array_elements($2::jsonb) i
        WHERE $1::text IS NULL OR EXISTS (SELECT FROM fresh)
        ON CONFLICT (key) DO UPDATE SET lane = excluded.lane, urgent = excluded.urgent, waiting = w.waiting || excluded.waiting, attempt = 1,
          since = coalesce(w.since, excluded.arrived), arrived = excluded.arrived, before = ${before},
          due = excluded.arrived + CASE WHEN (${before}) > 0 AND NOT excluded.urgent AND ${mayWait} THEN ${pause} ELSE interval '0' END
        RETURNING key, lane, ${REST}`,
        [delivery ?? null, json(sorted)],
      );
      return rows.length === 0 && items.length > 0 ? undefined : rows;
    },

    async take(key) {
      const [row] = await sql<Taken<T>>(
        `WITH before AS (SELECT generation IS NOT NULL AS "isAgain" FROM schema_review.work WHERE key = $1 FOR UPDATE)
        UPDATE schema_review.work SET running = waiting, waiting = '[]', since = NULL, due = NULL, cancelled = false,
          generation = nextval('schema_review.generation'), lease = ${until} FROM before
        WHERE key = $1 AND running IS NULL AND due <= clock_timestamp()
        RETURNING running AS items, attempt, generation::text, crashes, "isAgain"`,
        [key],
      );
      return row;
    },

    async renew(key, generation) {
      const [row] = await sql<{ waiting: T[]; cancelled: boolean }>(
        `UPDATE schema_review.work SET lease = ${until}
        WHERE key = $1 AND generation = $2 AND running IS NOT NULL AND lease > clock_timestamp() RETURNING waiting, cancelled`,
        [key, generation],
      );
      return row;
    },

    async finish(key, generation, again) {
      const put = "$3::jsonb IS NOT NULL AND due IS NULL AND NOT cancelled";
      const [row] = await sql<{ key: string; lane: string; rest: number | null }>(
        `UPDATE schema_review.work SET running = NULL, lease = NULL, cancelled = false, crashes = 0,
          waiting = CASE WHEN ${put} THEN $3::jsonb ELSE waiting END, attempt = CASE WHEN ${put} THEN $4::integer ELSE attempt END,
          since = CASE WHEN ${put} THEN clock_timestamp() ELSE since END, due = CASE WHEN ${put} THEN clock_timestamp() + $5::float8 * ${MILLISECOND} ELSE due END
        WHERE key = $1 AND generation = $2 AND running IS NOT NULL
        RETURNING key, lane, CASE WHEN due IS NOT NULL THEN greatest(0, extract(epoch FROM due - clock_timestamp()) * 1000)::float8 END AS rest`,
        [key, generation, again ? json([again.item]) : null, again?.attempt ?? 1, again?.pause ?? 0],
      );
      return row && row.rest !== null ? { ...row, rest: row.rest } : undefined;
    },

    async cancel(key) {
      await sql("UPDATE schema_review.work SET waiting = '[]', since = NULL, due = NULL, cancelled = running IS NOT NULL WHERE key = $1", [key]);
    },

    async sweep() {
      await sql(
        `UPDATE schema_review.work SET waiting = CASE WHEN cancelled THEN waiting ELSE running || waiting END, running = NULL, lease = NULL, cancelled = false,
          crashes = crashes + 1, since = CASE WHEN cancelled THEN since ELSE coalesce(since, now()) END, due = CASE WHEN cancelled THEN due ELSE coalesce(due, now()) END
        WHERE running IS NOT NULL AND lease < clock_timestamp()`,
      );
      await sql(`DELETE FROM schema_review.work WHERE running IS NULL AND due IS NULL AND arrived < now() - interval '${REMEMBERED}'`);
      await sql("DELETE FROM schema_review.delivery WHERE at < now() - interval '4 days'");
      return sql<Due>(`SELECT key, lane, ${REST} FROM schema_review.work WHERE running IS NULL AND due <= now() ORDER BY due LIMIT ${SWEPT}`);
    },

    async crowds(lanes) {
      const counts = await sql<{ lane: string; count: number }>(
        "SELECT lane, count(*)::integer AS count FROM schema_review.work WHERE lane = ANY($1::text[]) AND due IS NOT NULL GROUP BY lane",
        [lanes],
      );
      return new Map(counts.map(({ lane, count }) => [lane, count]));
    },

    async forget(deliveries) {
      await sql("DELETE FROM schema_review.delivery WHERE id = ANY($1::text[])", [[...deliveries]]);
    },

    async turn(name, milliseconds) {
      const rows = await sql(
        `INSERT INTO schema_review.turn (name, at) VALUES ($1, clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE schema_review.turn.at <= excluded.at - $2::float8 * ${MILLISECOND} RETURNING name`,
        [name, milliseconds],
      );
      return rows.length > 0;
    },

    async state() {
      const [row] = await sql<QueueState>(
        `SELECT count(*) FILTER (WHERE running IS NULL AND due <= clock_timestamp())::integer AS waiting,
          count(*) FILTER (WHERE running IS NULL AND due > clock_timestamp())::integer AS resting, count(running)::integer AS running,
          coalesce(extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE running IS NULL AND due <= clock_timestamp())) * 1000, 0)::float8 AS oldest
        FROM schema_review.work`,
      );
      return row ?? { waiting: 0, resting: 0, running: 0, oldest: 0 };
    },
  };
}

/** PostgreSQL's jsonb has neither NUL nor half a surrogate pair; people's comments may. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? Buffer.from(part.replaceAll("\0", "\ufffd")).toString() : part));
}
