/** The app: events become tasks, tasks run one at a time per pull request, and what fails for good says so on the pull request. */
import type { Context, Probot } from "probot";
import type { PullJob } from "../model/job.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { review } from "../review.ts";
import type { Client } from "./client.ts";
import { answerComment } from "./commands/answer-comment.ts";
import type { RulePages } from "./commands/command.ts";
import { commands } from "./commands/obey.ts";
import type { CommentJob, Trigger } from "./events/trigger.ts";
import { EVENTS, triggersOf } from "./events/triggers.ts";
import { passesAfter, reasonOf, redact, Superseded, statusOf } from "./failures.ts";
import { cancelCheck, failCheck } from "./publishing/check-run.ts";
import type { Clock } from "./queue/clock.ts";
import { createDeliveries } from "./queue/deliveries.ts";
import { createQueue, type Queue } from "./queue/queue.ts";
import { createMemory, githubWorld } from "./world.ts";

export interface AppOptions {
  readonly appId: number;
  readonly examine: (snapshot: Snapshot) => Promise<Verdict>;
  readonly rules: RulePages;
  readonly clock: Clock;
  readonly reviewsAtOnce: number;
}

interface ReviewTask {
  readonly kind: "review";
  readonly job: PullJob;
  readonly deliveries: readonly string[];
  /** The check run that stands for this work, across its tries. */
  readonly check: { id?: number | undefined; head?: string };
}
interface CommentTask {
  readonly kind: "comment";
  readonly comment: CommentJob;
  readonly deliveries: readonly string[];
}
export type Task = ReviewTask | CommentTask;

/** Tries of one task; the pauses between them sum up to some two minutes, or to what GitHub asks for. */
const TRIES = 8;
const FIRST_PAUSE = 1_000;
/** Pushes in quick succession: the first and the last are reviewed. Who pushes once is not kept waiting. */
const BURST = { within: 1_000, pause: 400, longest: 2_000, most: 15_000 };
const MOVED_ON = "No longer needed: the pull request has moved on";

