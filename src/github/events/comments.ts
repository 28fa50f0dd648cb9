/** A new comment on a pull request, if it holds a command and a person wrote it. */
import { readCommands } from "../commands/grammar.ts";
import { place, type RepositoryPayload, type Trigger } from "./trigger.ts";

interface Account {
  readonly login: string;
  readonly id: number;
  readonly type?: string;
}

export interface CommentPayload extends RepositoryPayload {
  readonly issue: { readonly number: number; readonly pull_request?: unknown; readonly user: Account | null };
  readonly comment: { readonly id: number; readonly node_id: string; readonly body: string | null; readonly user: Account | null; readonly performed_via_github_app?: unknown };
}

export function onIssueComment(payload: CommentPayload): Trigger[] {
  const { action, issue, comment } = payload;
  const { user } = comment;
  const byBot = user?.type === "Bot" || user?.login.endsWith("[bot]") || Boolean(comment.performed_via_github_app);
  if (action !== "created" || !issue.pull_request || byBot || readCommands(comment.body ?? "").length === 0) return [];
  return [
    {
      kind: "comment",
      comment: {
        ...place(payload),
        number: issue.number,
        id: comment.id,
        node: comment.node_id,
        body: comment.body ?? "",
        ...(user ? { author: { login: user.login, id: user.id } } : {}),
        ...(issue.user ? { pullAuthor: issue.user.id } : {}),
      },
    },
  ];
}
