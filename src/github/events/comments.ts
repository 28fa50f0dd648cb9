/** A new comment on a pull request, if it holds a command and a person wrote it. */
import { givenIn } from "../commands/given.ts";
import { readCommands } from "../commands/grammar.ts";
import { waiverIn } from "../commands/waiver-grammar.ts";
import { place, pullJob, REASON, type RepositoryPayload, type Trigger } from "./trigger.ts";

interface Account {
  readonly login: string;
  readonly id: number;
  readonly type?: string;
}

export interface CommentPayload extends RepositoryPayload {
  readonly issue: { readonly number: number; readonly pull_request?: unknown; readonly user: Account | null };
  readonly comment: CommentBody;
  readonly changes?: Changes;
}

export interface ReviewCommentPayload extends RepositoryPayload {
  readonly pull_request: { readonly number: number; readonly user: Account | null };
  readonly comment: CommentBody & { readonly in_reply_to_id?: number };
  readonly changes?: Changes;
}

/** Of `edited`: what stood there before. */
interface Changes {
  readonly body?: { readonly from: string };
}

interface CommentBody {
  readonly id: number;
  readonly node_id: string;
  readonly body: string | null;
  readonly user: Account | null;
  readonly performed_via_github_app?: unknown;
}

export function onIssueComment(payload: CommentPayload): Trigger[] {
  const { action, issue, comment } = payload;
  if (!issue.pull_request) return [];
  return action === "created" ? commandsIn(payload, comment, issue) : takenBack(payload, issue.number);
}

export function onReviewComment(payload: ReviewCommentPayload): Trigger[] {
  const { action, pull_request: pull, comment } = payload;
  return action === "created" ? commandsIn(payload, comment, pull, comment.in_reply_to_id ?? comment.id) : takenBack(payload, pull.number);
}

/** An edited or deleted comment is never obeyed; but a waiver that stood in it, or our record of one, is over, and the check must not stay green for it. */
function takenBack(payload: CommentPayload | ReviewCommentPayload, number: number): Trigger[] {
  const { action, comment, changes } = payload;
  const stood = action === "deleted" ? comment.body : action === "edited" ? changes?.body?.from : undefined;
  if (!readCommands(stood ?? "").some(waiverIn) && givenIn(stood ?? "").length === 0) return [];
  return [{ kind: "review", job: pullJob(payload, number, { reason: REASON.waiverGone, force: false }) }];
}

function commandsIn(payload: RepositoryPayload, comment: CommentBody, { number, user: author }: { number: number; user: Account | null }, thread?: number): Trigger[] {
  const { id, node_id: node, body, user } = comment;
  const byBot = (user?.type !== undefined && user.type !== "User") || user?.login.endsWith("[bot]") || Boolean(comment.performed_via_github_app);
  if (byBot || readCommands(body ?? "").length === 0) return [];
  return [
    {
      kind: "comment",
      comment: {
        ...place(payload),
        number,
        id,
        node,
        body: body ?? "",
        ...(thread === undefined ? {} : { thread }),
        ...(user ? { author: { login: user.login, id: user.id } } : {}),
        ...(author ? { pullAuthor: author.id } : {}),
      },
    },
  ];
}
