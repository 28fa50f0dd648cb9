/**
 * Every request that a review makes fails in every way that GitHub has, once; and the process dies after every request. Whatever happened: one verdict on
 * the newest head, nothing twice, nothing of others touched.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fault, type Office, openOffice, type Trouble } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { BOT, type Check, type Pull, timeOf } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, SHOP } from "./shop.ts";

const FAULTS: Readonly<Record<string, Trouble>> = {
  "500 before it took effect": { when: "before", how: { status: 500, message: "Server Error" } },
  "500 after it took effect": { when: "after", how: { status: 500, message: "Server Error" } },
  "403 for a secondary limit": { when: "before", how: { status: 403, message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." } },
  "429 with Retry-After": { when: "before", how: { status: 429, message: "Too many requests", headers: { "retry-after": "17" } } },
  "a connection that broke before": { when: "before", how: "lost" },
  "a connection that broke after": { when: "after", how: "lost" },
  "truncated JSON": { when: "after", how: "cut" },
  "three seconds of silence": { when: "after", how: { late: 3_000 } },
  "a token that ran out": { when: "before", how: { status: 401, message: "Bad credentials" } },
  "an hour without requests": {
    when: "before",
    how: {
      status: 403,
      message: "API rate limit exceeded",
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000", "x-ratelimit-reset": String(Date.parse(timeOf(1_000)) / 1000 + 90_000) },
    },
  },
};

interface Story {
  readonly title: string;
  /** What stands before anything fails. */
  prepare(): Promise<Pull>;
  /** What fails. */
  happen(pull: Pull): Promise<unknown>;
  expect(pull: Pull): void;
}

let office: Office;

/** A pull request on which others have been at work, too. */
function openPull(): Pull {
  const { github } = office;
  const pull = github.openPull({ files: { ...DROPS_COLUMN, "README.md": `# ${github.pulls.length}\n` } });
  github.say(pull, "carol", "Looks fine to me. <!-- schema-review-sticky -->");
  pull.threads.push({ id: `T${github.nextId()}`, path: MIGRATION, line: 2, side: "RIGHT", comments: [{ id: github.nextId(), author: "carol", body: "Why?", reactions: [] }] });
  const output = { title: "ok", summary: "ok" };
  github.checks.push({ id: github.nextId(), name: "ci", head: github.headOf(pull), status: "in_progress", conclusion: null, output, annotations: [], external_id: "of ci" });
  return pull;
}

function ours(pull: Pull): Check[] {
  return office.github.checks.filter(({ name, head }) => name !== "ci" && pull.heads.includes(head));
}

function stands(pull: Pull) {
  const threads = pull.threads.filter(({ comments }) => comments[0]?.author === BOT);
  return {
    verdict: checkOf(office, pull.number)?.conclusion,
    checks: ours(pull).filter(({ head }) => head === office.github.headOf(pull)).length,
    unfinished: ours(pull).filter(({ status }) => status !== "completed").length,
    threads: threads.length,
    resolved: threads.filter(({ resolvedBy }) => resolvedBy === BOT).length,
    comments: pull.comments.filter(({ author }) => author === BOT).length,
  };
}

/** What carol and the other app did is as they left it. */
function expectOthersUntouched(pull: Pull): void {
  expect(pull.comments.filter(({ author }) => author === "carol").map(({ body }) => body)).toEqual(["Looks fine to me. <!-- schema-review-sticky -->"]);
  const [thread] = pull.threads;
  expect([thread?.resolvedBy, thread?.minimized, thread?.comments.length, thread?.comments[0]?.body]).toEqual([undefined, undefined, 1, "Why?"]);
  expect(office.github.checks.filter(({ name, head }) => name === "ci" && pull.heads.includes(head))).toMatchObject([{ status: "in_progress", external_id: "of ci" }]);
}

