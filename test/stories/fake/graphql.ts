/** The GraphQL API of the fake: queries are validated against GitHub's public schema and executed on the fake's state. */
import { readFileSync } from "node:fs";
import { buildSchema, type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { idOf, nodeOfRepository } from "./app-side.ts";
import type { Answer } from "./rest.ts";
import { APP_ID, BOT, blobId, type Check, type Comment, type FakeGithub, OWNER, type Pull, REPO, type Thread, timeOf } from "./state.ts";

let schema: GraphQLSchema | undefined;

export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema")), "utf8"), { assumeValid: true });
  return schema;
}

const REACTIONS: Readonly<Record<string, string>> = { "+1": "THUMBS_UP", "-1": "THUMBS_DOWN", confused: "CONFUSED", eyes: "EYES" };
const PAGE = 100;

export async function answerGraphql(github: FakeGithub, { query, variables }: { query: string; variables?: Record<string, unknown> }): Promise<Answer> {
  const document = understood(query);
  const result = await execute({ schema: githubSchema(), document, variableValues: variables ?? {}, rootValue: root(github) });
  return {
    status: 200,
    body: {
      data: result.data,
      ...(result.errors ? { errors: result.errors.map(({ message, path, extensions }) => ({ message, path, type: extensions.type ?? "INTERNAL" })) } : {}),
    },
  };
}

/** Queries come again and again, and GitHub's schema is large. */
const known = new Map<string, DocumentNode>();

function understood(query: string): DocumentNode {
  const before = known.get(query);
  if (before) return before;
  const document = parse(query);
  const errors = validate(githubSchema(), document);
  if (errors.length > 0) throw new Error(`GitHub would refuse the query: ${errors.map(({ message }) => message).join("; ")}`);
  known.set(query, document);
  return document;
}

function root(github: FakeGithub) {
  const threadOf = (id: string): Thread => found(github.pulls.flatMap(({ threads }) => threads).find((thread) => thread.id === id));
  const threadOfComment = (node: string): Thread => found(github.pulls.flatMap(({ threads }) => threads).find(({ comments }) => node === nodeId(comments[0])));
  return {
    viewer: { login: BOT },
    repository: ({ name }: { name: string }) => (name === ".github" ? sharedRepository(github) : repository(github)),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => nodeOf(github, id)),
    node: ({ id }: { id: string }) => {
      const comment = github.pulls.flatMap(({ comments }) => comments).find((known) => nodeId(known) === id);
      if (comment) return { __typename: "IssueComment", ...commentNode(comment) };
      const said = github.pulls.flatMap(({ threads }) => threads.flatMap((thread) => thread.comments)).find((known) => nodeId(known) === id);
      if (said) return { __typename: "PullRequestReviewComment", ...commentNode(said) };
      const thread = github.pulls.flatMap(({ threads }) => threads).find((known) => known.id === id);
      if (thread) return { __typename: "PullRequestReviewThread", ...threadNode(thread) };
      throw new GraphQLError(`Could not resolve to a node with the global id of '${id}'`, { extensions: { type: "NOT_FOUND" } });
    },
    createCheckRun: ({
      input,
    }: {
      input: {
        name: string;
        headSha: string;
        conclusion: string;
        externalId: string;
        output: Check["output"] & { annotations?: { path: string; location: { startLine: number }; title: string; message: string }[] };
        actions?: { identifier: string }[];
      };
    }) => {
      const { name, headSha: head, conclusion, externalId: external_id, output, actions = [] } = input;
      const { annotations = [], ...shown } = output;
      github.checks.push({
        id: github.nextId(),
        name,
        head,
        status: "completed",
        conclusion: conclusion.toLowerCase(),
        external_id,
        output: shown,
        annotations: annotations.map(({ path, location, title, message }) => ({ path, start_line: location.startLine, title, message })),
        actions: actions.map(({ identifier }) => identifier),
      });
      return { checkRun: { repository: repository(github), checkSuite: { commit: commit(github, head) } } };
    },
    resolveReviewThread: ({ input }: { input: { threadId: string } }) => {
      if (!github.limits.mayResolve) throw new GraphQLError("Resource not accessible by integration", { extensions: { type: "FORBIDDEN" } });
      threadOf(input.threadId).resolvedBy = BOT;
      return { clientMutationId: null };
    },
    minimizeComment: ({ input }: { input: { subjectId: string } }) => {
      threadOfComment(input.subjectId).minimized = true;
      return { clientMutationId: null };
    },
    updatePullRequestReviewComment: ({ input }: { input: { pullRequestReviewCommentId: string; body: string } }) => {
      (threadOfComment(input.pullRequestReviewCommentId).comments[0] as Comment).body = input.body;
      return { clientMutationId: null };
    },
  };
}

