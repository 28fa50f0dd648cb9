/** One try of a review: reads, examines, writes; and tidies up after itself when nobody wants the result any more. */
import type { Job, PullJob } from "../model/job.ts";
import type { Action } from "../model/publication.ts";
import { review } from "../review.ts";
import { REASON } from "./events/trigger.ts";
import { PutOff, reasonOf, Superseded } from "./failures.ts";
import type { BookedLane } from "./lane.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { cancelCheck } from "./publishing/check-run.ts";
import type { Run } from "./queue/job-queue.ts";
import { Lost } from "./queue/job-queue.ts";
import { readClosed } from "./snapshot/closed.ts";
import { wantsDescription } from "./snapshot/description.ts";
import { keyOfPull, type ReviewTask } from "./task.ts";
import { takeTurn, whileWanted } from "./turn.ts";
import { type GithubWorldOptions, githubWorld } from "./world.ts";

export interface ReviewTools extends Pick<GithubWorldOptions, "client" | "examine" | "memory" | "appId" | "now"> {
  readonly log: Log;
  readonly metrics: Metrics;
  /** The line of what notifies people. */
  readonly notices: BookedLane;
  /** Has another pull request reviewed. */
  readonly review: (job: PullJob) => Promise<void>;
}

const MOVED_ON = "No longer needed: the pull request has moved on";

/** Rejects with what went wrong; its caller decides whether there is another try. */
export async function performReview(task: ReviewTask, { signal, isAgain, hold }: Run, { log, metrics, notices, review: ask, ...tools }: ReviewTools): Promise<void> {
  const { job: asked, check } = task;
  const { client, now, memory } = tools;
  const job = check.head === undefined && !isAgain ? asked : withoutCounts(asked);
  if (task.isHint && isDealtWith(task, memory)) return;
  if (job.reason === REASON.bodyChanged && !(await wantsDescription(client, job, tools.appId))) return;
  if (job.reason === REASON.closed && (await tidyUp(job, { hold, ask, ...tools }))) return;
  const began = now();
  const world = githubWorld({ ...tools, client: whileWanted(client, signal), signal, hold, onlyOpen: true, onCheck });
  try {
    const verdict = await review(job, { ...world, publish });
    if (check.head !== undefined) memory?.reviewed.set(keyOfPull(job), check.head, 1);
    metrics.reviewed(verdict.outcome, (now() - began) / 1000, verdict);
    const { outcome, relevant, findings, gaps } = verdict;
    log.info({ head: check.head, outcome, findings: findings.length, gaps: gaps.length, relevant, reason: job.reason }, "reviewed");
  } catch (error) {
    const isOver = error instanceof Superseded || signal.aborted;
    if (!isOver || error instanceof Lost) throw error;
    metrics.reviewed("stopped", (now() - began) / 1000);
    log.info({ head: check.head, reason: job.reason }, `stopped: ${reasonOf(error)}`);
    if (check.id === undefined) return;
    await hold();
    await cancelCheck(client, job, check.id, MOVED_ON);
  }

  function publish(_job: Job, actions: readonly Action[]): Promise<void> {
    takeTurn(task, actions, { notices, now: now() });
    return world.publish(job, actions);
  }

  /** A try that failed may have left its check on a head that was replaced since. */
  async function onCheck(seen: { readonly id?: number; readonly head: string }): Promise<void> {
    if (check.id !== undefined && check.head !== seen.head) await cancelCheck(client, job, check.id, MOVED_ON);
    if (check.head !== seen.head || seen.id !== undefined) Object.assign(check, { id: undefined }, seen);
  }
}

/** False: it is open. */
async function tidyUp(job: PullJob, { client, appId, hold, ask }: Pick<ReviewTools, "client" | "appId"> & Pick<Run, "hold"> & { ask: ReviewTools["review"] }): Promise<boolean> {
  const left = await readClosed(client, job, appId);
  if (!left) return false;
  for (const id of left.begun) {
    await hold();
    await cancelCheck(client, job, id, MOVED_ON);
  }
  const { owner, repo, installation, head } = job;
  const place = { owner, repo, ...(installation === undefined ? {} : { installation }), ...(head === undefined ? {} : { head }) };
  for (const number of left.heldUp) await ask({ kind: "pull", ...place, number, reason: REASON.twinClosed, force: false });
  return true;
}

/** What a hint says, another event mostly says as well, with more that helps: it gets a moment to come. */
const HINT_PAUSE = 15_000;

function isDealtWith(task: ReviewTask, memory: ReviewTools["memory"]): boolean {
  if (task.job.head !== undefined && memory?.reviewed.get(keyOfPull(task.job)) === task.job.head) return true;
  if (task.waited) return false;
  task.waited = true;
  throw new PutOff("the pull request's own event may come yet", HINT_PAUSE);
}

/** A second try: what the first wrote, if anything, the event did not count. */
function withoutCounts({ comments: _, ...job }: PullJob): PullJob {
  return job;
}
