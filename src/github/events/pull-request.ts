/** `pull_request` events: what is new is reviewed, what is closed is left alone. */
import { pullJob, REASON, type RepositoryPayload, type Trigger } from "./trigger.ts";

export interface PullRequestPayload extends RepositoryPayload {
  readonly number: number;
  readonly pull_request: {
    readonly head: { readonly sha: string };
    readonly base: { readonly ref: string; readonly sha: string };
    readonly comments?: number;
    readonly review_comments?: number;
  };
  /** Of `edited`: what it was before. */
  readonly changes?: { readonly base?: unknown };
}

const REVIEWED = new Set(["opened", "reopened", "synchronize", "ready_for_review"]);

export function onPullRequest(payload: PullRequestPayload): Trigger[] {
  const { action, number, pull_request: pull } = payload;
  const baseChanged = action === "edited" && payload.changes?.base !== undefined;
  const counted = pull.comments !== undefined && pull.review_comments !== undefined ? { comments: pull.comments + pull.review_comments } : {};
  const hints = { head: pull.head.sha, base: { name: pull.base.ref, sha: pull.base.sha }, ...counted, force: false };
  if (action === "closed") return [{ kind: "cancel", job: pullJob(payload, number, { ...hints, reason: action }) }];
  if (!REVIEWED.has(action) && !baseChanged) return [];
  return [{ kind: "review", job: pullJob(payload, number, { ...hints, reason: baseChanged ? REASON.baseChanged : action }) }];
}
