/** Lanes for @octokit/plugin-throttling, in place of its own: they let a review through at once and slow down only crowds. */
import { type Clock, sleep } from "./queue/clock.ts";

/** The part of a `Bottleneck.Group` that the plugin uses. */
export interface Lane {
  key(id: string): { schedule<T>(options: unknown, task: () => Promise<T>): Promise<T> };
}

export const openLane: Lane = { key: () => ({ schedule: (_options, task) => task() }) };

/** As many as `burst` at once, for each key, and then one every `pause` milliseconds; what was not used adds up again. */
export function crowdLane(clock: Clock, { burst, pause }: { readonly burst: number; readonly pause: number }): Lane {
  /** By key: the time at which all that was let through would have gone at one per `pause`. */
  const spent = new Map<string, number>();
  return {
    key: (id) => ({
      async schedule(_options, task) {
        const now = clock.now();
        const next = Math.max(now, spent.get(id) ?? 0) + pause;
        spent.set(id, next);
        const wait = next - now - burst * pause;
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
