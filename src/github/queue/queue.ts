/** Work in memory: one piece per key at a time, the newest wins, failures come back later. Knows nothing of GitHub. */
import type { Clock } from "./clock.ts";

export interface Work<T> {
  /** What must not run twice at once: a pull request, a comment. */
  keyOf(item: T): string;
  /** One item that does for both; `later` came after `earlier`. */
  merge(earlier: T, later: T): T;
  /** The running item is out of date now: it is told to stop. */
  supersedes(later: T, running: T): boolean;
  /** Rejects when it could not be done. `signal`: stop as soon as it can be done cleanly, nobody wants the result. */
  perform(item: T, signal: AbortSignal): Promise<void>;
  /** Milliseconds after which another try makes sense; `undefined`: never. `attempt` counts from 1. */
  retryAfter(error: unknown, attempt: number): number | undefined;
  /** The last try failed. What this rejects with is dropped. */
  failed(item: T, error: unknown): Promise<void>;
}

export interface Queue<T> {
  add(item: T): void;
  /** Drops what waits under the key and tells what runs to stop. */
  cancel(key: string): void;
  /** Items that wait, rest or run. */
  size(): number;
  /** Settles when nothing waits, rests or runs. */
  idle(): Promise<void>;
  /** Takes nothing more, drops what rests between two tries, and settles when the rest is done, or after `most` milliseconds: false then. */
  drain(most: number): Promise<boolean>;
}

export interface QueueOptions {
  readonly clock: Clock;
  /** Keys that run at the same time. */
  readonly atOnce: number;
  /**
   * A burst: items of one key less than `within` milliseconds apart. The first starts at once; the others wait until nothing came for `pause`, twice
   * that for the next and so on up to `longest`, so that a burst makes two runs, the first and the last. None waits longer than `most`.
   */
  readonly burst: { readonly within: number; readonly pause: number; readonly longest: number; readonly most: number };
}

interface Slot<T> {
  waiting?: { item: T; attempt: number; since: number };
  running?: { item: T; stop: AbortController };
  /** Set while `waiting` rests before its next try. */
  cancelRest?: () => void;
}

export function createQueue<T>(work: Work<T>, { clock, atOnce, burst }: QueueOptions): Queue<T> {
  const slots = new Map<string, Slot<T>>();
  const ready: string[] = [];
  const listeners = new Set<() => void>();
  /** When an item of a key last came, and how many of its burst came before it; the oldest first. */
  const arrivals = new Map<string, { at: number; before: number }>();
  let running = 0;
  let closed = false;

  function add(item: T): void {
    if (closed) return;
    const key = work.keyOf(item);
    const slot = slots.get(key) ?? {};
    slots.set(key, slot);
    if (slot.running && work.supersedes(item, slot.running.item)) slot.running.stop.abort();
    const since = slot.waiting?.since ?? clock.now();
    slot.waiting = { item: slot.waiting ? work.merge(slot.waiting.item, item) : item, attempt: 1, since };
    slot.cancelRest?.();
    delete slot.cancelRest;
    const before = noteArrival(key);
    if (before > 0 && clock.now() - since < burst.most) rest(key, slot, Math.min(burst.longest, burst.pause * 2 ** (before - 1)));
    else makeReady(key);
  }

  function rest(key: string, slot: Slot<T>, pause: number): void {
    slot.cancelRest = clock.after(pause, () => wake(key, slot));
  }

  function wake(key: string, slot: Slot<T>): void {
    slot.cancelRest?.();
    delete slot.cancelRest;
    makeReady(key);
  }

  function noteArrival(key: string): number {
    const now = clock.now();
    const last = arrivals.get(key);
    const before = last && now - last.at < burst.within ? last.before + 1 : 0;
    arrivals.delete(key);
    arrivals.set(key, { at: now, before });
    for (const [oldest, { at }] of arrivals) {
      if (now - at < burst.within) break;
      arrivals.delete(oldest);
    }
    return before;
  }

  function makeReady(key: string): void {
    if (!slots.get(key)?.running && !ready.includes(key)) ready.push(key);
    startNext();
  }

  function startNext(): void {
    while (running < atOnce) {
      const key = ready.shift();
      if (key === undefined) return;
      const slot = slots.get(key);
      if (slot?.waiting && !slot.running) void start(key, slot, slot.waiting);
    }
  }

  async function start(key: string, slot: Slot<T>, { item, attempt }: { item: T; attempt: number }): Promise<void> {
    running++;
    delete slot.waiting;
    slot.running = { item, stop: new AbortController() };
    try {
      await work.perform(item, slot.running.stop.signal);
    } catch (error) {
      await onFailure(key, slot, { item, attempt }, error);
    }
    delete slot.running;
    running--;
    if (slot.waiting && !slot.cancelRest) makeReady(key);
    else if (!slot.waiting) slots.delete(key);
    startNext();
    if (slots.size === 0) for (const listener of [...listeners]) listener();
  }

  async function onFailure(key: string, slot: Slot<T>, { item, attempt }: { item: T; attempt: number }, error: unknown): Promise<void> {
    if (slot.waiting || slot.running?.stop.signal.aborted) return; // Something newer takes its place, or nobody wants it.
    const pause = work.retryAfter(error, attempt);
    if (pause === undefined) return work.failed(item, error).catch(() => undefined);
    if (closed) return;
    slot.waiting = { item, attempt: attempt + 1, since: clock.now() };
    rest(key, slot, pause);
  }

  function cancel(key: string): void {
    const slot = slots.get(key);
    if (!slot) return;
    slot.cancelRest?.();
    delete slot.cancelRest;
    delete slot.waiting;
    slot.running?.stop.abort();
    if (!slot.running) slots.delete(key);
    if (slots.size === 0) for (const listener of [...listeners]) listener();
  }

  function idle(): Promise<void> {
    if (slots.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const listener = (): void => {
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
    });
  }

  async function drain(most: number): Promise<boolean> {
    closed = true;
    for (const [key, slot] of [...slots]) {
      if (!slot.cancelRest) continue;
      if (slot.waiting?.attempt === 1) wake(key, slot);
      else cancel(key);
    }
    let cancelTimer: (() => void) | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      cancelTimer = clock.after(most, () => resolve(false));
    });
    const done = await Promise.race([idle().then(() => true), timeout]);
    cancelTimer?.();
    return done;
  }

  return { add, cancel, idle, drain, size: () => slots.size };
}
