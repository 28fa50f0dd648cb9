/** What a pull request shows of ours, from the answer to the review's query. Ours: written by this app or token, and marked. */
import type { Published, PublishedThread } from "../../model/publication.ts";
import { digestOf, isResolvedBody, isSticky, keyOf, postedIn, verdictsIn } from "../../publication/markers.ts";
import { subjectOfExternalId } from "../events/checks.ts";
import type { CommentNode, Conversation, Page, ThreadNode } from "./conversation.ts";
import type { BlobAnswer, Place } from "./query.ts";
import type { SharedAnswer } from "./shared-config.ts";
import type { TextsAnswer } from "./texts.ts";

interface CheckNode {
  readonly databaseId: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string | null;
  readonly summary: string | null;
  readonly annotations: { readonly totalCount: number } | null;
}

export interface PullNode {
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly isDraft: boolean;
  readonly locked: boolean;
  readonly title: string;
  readonly body: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly reviews: { readonly nodes: readonly { readonly state: string; readonly fullDatabaseId: string; readonly viewerDidAuthor: boolean; readonly body: string }[] };
  readonly reviewThreads: Page<ThreadNode>;
  readonly comments: Page<CommentNode>;
}

export interface ReviewAnswer extends TextsAnswer {
  readonly viewer: { readonly login: string };
  /** Absent: not asked for. */
  readonly shared?: SharedAnswer;
  readonly repository: TextsAnswer["repository"] & {
    readonly config: BlobAnswer | null;
    readonly nameWithOwner: string;
    readonly isArchived: boolean;
    /** Absent where none was asked for. */
    readonly pullRequest?: PullNode | null;
    readonly head: {
      readonly associatedPullRequests?: {
        readonly nodes: readonly {
          readonly number: number;
          readonly state: string;
          readonly headRefOid: string;
          readonly baseRepository: { readonly nameWithOwner: string } | null;
        }[];
      } | null;
      readonly checkSuites?: {
        readonly nodes: readonly {
          readonly createdAt: string;
          readonly app: { readonly databaseId: number } | null;
          readonly checkRuns: { readonly nodes: readonly CheckNode[] };
        }[];
      };
    } | null;
  };
}

/** All but the commentable lines: those come with the listing of files. */
export type Seen = Omit<Published, "commentable">;

export const NOTHING_SEEN: Seen = { checks: [], threads: [], extraStickies: [], closed: false };

export function seenOf(place: Place, answer: ReviewAnswer, pull: PullNode, { threads, comments }: Conversation): Seen {
  const [sticky, ...extra] = comments
    .filter(({ viewerDidAuthor, body }) => viewerDidAuthor && isSticky(body))
    .map(({ fullDatabaseId, body }) => ({ id: Number(fullDatabaseId), body }));
  const reviews = pull.reviews.nodes.filter(({ viewerDidAuthor }) => viewerDidAuthor);
  const pending = reviews.find(({ state }) => state === "PENDING");
  const posted = reviews.flatMap(({ body }) => postedIn(body));
  return {
    checks: seenChecks(place, answer.repository),
    number: place.number,
    ...twinsOf(place, answer.repository),
    ...(posted.length > 0 ? { posted } : {}),
    threads: threads.flatMap((thread) => seenThread(thread, answer.viewer.login)),
    ...(sticky ? { sticky } : {}),
    extraStickies: extra.map(({ id }) => id),
    ...(pending ? { pendingReview: pending.fullDatabaseId } : {}),
    closed: pull.state !== "OPEN" || answer.repository.isArchived,
    ...(pull.locked ? { checkOnly: true } : {}),
  };
}

/** Check runs of ours on the head. */
export function seenChecks({ head }: Pick<Place, "head">, repository: Pick<ReviewAnswer["repository"], "head">): Seen["checks"] {
  const suites = repository.head?.checkSuites?.nodes ?? [];
  return suites.flatMap(({ checkRuns }) => checkRuns.nodes.map((check) => seenCheck(check, head)));
}

/** Open pull requests into this repository with the same head. */
export function twinsOf({ number, head }: Pick<Place, "number" | "head">, repository: Pick<ReviewAnswer["repository"], "head" | "nameWithOwner">): Pick<Seen, "twins"> {
  const open = (repository.head?.associatedPullRequests?.nodes ?? []).filter(
    ({ state, headRefOid, baseRepository }) => state === "OPEN" && headRefOid === head && baseRepository?.nameWithOwner === repository.nameWithOwner,
  );
  const twins = open.map((pull) => pull.number).filter((other) => other !== number);
  return twins.length === 0 ? {} : { twins };
}

export function seenCheck({ databaseId, name, status, conclusion, externalId, summary, annotations }: CheckNode, head: string): Seen["checks"][number] {
  const digest = digestOf(summary);
  const verdicts = verdictsIn(summary);
  const pull = subjectOfExternalId(externalId)?.number;
  return {
    id: databaseId,
    name,
    head,
    status: status === "COMPLETED" ? "completed" : status === "IN_PROGRESS" ? "in_progress" : "queued",
    ...(conclusion ? { conclusion: conclusion.toLowerCase() } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...((annotations?.totalCount ?? 0) > 0 ? { annotated: true } : {}),
    ...(pull === undefined ? {} : { pull }),
    ...(verdicts ? { verdicts } : {}),
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
