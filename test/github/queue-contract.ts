/** What every queue does, wherever it keeps its work. Times are real and short; what is waited for is a condition. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JobQueue, QueueOptions, Run, Work } from "../../src/github/queue/job-queue.ts";

export interface Item {
  readonly key: string;
  readonly n: number;
  readonly lane?: string;
  readonly urgent?: boolean;
  readonly text?: string;
  /** Set by `perform`. */
  mark?: string;
}
export type Open = (work: Work<Item>, options: QueueOptions) => JobQueue<Item>;

export const NO_BURST = { within: 0, pause: 0, longest: 0, most: 0 };
const BURST = { within: 2_000, pause: 300, longest: 500, most: 6_000 };

export function bench(open: Open, options: Partial<QueueOptions> & { retryAfter?: Work<Item>["retryAfter"] } = {}) {
  const log: string[] = [];
  const running = new Map<string, { item: Item; run: Run; done: () => void; fail: (error: unknown) => void }>();
  let automatic: ((item: Item, run: Run) => Promise<void>) | undefined;
  const queue = open(
    {
      keyOf: ({ key }) => key,
      laneOf: ({ lane = "" }) => lane,
      isUrgent: ({ urgent = false }) => urgent,
      merge: (earlier, later) => ({ ...later, text: `${earlier.text ?? earlier.n}+${later.text ?? later.n}` }),
      supersedes: (later) => later.text !== "gentle",
      perform: (item, run) => {
        log.push(`start ${item.key}${item.n}`);
        if (automatic) return automatic(item, run);
        return new Promise<void>((done, fail) => void running.set(item.key, { item, run, done, fail }));
      },
      retryAfter: options.retryAfter ?? (() => undefined),
      isFailure: (error) => error !== "put off",
      failed: async (item, error) => void log.push(`failed ${item.key}${item.n}: ${error instanceof Error ? error.message : error}`),
    },
    { atOnce: options.atOnce ?? 4, burst: options.burst ?? NO_BURST },
  );
  return {
    queue,
    log,
    running,
    automatic: (perform: typeof automatic) => {
      automatic = perform;
    },
    async begun(key: string) {
      await until(() => running.has(key));
      return running.get(key)!;
    },
    end(key: string, error?: unknown): void {
      const task = running.get(key);
      running.delete(key);
      if (error === undefined) task?.done();
      else task?.fail(error);
    },
  };
}

