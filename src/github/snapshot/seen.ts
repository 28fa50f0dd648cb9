/** What a pull request shows of ours, from the answer to the review's query. Ours: written by this app or token, and marked. */
import type { Published, PublishedThread } from "../../model/publication.ts";
import { digestOf, isResolvedBody, isSticky, keyOf } from "../../publication/markers.ts";
import type { Client } from "../client.ts";
import { type BlobAnswer, MORE_COMMENTS, MORE_THREADS, type Place } from "./query.ts";
import type { TextsAnswer } from "./texts.ts";

interface Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}
interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  readonly resolvedBy: { readonly login: string } | null;
  readonly comments: { readonly totalCount: number; readonly nodes: readonly (CommentNode & { readonly id: string; readonly isMinimized: boolean })[] };
}
interface CommentNode {
  readonly fullDatabaseId: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}
interface CheckNode {
  readonly databaseId: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly summary: string | null;
}

export interface PullNode {
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly isDraft: boolean;
  readonly title: string;
  readonly body: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly reviews: { readonly nodes: readonly { readonly fullDatabaseId: string; readonly viewerDidAuthor: boolean }[] };
  readonly reviewThreads: Page<ThreadNode>;
  readonly comments: Page<CommentNode>;
}

export interface ReviewAnswer extends TextsAnswer {
  readonly viewer: { readonly login: string };
  readonly repository: TextsAnswer["repository"] & {
    readonly config: BlobAnswer | null;
    readonly pullRequest: PullNode | null;
    readonly head: {
      readonly checkSuites?: { readonly nodes: readonly { readonly app: { readonly databaseId: number } | null; readonly checkRuns: { readonly nodes: readonly CheckNode[] } }[] };
    } | null;
  };
}

/** All but the commentable lines: those come with the listing of files. */
export type Seen = Omit<Published, "commentable">;

export const NOTHING_SEEN: Seen = { checks: [], threads: [], extraStickies: [], closed: false };

/** Reads on where a conversation is longer than a page. */
export async function seenOf(client: Client, place: Place, { viewer, repository }: ReviewAnswer, pull: PullNode): Promise<Seen> {
  const threads = [...pull.reviewThreads.nodes, ...(await more<ThreadNode>(client, place, pull.reviewThreads, MORE_THREADS, "reviewThreads"))];
  const comments = [...pull.comments.nodes, ...(await more<CommentNode>(client, place, pull.comments, MORE_COMMENTS, "comments"))];
  const [sticky, ...extra] = comments
    .filter(({ viewerDidAuthor, body }) => viewerDidAuthor && isSticky(body))
    .map(({ fullDatabaseId, body }) => ({ id: Number(fullDatabaseId), body }));
  const pending = pull.reviews.nodes.find(({ viewerDidAuthor }) => viewerDidAuthor);
  const suites = repository.head?.checkSuites?.nodes ?? [];
  return {
    checks: suites.flatMap(({ checkRuns }) => checkRuns.nodes.map((check) => seenCheck(check, place.head))),
    threads: threads.flatMap((thread) => seenThread(thread, viewer.login)),
    ...(sticky ? { sticky } : {}),
    extraStickies: extra.map(({ id }) => id),
    ...(pending ? { pendingReview: pending.fullDatabaseId } : {}),
    closed: pull.state !== "OPEN",
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

function seenCheck({ databaseId, name, status, conclusion, summary }: CheckNode, head: string): Seen["checks"][number] {
  const digest = digestOf(summary);
  return {
    id: databaseId,
    name,
    head,
    status: status === "COMPLETED" ? "completed" : status === "IN_PROGRESS" ? "in_progress" : "queued",
    ...(conclusion ? { conclusion: conclusion.toLowerCase() } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

function seenThread(thread: ThreadNode, viewer: string): PublishedThread[] {
  const first = thread.comments.nodes[0];
  const key = first?.viewerDidAuthor ? keyOf(first.body) : undefined;
  if (!first || key === undefined) return [];
  const closedByUs = isResolvedBody(first.body);
  const resolvedByHuman = thread.isResolved ? (thread.resolvedBy ? !isSame(thread.resolvedBy.login, viewer) : !closedByUs) : first.isMinimized && !closedByUs;
  return [
    {
      key,
      id: thread.id,
      comment: Number(first.fullDatabaseId),
      commentNode: first.id,
      body: first.body,
      // A minimised comment is closed as well: it is what an app without the right to resolve can do.
      resolved: thread.isResolved || first.isMinimized,
      resolvedByHuman,
      replies: Math.max(0, thread.comments.totalCount - 1),
      outdated: thread.isOutdated,
    },
  ];
}

/** An app is `name[bot]` as the viewer and may be `name` elsewhere. */
function isSame(login: string, viewer: string): boolean {
  return login.replace(/\[bot\]$/, "") === viewer.replace(/\[bot\]$/, "");
}
