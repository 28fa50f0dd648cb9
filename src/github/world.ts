/** GitHub as a world for `review`: reads a pull request, shows the verdict on it. One world serves one run of one job. */
import type { Job, PullJob } from "../model/job.ts";
import type { Action, Published } from "../model/publication.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Needs, Verdict } from "../model/verdict.ts";
import type { World } from "../review.ts";
import type { Client } from "./client.ts";
import { REASON } from "./events/trigger.ts";
import { passesAfter, reasonOf, Superseded } from "./failures.ts";
import { withBaseCode } from "./look.ts";
import { act } from "./publishing/act.ts";
import { DEFAULT_CHECK_NAME, mayRename, startCheck } from "./publishing/check-run.ts";
import { createCheckAndReadConfig } from "./publishing/first-contact.ts";
import { createCache } from "./snapshot/cache.ts";
import { readChecksOn } from "./snapshot/checks-on.ts";
import { type Memory, type Reading, readPull, rememberConfig, rememberPull } from "./snapshot/read-pull.ts";

export interface GithubWorldOptions {
  readonly client: Client;
  readonly examine: (snapshot: Snapshot) => Promise<Verdict>;
  /** Shared by all worlds of a process; a lone one may have its own. */
  readonly memory?: Memory;
  /** Our app's id: its check runs are ours. Absent with a personal token. */
  readonly appId?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborted: the rest of the run rejects with `Superseded` before its next write. */
  readonly signal?: AbortSignal;
  /** Asked before each write; rejects when another process has the job by now. */
  readonly hold?: () => Promise<void>;
  /** A closed pull request rejects with `Superseded`; otherwise it is examined, and nothing is written. */
  readonly onlyOpen?: boolean;
  /** Hears which check run stands for the work under way. */
  readonly onCheck?: (check: { readonly id?: number; readonly head: string }) => void;
}

/** Bytes, roughly: texts of the last hundred or so pull requests. */
const TEXTS_KEPT = 64_000_000;
const CONFIGS_KEPT = 4_000_000;
const PULLS_KEPT = 10_000;
const SEARCHES_KEPT = 20_000_000;

export function createMemory(): Memory {
  return {
    texts: createCache(TEXTS_KEPT),
    configs: createCache(CONFIGS_KEPT),
    known: createCache(PULLS_KEPT),
    reviewed: createCache(PULLS_KEPT),
    searches: createCache(SEARCHES_KEPT),
  };
}

export function githubWorld(options: GithubWorldOptions): World {
  const { client, examine, memory = createMemory(), appId, now, signal, hold, onCheck } = options;
  let reading: Reading | undefined;
  let started: number | undefined;

  /** Before each write. */
  async function stop(): Promise<void> {
    await hold?.();
    if (signal?.aborted) throw new Superseded("a newer job does this one's work");
  }

  async function snapshot(job: Job): Promise<Snapshot> {
    reading = await readPull(pullOf(job), { client, memory, now: now(), ...(appId === undefined ? {} : { appId }) });
    await stop();
    if (options.onlyOpen && reading.seen.closed) throw new Superseded("the pull request is closed");
    const { head } = reading.snapshot.pull;
    const { number } = pullOf(job);
    const left = reading.seen.checks.find(({ status, pull }) => status !== "completed" && (pull ?? number) === number);
    onCheck?.({ head, ...(left ? { id: left.id } : {}) });
    if (!reading.seen.closed && isShownAtOnce(pullOf(job), reading)) started = await begin(informed(pullOf(job), reading), head);
    return reading.snapshot;
  }

  async function begin(job: PullJob, head: string): Promise<number> {
    const id = await startCheck(client, job, head);
    onCheck?.({ id, head });
    return id;
  }

  async function published(job: Job, { pull }: Snapshot): Promise<Published> {
    const { seen, commentable } = reading ?? (await readPull(pullOf(job), { client, memory, now: now() }));
    // Who asks for another run gets one, even if it says the same.
    const all = seen.twins ? await readChecksOn(client, pullOf(job), pull.head, appId) : seen.checks;
    const checks = !pullOf(job).force ? all : seen.twins ? all.map(withoutDigest) : all.filter(({ status }) => status !== "completed");
    const own = started === undefined || all.some(({ id }) => id === started) ? [] : [{ id: started, name: DEFAULT_CHECK_NAME, head: pull.head, status: "in_progress" as const }];
    return { ...seen, checks: [...checks, ...own], commentable };
  }

  async function publish(job: Job, actions: readonly Action[]): Promise<void> {
    const [first] = actions;
    if (reading?.isFirstContact && first?.kind === "create-check") return greet(pullOf(job), first);
    await act(client, informed(pullOf(job), reading), actions, stop);
  }

  /** A configuration that turns up may rename the check or be invalid: the job runs again, and knows it then. */
  async function greet(job: PullJob, { check, head }: Extract<Action, { readonly kind: "create-check" }>): Promise<void> {
    await stop();
    const config = await createCheckAndReadConfig(client, job, check, head).catch((error: unknown) => {
      rememberPull(memory, job); // However it went: the next try reads everything, and writes what is missing.
      throw passesAfter(error, now()) === undefined ? again(error) : error;
    });
    rememberConfig(memory, job, config, now());
    if (config !== undefined) throw again(new Error("the repository turned out to have a configuration"));
  }

  async function more(job: Job, snapshot: Snapshot, needs: Needs): Promise<Snapshot> {
    if (!reading) return snapshot;
    const whole = await withBaseCode(pullOf(job), reading, snapshot, needs, { client, memory, signal });
    await stop();
    return whole;
  }

  return { snapshot, examine, published, publish, more };
}

/** A check in progress stands on a new head from the start. A head that already has a check keeps it until there is news. */
function isShownAtOnce({ force, reason }: PullJob, { snapshot, seen, relevant }: Reading): boolean {
  if (!relevant || force || mayRename(snapshot.config?.text) || maySkip(snapshot)) return false;
  const ours = seen.checks.filter(({ name }) => name === DEFAULT_CHECK_NAME);
  return ours.length === 0 || (reason === REASON.baseChanged && ours.every(({ status }) => status === "completed"));
}

/** May the configuration want nothing on drafts? It is parsed in the other process; here a word decides. */
function maySkip({ pull, config }: Snapshot): boolean {
  return pull.draft && /\bdrafts\b/.test(config?.text ?? "");
}

/** It says what it says about other pull requests, but is written again. */
function withoutDigest({ digest: _, ...check }: Published["checks"][number]): Published["checks"][number] {
  return check;
}

/** A failure after which the job runs again. */
function again(cause: unknown): Error {
  return Object.assign(new Error(reasonOf(cause)), { status: 503 });
}

/** With the base branch that was read, where the event named none. */
function informed(job: PullJob, reading: Reading | undefined): PullJob {
  if (!reading?.snapshot.pull.base || job.group) return job;
  return { ...job, base: { name: reading.snapshot.pull.base } };
}

function pullOf(job: Job): PullJob {
  if (job.kind !== "pull") throw new TypeError(`GitHub has no ${job.kind} job`);
  return job;
}
