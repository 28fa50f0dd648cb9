/** Work in the memory of one process: one piece per key at a time, the newest wins, failures come back later. */
import type { Clock } from "./clock.ts";
import { createDeliveries } from "./deliveries.ts";
import { fairest } from "./fairness.ts";
import type { JobQueue, QueueOptions, QueueState, Work } from "./job-queue.ts";

interface Slot<T> {
  waiting?: { item: T; attempt: number; since: number };
  running?: { item: T; lane: string; stop: AbortController };
  /** Set while `waiting` rests before its next try. */
  cancelRest?: () => void;
}

export function createMemoryQueue<T>(work: Work<T>, { clock, atOnce, burst }: QueueOptions & { readonly clock: Clock }): JobQueue<T> {
  const deliveries = createDeliveries();
  const slots = new Map<string, Slot<T>>();
  /** Keys whose item may start, in the order in which they came, and their lanes. */
  const ready = new Map<string, string>();
  /** When something of a lane last started, counted in starts. */
  const served = new Map<string, number>();
  const turns = new Map<string, number>();
  const listeners = new Set<() => void>();
  /** When an item of a key last came, and how many of its burst came before it; the oldest first. */
  const arrivals = new Map<string, { at: number; before: number }>();
  let starts = 0;
  let running = 0;
  let closed = false;

  async function add(items: readonly T[], delivery?: string): Promise<boolean> {
    if (closed) throw new Error("the queue is closed");
    if (delivery !== undefined && !deliveries.take(delivery)) return false;
    for (const item of items) addOne(item);
    return true;
  }

  function addOne(item: T): void {
    const key = work.keyOf(item);
    const slot = slots.get(key) ?? {};
    slots.set(key, slot);
    if (slot.running && work.supersedes(item, slot.running.item)) slot.running.stop.abort();
    const since = slot.waiting?.since ?? clock.now();
    slot.waiting = { item: slot.waiting ? work.merge(slot.waiting.item, item) : item, attempt: 1, since };
    slot.cancelRest?.();
    delete slot.cancelRest;
    const before = noteArrival(key);
    if (before > 0 && !work.isUrgent(item) && clock.now() - since < burst.most) rest(key, slot, Math.min(burst.longest, burst.pause * 2 ** (before - 1)));
    else makeReady(key, slot);
  }

  function rest(key: string, slot: Slot<T>, pause: number): void {
    ready.delete(key);
    slot.cancelRest = clock.after(pause, () => wake(key, slot));
  }

  function wake(key: string, slot: Slot<T>): void {
    slot.cancelRest?.();
    delete slot.cancelRest;
    makeReady(key, slot);
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

  function makeReady(key: string, slot: Slot<T>): void {
    if (slot.waiting && !slot.running && !ready.has(key)) ready.set(key, work.laneOf(slot.waiting.item));
    startNext();
  }

  function startNext(): void {
    while (running < atOnce) {
      const key = fairest(ready, busyLanes(), served);
      if (key === undefined) return;
      ready.delete(key);
      const slot = slots.get(key);
      if (slot?.waiting && !slot.running) void start(key, slot, slot.waiting);
    }
  }

  function busyLanes(): string[] {
    return [...slots.values()].flatMap(({ running: now }) => (now ? [now.lane] : []));
  }

  async function start(key: string, slot: Slot<T>, { item, attempt }: { item: T; attempt: number }): Promise<void> {
    running++;
    delete slot.waiting;
    const stop = new AbortController();
    const lane = work.laneOf(item);
    slot.running = { item, lane, stop };
    served.delete(lane);
    served.set(lane, ++starts);
    try {
      await work.perform(item, { signal: stop.signal, isAgain: false, hold: async () => undefined });
    } catch (error) {
      await onFailure(key, slot, { item, attempt }, error);
    }
    delete slot.running;
    running--;
    if (slot.waiting && !slot.cancelRest) makeReady(key, slot);
    else if (!slot.waiting) slots.delete(key);
    startNext();
    tellIdle();
  }

  async function onFailure(key: string, slot: Slot<T>, { item, attempt }: { item: T; attempt: number }, error: unknown): Promise<void> {
    if (slot.waiting || slot.running?.stop.signal.aborted) return; // Something newer takes its place, or nobody wants it.
    const pause = work.retryAfter(error, attempt);
    if (pause === undefined) return work.failed(item, error).catch(() => undefined);
    if (closed) return;
    slot.waiting = { item, attempt: work.isFailure(error) ? attempt + 1 : attempt, since: clock.now() };
    rest(key, slot, pause);
  }

  async function cancel(key: string): Promise<void> {
    const slot = slots.get(key);
    if (!slot) return;
    slot.cancelRest?.();
    delete slot.cancelRest;
    delete slot.waiting;
    ready.delete(key);
    slot.running?.stop.abort();
    if (!slot.running) slots.delete(key);
    tellIdle();
  }

  function tellIdle(): void {
    if (slots.size > 0) return;
    served.clear();
    for (const listener of [...listeners]) listener();
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

  async function turn(name: string, milliseconds: number): Promise<boolean> {
    const last = turns.get(name);
    if (last !== undefined && clock.now() - last < milliseconds) return false;
    turns.set(name, clock.now());
    return true;
  }

  async function state(): Promise<QueueState> {
    const all = [...slots.values()];
    const resting = all.filter(({ cancelRest }) => cancelRest).length;
    const since = all.flatMap(({ waiting, cancelRest }) => (waiting && !cancelRest ? [waiting.since] : []));
    return { waiting: since.length, resting, running, oldest: since.length === 0 ? 0 : clock.now() - Math.min(...since) };
  }

  async function drain(most: number): Promise<boolean> {
    closed = true;
    for (const [key, slot] of [...slots]) {
      if (!slot.cancelRest) continue;
      if (slot.waiting?.attempt === 1) wake(key, slot);
      else await cancel(key);
    }
    let cancelTimer: (() => void) | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      cancelTimer = clock.after(most, () => resolve(false));
    });
    const done = await Promise.race([idle().then(() => true), timeout]);
    cancelTimer?.();
    return done;
  }

  async function forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) deliveries.forget(id);
  }

  return { add, cancel, forget, turn, state, idle, drain };
}
