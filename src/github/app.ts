/** The app: events become tasks, tasks run one at a time per pull request, and what fails for good says so on the pull request. */
import { randomUUID } from "node:crypto";
import type { Context, Probot } from "probot";
import type { PullJob } from "../model/job.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Budget } from "./budget.ts";
import type { Client } from "./client.ts";
import { answerButton } from "./commands/answer-button.ts";
import { answerComment } from "./commands/answer-comment.ts";
import type { RulePages } from "./commands/command.ts";
import { commands } from "./commands/obey.ts";
import { REASON, type Trigger } from "./events/trigger.ts";
import { EVENTS, type EventName, triggersOf, UNASKED_EVENTS } from "./events/triggers.ts";
import { PutOff, passesAfter, reasonOf, statusOf } from "./failures.ts";
import type { BookedLane } from "./lane.ts";
import type { Log } from "./log.ts";
import { look } from "./look.ts";
import type { Metrics } from "./metrics.ts";
import { createPace } from "./pace.ts";
import { performReview } from "./perform-review.ts";
import { failCheck } from "./publishing/check-run.ts";
import type { Clock } from "./queue/clock.ts";
import type { JobQueue, QueueOptions, Run, Work } from "./queue/job-queue.ts";
import { isSameConfig } from "./snapshot/config-change.ts";
import { forgetConfig, type Memory } from "./snapshot/memory.ts";
import { listOpenPulls } from "./snapshot/open-pulls.ts";
import { forgetShared, SHARED_REPOSITORY } from "./snapshot/shared-config.ts";
import {
  type ButtonTask,
  type CommentTask,
  isUrgent,
  keyOf,
  keyOfPull,
  labels,
  laneOf,
  merge,
  placeOf,
  type RepositoryTask,
  reviewTask,
  supersedes,
  type Task,
  tasksOf,
} from "./task.ts";
import { welcome } from "./welcome.ts";

export interface AppOptions {
  readonly appId: number;
  readonly examine: (snapshot: Snapshot) => Promise<Verdict>;
  readonly rules: RulePages;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly memory: Memory;
  readonly metrics: Metrics;
  /** The line of what notifies people. */
  readonly notices: BookedLane;
  /** Settles when no webhook is to be answered first. */
  readonly quiet: () => Promise<void>;
  readonly reviewsAtOnce: number;
  /** Some process looks for open pull requests that nobody has reviewed. */
  readonly isReconciled: boolean;
  /** Where the work is kept. */
  readonly queue: (work: Work<Task>, options: QueueOptions) => JobQueue<Task>;
}

/** Tries of one task; the pauses between them sum up to some two minutes, or to what GitHub asks for. */
const TRIES = 8;
const FIRST_PAUSE = 1_000;
/** Pushes in quick succession, twenty in half a minute: the first and the last are reviewed. Who pushes once is not kept waiting. */
const BURST = { within: 10_000, pause: 2_000, longest: 4_000, most: 45_000 };
/** Whole repositories, per installation. GitHub: 500 requests that create content an hour (docs: secondary rate limits). */
const REPOSITORIES = { burst: 20, pause: 8_000 };

