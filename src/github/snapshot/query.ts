/** The one GraphQL query of a review: configuration, the pull request's state, what it shows of ours, and texts. */
import { CONFIG_PATH } from "../../model/relevance.ts";

/** Texts a query asks for at most, by number and by bytes (as far as their sizes are known). */
export const TEXTS_PER_QUERY = 200;
export const BYTES_PER_QUERY = 4_000_000;

/** A file of the head commit, by path: its mode says whether it is a symbolic link. Or a blob of the base, by id. */
export type Wanted = { readonly kind: "head"; readonly path: string } | { readonly kind: "blob"; readonly oid: string };

export interface BlobAnswer {
  readonly text?: string | null;
  readonly byteSize?: number;
  readonly isTruncated?: boolean;
  readonly oid?: string;
}

const BLOB = "... on Blob { oid text byteSize isTruncated }";

const CONVERSATION = `
    config: object(expression: "HEAD:${CONFIG_PATH}") { ${BLOB} }
    nameWithOwner isArchived
    pullRequest(number: $number) @include(if: $hasPull) {
      state isDraft locked title body headRefOid baseRefName
      reviews(last: 100) { nodes { state fullDatabaseId viewerDidAuthor body } }
      reviewThreads(first: 100) { ...Threads }
      comments(first: 100) { ...Comments }
    }`;

/** `lastEditedAt`: a comment that anybody edited gives no permission. */
const COMMENT = "fullDatabaseId body viewerDidAuthor createdAt lastEditedAt author { __typename login }";

const PAGE_INFO = "pageInfo { hasNextPage endCursor }";

const REPLIES = `
fragment Replies on PullRequestReviewCommentConnection {
  totalCount ${PAGE_INFO}
  nodes { id isMinimized ${COMMENT} }
}`;

const THREADS = `
fragment Threads on PullRequestReviewThreadConnection {
  ${PAGE_INFO}
  nodes { id isResolved isOutdated resolvedBy { login } comments(first: 50) { ...Replies } }
}${REPLIES}`;

const COMMENTS = `
fragment Comments on IssueCommentConnection {
  ${PAGE_INFO}
  nodes { ${COMMENT} }
}`;

/** Of a commit: check runs of ours, of our app, or with a personal token of any app (then the name must do); and whose head it is. */
export const CHECKS =
  "checkSuites(first: 10, filterBy: $suites) { nodes { createdAt app { databaseId } checkRuns(first: 30, filterBy: { checkType: LATEST }) { nodes { databaseId name status conclusion externalId summary annotations(first: 1) { totalCount } } } } } associatedPullRequests(first: 100) { nodes { number state headRefOid baseRepository { nameWithOwner } } }";

export interface Query {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly head: string;
  /** Our app's id; absent with a personal token. */
  readonly appId?: number;
}

/** The organisation's configuration, for repositories without one; refused as NOT_FOUND where there is none, or none that the app may see. */
export const SHARED = `shared: repository(owner: $owner, name: ".github") { config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } } }`;

/** The texts come under `head.f<n>` and `repository.b<n>`, by their place in `wanted`. `withShared`: ask for the organisation's configuration, too. */
export function reviewQuery(place: Place, wanted: readonly Wanted[], withShared = false): Query {
  const texts = textFields(wanted);
  return {
    text: `query Review($owner: String!, $repo: String!, $number: Int!, $hasPull: Boolean!, $head: GitObjectID!, $suites: CheckSuiteFilter${texts.declared}) {
  viewer { login }${withShared ? `\n  ${SHARED}` : ""}
  repository(owner: $owner, name: $repo) {${CONVERSATION}
    head: object(oid: $head) { ... on Commit { ${CHECKS} ${texts.head} } }${texts.blobs}
  }
}${THREADS}${COMMENTS}`,
    variables: {
      owner: place.owner,
      repo: place.repo,
      number: place.number,
      hasPull: place.number > 0,
      head: place.head,
      suites: place.appId === undefined ? null : { appId: place.appId },
      ...texts.variables,
    },
  };
}

/** More texts, when one query would be too large. */
export function textsQuery(place: Place, wanted: readonly Wanted[]): Query {
  const texts = textFields(wanted);
  const head = texts.head === "" ? "" : `\n    head: object(oid: $head) { ... on Commit { ${texts.head} } }`;
  return {
    text: `query Texts($owner: String!, $repo: String!${head === "" ? "" : ", $head: GitObjectID!"}${texts.declared}) {\n  repository(owner: $owner, name: $repo) {${head}${texts.blobs}\n  }\n}`,
    variables: { owner: place.owner, repo: place.repo, ...(head === "" ? {} : { head: place.head }), ...texts.variables },
  };
}

export const MORE_THREADS = `query MoreThreads($owner: String!, $repo: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { reviewThreads(first: 100, after: $after) { ...Threads } } }
}${THREADS}`;

export const MORE_REPLIES = `query MoreReplies($thread: ID!, $after: String!) {
  node(id: $thread) { ... on PullRequestReviewThread { comments(first: 100, after: $after) { ...Replies } } }
}${REPLIES}`;

export const MORE_COMMENTS = `query MoreComments($owner: String!, $repo: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { comments(first: 100, after: $after) { ...Comments } } }
}${COMMENTS}`;

function textFields(wanted: readonly Wanted[]): { declared: string; head: string; blobs: string; variables: Record<string, string> } {
  const variables: Record<string, string> = {};
  let declared = "";
  let head = "";
  let blobs = "";
  for (const [at, want] of wanted.entries()) {
    variables[`t${at}`] = want.kind === "head" ? want.path : want.oid;
    declared += want.kind === "head" ? `, $t${at}: String!` : `, $t${at}: GitObjectID!`;
    if (want.kind === "head") head += `f${at}: file(path: $t${at}) { mode type object { ${BLOB} } } `;
    else blobs += `\n    b${at}: object(oid: $t${at}) { ${BLOB} }`;
  }
  return { declared, head, blobs, variables };
}
