/** What an event asks for. Handlers only find this out; the queue does the work. */
import type { PullJob } from "../../model/job.ts";

export type Trigger =
  /** `isHint`: another event says the same; nothing is to be done for a head that was reviewed. */
  | { readonly kind: "review"; readonly job: PullJob; readonly isHint?: true }
  /** The merge queue has given its commit up: work on it stops. */
  | { readonly kind: "cancel"; readonly job: PullJob }
  | { readonly kind: "comment"; readonly comment: CommentJob }
  | { readonly kind: "button"; readonly button: ButtonJob }
  /** All open pull requests of these may need another look. */
  | { readonly kind: "repositories"; readonly repositories: readonly RepositoryPlace[]; readonly reason: string; readonly unlessSame?: Commits };

/** Nothing is to be done if the configuration is the same in both. */
export interface Commits {
  readonly before: string;
  readonly after: string;
}

export interface RepositoryPlace {
  readonly owner: string;
  readonly repo: string;
  readonly installation?: number;
}

/** A comment on a pull request that holds commands. */
export interface CommentJob extends RepositoryPlace {
  readonly number: number;
  /** REST id and GraphQL id of the comment. */
  readonly id: number;
  readonly node: string;
  readonly body: string;
  /** Of a review comment: the first of its thread, where the answer goes. */
  readonly thread?: number;
  /** Who wrote it: login and id; absent for a deleted account. */
  readonly author?: { readonly login: string; readonly id: number };
  /** The id of the pull request's author. */
  readonly pullAuthor?: number;
}

/** A button of our check run that answers with a comment. */
export interface ButtonJob extends RepositoryPlace {
  readonly number: number;
  readonly head: string;
  readonly base?: PullJob["base"];
  /** The command that it stands for. */
  readonly command: string;
  readonly presser: { readonly login: string; readonly id: number };
}

/** The parts of a payload that all repository events share. */
export interface RepositoryPayload {
  readonly action: string;
  readonly repository: { readonly id: number; readonly node_id?: string; readonly name: string; readonly owner: { readonly login: string } };
  readonly installation?: { readonly id: number };
}

export const REASON = {
  baseChanged: "base changed",
  bodyChanged: "description changed",
  rerequested: "re-run requested",
  closed: "closed",
  twinClosed: "another pull request with the same commits was closed",
  waiverGone: "a waiver was edited or deleted",
  configChanged: "configuration changed",
  installed: "installed",
  pushed: "checks requested",
} as const;

export function pullJob(payload: RepositoryPayload, number: number, rest: Pick<PullJob, "reason" | "force" | "head" | "base" | "comments" | "group">): PullJob {
  const { node_id: repositoryNode } = payload.repository;
  return { kind: "pull", ...place(payload), ...(repositoryNode ? { repositoryNode } : {}), number, ...rest };
}

export function place({ repository, installation }: RepositoryPayload): RepositoryPlace {
  return { owner: repository.owner.login, repo: repository.name, ...(installation ? { installation: installation.id } : {}) };
}
