/** How fast things that can wait are written, for each installation: some at once, the rest evenly; what was not used adds up again. */

export interface Pace {
  /** Milliseconds until the next may be written; 0: now, and it counts. */
  wait(key: string | number | undefined, now: number): number;
  /** Counts `count` more at the end of the line: milliseconds until it is their turn. */
  book(key: string | number | undefined, now: number, count: number): number;
}

/** Keys that are remembered; more than are at work at a time. */
const MOST = 10_000;

export function createPace({ burst, pause }: { readonly burst: number; readonly pause: number }): Pace {
  /** By key: the time at which all that was let through would have gone at one per `pause`. */
  const spent = new Map<string, number>();

  function after(name: string, now: number, count: number): { readonly next: number; readonly wait: number } {
    const next = Math.max(now, spent.get(name) ?? 0) + count * pause;
    return { next, wait: Math.max(0, next - now - burst * pause) };
  }

  function keep(name: string, next: number): void {
    spent.delete(name);
    spent.set(name, next);
    for (const oldest of spent.keys()) {
      if (spent.size <= MOST) break;
      spent.delete(oldest);
    }
  }

  return {
    wait(key, now) {
      const { next, wait } = after(String(key), now, 1);
      if (wait === 0) keep(String(key), next);
      return wait;
    },
    book(key, now, count) {
      const { next, wait } = after(String(key), now, count);
      keep(String(key), next);
      return wait;
    },
  };
}
