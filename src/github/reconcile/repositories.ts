/** Which repositories an installation has, and in which of them something happened. */
import type { Client } from "../client.ts";
import { answeredWithout } from "../partial-answer.ts";
import { readPages } from "./pages.ts";

export interface Repository {
  readonly node: string;
  readonly owner: string;
  readonly repo: string;
}

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const NEWEST = `query Newest($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { id pullRequests(states: OPEN, first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { updatedAt } } } }
}`;

interface Newest {
  readonly nodes: readonly ({ readonly id: string; readonly pullRequests: { readonly nodes: readonly { readonly updatedAt: string }[] } } | null)[];
}

/** `client` speaks for the app itself. Suspended ones may not be looked at. */
export async function listInstallations(client: Client): Promise<readonly number[]> {
  const all = await readPages(async (page) => (await client.request("GET /app/installations", { per_page: 100, page })).data);
  return all.filter(({ suspended_at: suspended }) => !suspended).map(({ id }) => id);
}

/** Those that can change. */
export async function listRepositories(client: Client): Promise<readonly Repository[]> {
  const all = await readPages(async (page) => (await client.request("GET /installation/repositories", { per_page: 100, page })).data.repositories);
  return all.filter(({ archived, disabled }) => !archived && !disabled).map(({ node_id: node, name: repo, owner }) => ({ node, repo, owner: owner.login }));
}

/** When the newest of the open pull requests was last touched, in milliseconds since 1970, by the repository's GraphQL id; a hundred at once. */
export async function newestActivity(client: Client, repositories: readonly Repository[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (let at = 0; at < repositories.length; at += 100) {
    const ids = repositories.slice(at, at + 100).map(({ node }) => node);
    const { nodes } = await client.graphql<Newest>(NEWEST, { ids }).catch((error: unknown) => answeredWithout<Newest>("nodes", error));
    for (const node of nodes) {
      const [newest] = node?.pullRequests.nodes ?? [];
      if (node && newest) found.set(node.id, Date.parse(newest.updatedAt));
    }
  }
  return found;
}
