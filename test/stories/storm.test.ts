/** Many deliveries at once, twice, out of order; and two processes that share PostgreSQL, of which one dies. A larger one is in bench/storm.mjs. */
import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { POSTGRES_BINARIES, startPostgres, type TestPostgres, WHY_SKIPPED } from "../postgres/server.ts";
import { type Office, openOffice, pullPayload } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { BOT, type Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, SHOP } from "./shop.ts";

let office: Office;
let postgres: TestPostgres | undefined;
afterEach(async () => {
  await office.close();
  await postgres?.stop();
  postgres = undefined;
});

/** Always the same disorder. */
function shuffled<T>(items: readonly T[]): T[] {
  let seed = 7;
  const next = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function expectOneOfEach(pull: Pull): void {
  const { github } = office;
  const ours = github.checks.filter(({ head }) => pull.heads.includes(head));
  const verdicts = ours.filter(({ head, conclusion }) => head === github.headOf(pull) && conclusion !== "cancelled");
  expect(verdicts.map(({ status, conclusion }) => `${status} ${conclusion}`)).toEqual(["completed failure"]);
  expect(ours.filter(({ status }) => status !== "completed")).toEqual([]);
  expect(pull.threads.filter(({ comments }) => comments[0]?.author === BOT)).toHaveLength(1);
  expect(pull.comments).toHaveLength(1);
}

describe("one process", () => {
  it("answers two hundred deliveries before any review is done, and does what they ask for once", async () => {
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        await gate;
        return smallExamine(snapshot);
      },
    });
    const { github } = office;
    const pulls = Array.from({ length: 40 }, () => github.openPull({ files: DROPS_COLUMN }));
    const deliveries = pulls.flatMap((pull) => {
      const first = { id: randomUUID(), payload: pullPayload(github, pull, "opened") };
      github.push(pull, { "README.md": `# ${pull.number}\n` });
      const second = { id: randomUUID(), payload: pullPayload(github, pull, "synchronize") };
      return [first, second, first, second, { id: randomUUID(), payload: pullPayload(github, pull, "labeled") }];
    });
    const answers = await Promise.all(shuffled(deliveries).map(({ id, payload }) => office.deliver("pull_request", payload, { id })));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(github.checks.filter(({ status }) => status === "completed")).toEqual([]);
    goOn();
    await office.settle();
    for (const pull of pulls) expectOneOfEach(pull);
    expect(office.requests().filter((name) => name === "GraphQL Review").length).toBeLessThanOrEqual(2 * pulls.length);
  });

  it("makes at most two reviews of twenty pushes in half a minute of bursts, and the last one counts", async () => {
    let reviews = 0;
    office = await openOffice(SHOP, {
      examine: (snapshot) => {
        reviews++;
        return smallExamine(snapshot);
      },
    });
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    for (let n = 0; n < 20; n++) {
      office.github.push(pull, { [MIGRATION]: `-- ${n}\nALTER TABLE users DROP COLUMN nickname;\n` });
      void office.pullEvent(pull, "synchronize");
    }
    while (office.github.checks.every(({ head, status }) => head !== office.github.headOf(pull) || status !== "completed")) await new Promise((resolve) => setTimeout(resolve, 10));
    await office.settle();
    expect(reviews).toBeLessThanOrEqual(3);
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
    expect(office.github.checks.filter(({ status }) => status !== "completed")).toEqual([]);
  });
});

if (!POSTGRES_BINARIES) console.warn(WHY_SKIPPED);

describe.skipIf(!POSTGRES_BINARIES)("two processes that share PostgreSQL", () => {
  const pace = { poll: 40, sweep: 150, lease: 900 };

  it("do everything once, whichever hears of it, also when one of them dies in the middle", async () => {
    postgres = await startPostgres();
    const env = { DATABASE_URL: postgres.url, REVIEWS_AT_ONCE: "2" };
    office = await openOffice(SHOP, { examine: smallExamine, realTime: true, env, pace });
    const other = await office.another();
    const { github } = office;
    const pulls = Array.from({ length: 16 }, () => github.openPull({ files: DROPS_COLUMN }));
    let sent = 0;
    for (const pull of pulls) {
      const id = randomUUID();
      const payload = pullPayload(github, pull, "opened");
      const [a, b] = sent++ % 2 ? [other.url, office.url] : [office.url, other.url];
      // GitHub's proxy sends it twice, to both.
      const answers = await Promise.all([office.deliver("pull_request", payload, { id, url: a }), office.deliver("pull_request", payload, { id, url: b })]);
      expect(answers).toEqual([200, 200]);
    }
    while (github.checks.filter(({ status }) => status === "completed").length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    // Without the database it can neither take nor hold any work: as dead as the others can tell.
    await other.die();
    await office.settle();
    for (const pull of pulls) expectOneOfEach(pull);
    expect(github.checks).toHaveLength(16);
  });

  it("one takes the webhooks, the other reviews, and each refuses the other's work", async () => {
    postgres = await startPostgres();
    office = await openOffice(SHOP, { examine: () => Promise.reject(new Error("not here")), realTime: true, env: { DATABASE_URL: postgres.url, ROLE: "web" }, pace });
    const worker = await office.another({ examine: smallExamine, env: { DATABASE_URL: postgres.url, ROLE: "worker" } });
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    const payload = pullPayload(office.github, pull, "opened");
    expect(await office.deliver("pull_request", payload, { url: worker.url })).toBe(404);
    expect(await office.deliver("pull_request", payload)).toBe(200);
    await office.settle();
    expectOneOfEach(pull);
    for (const { url } of [office, worker]) for (const path of ["/healthz", "/readyz", "/metrics"]) expect((await fetch(url + path)).status).toBe(200);
    await worker.die();
  });

  it("are not ready, and take nothing, while PostgreSQL is away; afterwards all is well", async () => {
    postgres = await startPostgres();
    office = await openOffice(SHOP, { examine: smallExamine, realTime: true, env: { DATABASE_URL: postgres.url }, pace });
    await postgres.pause();
    expect((await fetch(`${office.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    expect(await office.pullEvent(pull, "opened", { id: "d1" })).toBe(500);
    await postgres.restart();
    while ((await fetch(`${office.url}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    // GitHub sends it again when the reconciler asks for it.
    expect(await office.pullEvent(pull, "opened", { id: "d1" })).toBe(200);
    await office.settle();
    expectOneOfEach(pull);
  });
});
