/**
 * What was missed: a webhook that did not get through, a process that died over its work, a repository that was installed while nobody listened. GitHub
 * is asked what stands there, and what should stand there and does not is put into the queue.
 */
import type { PullJob } from "../../model/job.ts";
import type { Budget } from "../budget.ts";
import type { Client } from "../client.ts";
import type { RepositoryPlace, Trigger } from "../events/trigger.ts";
import { EVENTS, type EventName, triggersOf, UNASKED_EVENTS } from "../events/triggers.ts";
import { reasonOf, statusOf } from "../failures.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Clock } from "../queue/clock.ts";
import { redeliverFailed } from "./deliveries.ts";
import { type OpenPull, type OpenPulls, readOpenPulls } from "./open-pulls.ts";
import { listInstallations, listRepositories, newestActivity, type Repository } from "./repositories.ts";
import { unansweredReviewComments } from "./review-comments.ts";

export interface ReconcilerOptions {
  readonly appId: number;
  /** Without an installation: as the app itself. */
  readonly clientFor: (installation?: number) => Promise<Client>;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Puts into the queue what an event would have. */
  readonly ask: (trigger: Trigger) => Promise<void>;
  /** What is the same for all repositories of an owner: the organisation's configuration. */
  readonly learn: (client: Client, owner: string) => Promise<void>;
  /** Nobody else can be at work: what is in progress when this process starts is nobody's. */
  readonly alone: boolean;
  /** Asked between two requests. */
  readonly isStopping: () => boolean;
}

export interface Reconciler {
  /** One look at everything. Never rejects: what could not be looked at is looked at next time. */
  look(): Promise<void>;
}

