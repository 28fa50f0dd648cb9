/** All that is said on a pull request: its comments and its threads, read on where they are longer than a page. */
import type { Client } from "../client.ts";
import { MORE_COMMENTS, MORE_THREADS, type Place } from "./query.ts";

export interface Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

export interface CommentNode {
  readonly fullDatabaseId: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  /** By anybody; null: it stands as it was written. */
  readonly lastEditedAt: string | null;
  /** Null: the account is gone. */
  readonly author: { readonly __typename: string; readonly login: string } | null;
}

export interface ThreadCommentNode extends CommentNode {
  readonly id: string;
  readonly isMinimized: boolean;
}

export interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  readonly resolvedBy: { readonly login: string } | null;
  /** The first fifty. */
  readonly comments: { readonly totalCount: number; readonly nodes: readonly ThreadCommentNode[] };
}

export interface Conversation {
  readonly threads: readonly ThreadNode[];
  readonly comments: readonly CommentNode[];
}

export async function readConversation(
  client: Client,
  place: Place,
  pull: { readonly reviewThreads: Page<ThreadNode>; readonly comments: Page<CommentNode> },
): Promise<Conversation> {
  return {
    threads: [...pull.reviewThreads.nodes, ...(await more<ThreadNode>(client, place, pull.reviewThreads, MORE_THREADS, "reviewThreads"))],
    comments: [...pull.comments.nodes, ...(await more<CommentNode>(client, place, pull.comments, MORE_COMMENTS, "comments"))],
  };
}

async function more<T>(client: Client, { owner, repo, number }: Place, first: Page<unknown>, query: string, field: "reviewThreads" | "comments"): Promise<T[]> {
  const nodes: T[] = [];
  for (let page = first; page.pageInfo.hasNextPage && page.pageInfo.endCursor; ) {
    const answer = await client.graphql<{ repository: { pullRequest: Record<string, Page<T>> } }>(query, { owner, repo, number, after: page.pageInfo.endCursor });
    const next = answer.repository.pullRequest[field];
    if (!next) break;
    nodes.push(...next.nodes);
    page = next;
  }
  return nodes;
}
