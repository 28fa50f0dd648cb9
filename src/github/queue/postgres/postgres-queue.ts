/**
 * Work in PostgreSQL, shared by any number of processes. The table says what is to be done and who holds it; pg-boss says when and in which order: each of
 * its jobs is a ticket, "there may be work under this key". A ticket that is lost, late or double does no harm: the row decides, and a sweep every few
 * seconds writes missing tickets.
 */
import type { Clock } from "../clock.ts";
import { type JobQueue, Lost, Poison, type QueueOptions, type Work } from "../job-queue.ts";
import { type Database, TICKETS } from "./database.ts";
import { createRows, LEASE, type Rows, type Taken } from "./rows.ts";
import { createTickets } from "./tickets.ts";

export interface PostgresQueueOptions extends QueueOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** False: this process only adds. */
  readonly works: boolean;
  /** Hears what went wrong with the database. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds: tests have less patience. */
  readonly pace?: { readonly poll: number; readonly sweep: number; readonly lease: number };
}

interface Held {
  readonly stop: AbortController;
  lost: boolean;
  /** Asks what came under the key meanwhile. */
  look(): Promise<unknown>;
  release(): Promise<void>;
}

const PACE = { poll: 500, sweep: 5_000, lease: LEASE };
/** Processes that may end over one item before it is given up. */
const MOST_CRASHES = 3;

export function createPostgresQueue<T>(work: Work<T>, options: PostgresQueueOptions): JobQueue<T> {
  const { database, clock, atOnce, works, pace = PACE } = options;
  const rows: Rows<T> = createRows<T>(database.sql, options, pace.lease);
  const held = new Map<string, Held>();
  const timers = new Set<() => void>();
  const tickets = createTickets({
    boss: database.boss,
    rows,
    now: clock.now,
    onWritten: (due) => {
      if (works && !closed) for (const { rest } of due) soon(rest, look);
    },
    onError,
  });
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  /** Takes nothing more; then: everything is over, the database may be gone. */
  let closed = false;
  let ended = false;

  if (works) {
    every(pace.poll, look);
    every(pace.sweep, sweep);
  }

  async function add(items: readonly T[], delivery?: string): Promise<boolean> {
    if (closed) throw new Error("the queue is closed");
    const due = await rows.keep(
      items.map((item) => ({ key: work.keyOf(item), lane: work.laneOf(item), isUrgent: work.isUrgent(item), item })),
      delivery,
    );
    tickets.add(due ?? []);
    // What runs here hears at once of what supersedes it; elsewhere it does with its next sign of life.
    for (const { key } of due ?? []) void held.get(key)?.look();
    return due !== undefined;
  }

  /** Takes as much as this process may run. Only one of these at a time. */
  function look(): Promise<void> {
    lookAgain = looking !== undefined;
    looking ??= takeAll().finally(() => {
      looking = undefined;
      if (lookAgain && !closed) void look().catch(onError);
    });
    return looking;
  }

  async function takeAll(): Promise<void> {
    while (!closed && held.size < atOnce) {
      const tickets = await database.boss.fetch<{ key: string }>(TICKETS, { batchSize: atOnce - held.size });
      if (tickets.length === 0) return;
      for (const { data } of tickets) {
        const taken = held.has(data.key) ? undefined : await rows.take(data.key);
        if (taken) void run(data.key, taken).catch(onError);
      }
      await database.boss.complete(
        TICKETS,
        tickets.map(({ id }) => id),
      );
    }
  }

  async function run(key: string, { items, attempt, generation, crashes, isAgain }: Taken<T>): Promise<void> {
    const item = items.slice(1).reduce(work.merge, items[0] as T);
    const mine: Held = { stop: new AbortController(), lost: false, look: waitingNow, release: () => finish(key, generation, { item, attempt, pause: 0 }) };
    held.set(key, mine);
    const beats = every(pace.lease / 3, () => hold().catch(() => undefined));
    try {
      if (crashes >= MOST_CRASHES) throw new Poison(`The process that did it ended before it was done, ${crashes} times`);
      await work.perform(item, { signal: mine.stop.signal, isAgain, hold });
      await finish(key, generation);
    } catch (error) {
      await onFailure(error);
    } finally {
      beats();
      held.delete(key);
      if (!closed) void look().catch(onError);
    }

    async function onFailure(error: unknown): Promise<void> {
      const news = error instanceof Lost ? undefined : await waitingNow();
      if (news === undefined) return;
      if (news.length > 0 || mine.stop.signal.aborted) return finish(key, generation);
      const pause = error instanceof Poison ? undefined : work.retryAfter(error, attempt);
      if (pause !== undefined) return finish(key, generation, { item, attempt: work.isFailure(error) ? attempt + 1 : attempt, pause });
      await work.failed(item, error).catch(() => undefined);
      await finish(key, generation);
    }

    async function hold(): Promise<void> {
      const news = await waitingNow();
      if (news === undefined) throw new Lost("another process has this work by now");
    }

    /** What came since this began; `undefined`: it is no longer this process's. Without the database nobody knows, so nothing is written. */
    async function waitingNow(): Promise<readonly T[] | undefined> {
      const row = mine.lost ? undefined : await rows.renew(key, generation).catch((error: unknown) => void onError(error));
      if (!row) mine.lost = true;
      if (!row || row.cancelled || row.waiting.some((later) => work.supersedes(later, item))) mine.stop.abort();
      return row?.waiting;
    }
  }

  async function finish(key: string, generation: string, again?: Parameters<Rows<T>["finish"]>[2]): Promise<void> {
    const due = await rows.finish(key, generation, again);
    if (due) tickets.add([due]);
  }

  async function sweep(): Promise<void> {
    tickets.add(await rows.sweep());
  }

  function onError(error: unknown): void {
    if (!ended) options.onError(error);
  }

  function soon(milliseconds: number, task: () => Promise<void>): () => void {
    if (ended) return () => {};
    const cancel = clock.after(milliseconds, () => {
      timers.delete(cancel);
      void task().catch(onError);
    });
    timers.add(cancel);
    return () => {
      cancel();
      timers.delete(cancel);
    };
  }

  function every(milliseconds: number, task: () => Promise<void>): () => void {
    let stopped = false;
    let cancel = soon(milliseconds, again);
    async function again(): Promise<void> {
      await task().catch(onError);
      if (!stopped) cancel = soon(milliseconds, again);
    }
    return () => {
      stopped = true;
      cancel();
    };
  }

  async function idle(): Promise<void> {
    for (;;) {
      const { waiting, resting, running } = await rows.state();
      if (waiting + resting + running + held.size === 0) return;
      await new Promise<void>((resolve) => void clock.after(20, resolve));
    }
  }

  async function drain(most: number): Promise<boolean> {
    closed = true;
    await looking?.catch(onError);
    let waited = 0;
    while (held.size > 0 && waited < most) {
      await new Promise<void>((resolve) => void clock.after(20, resolve));
      waited += 20;
    }
    await tickets.written();
    const cut = [...held.values()];
    // What is cut off here is taken up elsewhere at once, and this process writes nothing more.
    for (const { stop, release } of cut) {
      stop.abort();
      await release().catch(onError);
    }
    await tickets.written();
    ended = true;
    for (const cancel of [...timers]) cancel();
    timers.clear();
    return cut.length === 0;
  }

  return { add, cancel: rows.cancel, forget: rows.forget, turn: rows.turn, state: rows.state, idle, drain };
}