export function createApp(probot: Probot, { appId, examine, rules, clock, reviewsAtOnce }: AppOptions): Queue<Task> {
  const deliveries = createDeliveries();
  const memory = createMemory();
  const queue = createQueue<Task>({ keyOf, merge, supersedes, perform, retryAfter, failed }, { clock, atOnce: reviewsAtOnce, burst: BURST });
  probot.on([...EVENTS], (context) => receive(context as unknown as Delivery));
  return queue;

  function receive({ id, name, payload }: Delivery): void {
    if (!deliveries.take(id)) return;
    for (const trigger of understood(id, name, payload)) {
      if (trigger.kind === "cancel") queue.cancel(keyOfPull(trigger.job));
      else if (trigger.kind === "comment") queue.add({ kind: "comment", comment: trigger.comment, deliveries: [id] });
      else queue.add({ kind: "review", job: trigger.job, deliveries: [id], check: {} });
    }
  }

  /** What this throws is shown to the sender. */
  function understood(id: string, name: Delivery["name"], payload: unknown): Trigger[] {
    try {
      return triggersOf(name, payload, appId);
    } catch (error) {
      deliveries.forget(id);
      probot.log.error({ delivery: id, event: name, stack: (error as Error).stack }, "payload not understood");
      throw new Error("This payload is not what GitHub's documentation says");
    }
  }

  async function perform(task: Task, signal: AbortSignal): Promise<void> {
    if (task.kind === "comment") return performComment(task);
    const { check } = task;
    const job = check.head === undefined ? task.job : withoutCounts(task.job);
    const client = await clientFor(job);
    let outdated: number | undefined;
    const world = githubWorld({ client, examine, memory, appId, now: clock.now, signal, onlyOpen: true, onCheck });
    try {
      const verdict = await review(job, world);
      if (outdated !== undefined) await cancelCheck(client, job, outdated, MOVED_ON);
      probot.log.info(
        { ...labels(job), head: check.head, outcome: verdict.outcome, findings: verdict.findings.length, gaps: verdict.gaps.length, relevant: verdict.relevant },
        "reviewed",
      );
    } catch (error) {
      const isOver = error instanceof Superseded || signal.aborted;
      if (!isOver) throw error;
      probot.log.info({ ...labels(job), head: check.head }, `stopped: ${reasonOf(error)}`);
      if (check.id !== undefined) await cancelCheck(client, job, check.id, MOVED_ON);
    }

    /** A try that failed may have left its check on a head that was replaced since. */
    function onCheck(seen: { readonly id?: number; readonly head: string }): void {
      if (check.id !== undefined && check.head !== seen.head) outdated = check.id;
      if (check.head !== seen.head || seen.id !== undefined) Object.assign(check, { id: undefined }, seen);
    }
  }

  async function performComment({ comment, deliveries: from }: CommentTask): Promise<void> {
    await answerComment(comment, {
      client: await clientFor(comment),
      knowledge: { commands, rules },
      review: (job) => queue.add({ kind: "review", job, deliveries: from, check: {} }),
    });
  }

  async function clientFor({ installation }: { readonly installation?: number }): Promise<Client> {
    return (await probot.auth(installation)) as unknown as Client;
  }

  function retryAfter(error: unknown, attempt: number): number | undefined {
    const pause = passesAfter(error, clock.now());
    if (pause === undefined || attempt >= TRIES) return undefined;
    return Math.max(pause, FIRST_PAUSE * 2 ** (attempt - 1));
  }

  async function failed(task: Task, error: unknown): Promise<void> {
    for (const id of task.deliveries) deliveries.forget(id);
    const about = task.kind === "review" ? task.job : task.comment;
    probot.log.error(
      { ...labels(about), ...(statusOf(error) === undefined ? { stack: redact((error as Error).stack ?? "") } : { status: statusOf(error) }) },
      `gave up: ${reasonOf(error)}`,
    );
    if (task.kind === "review" && (task.check.head ?? task.job.head))
      await failCheck(await clientFor(task.job), task.job, { head: task.check.head ?? task.job.head ?? "", id: task.check.id }, reasonOf(error));
  }
}

/** A second try: what the first wrote, if anything, the event did not count. */
function withoutCounts({ comments: _, ...job }: PullJob): PullJob {
  return job;
}

interface Delivery {
  readonly id: string;
  readonly name: (typeof EVENTS)[number];
  readonly payload: Context["payload"];
}

function keyOf(task: Task): string {
  return task.kind === "review" ? keyOfPull(task.job) : `comment ${task.comment.owner}/${task.comment.repo} ${task.comment.id}`.toLowerCase();
}

function keyOfPull({ owner, repo, number }: PullJob): string {
  return `${owner}/${repo}#${number}`.toLowerCase();
}

/** What the later event knew counts; who asked for a re-run still gets one. */
function merge(earlier: Task, later: Task): Task {
  if (earlier.kind !== "review" || later.kind !== "review") return later;
  const { head = earlier.job.head, base = earlier.job.base } = later.job;
  const job = { ...later.job, ...(head === undefined ? {} : { head }), ...(base ? { base } : {}), force: earlier.job.force || later.job.force };
  return { kind: "review", job, deliveries: [...earlier.deliveries, ...later.deliveries], check: earlier.check };
}

/** A push, or another base: what is being worked out now will not be wanted. */
function supersedes(later: Task, running: Task): boolean {
  if (later.kind !== "review" || running.kind !== "review") return false;
  return (later.job.head !== undefined && later.job.head !== (running.check.head ?? running.job.head)) || later.job.base?.name !== (running.job.base?.name ?? later.job.base?.name);
}

function labels({ owner, repo, number }: Pick<PullJob, "owner" | "repo" | "number">): object {
  return { repository: `${owner}/${repo}`, pull: number };
}
