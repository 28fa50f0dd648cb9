/** GitHub as a world for `review`: reads a pull request, shows the verdict on it. One world serves one run of one job. */
import type { Job, PullJob } from "../model/job.ts";
import type { Action, Published } from "../model/publication.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Needs, Verdict } from "../model/verdict.ts";
import type { World } from "../review.ts";
import type { Client } from "./client.ts";
import { REASON } from "./events/trigger.ts";
import { passesAfter, reasonOf, Superseded } from "./failures.ts";
import { act } from "./publishing/act.ts";
import { DEFAULT_CHECK_NAME, mayRename, startCheck } from "./publishing/check-run.ts";
import { createCheckAndReadConfig } from "./publishing/first-contact.ts";
import { readBaseCode } from "./snapshot/base-code.ts";
import { createCache } from "./snapshot/cache.ts";
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
  return { texts: createCache(TEXTS_KEPT), configs: createCache(CONFIGS_KEPT), known: createCache(PULLS_KEPT), searches: createCache(SEARCHES_KEPT) };
}

export function githubWorld(options: GithubWorldOptions): World {
  const { client, examine, memory = createMemory(), appId, now, signal, onCheck } = options;
  let reading: Reading | undefined;
  let started: number | undefined;

  function stop(): void {
    if (signal?.aborted) throw new Superseded("a newer job does this one's work");
  }

  async function snapshot(job: Job): Promise<Snapshot> {
    reading = await readPull(pullOf(job), { client, memory, now: now(), ...(appId === undefined ? {} : { appId }) });
    stop();
    if (options.onlyOpen && reading.seen.closed) throw new Superseded("the pull request is closed");
    const { head } = reading.snapshot.pull;
    const left = reading.seen.checks.find(({ status }) => status !== "completed");
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
    const checks = pullOf(job).force ? seen.checks.filter(({ status }) => status !== "completed") : seen.checks;
    const own = started === undefined ? [] : [{ id: started, name: DEFAULT_CHECK_NAME, head: pull.head, status: "in_progress" as const }];
    return { ...seen, checks: [...checks, ...own], commentable };
  }

  async function publish(job: Job, actions: readonly Action[]): Promise<void> {
    const [first] = actions;
    if (reading?.isFirstContact && first?.kind === "create-check") return greet(pullOf(job), first);
    await act(client, informed(pullOf(job), reading), actions, stop);
  }

  /** A configuration that turns up may rename the check or be invalid: the job runs again, and knows it then. */
  async function greet(job: PullJob, { check, head }: Extract<Action, { readonly kind: "create-check" }>): Promise<void> {
    stop();
    const config = await createCheckAndReadConfig(client, job, check, head).catch((error: unknown) => {
      rememberPull(memory, job); // However it went: the next try reads everything, and writes what is missing.
      throw passesAfter(error, now()) === undefined ? again(error) : error;
    });
    rememberConfig(memory, job, config, now());
    if (config !== undefined) throw again(new Error("the repository turned out to have a configuration"));
  }

  async function more(job: Job, snapshot: Snapshot, { words }: Needs): Promise<Snapshot> {
    if (!reading?.base) return snapshot;
    const { owner, repo } = pullOf(job);
    const { ref, tree } = reading.base;
    const baseCode = await readBaseCode({ owner, repo, ref }, tree, words, { client, cache: memory.searches }, signal);
    stop();
    return { ...snapshot, baseCode };
  }

  return { snapshot, examine, published, publish, more };
}

/** A check in progress stands on a new head from the start. A head that already has a check keeps it until there is news. */
function isShownAtOnce({ force, reason }: PullJob, { snapshot, seen, relevant }: Reading): boolean {
  if (!relevant || force || mayRename(snapshot.config?.text)) return false;
  const ours = seen.checks.filter(({ name }) => name === DEFAULT_CHECK_NAME);
  return ours.length === 0 || (reason === REASON.baseChanged && ours.every(({ status }) => status === "completed"));
}

/** A failure after which the job runs again. */
function again(cause: unknown): Error {
  return Object.assign(new Error(reasonOf(cause)), { status: 503 });
}

/** With the base branch that was read, where the event named none. */
function informed(job: PullJob, reading: Reading | undefined): PullJob {
  return reading?.snapshot.pull.base ? { ...job, base: { name: reading.snapshot.pull.base } } : job;
}

function pullOf(job: Job): PullJob {
  if (job.kind !== "pull") throw new TypeError(`GitHub has no ${job.kind} job`);
  return job;
}
