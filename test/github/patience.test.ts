import { describe, expect, it } from "vitest";
import { isRepeatable, withPatience } from "../../src/github/client.ts";
import { passesAfter, reasonOf } from "../../src/github/failures.ts";
import { crowdLane, limitedLane } from "../../src/github/lane.ts";
import type { Clock } from "../../src/github/queue/clock.ts";

const NOW = 1_000_000;

function fail(status: number, headers: Record<string, string> = {}, message = "no") {
  return Object.assign(new Error(message), { status, response: { headers } });
}

describe("failures that pass", () => {
  it.each([
    ["502", fail(502), 1_000],
    ["a lost connection", fail(500), 1_000],
    ["a token that ran out", fail(401), 1_000],
    ["429 with its advice", fail(429, { "retry-after": "7" }), 7_000],
    ["429 without", fail(429), 60_000],
    ["a secondary limit", fail(403, {}, "You have exceeded a secondary rate limit"), 60_000],
    ["a secondary limit with its advice", fail(403, { "retry-after": "30" }), 30_000],
    ["the hourly limit", fail(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1030" }), 31_000],
    ["GraphQL's own limit, which comes with status 200", Object.assign(new Error("x"), { errors: [{ type: "RATE_LIMITED" }], headers: { "x-ratelimit-reset": "1010" } }), 11_000],
    ["GraphQL's time-out", Object.assign(new Error("x"), { errors: [{ message: "Something went wrong while executing your query." }] }), 1_000],
  ])("%s", (_what, error, pause) => {
    expect(passesAfter(error, NOW)).toBe(pause);
  });

  it.each([fail(400), fail(403), fail(404), fail(422), new TypeError("a mistake of ours"), undefined, null, "text"])("and those that do not: %s", (error) => {
    expect(passesAfter(error ?? new Error("nothing"), NOW)).toBeUndefined();
  });
});

describe("requests that may be sent twice", () => {
  it.each([
    [true, "GET", "/repos/o/r/pulls/1/files", {}],
    [true, "DELETE", "/repos/o/r/issues/comments/1", {}],
    [true, "PATCH", "/repos/o/r/issues/comments/1", {}],
    [true, "PATCH", "/repos/o/r/check-runs/1", { output: { annotations: [] } }],
    [false, "PATCH", "/repos/o/r/check-runs/1", { output: { annotations: [{}] } }],
    [true, "POST", "/repos/o/r/issues/comments/1/reactions", {}],
    [false, "POST", "/repos/o/r/issues/1/comments", {}],
    [false, "POST", "/repos/o/r/pulls/1/reviews", {}],
    [false, "POST", "/repos/o/r/check-runs", {}],
    [true, "POST", "/graphql", { query: "query Review { viewer { login } }" }],
    [true, "POST", "https://ghe.example/api/graphql", { query: "{ viewer { login } }" }],
    [false, "POST", "/graphql", { query: "mutation Close { x }" }],
  ])("%s: %s %s", (expected, method, url, more) => {
    expect(isRepeatable({ method, url, ...more })).toBe(expected);
  });
});

describe("patience", () => {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => NOW,
    after(milliseconds, task) {
      waits.push(milliseconds);
      task();
      return () => {};
    },
  };
  const json = { "content-type": "application/json" };
  const ok = { status: 200, headers: json, data: { fine: true } };

  async function run(method: string, answers: unknown[], renew = async () => false) {
    waits.length = 0;
    const requests: unknown[] = [];
    const result = await withPatience(
      async (parameters) => {
        requests.push(parameters.request);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer as never;
      },
      { method, url: "/x", request: { hook: 1 } },
      { clock, renew },
    ).catch((error: Error) => error);
    return { result, requests };
  }

  it("reads three times, with growing pauses, each with settings of its own", async () => {
    const { result, requests } = await run("GET", [fail(502), fail(503), ok]);
    expect(result).toBe(ok);
    expect(waits).toEqual([1_000, 2_000]);
    expect(new Set(requests).size).toBe(3);
  });

  it("creates once", async () => {
    const { result, requests } = await run("POST", [fail(502), ok]);
    expect(result).toMatchObject({ status: 502 });
    expect(requests).toHaveLength(1);
  });

  it("does not sleep through long pauses", async () => {
    const { result } = await run("GET", [fail(429, { "retry-after": "60" }), ok]);
    expect(result).toMatchObject({ status: 429 });
    expect(waits).toEqual([]);
  });

  it("takes JSON that broke off for a failure, which Octokit hands out as text", async () => {
    expect((await run("GET", [{ status: 200, headers: json, data: '{"fi' }, ok])).result).toBe(ok);
    const created = await run("POST", [{ status: 201, headers: json, data: '{"id": 1' }]);
    expect(passesAfter(created.result, NOW)).toBe(1_000);
  });

  it("renews a token that ran out, once, whatever the request", async () => {
    expect((await run("POST", [fail(401), ok], async () => true)).result).toBe(ok);
    expect((await run("POST", [fail(401), fail(401), ok], async () => true)).result).toMatchObject({ status: 401 });
    expect((await run("GET", [fail(401), fail(401), ok], async () => true)).result).toBe(ok);
    expect((await run("POST", [fail(401), ok], async () => false)).result).toMatchObject({ status: 401 });
  });
});

describe("a lane for crowds", () => {
  it("lets some through at once and then one a second, per key", async () => {
    const waits: number[] = [];
    let now = NOW;
    const clock: Clock = {
      now: () => now,
      after(milliseconds, task) {
        waits.push(milliseconds);
        task();
        return () => {};
      },
    };
    const lane = crowdLane(clock, { burst: 3, pause: 1_000 });
    const go = (key: string) => lane.key(key).schedule({}, async () => "done");
    for (let n = 0; n < 5; n++) expect(await go("a")).toBe("done");
    expect(waits).toEqual([1_000, 2_000]);
    await go("b");
    expect(waits).toHaveLength(2);
    now += 60_000;
    for (let n = 0; n < 3; n++) await go("a");
    expect(waits).toHaveLength(2);
  });
});

describe("a lane with a limit", () => {
  it("lets so many run at once per key, the others in their order, and goes on after a failure", async () => {
    const lane = limitedLane(2);
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const go = (key: string, name: string) =>
      lane.key(key).schedule({}, () => {
        log.push(name);
        return new Promise<void>((resolve, reject) => ends.push(name === "a1" ? () => reject(new Error("no")) : resolve));
      });
    const all = [go("a", "a1").catch(() => undefined), go("a", "a2"), go("a", "a3"), go("a", "a4"), go("b", "b1")];
    await Promise.resolve();
    expect(log).toEqual(["a1", "a2", "b1"]);
    ends[0]?.();
    await all[0];
    expect(log).toEqual(["a1", "a2", "b1", "a3"]);
    for (let at = 1; at < 5; at++) {
      ends[at]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(log.at(-1)).toBe("a4");
  });
});

describe("reasons that people and logs get to see", () => {
  it("hold no tokens, keys or passwords, and one line", () => {
    const text = reasonOf(new Error("bad ghs_abc.DEF_1 github_pat_1234 eyJh.bGci.x postgres://u:p@host/db\nat secret"));
    expect(text).toBe("bad [token] [token] [token] postgres://[secret]@host/db");
  });
});
