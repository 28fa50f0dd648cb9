import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/github/queue/clock.ts";
import { createDeliveries } from "../../src/github/queue/deliveries.ts";
import type { JobQueue, QueueOptions } from "../../src/github/queue/job-queue.ts";
import { createMemoryQueue } from "../../src/github/queue/memory-queue.ts";

interface Item {
  readonly key: string;
  readonly n: number;
  readonly lane?: string;
  readonly urgent?: boolean;
}

/** A clock that the test moves. */
function handClock(): Clock & { pass(milliseconds: number): void; readonly timers: number } {
  let now = 0;
  const timers = new Set<{ at: number; task: () => void }>();
  return {
    now: () => now,
    after(milliseconds, task) {
      const timer = { at: now + milliseconds, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(milliseconds) {
      now += milliseconds;
      for (const timer of [...timers])
        if (timer.at <= now) {
          timers.delete(timer);
          timer.task();
        }
    },
    get timers() {
      return timers.size;
    },
  };
}

function bench(options: { atOnce?: number; burst?: QueueOptions["burst"]; retryAfter?: (error: unknown, attempt: number) => number | undefined } = {}) {
  const clock = handClock();
  const running = new Map<string, { item: Item; signal: AbortSignal; done: () => void; fail: (error: unknown) => void }>();
  const log: string[] = [];
  const queue: JobQueue<Item> = createMemoryQueue<Item>(
    {
      keyOf: ({ key }) => key,
      laneOf: ({ lane = "" }) => lane,
      isUrgent: ({ urgent = false }) => urgent,
      merge: (_earlier, later) => later,
      supersedes: () => true,
      perform: (item, { signal }) =>
        new Promise<void>((resolve, reject) => {
          log.push(`start ${item.key}${item.n}`);
          running.set(item.key, { item, signal, done: resolve, fail: reject });
        }),
      retryAfter: options.retryAfter ?? (() => undefined),
      isFailure: (error) => error !== "put off",
      failed: async (item, error) => {
        log.push(`failed ${item.key}${item.n}: ${error}`);
      },
    },
    { clock, atOnce: options.atOnce ?? 2, burst: options.burst ?? { within: 0, pause: 0, longest: 0, most: 0 } },
  );
  const end = async (key: string, error?: unknown): Promise<void> => {
    const task = running.get(key);
    if (error === undefined) task?.done();
    else task?.fail(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, queue, log, running, end };
}

describe("the queue", () => {
  it("runs one item of a key at a time; the newest of those that came meanwhile is next", async () => {
    const { queue, log, end } = bench();
    for (const n of [1, 2, 3, 4]) void queue.add([{ key: "a", n }]);
    expect(log).toEqual(["start a1"]);
    await end("a");
    expect(log).toEqual(["start a1", "start a4"]);
    await end("a");
    expect(await queue.state()).toEqual({ waiting: 0, resting: 0, running: 0, oldest: 0 });
  });

  it("tells the running item to stop when a newer one supersedes it", () => {
    const { queue, running } = bench();
    void queue.add([{ key: "a", n: 1 }]);
    expect(running.get("a")?.signal.aborted).toBe(false);
    void queue.add([{ key: "a", n: 2 }]);
    expect(running.get("a")?.signal.aborted).toBe(true);
  });

  it("runs so many keys at once, in the order in which they came", async () => {
    const { queue, log, end } = bench({ atOnce: 2 });
    for (const key of ["a", "b", "c", "d"]) void queue.add([{ key, n: 1 }]);
    expect(log).toEqual(["start a1", "start b1"]);
    await end("b");
    expect(log).toEqual(["start a1", "start b1", "start c1"]);
  });

  it("tries again after the pause, without occupying a place meanwhile", async () => {
    const { queue, log, end, clock } = bench({ atOnce: 1, retryAfter: (_error, attempt) => attempt * 100 });
    void queue.add([{ key: "a", n: 1 }]);
    void queue.add([{ key: "b", n: 1 }]);
    await end("a", "502");
    expect(log).toEqual(["start a1", "start b1"]);
    await end("b");
    clock.pass(99);
    expect(log).toHaveLength(2);
    clock.pass(1);
    expect(log.at(-1)).toBe("start a1");
    await end("a", "502");
    clock.pass(199);
    expect(log).toHaveLength(3);
    clock.pass(1);
    expect(log).toHaveLength(4);
  });

  it("a newer item does not wait for the pause of a failed one", async () => {
    const { queue, log, end, clock } = bench({ retryAfter: () => 60_000 });
    void queue.add([{ key: "a", n: 1 }]);
    await end("a", "502");
    void queue.add([{ key: "a", n: 2 }]);
    expect(log).toEqual(["start a1", "start a2"]);
    await end("a");
    expect(clock.timers).toBe(0);
    expect(await queue.state()).toEqual({ waiting: 0, resting: 0, running: 0, oldest: 0 });
  });

  const burst = { within: 1_000, pause: 400, longest: 2_000, most: 15_000 };

  it.each([50, 390])("makes two runs of a burst with %d ms between its items, also when each run would be over before the next comes", async (gap) => {
    const { queue, log, end, clock } = bench({ burst });
    for (let n = 1; n <= 20; n++) {
      void queue.add([{ key: "a", n }]);
      await end("a");
      clock.pass(gap);
    }
    expect(log).toEqual(["start a1"]);
    clock.pass(2_000);
    expect(log).toEqual(["start a1", "start a20"]);
  });

  it("does not wait for the end of a burst that has none", async () => {
    const { queue, log, end, clock } = bench({ burst });
    for (let n = 1; n <= 100; n++) {
      void queue.add([{ key: "a", n }]);
      await end("a");
      clock.pass(900);
    }
    expect(log.length).toBeGreaterThan(5);
    expect(log.length).toBeLessThan(12);
  });

  it("starts at once what comes later, and other keys", async () => {
    const { queue, log, end, clock } = bench({ burst });
    void queue.add([{ key: "a", n: 1 }]);
    await end("a");
    void queue.add([{ key: "b", n: 1 }]);
    clock.pass(1_000);
    void queue.add([{ key: "a", n: 2 }]);
    expect(log).toEqual(["start a1", "start b1", "start a2"]);
  });

  it("reports what will never succeed, unless something newer is there", async () => {
    const { queue, log, end } = bench();
    void queue.add([{ key: "a", n: 1 }]);
    await end("a", "no");
    expect(log).toEqual(["start a1", "failed a1: no"]);
    void queue.add([{ key: "a", n: 2 }]);
    void queue.add([{ key: "a", n: 3 }]);
    await end("a", "no");
    expect(log.slice(2)).toEqual(["start a2", "start a3"]);
  });

  it("forgets what is cancelled", async () => {
    const { queue, log, running, end } = bench({ atOnce: 1 });
    void queue.add([{ key: "a", n: 1 }]);
    void queue.add([{ key: "b", n: 1 }]);
    void queue.cancel("b");
    void queue.cancel("a");
    expect(running.get("a")?.signal.aborted).toBe(true);
    await end("a", "stopped");
    expect(log).toEqual(["start a1"]);
    await queue.idle();
  });

  it("drains: takes nothing more, waits for what runs and what waits, drops what rests", async () => {
    const { queue, log, end, clock } = bench({ atOnce: 1, retryAfter: () => 1_000 });
    void queue.add([{ key: "r", n: 1 }]);
    await end("r", "502");
    void queue.add([{ key: "a", n: 1 }]);
    void queue.add([{ key: "b", n: 1 }]);
    const drained = queue.drain(5_000);
    await expect(queue.add([{ key: "c", n: 1 }])).rejects.toThrow("closed");
    await end("a");
    await end("b");
    expect(await drained).toBe(true);
    expect(log).toEqual(["start r1", "start a1", "start b1"]);
    expect(clock.timers).toBe(0);
  });

  it("runs what waited for the end of a burst before it stops", async () => {
    const { queue, log, end } = bench({ burst });
    void queue.add([{ key: "a", n: 1 }]);
    await end("a");
    void queue.add([{ key: "a", n: 2 }]);
    const drained = queue.drain(5_000);
    await end("a");
    expect(await drained).toBe(true);
    expect(log).toEqual(["start a1", "start a2"]);
  });

  it("stops draining after its time", async () => {
    const { queue, clock } = bench();
    void queue.add([{ key: "a", n: 1 }]);
    const drained = queue.drain(5_000);
    clock.pass(5_000);
    expect(await drained).toBe(false);
  });
});

describe("deliveries", () => {
  it("are taken once, again after they were given up, and forgotten when there are too many", () => {
    const deliveries = createDeliveries(2);
    expect([deliveries.take("a"), deliveries.take("a")]).toEqual([true, false]);
    deliveries.forget("a");
    expect(deliveries.take("a")).toBe(true);
    deliveries.take("b");
    deliveries.take("c");
    expect([deliveries.take("c"), deliveries.take("a")]).toEqual([false, true]);
  });
});
