/** Tickets are written behind a webhook's answer, many at a time: the work is kept by then, and a ticket that is missing is written by the next sweep. */
import { type Database, TICKETS } from "./database.ts";
import type { Due, Rows } from "./rows.ts";

export interface Tickets {
  add(due: readonly Due[]): void;
  /** Settles when all that were added have been tried. */
  written(): Promise<void>;
}

export interface TicketsOptions extends Pick<Database, "boss"> {
  readonly rows: Pick<Rows<never>, "crowds">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears what is written. */
  readonly onWritten: (due: readonly Due[]) => void;
  readonly onError: (error: unknown) => void;
}

/** A ticket's rank falls by one for each key of its lane that waits already, to here. */
const LOWEST_RANK = 10_000;

export function createTickets({ boss, rows, now, onWritten, onError }: TicketsOptions): Tickets {
  /** By key: of two the later one says when. */
  const waiting = new Map<string, Due>();
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting.values()];
      waiting.clear();
      await write(batch).catch(onError);
    }
    writing = undefined;
  }

  async function write(batch: readonly Due[]): Promise<void> {
    const crowds = await rows.crowds([...new Set(batch.map(({ lane }) => lane))]);
    const tickets = batch.map(({ key, lane, rest }) => {
      const second = Math.ceil((rest + now()) / 1000);
      const when = rest > 0 ? { startAfter: String(rest / 1000), singletonKey: `${key} @${second}` } : { singletonKey: key };
      return { name: TICKETS, data: { key }, ...when, priority: -Math.min(LOWEST_RANK, crowds.get(lane) ?? 0) };
    });
    // In one order everywhere: of two processes that write the same tickets, neither may wait for the other (their keys are unique).
    await boss.insert(tickets.sort((a, b) => (a.singletonKey < b.singletonKey ? -1 : 1)));
    onWritten(batch);
  }

  return {
    add(due) {
      for (const one of due) waiting.set(one.key, one);
      if (waiting.size > 0) writing ??= writeAll();
    },
    async written() {
      await writing;
    },
  };
}
