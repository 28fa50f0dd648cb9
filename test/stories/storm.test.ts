/** Many deliveries at once, twice, out of order; and two processes that share PostgreSQL, of which one dies. A larger one is in bench/storm.mjs. */
import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { POSTGRES_BINARIES, startPostgres, type TestPostgres, WHY_SKIPPED } from "../postgres/server.ts";
import { type Office, openOffice, pullPayload } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { BOT, INSTALLATION, type Pull } from "./fake/state.ts";
import { handClock } from "./fake/time.ts";
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

  it("gives the place of a review that waits for its turn to comment to others", async () => {
    // Twenty comments and reviews go at once, two for each pull request; the eleventh pull request waits two seconds.
    const clock = handClock();
    office = await openOffice(SHOP, { examine: smallExamine, clock, env: { REVIEWS_AT_ONCE: "1" } });
    const { github } = office;
    const pulls = Array.from({ length: 11 }, () => github.openPull({ files: DROPS_COLUMN }));
    for (const pull of pulls) await office.pullEvent(pull, "opened");
    const isResting = async (): Promise<boolean> => {
      const { running, waiting, resting } = await office.running.queue.state();
      return resting === 1 && running + waiting === 0;
    };
    while (!(await isResting())) await new Promise((resolve) => setTimeout(resolve, 5));
    const stranger = github.openPull({ files: DROPS_COLUMN });
    await office.deliver("pull_request", { ...pullPayload(github, stranger, "opened"), installation: { id: INSTALLATION + 1 } });
    while (!(await isResting())) await new Promise((resolve) => setTimeout(resolve, 5));
    expectOneOfEach(stranger);
    expect(checkOf(office, 11)).toMatchObject({ status: "in_progress" });
    clock.pass(1_999);
    expect(await isResting()).toBe(true);
    clock.pass(1);
    await office.settle();
    for (const pull of pulls) expectOneOfEach(pull);
  });

  it("reads a pull request twice at most that is pushed to twenty times while it is read", async () => {
    const clock = handClock();
    office = await openOffice(SHOP, { examine: smallExamine, clock });
    const { github } = office;
    const pull = github.openPull({ files: DROPS_COLUMN });
    const opened = pullPayload(github, pull, "opened");
    let isPushed = false;
    let reads = 0;
    office.fault((name) => {
      if (name === "GET /repos/{owner}/{repo}/pulls/{pull_number}/files") reads++;
      if (name !== "GraphQL Review" || isPushed) return undefined;
      isPushed = true;
      return pushTwenty();
    });
    await office.deliver("pull_request", opened);
    while (!isPushed || (await office.running.queue.state()).running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(reads).toBe(1);
    clock.pass(4_000);
    await office.settle();
    expectOneOfEach(pull);
    expect(reads).toBeLessThanOrEqual(2);
    expect(office.requests().filter((name) => name === "GraphQL Review").length).toBeLessThanOrEqual(2);

    async function pushTwenty(): Promise<undefined> {
      for (let n = 0; n < 20; n++) github.push(pull, { [MIGRATION]: `-- ${n}\nALTER TABLE users DROP COLUMN nickname;\n` });
      const payload = pullPayload(github, pull, "synchronize");
      await Promise.all(Array.from({ length: 20 }, () => office.deliver("pull_request", payload)));
      return undefined;
    }
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

  it.each(["POST /repos/{owner}/{repo}/check-runs", "GraphQL GlanceCheck"])("one dies right after %s took effect: the other writes no second check", async (write) => {
    postgres = await startPostgres();
    office = await openOffice(SHOP, { examine: smallExamine, realTime: true, env: { DATABASE_URL: postgres.url, ROLE: "web" }, pace });
    const worker = { examine: smallExamine, env: { DATABASE_URL: postgres.url, ROLE: "worker" } };
    const doomed = await office.another(worker);
    office.fault((name) => (name === write ? { when: "after", how: "hang" } : undefined));
    const { github } = office;
    const pull = github.openPull({ files: write.startsWith("POST") ? DROPS_COLUMN : { "docs/news.md": "# News\n" } });
    await office.pullEvent(pull, "opened");
    while (github.checks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await doomed.die();
    office.fault(undefined);
    const other = await office.another(worker);
    await office.settle();
    expect(github.checks.map(({ status, head }) => [status, head])).toEqual([["completed", github.headOf(pull)]]);
    await other.die();
  });

  it("one hears late of the opening, the other of the push that overtook it: one check stands on the head", async () => {
    postgres = await startPostgres();
    office = await openOffice(SHOP, { examine: smallExamine, realTime: true, env: { DATABASE_URL: postgres.url, ROLE: "web" }, pace });
    const worker = { examine: smallExamine, env: { DATABASE_URL: postgres.url, ROLE: "worker" } };
    const { github } = office;
    const pull = github.openPull({ files: { "docs/news.md": "# News\n" } });
    const opened = pullPayload(github, pull, "opened");
    github.push(pull, { "docs/news.md": "# No news\n" });
    const pushed = pullPayload(github, pull, "synchronize");
    for (const payload of [opened, pushed]) {
      const one = await office.another(worker);
      await office.deliver("pull_request", payload);
      await office.settle();
      await one.die();
    }
    expect(github.checks.map(({ status, head }) => [status, head])).toEqual([["completed", github.headOf(pull)]]);
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
