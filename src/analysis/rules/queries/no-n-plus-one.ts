/** One query for a list, and then one more for each of its elements. */
import type { Database } from "../../../model/database.ts";
import type { Query } from "../../../model/query.ts";
import type { Report } from "../../../model/rule.ts";
import { code, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { callName, changedCalls, severityOn } from "../questions/calls/calls.ts";
import { askedOnce } from "../questions/calls/loop-words.ts";
import { bad, good } from "./no-n-plus-one.examples.ts";

export const noNPlusOne = defineRule({
  id: "no-n-plus-one",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Ask once for a list, not once for each element",
  why: "Each call is a round trip to the database: a page with a hundred rows sends a hundred and one queries, one after the other in a loop, or all at once in `Promise.all`, where they use up the connection pool (by default twice the number of processors and one more). The time grows with the data, so that tests do not show it.",
  remedy:
    "Collect the keys and ask once with `in`, or let the query of the list bring the rest along with `include` or `select`; count with `groupBy`; write with `createMany`, `updateMany` or one SQL statement. On `hot` tables of the configuration this is an error.",
  quiet: [
    "`Promise.all(ids.map((id) => prisma.user.findUnique(…)))`: Prisma makes one query of the `findUnique`s of one tick, also in GraphQL resolvers",
    "a loop over a literal list, an enum or a constant in capitals, and a counter up to 20",
    "jobs that go through the rows in portions (`take` in the loop, `chunk(…)`, `i += 500`), `createMany`",
    "a `while` loop that the result of one of its calls ends or skips: retries, polling, a free name",
    "tests, seeds, scripts",
  ],
  *check(database) {
    const calls = changedCalls(database);
    const searches = new Set(calls.filter(({ loop }) => loop?.until).map(loopKey));
    for (const [query, more] of firstOfEachLoop(calls.filter((call) => isRepeated(call) && !searches.has(loopKey(call))))) yield tell(database, query, more);
  },
  examples: { bad, good },
});

const LOOKS_UP: ReadonlySet<string> = new Set(["findUnique", "findUniqueOrThrow"]);

function isRepeated({ loop, operation, model, tables, awaited }: Query): boolean {
  if (!loop || loop.bounded || loop.chunked) return false;
  if (operation === "createMany" || operation === "createManyAndReturn") return false;
  if (model === undefined && tables.length === 0) return false;
  switch (loop.kind) {
    case "promise-all-map":
    case "resolver":
      return !LOOKS_UP.has(operation);
    case "transaction-map":
      return true;
    default:
      return awaited;
  }
}

function loopKey({ span, loop }: Query): string {
  return JSON.stringify([span.path, loop?.span.start, loop?.span.end]);
}

/** One comment a loop: its first call, and how many others there are. */
function firstOfEachLoop(queries: readonly Query[]): [Query, number][] {
  const loops = new Map<string, Query[]>();
  for (const query of queries) {
    const key = loopKey(query);
    loops.set(key, [...(loops.get(key) ?? []), query]);
  }
  return [...loops.values()].map((calls) => [calls[0]!, calls.length - 1]);
}

function tell(database: Database, query: Query, more: number): Report {
  const others = more === 0 ? "" : ` So ${more === 1 ? "does" : "do"} ${plural(more, "other call")} of this loop.`;
  return {
    span: query.span,
    message: `${code(callName(query))} ${HOW[query.loop!.kind]}${others} The more rows, the slower.`,
    advice: { language: "ts", title: "Ask once", text: askedOnce(database, query) },
    ...severityOn(database, query.tables[0] ?? "", "error"),
  };
}

const ONE_AFTER_THE_OTHER = "runs once for each turn of this loop: each turn waits for a round trip to the database.";

const HOW: Readonly<Record<NonNullable<Query["loop"]>["kind"], string>> = {
  for: ONE_AFTER_THE_OTHER,
  "for-of": ONE_AFTER_THE_OTHER,
  while: ONE_AFTER_THE_OTHER,
  map: "runs once for each element of this list: as many queries as elements.",
  forEach: "runs once for each element of this list, and `forEach` waits for none of them: as many queries as elements, all at once.",
  "promise-all-map": "runs once for each element of this list: as many queries as elements, all at once, which empties the connection pool.",
  "transaction-map": "runs once for each element of this list, all in one transaction: its locks and its connection are held until the last one is done.",
  resolver: "runs once for each parent in the answer: a list of a hundred parents sends a hundred queries.",
};
