import { expect, it } from "vitest";
import { createTickets, type TicketsOptions } from "../../src/github/queue/postgres/tickets.ts";

interface Ticket {
  readonly data: { readonly key: string };
  readonly singletonKey: string;
}

function bench() {
  const written: Ticket[][] = [];
  const boss = { insert: async (batch: readonly Ticket[]) => void written.push([...batch]) } as unknown as TicketsOptions["boss"];
  const tickets = createTickets({ boss, rows: { crowds: async () => new Map() }, now: () => 0, onWritten: () => {}, onError: (error) => Promise.reject(error) });
  return { tickets, written };
}

const due = (key: string, rest = 0) => ({ key, lane: "1", rest });

it("two processes write the same tickets in the same order, so that neither waits for the other", async () => {
  const one = bench();
  const other = bench();
  one.tickets.add([due("c"), due("a", 1_500), due("b"), due("a b")]);
  other.tickets.add([due("a b"), due("b"), due("a", 1_500), due("c")]);
  await one.tickets.written();
  await other.tickets.written();
  expect(one.written).toEqual(other.written);
  expect(one.written.flat().map(({ singletonKey }) => singletonKey)).toEqual(["a @2", "a b", "b", "c"]);
});

it("what comes while tickets are written goes out together, a key once", async () => {
  const { tickets, written } = bench();
  tickets.add([due("a")]);
  tickets.add([due("b"), due("c", 100)]);
  tickets.add([due("c")]);
  await tickets.written();
  expect(written.map((batch) => batch.map(({ data }) => data.key))).toEqual([["a"], ["b", "c"]]);
  expect(written[1]?.[1]?.singletonKey).toBe("c");
});