export function createApp(
  probot: Probot,
  { appId, examine: examineNow, rules, clock, budget, memory, metrics, notices, quiet, reviewsAtOnce, isReconciled, queue: open }: AppOptions,
): JobQueue<Task> {
  const pace = createPace(REPOSITORIES);
  const examine: AppOptions["examine"] = (snapshot) => quiet().then(() => examineNow(snapshot));
  const queue = open(
    { keyOf, laneOf, isUrgent, merge, supersedes, perform, retryAfter, isFailure: (error) => !(error instanceof PutOff), failed },
    { atOnce: reviewsAtOnce, burst: BURST },
  );
  probot.on([...EVENTS, ...UNASKED_EVENTS], (context) => receive(context as unknown as Delivery));
  return queue;

  /** Settles once what it asks for is kept; the webhook is answered then. */
  async function receive({ id, name, payload }: Delivery): Promise<void> {
    const triggers = understood(id, name, payload);
    const tasks = triggers.flatMap((trigger) => tasksOf(trigger, id));
    try {
      for (const trigger of triggers) if (trigger.kind === "cancel") await queue.cancel(keyOfPull(trigger.job));
      const isNew = tasks.length === 0 || (await queue.add(tasks, id));
      for (const { kind } of triggers.length > 0 ? triggers : [{ kind: "nothing" as const }]) metrics.asked(isNew ? kind : "duplicate");
      if (tasks.length > 0) probot.log.info({ delivery: id, event: name, ...labels(tasks[0] as Task), tasks: tasks.length }, isNew ? "taken" : "taken before");
    } catch (error) {
      probot.log.error({ delivery: id, event: name, err: error }, "could not be kept");
      throw new Error("It could not be kept. Send it again");
    }
  }

  /** What this throws is shown to the sender. */
  function understood(id: string, name: Delivery["name"], payload: unknown): Trigger[] {
    try {
      return triggersOf(name, payload, appId);
    } catch (error) {
      probot.log.error({ delivery: id, event: name, stack: (error as Error).stack }, "payload not understood");
      throw new Error("This payload is not what GitHub's documentation says");
    }
  }

  async function perform(task: Task, run: Run): Promise<void> {
    await quiet();
    const { installation } = placeOf(task);
    const wait = budget.wait(installation, "review", clock.now());
    if (wait > 0) throw new PutOff(`GitHub lets this installation make few requests more for ${Math.ceil(wait / 1000)} s`, wait);
    if (task.kind === "comment") return performComment(task);
    if (task.kind === "button") return performButton(task);
    if (task.kind === "repository") return performRepository(task, run);
    const log = (probot.log as unknown as Log).child({ run: randomUUID().slice(0, 8), ...labels(task) });
    const ask = async (job: PullJob): Promise<void> => void (await queue.add([reviewTask(job, task.deliveries)]));
    return performReview(task, run, { client: await clientFor(task.job), examine, memory, appId, now: clock.now, log, metrics, notices, review: ask });
  }

  async function performComment({ comment, deliveries: from }: CommentTask): Promise<void> {
    await answerComment(comment, {
      client: await clientFor(comment),
      knowledge: { commands, rules },
      look: async (job) => look(job, { client: await clientFor(job), examine, memory, appId, now: clock.now }),
      review: async (job) => void (await queue.add([reviewTask(job, from)])),
    });
  }

  async function performButton({ button }: ButtonTask): Promise<void> {
    const client = await clientFor(button);
    await answerButton(button, { client, knowledge: { commands, rules }, look: (job) => look(job, { client, examine, memory, appId, now: clock.now }) });
  }

  async function performRepository({ repository, reason, unlessSame, deliveries: from }: RepositoryTask, { hold }: Run): Promise<void> {
    const now = clock.now();
    const wait = Math.max(budget.wait(repository.installation, "background", now), pace.wait(repository.installation, now));
    if (wait > 0) throw new PutOff("requests are left to reviews", wait);
    const client = await clientFor(repository);
    if (unlessSame && (await isSameConfig(client, repository, unlessSame))) return;
    forgetConfig(memory, repository);
    if (repository.repo === SHARED_REPOSITORY) forgetShared(memory, repository.owner);
    if (reason === REASON.installed) await welcome(repository, { client, memory, appId, examine, now, hold });
    // An organisation brings hundreds of repositories at once: what is open there is reviewed at the reconciler's pace.
    if (reason === REASON.installed && isReconciled) return;
    const jobs = await listOpenPulls(client, repository, reason);
    if (jobs.length > 0) await queue.add(jobs.map((job) => reviewTask(job, from)));
  }

  async function clientFor({ installation }: { readonly installation?: number }): Promise<Client> {
    return (await probot.auth(installation)) as unknown as Client;
  }

  function retryAfter(error: unknown, attempt: number): number | undefined {
    if (error instanceof PutOff) return error.pause;
    const pause = passesAfter(error, clock.now());
    if (pause === undefined || attempt >= TRIES) return undefined;
    metrics.retried();
    probot.log.warn({ attempt, status: statusOf(error) }, `tried again later: ${reasonOf(error)}`);
    return Math.max(pause, FIRST_PAUSE * 2 ** (attempt - 1));
  }

  async function failed(task: Task, error: unknown): Promise<void> {
    metrics.gaveUp();
    probot.log.error({ ...labels(task), status: statusOf(error), ...(statusOf(error) === undefined ? { err: error } : {}) }, `gave up: ${reasonOf(error)}`);
    const untold = (problem: unknown): void => probot.log.error({ ...labels(task), status: statusOf(problem) }, `could not be told: ${reasonOf(problem)}`);
    await queue.forget(task.deliveries).catch(untold);
    const head = task.kind === "review" ? (task.check.head ?? task.job.head) : undefined;
    if (task.kind === "review" && head !== undefined)
      await clientFor(task.job)
        .then((client) => failCheck(client, task.job, { head, id: task.check.id }, reasonOf(error)))
        .catch(untold);
  }
}

interface Delivery {
  readonly id: string;
  readonly name: EventName;
  readonly payload: Context["payload"];
}
