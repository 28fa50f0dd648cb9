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

interface Slot<T> {
  waiting?: { item: T; attempt: number };
  running?: { item: T; stop: AbortController };
  /** Set while `waiting` rests before its next try. */
  cancelRest?: () => void;
}

export function createQueue<T>(work: Work<T>, options: { readonly clock: Clock; readonly atOnce: number }): Queue<T> {
  const slots = new Map<string, Slot<T>>();
  const ready: string[] = [];
  const listeners = new Set<() => void>();
  let running = 0;
  let closed = false;

  function add(item: T): void {
    if (closed) return;
    const key = work.keyOf(item);
    const slot = slots.get(key) ?? {};
    slots.set(key, slot);
    if (slot.running && work.supersedes(item, slot.running.item)) slot.running.stop.abort();
    slot.waiting = { item: slot.waiting ? work.merge(slot.waiting.item, item) : item, attempt: 1 };
    slot.cancelRest?.();
    delete slot.cancelRest;
    makeReady(key);
  }

  function makeReady(key: string): void {
    if (!slots.get(key)?.running && !ready.includes(key)) ready.push(key);
    startNext();
  }

  function startNext(): void {
    while (running < options.atOnce) {
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
    slot.waiting = { item, attempt: attempt + 1 };
    slot.cancelRest = options.clock.after(pause, () => {
      delete slot.cancelRest;
      makeReady(key);
    });
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
    for (const [key, slot] of slots) if (slot.cancelRest) cancel(key);
    let cancelTimer: (() => void) | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      cancelTimer = options.clock.after(most, () => resolve(false));
    });
    const done = await Promise.race([idle().then(() => true), timeout]);
    cancelTimer?.();
    return done;
  }

  return { add, cancel, idle, drain, size: () => slots.size };
}
