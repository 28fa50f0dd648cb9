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
import { cancelCheck, DEFAULT_CHECK_NAME, mayRename, startCheck } from "./publishing/check-run.ts";
import { writeGlanceCheck } from "./publishing/glance-check.ts";
import { readChecksOn } from "./snapshot/checks-on.ts";
import { createMemory, type Memory, rememberConfig, rememberPull } from "./snapshot/memory.ts";
import { type Reading, readPull } from "./snapshot/read-pull.ts";
import { effectiveConfig } from "./snapshot/shared-config.ts";

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
  /** Hears what was read, before anything is written. */
  readonly onRead?: (reading: Reading) => void;
  /** Hears which check run stands for the work under way. */
  readonly onCheck?: (check: { readonly id?: number; readonly head: string }) => Promise<void>;
}

export function githubWorld(options: GithubWorldOptions): World {
  const { client, examine, memory = createMemory(), appId, now, signal, hold, onRead, onCheck } = options;
  let reading: Reading | undefined;
  let started: Published["checks"][number] | undefined;

  /** Before each write. */
  async function stop(): Promise<void> {
    await hold?.();
    if (signal?.aborted) throw new Superseded("a newer job does this one's work");
  }

  async function snapshot(job: Job): Promise<Snapshot> {
    const pull = pullOf(job);
    reading = await readPull(pull, { client, memory, now: now(), ...(appId === undefined ? {} : { appId }) });
    onRead?.(reading);
    await stop();
    const { seen } = reading;
    if (options.onlyOpen && seen.closed) throw new Superseded("the pull request is closed");
    const { head } = reading.snapshot.pull;
    const left = seen.checks.find(({ status, pull: whose }) => status !== "completed" && (whose ?? pull.number) === pull.number);
    await onCheck?.({ head, ...(left ? { id: left.id } : {}) });
    const name = seen.closed ? undefined : nameToBegin(pull, reading);
    if (name !== undefined) started = await begin(informed(pull, reading), head, name);
    return reading.snapshot;
  }

  async function begin(job: PullJob, head: string, name: string): Promise<Published["checks"][number]> {
    const id = await startCheck(client, job, head, name);
    await onCheck?.({ id, head });
    return { id, name, head, status: "in_progress" };
  }

  async function published(job: Job, { pull }: Snapshot): Promise<Published> {
    const { seen, commentable } = read();
    // Who asks for another run gets one, even if it says the same.
    const all = seen.twins ? await readChecksOn(client, pullOf(job), pull.head, appId) : seen.checks;
    const checks = !pullOf(job).force ? all : seen.twins ? all.map(withoutDigest) : all.filter(({ status }) => status !== "completed");
    return { ...seen, checks: [...checks, ...(started && !all.some(({ id }) => id === started?.id) ? [started] : [])], commentable };
  }

  async function publish(job: Job, actions: readonly Action[]): Promise<void> {
    const check = read().isGlance ? actions.find((action) => action.kind === "create-check") : undefined;
    await act(
      client,
      informed(pullOf(job), read()),
      actions.filter((action) => action !== check),
      stop,
    );
    if (check) await glance(pullOf(job), check);
    // The configuration has given the check another name since.
    if (started && !actions.some((action) => action.kind === "update-check" && action.id === started?.id))
      await cancelCheck(client, pullOf(job), started.id, "See the newer check");
  }

  /** Another configuration than was known may rename the check or be invalid, another pull request may be held up by it: the job runs again, and knows it then. */
  async function glance(job: PullJob, { check, head }: Extract<Action, { readonly kind: "create-check" }>): Promise<void> {
    await stop();
    const glimpse = await writeGlanceCheck(client, job, check, head).catch((error: unknown) => {
      rememberPull(memory, job); // However it went: the next try reads everything, and writes what is missing.
      throw passesAfter(error, now()) === undefined ? again(error) : error;
    });
    if (glimpse) rememberConfig(memory, job, glimpse.config, now());
    const isAsKnown = glimpse && effectiveConfig(memory, job.owner, glimpse.config)?.text === read().snapshot.config?.text;
    if (isAsKnown && !glimpse.hasTwins) return;
    rememberPull(memory, job);
    throw again(new Error("the pull request turned out to have a twin, or another configuration"));
  }

  function read(): Reading {
    if (!reading) throw new Error("the pull request was not read yet");
    return reading;
  }

  async function more(job: Job, snapshot: Snapshot, needs: Needs): Promise<Snapshot> {
    const whole = await withBaseCode(pullOf(job), read(), snapshot, needs, { client, memory, signal });
    await stop();
    return whole;
  }

  return { snapshot, examine, published, publish, more };
}

/**
 * A check in progress stands on a new head from the start, and again where the base branch is another; the answer is its name. A head that already has a
 * check keeps it until there is news. The configuration is parsed in the other process: where it may give another name, the check that stands there says it.
 */
function nameToBegin({ force, reason }: PullJob, { snapshot, seen, relevant }: Reading): string | undefined {
  if (!relevant || force || maySkip(snapshot)) return undefined;
  const ours = seen.checks.filter(({ name, digest }) => digest !== undefined || name === DEFAULT_CHECK_NAME);
  if (ours.length === 0) return mayRename(snapshot.config?.text) ? undefined : DEFAULT_CHECK_NAME;
  return reason === REASON.baseChanged && ours.every(({ status }) => status === "completed") ? ours.reduce((a, b) => (a.id > b.id ? a : b)).name : undefined;
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
function informed(job: PullJob, reading: Reading): PullJob {
  if (!reading.snapshot.pull.base || job.group) return job;
  return { ...job, base: { name: reading.snapshot.pull.base } };
}

function pullOf(job: Job): PullJob {
  if (job.kind !== "pull") throw new TypeError(`GitHub has no ${job.kind} job`);
  return job;
}
