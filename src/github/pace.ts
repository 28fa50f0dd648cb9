/** How fast things that can wait are written, for each installation: some at once, the rest evenly. */

export interface Pace {
  /** Milliseconds until the next may be written; 0: now, and it counts. */
  wait(key: string | number | undefined, now: number): number;
}

/** Keys that are remembered; more than are at work at a time. */
const MOST = 10_000;

export function createPace({ burst, pause }: { readonly burst: number; readonly pause: number }): Pace {
  /** By key: the time at which all that was let through would have gone at one per `pause`. */
  const spent = new Map<string, number>();
  return {
    wait(key, now) {
      const name = String(key);
      const next = Math.max(now, spent.get(name) ?? 0) + pause;
      const wait = next - now - burst * pause;
      if (wait > 0) return wait;
      spent.delete(name);
      spent.set(name, next);
      for (const oldest of spent.keys()) {
        if (spent.size <= MOST) break;
        spent.delete(oldest);
      }
      return 0;
    },
  };
}
