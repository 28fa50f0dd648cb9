/** The GraphQL API of the fake: queries are validated against GitHub's public schema and executed on the fake's state. */
import { readFileSync } from "node:fs";
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import type { Answer } from "./rest.ts";
import { APP_ID, BOT, blobId, type Check, type Comment, type FakeGithub, type Pull, type Thread } from "./state.ts";

let schema: GraphQLSchema | undefined;

export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema")), "utf8"), { assumeValid: true });
  return schema;
}

const REACTIONS: Readonly<Record<string, string>> = { "+1": "THUMBS_UP", "-1": "THUMBS_DOWN", confused: "CONFUSED", eyes: "EYES" };
const PAGE = 100;

export async function answerGraphql(github: FakeGithub, { query, variables }: { query: string; variables?: Record<string, unknown> }): Promise<Answer> {
  const document = parse(query);
  const errors = validate(githubSchema(), document);
  if (errors.length > 0) throw new Error(`GitHub would refuse the query: ${errors.map(({ message }) => message).join("; ")}`);
  const result = await execute({ schema: githubSchema(), document, variableValues: variables ?? {}, rootValue: root(github) });
  return {
    status: 200,
    body: {
      data: result.data,
      ...(result.errors ? { errors: result.errors.map(({ message, path, extensions }) => ({ message, path, type: extensions.type ?? "INTERNAL" })) } : {}),
    },
  };
}

function root(github: FakeGithub) {
  const threadOf = (id: string): Thread => found(github.pulls.flatMap(({ threads }) => threads).find((thread) => thread.id === id));
  const threadOfComment = (node: string): Thread => found(github.pulls.flatMap(({ threads }) => threads).find(({ comments }) => node === nodeId(comments[0])));
  return {
    viewer: { login: BOT },
    repository: () => repository(github),
    node: ({ id }: { id: string }) => {
      const comment = github.pulls.flatMap(({ comments }) => comments).find((known) => nodeId(known) === id);
      return comment ? { __typename: "IssueComment", ...commentNode(comment) } : null;
    },
    createCheckRun: ({ input }: { input: { name: string; headSha: string; conclusion: string; externalId: string; output: Check["output"] } }) => {
      const { name, headSha: head, conclusion, externalId: external_id, output } = input;
      github.checks.push({ id: github.nextId(), name, head, status: "completed", conclusion: conclusion.toLowerCase(), external_id, output, annotations: [] });
      return { checkRun: { repository: repository(github) } };
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
    pullRequest: ({ number }: { number: number }) => {
      const pull = github.pullOf(number);
      return pull ? pullNode(github, pull) : null;
    },
  };
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
      return text === undefined ? null : { mode: text.startsWith("link:") ? 0o120000 : 0o100644, type: "blob", object: blob(github, text) };
    },
    checkSuites: ({ filterBy }: { filterBy?: { appId?: number } }) => {
      const newest = new Map(github.checks.filter(({ head }) => head === sha).map((check) => [check.name, check]));
      const runs = [...newest.values()].map(({ id, name, status, conclusion, output }) => ({
        databaseId: id,
        name,
        status: status.toUpperCase(),
        conclusion: conclusion?.toUpperCase() ?? null,
        summary: output.summary,
      }));
      return { nodes: filterBy?.appId === APP_ID ? [{ app: { databaseId: APP_ID }, checkRuns: { nodes: runs } }] : [] };
    },
  };
}

function pullNode(github: FakeGithub, pull: Pull) {
  return {
    state: pull.state,
    isDraft: pull.draft,
    title: pull.title,
    body: pull.body,
    headRefOid: github.headOf(pull),
    baseRefName: pull.base,
    reviews: { nodes: pull.pendingReview ? [{ fullDatabaseId: String(pull.pendingReview.id), viewerDidAuthor: pull.pendingReview.author === BOT }] : [] },
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

function threadNode(thread: Thread) {
  return {
    id: thread.id,
    isResolved: thread.resolvedBy !== undefined,
    isOutdated: false,
    resolvedBy: thread.resolvedBy === undefined ? null : { login: thread.resolvedBy },
    comments: { totalCount: thread.comments.length, nodes: thread.comments.slice(0, 1).map((comment) => ({ ...commentNode(comment), isMinimized: thread.minimized ?? false })) },
  };
}

function commentNode(comment: Comment) {
  return {
    id: nodeId(comment),
    fullDatabaseId: String(comment.id),
    body: comment.body,
    viewerDidAuthor: comment.author === BOT,
    reactionGroups: Object.entries(REACTIONS).map(([content, name]) => ({
      content: name,
      viewerHasReacted: comment.reactions.some((reaction) => reaction.content === content && reaction.author === BOT),
    })),
  };
}

export function nodeId(comment: Comment | undefined): string {
  return `C_${comment?.id}`;
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new GraphQLError("Could not resolve to a node", { extensions: { type: "NOT_FOUND" } });
  return value;
}
