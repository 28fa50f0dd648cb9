/** Lanes for @octokit/plugin-throttling, in place of its own: they let a review through at once and slow down only crowds. */
import { createPace } from "./pace.ts";
import { type Clock, sleep } from "./queue/clock.ts";

/** The part of a `Bottleneck.Group` that the plugin uses. */
export interface Lane {
  key(id: string): { schedule<T>(options: unknown, task: () => Promise<T>): Promise<T> };
}

export const openLane: Lane = { key: () => ({ schedule: (_options, task) => task() }) };

/** A lane in which one can have a place without standing in it. */
export interface BookedLane extends Lane {
  /** So many places at the end of the line: milliseconds until it is their turn. */
  book(id: string, count: number): number;
  /** The turn of so many booked places has come: whoever comes next takes them, and does not wait. */
  admit(id: string, count: number): void;
}

/** As many as `burst` at once, for each key, and then one every `pause` milliseconds. */
export function crowdLane(clock: Clock, speed: Parameters<typeof createPace>[0]): BookedLane {
  const pace = createPace(speed);
  const admitted = new Map<string, number>();
  const book = (id: string, count: number): number => pace.book(id, clock.now(), count);

  function takeAdmitted(id: string): boolean {
    const left = admitted.get(id) ?? 0;
    if (left > 1) admitted.set(id, left - 1);
    else admitted.delete(id);
    return left > 0;
  }

  return {
    book,
    admit: (id, count) => void admitted.set(id, Math.min(speed.burst, (admitted.get(id) ?? 0) + count)),
    key: (id) => ({
      async schedule(_options, task) {
        const wait = takeAdmitted(id) ? 0 : book(id, 1);
        if (wait > 0) await sleep(clock, wait);
        return task();
      },
    }),
  };
}

/** So many at once for each key, the others in their order. One lane for each app, where the plugin's is one for all apps of a process. */
export function limitedLane(most: number): Lane {
  const lanes = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return {
    key: (id) => ({
      async schedule(_options, task) {
        const lane = lanes.get(id) ?? { running: 0, waiting: [] };
        lanes.set(id, lane);
        if (lane.running >= most) await new Promise<void>((resolve) => lane.waiting.push(resolve));
        else lane.running++;
        try {
          return await task();
        } finally {
          const next = lane.waiting.shift();
          if (next) next();
          else if (--lane.running === 0) lanes.delete(id);
        }
      },
    }),
  };
}
