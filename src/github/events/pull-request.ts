/** `pull_request` events: each asks for a look; what is closed is found to be so by whoever looks, since events come late and in any order. */
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
  readonly changes?: { readonly base?: unknown; readonly body?: unknown };
}

const REVIEWED = new Set(["opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft", REASON.closed]);

export function onPullRequest(payload: PullRequestPayload): Trigger[] {
  const { action, number, pull_request: pull } = payload;
  const reason = action === "edited" ? reasonOfEdit(payload.changes) : action;
  const counted = pull.comments !== undefined && pull.review_comments !== undefined ? { comments: pull.comments + pull.review_comments } : {};
  const hints = { head: pull.head.sha, base: { name: pull.base.ref, sha: pull.base.sha }, ...counted, force: false };
  if (reason === undefined || (action !== "edited" && !REVIEWED.has(action))) return [];
  return [{ kind: "review", job: pullJob(payload, number, { ...hints, reason }) }];
}

/** A new description is of interest only where a plan in it is what is missing: whoever runs the job finds out. */
function reasonOfEdit(changes: PullRequestPayload["changes"]): string | undefined {
  if (changes?.base !== undefined) return REASON.baseChanged;
  return changes?.body === undefined ? undefined : REASON.bodyChanged;
}
