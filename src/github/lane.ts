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
