/** The queue in memory and the one in PostgreSQL keep one contract; and what only the shared one can do. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/github/queue/clock.ts";
import { createMemoryQueue } from "../../src/github/queue/memory-queue.ts";
import { type Database, openDatabase } from "../../src/github/queue/postgres/database.ts";
import { createPostgresQueue } from "../../src/github/queue/postgres/postgres-queue.ts";
import { POSTGRES_BINARIES, startPostgres, type TestPostgres, WHY_SKIPPED } from "../postgres/server.ts";
import { bench, contract, type Item, NO_BURST, type Open, until } from "./queue-contract.ts";

describe("in memory", () => contract(() => (work, options) => createMemoryQueue(work, { ...options, clock: systemClock })));

if (!POSTGRES_BINARIES) console.warn(WHY_SKIPPED);

describe.skipIf(!POSTGRES_BINARIES)("in PostgreSQL", () => {
  let postgres: TestPostgres;
  const databases: Database[] = [];
  const errors: unknown[] = [];
  const pace = { poll: 30, sweep: 100, lease: 600 };

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterEach(async () => {
    await databases[0]?.sql("TRUNCATE schema_review.work, schema_review.delivery, schema_review.turn").catch(() => undefined);
    await databases[0]?.boss.clearStorage().catch(() => undefined);
    for (const database of databases.splice(0)) await database.close();
    errors.length = 0;
  });
  afterAll(() => postgres.stop());

  /** Another process, as far as PostgreSQL can tell. */
  async function another({
    clock = systemClock,
    works = true,
    lease = pace.lease,
    of = (database) => database,
  }: {
    clock?: Clock;
    works?: boolean;
    lease?: number;
    of?: (database: Database) => Database;
  } = {}): Promise<Open> {
    const database = await openDatabase(postgres.url, (error) => errors.push(error));
    databases.push(database);
    return (work, options) => createPostgresQueue(work, { ...options, database: of(database), clock, works, pace: { ...pace, lease }, onError: (error) => errors.push(error) });
  }

  describe("keeps the contract:", () => contract(another));

  it("any number of processes may start at once on an empty database", async () => {
    const fresh = await startPostgres();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDatabase(fresh.url, () => {})));
    for (const database of opened) await database.close();
    await fresh.stop();
  });

  it("several processes share the work: nothing is lost, nothing done twice, no key in two at once", async () => {
    const done: string[] = [];
    const active = new Set<string>();
    const benches = [];
    for (let at = 0; at < 3; at++) benches.push(bench(await another(), { atOnce: 3 }));
    for (const { automatic } of benches)
      automatic(async ({ key, n }) => {
        expect(active.has(key)).toBe(false);
        active.add(key);
        await new Promise((resolve) => setTimeout(resolve, 3));
        active.delete(key);
        done.push(`${key}${n}`);
      });
    const web = bench(await another({ works: false }));
    await Promise.all(Array.from({ length: 120 }, (_, n) => web.queue.add([{ key: `k${n} `, n }], `d${n}`)));
    await web.queue.idle();
    expect(done).toHaveLength(120);
    expect(new Set(done).size).toBe(120);
    expect(benches.filter(({ log }) => log.length > 0).length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
    for (const { queue } of [...benches, web]) await queue.drain(1_000);
  });

  it("what a dead process had is taken up by another, and what the dead one still tries to write is stopped", async () => {
    // Its clock stands still: no heart beats, like a process that is paused by its machine.
    const clock = mortal();
    const paused = bench(await another({ clock }));
    await paused.queue.add([{ key: "a", n: 1 }]);
    const { run } = await paused.begun("a");
    clock.die();
    await run.hold();
    const other = bench(await another());
    const { item, run: second } = await other.begun("a");
    expect(item.n).toBe(1);
    await expect(run.hold()).rejects.toThrow("another process");
    expect(run.signal.aborted).toBe(true);
    await second.hold();
    // Whatever the first says now changes nothing.
    paused.end("a", "late");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(paused.log).toEqual(["start a1"]);
    expect((await other.queue.state()).running).toBe(1);
    other.end("a");
    await other.queue.idle();
    for (const { queue } of [paused, other]) await queue.drain(1_000);
  });

  it("work is kept, and its webhook answered, before anything is written for pg-boss; a crowd's tickets are written together", async () => {
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const batches: number[] = [];
    const slow = (database: Database): Database => ({
      ...database,
      boss: Object.assign(Object.create(database.boss), {
        insert: async (jobs: readonly object[]) => {
          batches.push(jobs.length);
          await gate;
          return database.boss.insert(jobs as never);
        },
      }),
    });
    const web = bench(await another({ works: false, of: slow }));
    await Promise.all(Array.from({ length: 60 }, (_, n) => web.queue.add([{ key: `k${n} `, n }], `d${n}`)));
    expect((await web.queue.state()).waiting).toBe(60);
    goOn();
    const worker = bench(await another());
    worker.automatic(async () => undefined);
    await worker.queue.idle();
    expect(worker.log).toHaveLength(60);
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(60);
    expect(batches.length).toBeLessThanOrEqual(2);
    for (const { queue } of [web, worker]) await queue.drain(1_000);
  });

  it("what is superseded by an event that its own process hears is told at once, not with the next sign of life", async () => {
    const one = bench(await another({ lease: 600_000 }));
    await one.queue.add([{ key: "a", n: 1 }]);
    const { run } = await one.begun("a");
    await one.queue.add([{ key: "a", n: 2 }]);
    await until(() => run.signal.aborted);
    one.end("a");
    await one.begun("a");
    one.end("a");
    await one.queue.idle();
    await one.queue.drain(1_000);
  });

  it("says of a key that ran a moment ago, here or elsewhere, that it runs again", async () => {
    const seen: boolean[] = [];
    for (let at = 0; at < 2; at++) {
      const one = bench(await another());
      one.automatic(async (_item, { isAgain }) => void seen.push(isAgain));
      await one.queue.add([{ key: "a", n: at }]);
      await one.queue.idle();
      await one.queue.drain(1_000);
    }
    expect(seen).toEqual([false, true]);
  });

  it("a long run keeps its lease", async () => {
    const one = bench(await another());
    const two = bench(await another());
    await one.queue.add([{ key: "a", n: 1 }]);
    await until(() => one.running.size + two.running.size === 1);
    await new Promise((resolve) => setTimeout(resolve, 2.5 * pace.lease));
    expect([...one.log, ...two.log]).toEqual(["start a1"]);
    for (const { queue, end } of [one, two]) {
      end("a");
      await queue.drain(1_000);
    }
  });

  it("work that ends process after process is given up, with the reason", async () => {
    const web = bench(await another({ works: false }));
    await web.queue.add([{ key: "a", n: 1 }]);
    for (let at = 0; at < 3; at++) {
      const clock = mortal();
      const doomed = bench(await another({ clock }));
      await doomed.begun("a");
      clock.die();
      await until(async () => (await web.queue.state()).waiting === 1 || (await sweptFrom()));
    }
    const last = bench(await another());
    await until(() => last.log.length > 0);
    expect(last.log).toEqual(["failed a1: The process that did it ended before it was done, 3 times"]);
    await last.queue.idle();
    await last.queue.drain(1_000);

    /** A sweep without a worker. */
    async function sweptFrom(): Promise<boolean> {
      const { createRows } = await import("../../src/github/queue/postgres/rows.ts");
      const rows = createRows<Item>(databases[0]!.sql, { burst: NO_BURST }, pace.lease);
      return (await rows.sweep()).length > 0;
    }
  });

  it("what is cut off by a shutdown runs elsewhere at once", async () => {
    const one = bench(await another());
    await one.queue.add([{ key: "a", n: 1 }]);
    const { run } = await one.begun("a");
    expect(await one.queue.drain(0)).toBe(false);
    await expect(run.hold()).rejects.toThrow("another process");
    const two = bench(await another());
    await two.begun("a");
    two.end("a");
    await two.queue.idle();
    await two.queue.drain(1_000);
  });

  it("a restart of PostgreSQL loses nothing", async () => {
    const one = bench(await another(), { retryAfter: () => 10 });
    one.automatic(async (_item, { hold }) => hold());
    const web = bench(await another({ works: false }));
    await web.queue.add([{ key: "before", n: 1 }]);
    await postgres.restart();
    await until(() =>
      web.queue.add([{ key: "after", n: 1 }]).then(
        () => true,
        () => false,
      ),
    );
    await until(() => one.log.includes("start after1") && one.log.includes("start before1"));
    await one.queue.idle();
    for (const { queue } of [one, web]) await queue.drain(1_000);
  });

  it("an address where nobody answers is refused at the start, soon", async () => {
    await expect(openDatabase("postgres://tests@127.0.0.1:1/postgres", () => {})).rejects.toThrow(/ECONNREFUSED/);
  });
});

/** Until it dies, all is as usual; afterwards no timer of this process ever fires. */
function mortal(): Clock & { die(): void } {
  let isDead = false;
  return {
    now: () => Date.now(),
    after: (milliseconds, task) => systemClock.after(milliseconds, () => isDead || task()),
    die: () => {
      isDead = true;
    },
  };
}
