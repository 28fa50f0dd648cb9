/** What stands around a command before it is answered: our reactions to it, our answers on the pull request. */
import type { CommentJob } from "../events/trigger.ts";
import { repliedTo } from "./given.ts";
import { isDealtWith, type ReactionGroups } from "./reactions.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. A thread's replies are looked for only where the command stands in one. */
export const CONVERSATION_QUERY = `query Conversation($comment: ID!, $owner: String!, $repo: String!, $number: Int!, $withComment: Boolean!, $inThread: Boolean!) {
  node(id: $comment) @include(if: $withComment) {
    ... on IssueComment { reactionGroups { content viewerHasReacted } }
    ... on PullRequestReviewComment { reactionGroups { content viewerHasReacted } }
  }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid baseRefName
      comments(last: 100) { nodes { fullDatabaseId body viewerDidAuthor } }
      reviewThreads(last: 100) @include(if: $inThread) { nodes { comments(last: 50) { nodes { fullDatabaseId body viewerDidAuthor } } } }
    }
  }
}`;

interface CommentNode {
  readonly fullDatabaseId: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

interface ConversationAnswer {
  readonly node?: { readonly reactionGroups?: ReactionGroups } | null;
  readonly repository: {
    readonly pullRequest: {
      readonly headRefOid: string;
      readonly baseRefName: string;
      readonly comments: { readonly nodes: readonly CommentNode[] };
      readonly reviewThreads?: { readonly nodes: readonly { readonly comments: { readonly nodes: readonly CommentNode[] } }[] };
    } | null;
  };
}

export interface Exchange {
  /** The comment is gone, or carries our last reaction. */
  readonly isDone: boolean;
  /** Our answer stands already; only its reactions may be missing. */
  readonly isAnswered: boolean;
  /** Our comments on the pull request. */
  readonly ours: readonly CommentNode[];
  readonly head?: string;
  readonly base?: string;
}

export function exchangeOf(answer: unknown, job: Pick<CommentJob, "number" | "thread"> & { readonly id?: number }): Exchange {
  const { node, repository } = answer as ConversationAnswer;
  const pull = repository.pullRequest;
  const ours = pull?.comments.nodes.filter(({ viewerDidAuthor }) => viewerDidAuthor) ?? [];
  const nearby = job.thread === undefined ? ours : (pull?.reviewThreads?.nodes.flatMap(({ comments }) => comments.nodes.filter(({ viewerDidAuthor }) => viewerDidAuthor)) ?? []);
  return {
    isDone: !node || isDealtWith(node.reactionGroups),
    isAnswered: nearby.some(({ body }) => repliedTo(body) === String(job.id)),
    ours,
    ...(pull ? { head: pull.headRefOid, base: pull.baseRefName } : {}),
  };
}