function repository(github: FakeGithub) {
  return {
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      const [ref = "", path] = (expression ?? "").split(":");
      if (path !== undefined) return blob(github, github.treeOf(ref === "HEAD" ? "main" : ref)?.[path]);
      if (oid && github.commits.has(oid)) return commit(github, oid);
      return oid ? blob(github, github.blobs.get(oid)) : null;
    },
    nameWithOwner: `${OWNER}/${REPO}`,
    isArchived: github.limits.archived,
    id: nodeOfRepository(),
    defaultBranchRef: () => ({ name: "main", target: { oid: github.branches.get("main"), ...commit(github, github.branches.get("main") as string) } }),
    pullRequests: (args: PageArguments) => {
      const open = github.pulls.filter(({ state }) => state === "OPEN").sort((a, b) => newestOf(github, b) - newestOf(github, a));
      return page(
        open.map((pull) => pullNode(github, pull)),
        args,
      );
    },
    pullRequest: ({ number }: { number: number }) => {
      const pull = github.pullOf(number);
      return pull ? pullNode(github, pull) : null;
    },
  };
}

function sharedRepository(github: FakeGithub) {
  const { app } = github;
  if (app.shared === undefined)
    throw new GraphQLError("Could not resolve to a Repository with the name 'acme/.github'.", { extensions: { type: app.sharedProblem ?? "NOT_FOUND" } });
  return { object: () => blob(github, app.shared) };
}

function nodeOf(github: FakeGithub, id: string) {
  if (id === nodeOfRepository()) return { __typename: "Repository", ...repository(github) };
  const said = github.pulls.flatMap(({ threads }) => threads.flatMap((thread) => thread.comments)).find((known) => nodeId(known) === id);
  return said ? { __typename: "PullRequestReviewComment", ...commentNode(said) } : null;
}

function blob(github: FakeGithub, text: string | undefined) {
  if (text === undefined) return null;
  const isBinary = text.includes("\0");
  return {
    __typename: "Blob",
    oid: blobId(text),
    text: isBinary ? null : text.slice(0, github.limits.blobText),
    byteSize: Buffer.byteLength(text),
    isTruncated: text.length > github.limits.blobText,
  };
}

function commit(github: FakeGithub, sha: string) {
  return {
    __typename: "Commit",
    file: ({ path }: { path: string }) => {
      const text = github.commits.get(sha)?.[path];
      if (text?.startsWith("submodule:")) return { mode: 0o160000, type: "commit", object: null };
      return text === undefined ? null : { mode: text.startsWith("link:") ? 0o120000 : 0o100644, type: "blob", object: blob(github, text) };
    },
    associatedPullRequests: () => ({
      nodes: github.pulls
        .filter(({ heads }) => heads.includes(sha))
        .map((pull) => ({ number: pull.number, state: pull.state, headRefOid: github.headOf(pull), baseRepository: { nameWithOwner: `${OWNER}/${REPO}` } })),
    }),
    checkSuites: ({ filterBy }: { filterBy?: { appId?: number } }) => {
      const newest = new Map(github.checks.filter(({ head }) => head === sha).map((check) => [check.name, check]));
      const runs = [...newest.values()].map(({ id, name, status, conclusion, output, external_id, annotations }) => ({
        annotations: { totalCount: annotations.length },
        databaseId: id,
        name,
        status: status.toUpperCase(),
        conclusion: conclusion?.toUpperCase() ?? null,
        externalId: external_id,
        summary: output.summary,
        startedAt: timeOf(id),
      }));
      return { nodes: filterBy?.appId === APP_ID ? [{ createdAt: timeOf(github.pushed.get(sha) ?? 0), app: { databaseId: APP_ID }, checkRuns: { nodes: runs } }] : [] };
    },
  };
}

