/** What the queue holds: reviews and commands, and what the queue needs to know about them. Pure; JSON, so that it can lie in a database. */
import type { PullJob } from "../model/job.ts";
import { type ButtonJob, type CommentJob, type Commits, REASON, type RepositoryPlace, type Trigger } from "./events/trigger.ts";

export interface ReviewTask {
  readonly kind: "review";
  readonly job: PullJob;
  readonly deliveries: readonly string[];
  /** The check run that stands for this work, across its tries. */
  readonly check: { id?: number | undefined; head?: string };
  /** Another event says the same: nothing is to be done for a head that was reviewed. */
  readonly isHint?: true;
  /** A hint is put off once: its own event mostly comes right behind it. */
  waited?: true;
  /** When it is its turn to write what notifies people: its place in that line. Milliseconds since 1970. */
  turn?: number;
}
export interface CommentTask {
  readonly kind: "comment";
  readonly comment: CommentJob;
  readonly deliveries: readonly string[];
}
/** Somebody pressed a button of our check run. */
export interface ButtonTask {
  readonly kind: "button";
  readonly button: ButtonJob;
  readonly deliveries: readonly string[];
}
/** All open pull requests of a repository are to be looked at. */
export interface RepositoryTask {
  readonly kind: "repository";
  readonly repository: RepositoryPlace;
  readonly reason: string;
  readonly unlessSame?: Commits;
  readonly deliveries: readonly string[];
}
export type Task = ReviewTask | CommentTask | ButtonTask | RepositoryTask;

/** What is to be done for an event; nothing where it ends work. */
export function tasksOf(trigger: Trigger, delivery: string): Task[] {
  const deliveries = [delivery];
  switch (trigger.kind) {
    case "review":
      return [{ ...reviewTask(trigger.job, deliveries), ...(trigger.isHint ? { isHint: true as const } : {}) }];
    case "comment":
      return [{ kind: "comment", comment: trigger.comment, deliveries }];
    case "button":
      return [{ kind: "button", button: trigger.button, deliveries }];
    case "repositories":
      return trigger.repositories.map((repository) => ({
        kind: "repository",
        repository,
        reason: trigger.reason,
        ...(trigger.unlessSame ? { unlessSame: trigger.unlessSame } : {}),
        deliveries,
      }));
    case "cancel":
      return [];
  }
}

export function reviewTask(job: PullJob, deliveries: readonly string[]): ReviewTask {
  return { kind: "review", job, deliveries, check: {} };
}

export function keyOf(task: Task): string {
  switch (task.kind) {
    case "review":
      return keyOfPull(task.job);
    case "comment":
      return `comment ${task.comment.owner}/${task.comment.repo} ${task.comment.thread === undefined ? "" : "in thread "}${task.comment.id}`.toLowerCase();
    case "button":
      return `button ${task.button.command} ${task.button.owner}/${task.button.repo}#${task.button.number}`.toLowerCase();
    case "repository":
      return `repository ${task.repository.owner}/${task.repository.repo}`.toLowerCase();
  }
}

/** A merge queue's commits are each for themselves. */
export function keyOfPull({ owner, repo, number, group, head }: PullJob): string {
  return `${owner}/${repo}${group ? `@${head}` : `#${number}`}`.toLowerCase();
}

/** What comes in bursts. The rest does not wait: somebody asked for it, or merging must be held up at once (another base). */
const IN_BURSTS: readonly string[] = ["synchronize", REASON.pushed, REASON.bodyChanged];

export function isUrgent(task: Task): boolean {
  return task.kind !== "review" || task.job.force || task.job.group === true || !(task.isHint || IN_BURSTS.includes(task.job.reason));
}

/** Installations share the workers fairly. */
export function laneOf(task: Task): string {
  return String(placeOf(task).installation ?? "");
}

export function placeOf(task: Task): RepositoryPlace & { readonly number?: number } {
  switch (task.kind) {
    case "review":
      return task.job;
    case "comment":
      return task.comment;
    case "button":
      return task.button;
    case "repository":
      return task.repository;
  }
}

/** What the later event knew counts; who asked for a re-run still gets one. */
export function merge(earlier: Task, later: Task): Task {
  if (earlier.kind === "repository" && later.kind === "repository") return mergeRepositories(earlier, later);
  if (earlier.kind !== "review" || later.kind !== "review") return later;
  const { head = earlier.job.head, base = earlier.job.base } = later.job;
  const isMinor = later.job.reason === REASON.bodyChanged || later.isHint || (earlier.job.reason === REASON.baseChanged && later.job.reason !== REASON.closed);
  const reason = isMinor ? earlier.job.reason : later.job.reason;
  const job = { ...later.job, ...(head === undefined ? {} : { head }), ...(base ? { base } : {}), reason, force: earlier.job.force || later.job.force };
  const isHint = earlier.isHint && later.isHint ? { isHint: true as const } : {};
  return {
    kind: "review",
    job,
    deliveries: [...earlier.deliveries, ...later.deliveries],
    check: earlier.check,
    ...isHint,
    ...(earlier.turn === undefined ? {} : { turn: earlier.turn }),
  };
}

/** The one that asks for more; of two that look at the configuration, the whole of the way. */
function mergeRepositories(earlier: RepositoryTask, later: RepositoryTask): RepositoryTask {
  const deliveries = [...earlier.deliveries, ...later.deliveries];
  if (!later.unlessSame || !earlier.unlessSame) return { ...(later.unlessSame || earlier.reason === REASON.installed ? earlier : later), deliveries };
  return { ...later, unlessSame: { before: earlier.unlessSame.before, after: later.unlessSame.after }, deliveries };
}

/** A push, another base, the end: what is being worked out now will not be wanted. */
export function supersedes(later: Task, running: Task): boolean {
  if (later.kind !== "review" || running.kind !== "review") return false;
  if (later.job.reason === REASON.closed) return true;
  return (later.job.head !== undefined && later.job.head !== (running.check.head ?? running.job.head)) || later.job.base?.name !== (running.job.base?.name ?? later.job.base?.name);
}

/** For the log. */
export function labels(task: Task): object {
  const { owner, repo, number } = placeOf(task);
  return {
    repository: `${owner}/${repo}`,
    ...(number === undefined ? {} : { pull: number }),
    deliveries: task.deliveries.slice(0, 5),
    ...(task.kind === "comment" ? { comment: task.comment.id } : {}),
  };
}
