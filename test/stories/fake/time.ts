/** Clocks for the app in tests: one on which nothing waits, and one that the test moves. */
import type { Clock } from "../../../src/github/queue/clock.ts";

/** Nothing waits; the clock shows as if it had. */
export function hastyTime(waits: number[], startAt = Date.now()): { clock: Clock; pass(milliseconds: number): void } {
  let ahead = startAt - Date.now();
  const clock: Clock = {
    now: () => Date.now() + ahead,
    after(milliseconds, task) {
      let cancelled = false;
      waits.push(milliseconds);
      const timer = setImmediate(() => {
        ahead += milliseconds;
        if (!cancelled) task();
      });
      return () => {
        cancelled = true;
        clearImmediate(timer);
      };
    },
  };
  return {
    clock,
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

/** Time that stands still until the test lets it pass. */
export function handClock(): Clock & { pass(milliseconds: number): void } {
  let now = Date.now();
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    now: () => now,
    after(milliseconds, task) {
      const timer = { at: now + milliseconds, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass(milliseconds) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.task();
      }
    },
  };
}