function pullNode(github: FakeGithub, pull: Pull) {
  return {
    state: pull.state,
    isDraft: pull.draft,
    locked: pull.locked ?? false,
    title: pull.title,
    body: pull.body,
    number: pull.number,
    headRefOid: github.headOf(pull),
    baseRefOid: github.branches.get(pull.base),
    updatedAt: timeOf(newestOf(github, pull)),
    author: { __typename: "User", login: pull.author, databaseId: idOf(pull.author) },
    commits: { nodes: [{ commit: { oid: github.headOf(pull), ...commit(github, github.headOf(pull)) } }] },
    baseRefName: pull.base,
    reviews: {
      nodes: [
        ...pull.reviewBodies.map((body) => ({ state: "COMMENTED", fullDatabaseId: "1", viewerDidAuthor: true, body })),
        ...(pull.pendingReview ? [{ state: "PENDING", fullDatabaseId: String(pull.pendingReview.id), viewerDidAuthor: pull.pendingReview.author === BOT, body: "" }] : []),
      ],
    },
    reviewThreads: (args: PageArguments) => page(pull.threads.map(threadNode), args),
    comments: (args: PageArguments) => page(pull.comments.map(commentNode), args),
  };
}

interface PageArguments {
  readonly first?: number;
  readonly last?: number;
  readonly after?: string;
}

function page<T>(all: readonly T[], { first, last, after }: PageArguments) {
  if ((first ?? last ?? 0) > PAGE) throw new GraphQLError("more than 100 records");
  const from = last === undefined ? Number(after ?? 0) : Math.max(0, all.length - last);
  const nodes = all.slice(from, from + (first ?? last ?? PAGE));
  return { nodes, pageInfo: { hasNextPage: from + nodes.length < all.length, endCursor: String(from + nodes.length) } };
}

/** When something last happened on it, on the scale of ids. */
function newestOf(github: FakeGithub, pull: Pull): number {
  return Math.max(github.pushed.get(github.headOf(pull)) ?? 0, ...pull.comments.map(({ id }) => id), ...pull.threads.flatMap(({ comments }) => comments.map(({ id }) => id)));
}

function threadNode(thread: Thread) {
  return {
    id: thread.id,
    isResolved: thread.resolvedBy !== undefined,
    isOutdated: false,
    resolvedBy: thread.resolvedBy === undefined ? null : { login: thread.resolvedBy },
    comments: (args: PageArguments) => ({
      totalCount: thread.comments.length,
      ...page(
        thread.comments.map((comment, at) => ({ ...commentNode(comment), isMinimized: at === 0 && (thread.minimized ?? false) })),
        args,
      ),
    }),
  };
}

function commentNode(comment: Comment) {
  return {
    id: nodeId(comment),
    fullDatabaseId: String(comment.id),
    body: comment.body,
    viewerDidAuthor: comment.author === BOT,
    createdAt: timeOf(comment.id),
    lastEditedAt: comment.edited ? timeOf(comment.id + 1) : null,
    author: authorNode(comment),
    reactionGroups: Object.entries(REACTIONS).map(([content, name]) => ({
      content: name,
      viewerHasReacted: comment.reactions.some((reaction) => reaction.content === content && reaction.author === BOT),
    })),
  };
}

function authorNode({ author, by = author.endsWith("[bot]") ? "Bot" : "User" }: Comment) {
  return by === "gone" ? null : { __typename: by, login: by === "Bot" ? author.replace("[bot]", "") : author, ...(by === "User" ? { databaseId: idOf(author) } : {}) };
}

export function nodeId(comment: Comment | undefined): string {
  return `C_${comment?.id}`;
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new GraphQLError("Could not resolve to a node", { extensions: { type: "NOT_FOUND" } });
  return value;
}