const STORIES: readonly Story[] = [
  {
    title: "the first review",
    prepare: async () => openPull(),
    happen: (pull) => office.pullEvent(pull, "opened"),
    expect: (pull) => expect(stands(pull)).toEqual({ verdict: "failure", checks: 1, unfinished: 0, threads: 1, resolved: 0, comments: 1 }),
  },
  {
    title: "the review of the fix",
    async prepare() {
      const pull = openPull();
      await office.pullEvent(pull, "opened");
      await office.settle();
      const { checks } = office.github;
      office.github.push(pull, { [MIGRATION]: "SELECT 1;\n" });
      // The other app's check is on the new head as well.
      for (const check of checks) if (check.name === "ci" && pull.heads.includes(check.head)) check.head = office.github.headOf(pull);
      return pull;
    },
    happen: (pull) => office.pullEvent(pull, "synchronize"),
    expect: (pull) => expect(stands(pull)).toEqual({ verdict: "success", checks: 1, unfinished: 0, threads: 1, resolved: 1, comments: 1 }),
  },
  {
    title: "a pull request without a schema",
    async prepare() {
      const pull = openPull();
      office.github.push(pull, { [MIGRATION]: null, "docs/a.md": `${pull.number}\n` });
      return pull;
    },
    happen: (pull) => office.pullEvent(pull, "opened", { comments: 0 }),
    expect: (pull) => expect(stands(pull)).toMatchObject({ verdict: "success", checks: 1, unfinished: 0, threads: 0, comments: 0 }),
  },
  {
    title: "a re-run that was asked for",
    async prepare() {
      const pull = openPull();
      await office.pullEvent(pull, "opened");
      await office.settle();
      return pull;
    },
    happen: (pull) => office.checkEvent(pull, "rerequested"),
    expect: (pull) => {
      expect(stands(pull)).toMatchObject({ verdict: "failure", unfinished: 0, threads: 1, resolved: 0, comments: 1 });
      expect(stands(pull).checks).toBeGreaterThan(1);
    },
  },
];

/** The requests that a story makes when nothing fails. */
async function requestsOf(story: Story): Promise<string[]> {
  const pull = await story.prepare();
  office.requests();
  await story.happen(pull);
  await office.settle();
  story.expect(pull);
  return [...new Set(office.requests())];
}

function once(name: string, trouble: Trouble): Fault & { happened(): boolean } {
  let left = 1;
  const fault: Fault = (request) => (request === name && left-- > 0 ? trouble : undefined);
  return Object.assign(fault, { happened: () => left <= 0 });
}

describe.each(STORIES.map((story) => [story.title, story] as const))("%s", (_title, story) => {
  let requests: string[];
  beforeAll(async () => {
    office = await openOffice(SHOP, {
      examine: smallExamine,
      rules: { "no-drop-in-same-deploy": "# no-drop-in-same-deploy\n" },
      startAt: Date.parse(timeOf(1_000)) + 80_000_000,
    });
    requests = await requestsOf(story);
  });
  afterAll(() => office.close());

  it("makes more than one request", () => {
    expect(requests.length).toBeGreaterThan(1);
  });

  it.each(Object.entries(FAULTS))("survives %s, whichever request it hits", async (_what, trouble) => {
    for (const name of requests) {
      const pull = await story.prepare();
      const fault = once(name, trouble);
      office.fault(fault);
      await story.happen(pull);
      await office.settle();
      office.fault(undefined);
      expect(fault.happened(), name).toBe(true);
      expect(() => story.expect(pull), name).not.toThrow();
      expectOthersUntouched(pull);
      pull.state = "CLOSED";
    }
  });

  it("survives the death of the process after any of its requests, once another has looked around", async () => {
    for (const name of requests) {
      const pull = await story.prepare();
      const fault = once(name, { when: "after", how: "hang" });
      office.fault(fault);
      await story.happen(pull);
      while (!fault.happened()) await new Promise((resolve) => setImmediate(resolve));
      await office.reboot();
      office.fault(undefined);
      await office.running.reconciler.look();
      await office.settle();
      // A re-run is asked for by a person, who asks again when nothing comes of it.
      if (story.title.startsWith("a re-run")) expect(stands(pull)).toMatchObject({ verdict: "failure", unfinished: 0, threads: 1, comments: 1 });
      else expect(() => story.expect(pull), name).not.toThrow();
      expectOthersUntouched(pull);
      pull.state = "CLOSED";
    }
  });
});
