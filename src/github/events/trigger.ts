/** What an event asks for. Handlers only find this out; the queue does the work. */
import type { PullJob } from "../../model/job.ts";

export type Trigger =
  | { readonly kind: "review"; readonly job: PullJob }
  /** The pull request is closed: work on it stops. */
  | { readonly kind: "cancel"; readonly job: PullJob }
  | { readonly kind: "comment"; readonly comment: CommentJob };

/** A comment on a pull request that holds commands. */
export interface CommentJob {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly installation?: number;
  /** REST id and GraphQL id of the comment. */
  readonly id: number;
  readonly node: string;
  readonly body: string;
  /** Who wrote it: login and id; absent for a deleted account. */
  readonly author?: { readonly login: string; readonly id: number };
  /** The id of the pull request's author. */
  readonly pullAuthor?: number;
}

/** The parts of a payload that all repository events share. */
export interface RepositoryPayload {
  readonly action: string;
  readonly repository: { readonly id: number; readonly node_id?: string; readonly name: string; readonly owner: { readonly login: string } };
  readonly installation?: { readonly id: number };
}

export const REASON = { baseChanged: "base changed", rerequested: "re-run requested" } as const;

export function pullJob(payload: RepositoryPayload, number: number, rest: Pick<PullJob, "reason" | "force" | "head" | "base" | "comments">): PullJob {
  const { node_id: repositoryNode } = payload.repository;
  return { kind: "pull", ...place(payload), ...(repositoryNode ? { repositoryNode } : {}), number, ...rest };
}

export function place({ repository, installation }: RepositoryPayload): Pick<PullJob, "owner" | "repo" | "installation"> {
  return { owner: repository.owner.login, repo: repository.name, ...(installation ? { installation: installation.id } : {}) };
}
