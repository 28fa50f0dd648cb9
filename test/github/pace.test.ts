/** Who waits for GitHub's limits, and for how long. */
import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/github/budget.ts";
import type { Client } from "../../src/github/client.ts";
import { PutOff, Superseded } from "../../src/github/failures.ts";
import { crowdLane } from "../../src/github/lane.ts";
import { merge, type ReviewTask, reviewTask } from "../../src/github/task.ts";
import { takeTurn, whileWanted } from "../../src/github/turn.ts";
import type { Action } from "../../src/model/publication.ts";

function handClock() {
  const clock = { at: 0, waits: [] as number[] };
  return Object.assign(clock, {
    now: () => clock.at,
    after(milliseconds: number, task: () => void) {
      clock.waits.push(milliseconds);
      task();
      return () => {};
    },
  });
}

const task = (number: number, installation = 5): ReviewTask =>
  reviewTask({ kind: "pull", owner: "acme", repo: "shop", number, installation, reason: "opened", force: false, head: `h${number}` }, ["d"]);
const SAYS: readonly Action[] = [
  { kind: "create-review", head: "h", comments: [] },
  { kind: "create-sticky", body: "" },
  { kind: "edit-sticky", id: 1, body: "" },
];

describe("the turn to write what notifies people", () => {
  function bench() {
    const clock = handClock();
    const notices = crowdLane(clock, { burst: 4, pause: 1_000 });
    const wait = (one: ReviewTask, actions = SAYS): number => {
      try {
        takeTurn(one, actions, { notices, now: clock.at });
        return 0;
      } catch (error) {
        expect(error).toBeInstanceOf(PutOff);
        return (error as PutOff).pause;
      }
    };
    const write = (installation = "5") => notices.key(installation).schedule({}, async () => undefined);
    return { clock, notices, wait, write };
  }

  it("comes at once for a few, and for a crowd one after the other", () => {
    const { wait } = bench();
    expect([1, 2, 3, 4].map((number) => wait(task(number)))).toEqual([0, 0, 2_000, 4_000]);
    expect(wait(task(1, 6))).toBe(0);
  });

  it("is kept from try to try: nobody goes to the end of the line again, and nobody goes too early", () => {
    const { clock, wait } = bench();
    const [first, second, third] = [task(1), task(2), task(3)].map((one) => ({ one, wait: wait(one) })).map(({ one }) => one) as [ReviewTask, ReviewTask, ReviewTask];
    expect([first.turn, second.turn, third.turn]).toEqual([0, 0, 2_000]);
    clock.at = 1_500;
    expect(wait(third)).toBe(500);
    expect(wait(task(4))).toBe(2_500);
    clock.at = 2_000;
    expect(wait(third)).toBe(0);
  });

  it("is the pull request's: a push that comes meanwhile takes it over", () => {
    const { wait } = bench();
    const tasks = [task(1), task(2), task(3)];
    for (const one of tasks) wait(one);
    expect(merge(tasks[2]!, task(3))).toMatchObject({ turn: 2_000 });
    expect(merge(task(3), task(3))).not.toHaveProperty("turn");
  });

  it("is asked for by what notifies, by nothing else", () => {
    const { wait } = bench();
    for (let number = 1; number < 20; number++) expect(wait(task(number), SAYS.slice(2))).toBe(0);
    expect(wait(task(20))).toBe(0);
  });

  it("lets what was booked pass the line that the others stand in", async () => {
    const { clock, wait, write } = bench();
    for (let number = 1; number <= 10; number++) wait(task(number));
    // The first two reviews were let in: four requests, behind sixteen booked ones.
    for (let n = 0; n < 4; n++) await write();
    expect(clock.waits).toEqual([]);
    await write();
    expect(clock.waits).toEqual([17_000]);
  });
});

describe("reads of a review that nobody wants any more", () => {
  const asked: string[] = [];
  const client = {
    request: async (route: string) => void asked.push(route),
    graphql: async (query: string) => void asked.push(query),
  } as unknown as Client;

  it("are not made; its writes have another guard", async () => {
    const stop = new AbortController();
    const { request, graphql } = whileWanted(client, stop.signal);
    await request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files");
    await graphql("query Review { viewer { login } }");
    stop.abort();
    expect(() => request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files")).toThrow(Superseded);
    expect(() => graphql("query Review { viewer { login } }")).toThrow(Superseded);
    await request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}");
    await graphql("mutation Close { x }");
    expect(asked.map((what) => what.split(" ")[0])).toEqual(["GET", "query", "PATCH", "mutation"]);
  });
});

describe("the points of a minute", () => {
  const NOW = 1_000_000;
  const get = { route: "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", status: 200, headers: {} };
  const patch = { route: "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", status: 200, headers: {} };

  it("run out before GitHub's 900 are spent, for one installation, until a minute after", () => {
    const budget = createBudget();
    for (let n = 0; n < 159; n++) budget.spent(5, patch, NOW + n * 10);
    for (let n = 0; n < 4; n++) budget.spent(5, get, NOW + 1_600);
    expect(budget.wait(5, "review", NOW + 1_700)).toBe(0);
    budget.spent(5, get, NOW + 1_700);
    expect(budget.wait(5, "review", NOW + 1_700)).toBe(59_300);
    expect(budget.wait(6, "review", NOW + 1_700)).toBe(0);
    expect(budget.wait(5, "review", NOW + 60_999)).toBe(1);
    expect(budget.wait(5, "review", NOW + 61_000)).toBe(0);
  });

  it("are not spent by GraphQL, which has its own", () => {
    const budget = createBudget();
    for (let n = 0; n < 2_000; n++) budget.spent(5, { ...get, route: "GraphQL Review" }, NOW);
    expect(budget.wait(5, "review", NOW)).toBe(0);
  });

  it.each([403, 429])("do not matter while GitHub wants a pause (%d): the whole installation rests, as long as it says", (status) => {
    const budget = createBudget();
    budget.spent(5, { ...get, status, headers: { "retry-after": "40" } }, NOW);
    budget.spent(5, { ...get, status, headers: { "retry-after": "10" } }, NOW + 1);
    expect([budget.wait(5, "review", NOW), budget.wait(6, "review", NOW), budget.wait(5, "review", NOW + 40_000)]).toEqual([40_000, 0, 0]);
  });

  it("a refusal without a time, or of another kind, stops nothing", () => {
    const budget = createBudget();
    budget.spent(5, { ...get, status: 403 }, NOW);
    budget.spent(5, { ...get, status: 503, headers: { "retry-after": "40" } }, NOW);
    expect(budget.wait(5, "review", NOW)).toBe(0);
  });
});
