/** The port between the app and where its work is kept: in memory, or in PostgreSQL for many processes. Knows nothing of GitHub. */

/** What the app says about its work; pure but for `perform` and `failed`. */
export interface Work<T> {
  /** What must not run twice at once: a pull request, a comment. */
  keyOf(item: T): string;
  /** Who shares fairly: an installation. A crowd in one lane does not keep the others waiting. */
  laneOf(item: T): string;
  /** It does not wait for the end of a burst. */
  isUrgent(item: T): boolean;
  /** One item that does for both; `later` came after `earlier`. */
  merge(earlier: T, later: T): T;
  /** The running item is out of date now: it is told to stop. */
  supersedes(later: T, running: T): boolean;
  /** Rejects when it could not be done. What it changes in `item` is there again at its next try. */
  perform(item: T, run: Run): Promise<void>;
  /** Milliseconds after which another try makes sense; `undefined`: never. `attempt` counts from 1. */
  retryAfter(error: unknown, attempt: number): number | undefined;
  /** False: not a failure, only put off; the next try counts as this one. */
  isFailure(error: unknown): boolean;
  /** The last try failed. What this rejects with is dropped. */
  failed(item: T, error: unknown): Promise<void>;
}

/** One try of one item. */
export interface Run {
  /** Stop as soon as it can be done cleanly: nobody wants the result. */
  readonly signal: AbortSignal;
  /** Another process had something under this key not long ago, or may have had: what it wrote, this one does not know. */
  readonly isAgain: boolean;
  /** Asked before each write: rejects with `Lost` when this process no longer holds the work; aborts `signal` when nobody wants it. */
  hold(): Promise<void>;
}

/** Another process has the work by now: this one writes nothing more, not even to tidy up. */
export class Lost extends Error {
  override readonly name = "Lost";
}

/** The processes that had the work ended before it did, time after time. */
export class Poison extends Error {
  override readonly name = "Poison";
}

export interface JobQueue<T> {
  /**
   * Resolves once the items are kept. `delivery`: what asks for them (a webhook's GUID); asked for twice, it does nothing again, and the answer is false.
   * Rejects when they could not be kept: whoever asked must ask again.
   */
  add(items: readonly T[], delivery?: string): Promise<boolean>;
  /** Drops what waits under the key and tells what runs to stop. */
  cancel(key: string): Promise<void>;
  /** What these deliveries asked for could not be done: asked again, it is tried again. */
  forget(deliveries: readonly string[]): Promise<void>;
  /** For what one of all processes does every so often: true for the first that asks after `milliseconds`. */
  turn(name: string, milliseconds: number): Promise<boolean>;
  /** Of all processes that share it. Rejects when it cannot be reached. */
  state(): Promise<QueueState>;
  /** Settles when nothing waits, rests or runs. */
  idle(): Promise<void>;
  /** Takes nothing more and settles when what it began is done, or after `most` milliseconds: false then. */
  drain(most: number): Promise<boolean>;
}

export interface QueueState {
  /** Items that are due and not running, and those that rest until later: after a failure, or until a burst is over. */
  readonly waiting: number;
  readonly resting: number;
  readonly running: number;
  /** Milliseconds that the oldest of `waiting` has waited. */
  readonly oldest: number;
}

export interface QueueOptions {
  /** Keys that run at the same time, in this process. */
  readonly atOnce: number;
  /**
   * A burst: items of one key less than `within` milliseconds apart. The first starts at once; the others wait until nothing came for `pause`, twice
   * that for the next and so on up to `longest`, so that a burst makes two runs, the first and the last. None waits longer than `most`.
   */
  readonly burst: { readonly within: number; readonly pause: number; readonly longest: number; readonly most: number };
}