/** Milliseconds. A run in progress is somebody's work until then; an event may still be under way until then. */
const STUCK = 10 * 60_000;
const GRACE = 2 * 60_000;
const DAY = 24 * 3_600_000;
/** Repositories that one look reads, and jobs that it asks for, per installation: the rest waits for the next. */
const MOST_REPOSITORIES = 200;
const MOST_JOBS = 50;
/** How often one head is tried before it is left for a while: a configuration may say that drafts get nothing. */
const MOST_TRIES = 3;
const TRIED_KEPT = 10_000;

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { appId, clientFor, clock, budget, metrics, log, ask, learn, alone, isStopping } = options;
  /** By repository: the newest activity up to which everything was in order. */
  const settled = new Map<string, number>();
  const tried = new Map<string, { count: number; last: number }>();
  const started = clock.now();
  let lastLook: number | undefined;

  async function look(): Promise<void> {
    const began = clock.now();
    await attempt("deliveries", async () => {
      const asked = await redeliverFailed(await clientFor(), { since: (lastLook ?? 0) - DAY, now: began, events: [...EVENTS, ...UNASKED_EVENTS] });
      for (let at = 0; at < asked; at++) metrics.reconciled("delivery");
    });
    const installations = (await attempt("installations", async () => listInstallations(await clientFor()))) ?? [];
    for (const installation of installations) if (!isStopping()) await attempt(`installation ${installation}`, () => lookAtInstallation(installation));
    lastLook = began;
  }

  async function attempt<T>(what: string, task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (error) {
      log.warn({ what }, `the reconciler could not look at it: ${reasonOf(error)}`);
      return undefined;
    }
  }

  async function lookAtInstallation(installation: number): Promise<void> {
    const client = await clientFor(installation);
    const repositories = await listRepositories(client);
    for (const owner of new Set(repositories.map((repository) => repository.owner))) await attempt(owner, () => learn(client, owner));
    const newest = await newestActivity(client, repositories);
    let left = MOST_REPOSITORIES;
    let jobs = MOST_JOBS;
    for (const repository of repositories) {
      const activity = newest.get(repository.node);
      if (activity === undefined || settled.get(repository.node) === activity) continue;
      if (isStopping() || left-- <= 0 || jobs <= 0 || budget.wait(installation, "background", clock.now()) > 0) return;
      const asked = await attempt(`${repository.owner}/${repository.repo}`, () => lookAtRepository(client, repository, installation, activity));
      if (asked === 0) settled.set(repository.node, activity);
      else settled.delete(repository.node);
      jobs -= asked ?? 0;
    }
  }

  /** The answer: what is not in order yet. */
  async function lookAtRepository(client: Client, repository: Repository, installation: number, activity: number): Promise<number> {
    const now = clock.now();
    const place = { owner: repository.owner, repo: repository.repo, installation };
    const open = await readOpenPulls(client, place, appId, settled.get(repository.node) ?? 0);
    if (!open) return 0;
    let undone = 0;
    for (const pull of open.pulls) {
      const { verdict, wait } = stateOf(pull, now);
      if (wait) undone++;
      if (verdict && mayTry(`${repository.node} ${pull.number} ${pull.head}`, now)) {
        undone++;
        metrics.reconciled(verdict);
        await ask({ kind: "review", job: jobFor(place, open, pull, "nobody had reviewed it") });
      }
    }
    const commands = [...unansweredComments(client, place, open, now), ...(activity > now - DAY ? await inThreads(client, place, open, now) : [])];
    for (const { key, triggers } of commands) {
      const asked = mayTry(key, now) ? await triggers() : [];
      for (const trigger of asked) {
        undone++;
        metrics.reconciled("command");
        await ask(trigger);
      }
    }
    return undone;
  }

  function stateOf({ check, updated }: OpenPull, now: number): { readonly verdict?: "pull" | "stuck"; readonly wait?: boolean } {
    if (check.kind === "done") return {};
    const isOurs = alone && check.kind === "in-progress" && check.since < started;
    if (check.kind === "in-progress") return isOurs || now - check.since > STUCK ? { verdict: "stuck" } : { wait: true };
    return lastLook === undefined || now - updated > GRACE ? { verdict: "pull" } : { wait: true };
  }

  function mayTry(key: string, now: number): boolean {
    const before = tried.get(key) ?? { count: 0, last: 0 };
    if (before.count >= MOST_TRIES && now - before.last < DAY) return false;
    tried.delete(key);
    tried.set(key, { count: before.count >= MOST_TRIES ? 1 : before.count + 1, last: now });
    for (const oldest of tried.keys()) {
      if (tried.size <= TRIED_KEPT) break;
      tried.delete(oldest);
    }
    return true;
  }

  interface Command {
    readonly key: string;
    readonly triggers: () => Promise<readonly Trigger[]>;
  }

  function unansweredComments(client: Client, place: RepositoryPlace, { pulls }: OpenPulls, now: number): Command[] {
    return pulls.flatMap(({ number, author, unanswered }) =>
      unanswered
        .filter(({ created }) => isTimely(created, now))
        .map(({ id, node }) => ({
          key: node,
          async triggers() {
            const comment = await readComment(client, place, id);
            return comment ? understood("issue_comment", { ...payloadOf(place), issue: { number, pull_request: {}, user: author ?? null }, comment }) : [];
          },
        })),
    );
  }

  async function inThreads(client: Client, place: RepositoryPlace, { pulls }: OpenPulls, now: number): Promise<Command[]> {
    const found = await unansweredReviewComments(client, place, now - DAY);
    return found.flatMap(({ number, comment }) => {
      const pull = pulls.find((open) => open.number === number);
      if (!pull || !isTimely(Date.parse(comment.created_at), now)) return [];
      const payload = { ...payloadOf(place), pull_request: { number, user: pull.author ?? null }, comment };
      return [{ key: comment.node_id, triggers: async () => understood("pull_request_review_comment", payload) }];
    });
  }

  /** A young one's own event may still be at work. */
  function isTimely(created: number, now: number): boolean {
    return created > now - DAY && (lastLook === undefined || created < now - GRACE);
  }

  /** As if the event had come. */
  function understood(name: EventName, payload: object): Trigger[] {
    return triggersOf(name, payload, appId);
  }

  return { look };
}

function jobFor(place: RepositoryPlace, { repositoryNode }: OpenPulls, { number, head, base }: OpenPull, reason: string): PullJob {
  return { kind: "pull", ...place, repositoryNode, number, head, base, reason, force: false };
}

function payloadOf({ owner, repo, installation }: RepositoryPlace): object {
  return { action: "created", repository: { id: 0, name: repo, owner: { login: owner } }, ...(installation === undefined ? {} : { installation: { id: installation } }) };
}

/** As its event brings it: GraphQL does not say whether an app wrote it in somebody's name. `undefined`: it is gone. */
async function readComment(client: Client, { owner, repo }: RepositoryPlace, id: number): Promise<object | undefined> {
  try {
    return (await client.request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", { owner, repo, comment_id: id })).data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