export async function until(condition: () => boolean | Promise<boolean>, most = 10_000): Promise<void> {
  const end = Date.now() + most;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function contract(openQueue: () => Open | Promise<Open>): void {
  let open: Open;
  const opened: JobQueue<Item>[] = [];
  beforeEach(async () => {
    const real = await openQueue();
    open = (...args) => {
      const queue = real(...args);
      opened.push(queue);
      return queue;
    };
  });
  afterEach(async () => {
    for (const queue of opened.splice(0)) await queue.drain(0);
  });

  it("does what is added", async () => {
    const { queue, log, begun, end } = bench(open);
    expect(await queue.add([{ key: "a", n: 1 }])).toBe(true);
    await begun("a");
    end("a");
    await queue.idle();
    expect(log).toEqual(["start a1"]);
  });

  it("does one of a key at a time; what came meanwhile is one item, merged in its order", async () => {
    const { queue, log, begun, end } = bench(open);
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    for (const n of [2, 3, 4]) await queue.add([{ key: "a", n }]);
    expect(log).toEqual(["start a1"]);
    end("a");
    expect((await begun("a")).item).toMatchObject({ n: 4, text: "2+3+4" });
    end("a");
    await queue.idle();
    expect(log).toEqual(["start a1", "start a4"]);
  });

  it("tells what runs to stop when something newer supersedes it, at the latest before its next write", async () => {
    const { queue, begun, end } = bench(open);
    await queue.add([{ key: "a", n: 1 }]);
    const { run } = await begun("a");
    await queue.add([{ key: "a", n: 2, text: "gentle" }]);
    await run.hold();
    expect(run.signal.aborted).toBe(false);
    await queue.add([{ key: "a", n: 3 }]);
    await run.hold();
    expect(run.signal.aborted).toBe(true);
    end("a");
    await begun("a");
    end("a");
  });

  it("does several keys at once, and no more than it may", async () => {
    const { queue, running, end } = bench(open, { atOnce: 2 });
    await queue.add(["a", "b", "c"].map((key) => ({ key, n: 1 })));
    await until(() => running.size === 2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(running.size).toBe(2);
    end("a");
    await until(() => running.has("c"));
  });

  it("tries again after the pause, with what the first try noted in the item, and counts", async () => {
    const attempts: number[] = [];
    const { queue, begun, end, log } = bench(open, { retryAfter: (_error, attempt) => 50 * attempts.push(attempt) });
    await queue.add([{ key: "a", n: 1 }]);
    (await begun("a")).item.mark = "noted";
    end("a", "502");
    const again = await begun("a");
    expect(again.item.mark).toBe("noted");
    end("a", "502");
    await begun("a");
    end("a");
    await queue.idle();
    expect(attempts).toEqual([1, 2]);
    expect(log).toHaveLength(3);
  });

  it("does not count what was only put off", async () => {
    const attempts: number[] = [];
    const { queue, begun, end } = bench(open, { retryAfter: (_error, attempt) => 10 * attempts.push(attempt) });
    await queue.add([{ key: "a", n: 1 }]);
    for (const error of ["put off", "put off", "502", undefined]) {
      await begun("a");
      end("a", error);
    }
    await queue.idle();
    expect(attempts).toEqual([1, 1, 1]);
  });

  it("does not let a newer item wait for the pause of a failed one", async () => {
    const { queue, begun, end } = bench(open, { retryAfter: () => 600_000 });
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    end("a", "429");
    await until(async () => (await queue.state()).resting === 1);
    await queue.add([{ key: "a", n: 2 }]);
    expect((await begun("a")).item.n).toBe(2);
    end("a");
    await queue.idle();
  });

  it("makes two runs of a burst, or one", async () => {
    const { queue, log, automatic } = bench(open, { burst: BURST });
    automatic(async () => undefined);
    for (let n = 1; n <= 20; n++) await queue.add([{ key: "a", n }]);
    await queue.idle();
    expect(log.at(-1)).toBe("start a20");
    expect(log.length).toBeLessThanOrEqual(2);
  });

  it("does not let what is urgent wait for the end of a burst", async () => {
    const { queue, log, automatic } = bench(open, { burst: { within: 60_000, pause: 60_000, longest: 60_000, most: 600_000 } });
    automatic(async () => undefined);
    await queue.add([{ key: "a", n: 1 }]);
    await until(async () => (await queue.state()).running + (await queue.state()).waiting === 0);
    await queue.add([{ key: "a", n: 2 }]);
    expect(await queue.state()).toMatchObject({ resting: 1 });
    await queue.add([{ key: "a", n: 3, urgent: true }]);
    await queue.idle();
    expect(log).toEqual(["start a1", "start a3"]);
  });

  it("takes a delivery once, and again when what it asked for could not be done", async () => {
    const { queue, log, automatic } = bench(open);
    automatic(async () => undefined);
    const item = { key: "a", n: 1 };
    const delivery = `guid ${Math.random()}`;
    expect(await Promise.all([queue.add([item], delivery), queue.add([item], delivery)])).toEqual(expect.arrayContaining([true, false]));
    await queue.idle();
    expect(log).toHaveLength(1);
    await queue.forget([delivery]);
    expect(await queue.add([item], delivery)).toBe(true);
    await queue.idle();
    expect(log).toHaveLength(2);
  });

  it("drops what is cancelled, and tells what runs to stop", async () => {
    const { queue, log, begun, end } = bench(open, { atOnce: 1 });
    await queue.add([{ key: "a", n: 1 }]);
    const { run } = await begun("a");
    await queue.add([{ key: "b", n: 1 }]);
    await queue.cancel("b");
    await queue.cancel("a");
    await run.hold();
    expect(run.signal.aborted).toBe(true);
    end("a", "stopped");
    await queue.idle();
    expect(log).toEqual(["start a1"]);
  });

  it("reports what will never succeed, unless something newer is there", async () => {
    const { queue, log, begun, end } = bench(open);
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    end("a", "no");
    await queue.idle();
    expect(log).toEqual(["start a1", "failed a1: no"]);
    await queue.add([{ key: "b", n: 1 }]);
    await begun("b");
    await queue.add([{ key: "b", n: 2 }]);
    end("b", "no");
    await begun("b");
    end("b");
    await queue.idle();
    expect(log.slice(2)).toEqual(["start b1", "start b2"]);
  });

  it("gives turns: one of all that ask, once in a while", async () => {
    const { queue } = bench(open);
    const name = `turn ${Math.random()}`;
    const answers = await Promise.all([queue.turn(name, 200), queue.turn(name, 200), queue.turn(name, 200)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    await until(() => queue.turn(name, 200));
  });

  it("says what waits, rests and runs, and for how long", async () => {
    const { queue, begun, end } = bench(open, { atOnce: 1, retryAfter: () => 600_000 });
    expect(await queue.state()).toEqual({ waiting: 0, resting: 0, running: 0, oldest: 0 });
    await queue.add([{ key: "r", n: 1 }]);
    await begun("r");
    end("r", "502");
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    await queue.add([{ key: "b", n: 1 }]);
    await until(async () => (await queue.state()).oldest > 20);
    expect(await queue.state()).toMatchObject({ waiting: 1, resting: 1, running: 1 });
    for (const key of ["r", "a", "b"]) await queue.cancel(key);
    end("a");
  });

  it("is fair: who asks for one does not wait for the hundred of another", async () => {
    const { queue, log, automatic } = bench(open, { atOnce: 1 });
    automatic(async () => undefined);
    const crowd = Array.from({ length: 100 }, (_, n) => ({ key: `crowd${n} `, n: 0, lane: "1" }));
    await queue.add(crowd);
    await queue.add([{ key: "alone", n: 0, lane: "2" }]);
    await queue.idle();
    expect(log).toHaveLength(101);
    expect(log.indexOf("start alone0")).toBeLessThan(60);
  });

  it("keeps whatever people write", async () => {
    const { queue, begun, end } = bench(open);
    await queue.add([{ key: "a \0'\"\\ \ud800 🐘", n: 1, text: "\0 \udfff \\u0000 'q' \"q\" 🐘" }]);
    await until(async () => (await queue.state()).running === 1);
    await queue.add([{ key: "b", n: 1 }]);
    await begun("b");
    end("b");
  });

  it("drains: takes nothing more, and finishes what it began", async () => {
    const { queue, begun, end } = bench(open);
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    const drained = queue.drain(5_000);
    await expect(queue.add([{ key: "b", n: 1 }])).rejects.toThrow("closed");
    end("a");
    expect(await drained).toBe(true);
  });

  it("stops draining after its time", async () => {
    const { queue, begun } = bench(open);
    await queue.add([{ key: "a", n: 1 }]);
    await begun("a");
    expect(await queue.drain(30)).toBe(false);
  });
}
