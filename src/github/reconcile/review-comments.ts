/** Commands in the threads of findings that nobody answered. */
import type { Client } from "../client.ts";
import { readCommands } from "../commands/grammar.ts";
import { isDealtWith, type ReactionGroups } from "../commands/reactions.ts";
import { answeredWithout } from "../partial-answer.ts";

export interface ReviewComment {
  readonly id: number;
  readonly node_id: string;
  readonly body: string;
  readonly user: { readonly login: string; readonly id: number; readonly type?: string } | null;
  readonly in_reply_to_id?: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly pull_request_url: string;
}

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const ANSWERED = `query Answered($ids: [ID!]!) {
  nodes(ids: $ids) { ... on PullRequestReviewComment { id reactionGroups { content viewerHasReacted } } }
}`;

interface Answer {
  readonly nodes: readonly ({ readonly id: string; readonly reactionGroups: ReactionGroups } | null)[];
}

/** Written since (milliseconds since 1970), the newest hundred of the repository, with the number of their pull request. */
export async function unansweredReviewComments(
  client: Client,
  { owner, repo }: { owner: string; repo: string },
  since: number,
): Promise<readonly { readonly number: number; readonly comment: ReviewComment }[]> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/comments", {
    owner,
    repo,
    sort: "created",
    direction: "desc",
    since: new Date(since).toISOString(),
    per_page: 100,
  });
  const asking = (data as unknown as ReviewComment[]).filter(
    ({ body, created_at: created, updated_at: updated }) => Date.parse(created) >= since && created === updated && readCommands(body ?? "").length > 0,
  );
  if (asking.length === 0) return [];
  const { nodes } = await client.graphql<Answer>(ANSWERED, { ids: asking.map(({ node_id }) => node_id) }).catch((error: unknown) => answeredWithout<Answer>("nodes", error));
  const open = new Set(nodes.flatMap((node) => (!node || isDealtWith(node.reactionGroups) ? [] : [node.id])));
  return asking.filter(({ node_id }) => open.has(node_id)).map((comment) => ({ number: Number(/\/(\d+)$/.exec(comment.pull_request_url)?.[1] ?? 0), comment }));
}
