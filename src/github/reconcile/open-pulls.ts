/** The open pull requests of a repository: what of ours stands on their heads, and what people asked of us. */
import type { Client } from "../client.ts";
import { readCommands } from "../commands/grammar.ts";
import { isDealtWith, type ReactionGroups } from "../commands/reactions.ts";
import { subjectOfExternalId } from "../events/checks.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const OPEN_PULLS = `query OpenPulls($owner: String!, $repo: String!, $after: String, $suites: CheckSuiteFilter) {
  repository(owner: $owner, name: $repo) {
    id
    pullRequests(states: OPEN, first: 20, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefOid baseRefName baseRefOid updatedAt
        author { login ... on User { databaseId } }
        commits(last: 1) { nodes { commit { checkSuites(first: 1, filterBy: $suites) { nodes { checkRuns(first: 30, filterBy: { checkType: LATEST }) { nodes { status conclusion startedAt externalId } } } } } } }
        comments(last: 20) { nodes { id fullDatabaseId body createdAt lastEditedAt reactionGroups { content viewerHasReacted } } }
      }
    }
  }
}`;

export interface OpenPull {
  readonly number: number;
  readonly head: string;
  readonly base: { readonly name: string; readonly sha: string };
  /** Milliseconds since 1970. */
  readonly updated: number;
  readonly author?: { readonly login: string; readonly id: number };
  /** Of ours on the head, for this pull request: one has a verdict, one is in progress since so many milliseconds since 1970, or there is none. */
  readonly check: { readonly kind: "done" } | { readonly kind: "in-progress"; readonly since: number } | { readonly kind: "none" };
  /** Comments with commands that nobody answered. */
  readonly unanswered: readonly Comment[];
}

export interface Comment {
  readonly id: number;
  readonly node: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export interface OpenPulls {
  readonly repositoryNode: string;
  readonly pulls: readonly OpenPull[];
}

/** Pages of twenty; beyond them, pull requests that nobody touched for long. */
const MOST_PAGES = 10;

interface CommentNode {
  readonly id: string;
  readonly fullDatabaseId: string;
  readonly body: string;
  readonly createdAt: string;
  readonly lastEditedAt: string | null;
  readonly reactionGroups: ReactionGroups;
}
interface PullNode {
  readonly number: number;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly baseRefOid: string;
  readonly updatedAt: string;
  readonly author: { readonly login: string; readonly databaseId?: number } | null;
  readonly commits: { readonly nodes: readonly { readonly commit: { readonly checkSuites: { readonly nodes: readonly SuiteNode[] } | null } }[] };
  readonly comments: { readonly nodes: readonly CommentNode[] };
}
interface SuiteNode {
  readonly checkRuns: {
    readonly nodes: readonly { readonly status: string; readonly conclusion: string | null; readonly startedAt: string | null; readonly externalId: string | null }[];
  };
}
interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly PullNode[];
}
interface Answer {
  readonly repository: { readonly id: string; readonly pullRequests: Page } | null;
}

/** Newest first. `since`: what nobody touched since (milliseconds since 1970) is not read on for. `undefined`: there is no such repository. */
export async function readOpenPulls(client: Client, { owner, repo }: { owner: string; repo: string }, appId: number, since: number): Promise<OpenPulls | undefined> {
  const pulls: OpenPull[] = [];
  let repositoryNode = "";
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Answer = await client.graphql<Answer>(OPEN_PULLS, { owner, repo, after, suites: { appId } });
    if (!answer.repository) return undefined;
    repositoryNode = answer.repository.id;
    const { nodes, pageInfo }: Page = answer.repository.pullRequests;
    pulls.push(...nodes.map(openPull));
    if (!pageInfo.hasNextPage || (pulls.at(-1)?.updated ?? 0) < since) break;
    after = pageInfo.endCursor;
  }
  return { repositoryNode, pulls };
}

function openPull({ number, headRefOid: head, baseRefName: name, baseRefOid: sha, updatedAt, author, commits, comments }: PullNode): OpenPull {
  const runs = commits.nodes.flatMap(({ commit }) => commit.checkSuites?.nodes ?? []).flatMap(({ checkRuns }) => checkRuns.nodes);
  return {
    number,
    head,
    base: { name, sha },
    updated: Date.parse(updatedAt),
    ...(author?.databaseId === undefined ? {} : { author: { login: author.login, id: author.databaseId } }),
    check: checkOf(runs.filter(({ externalId }) => subjectOfExternalId(externalId)?.number === number)),
    unanswered: comments.nodes.filter(isUnanswered).map(({ id: node, fullDatabaseId, createdAt }) => ({ id: Number(fullDatabaseId), node, created: Date.parse(createdAt) })),
  };
}

/** A cancelled run is no verdict: it stood for work that was given up. */
function checkOf(runs: SuiteNode["checkRuns"]["nodes"]): OpenPull["check"] {
  const open = runs.find(({ status }) => status !== "COMPLETED");
  if (open) return { kind: "in-progress", since: Date.parse(open.startedAt ?? "") || 0 };
  return runs.some(({ conclusion }) => conclusion === "SUCCESS" || conclusion === "FAILURE") ? { kind: "done" } : { kind: "none" };
}

/** Edited since, nobody can say what it asked for when it was written. */
function isUnanswered({ body, lastEditedAt, reactionGroups }: CommentNode): boolean {
  return !lastEditedAt && readCommands(body).length > 0 && !isDealtWith(reactionGroups);
}
