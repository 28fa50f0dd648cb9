/** All that is said on a pull request: its comments, its threads and their replies, read on where they are longer than a page. */
import type { Client } from "../client.ts";
import { MORE_COMMENTS, MORE_REPLIES, MORE_THREADS, type Place } from "./query.ts";

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
  readonly comments: Page<ThreadCommentNode> & { readonly totalCount: number };
}

export interface Conversation {
  readonly threads: readonly ThreadNode[];
  readonly comments: readonly CommentNode[];
}

export async function readConversation(
  client: Client,
  { owner, repo, number }: Place,
  pull: { readonly reviewThreads: Page<ThreadNode>; readonly comments: Page<CommentNode> },
): Promise<Conversation> {
  type Answer<Field extends string, T> = { readonly repository: { readonly pullRequest: Readonly<Record<Field, Page<T>>> } };
  const threads = await whole(pull.reviewThreads, async (after) => {
    const answer = await client.graphql<Answer<"reviewThreads", ThreadNode>>(MORE_THREADS, { owner, repo, number, after });
    return answer.repository.pullRequest.reviewThreads;
  });
  const comments = await whole(pull.comments, async (after) => {
    const answer = await client.graphql<Answer<"comments", CommentNode>>(MORE_COMMENTS, { owner, repo, number, after });
    return answer.repository.pullRequest.comments;
  });
  return { threads: await Promise.all(threads.map((thread) => wholeThread(client, thread))), comments };
}

async function wholeThread(client: Client, thread: ThreadNode): Promise<ThreadNode> {
  const nodes = await whole(thread.comments, async (after) => {
    const { node } = await client.graphql<{ readonly node: Pick<ThreadNode, "comments"> }>(MORE_REPLIES, { thread: thread.id, after });
    return node.comments;
  });
  return { ...thread, comments: { ...thread.comments, nodes } };
}

async function whole<T>(first: Page<T>, next: (after: string) => Promise<Page<T>>): Promise<T[]> {
  const nodes = [...first.nodes];
  for (let { pageInfo } = first; pageInfo.hasNextPage && pageInfo.endCursor; ) {
    const page = await next(pageInfo.endCursor);
    nodes.push(...page.nodes);
    pageInfo = page.pageInfo;
  }
  return nodes;
}
