/** Commands in a comment: read, obeyed, answered. 👀 when seen; then 👍 done, 👎 refused, 😕 not understood. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import type { CommentJob } from "../events/trigger.ts";
import { statusOf } from "../failures.ts";
import type { Knowledge } from "./command.ts";
import { readCommands } from "./grammar.ts";
import { type CommandAnswer, obey } from "./obey.ts";

/** What the conversation shows before a comment is answered. Validated against GitHub's schema by test/github/queries.test.ts. */
export const CONVERSATION_QUERY = `query Conversation($comment: ID!, $owner: String!, $repo: String!, $number: Int!) {
  node(id: $comment) { ... on IssueComment { reactionGroups { content viewerHasReacted } } }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) { headRefOid baseRefName comments(last: 100) { nodes { fullDatabaseId body viewerDidAuthor } } }
  }
}`;

interface Conversation {
  readonly node: { readonly reactionGroups?: readonly { readonly content: string; readonly viewerHasReacted: boolean }[] | null } | null;
  readonly repository: {
    readonly pullRequest: {
      readonly headRefOid: string;
      readonly baseRefName: string;
      readonly comments: { readonly nodes: readonly { readonly fullDatabaseId: string; readonly body: string; readonly viewerDidAuthor: boolean }[] };
    } | null;
  };
}

/** The one answer to all mistakes of a pull request: edited, so that typing does not fill the page. */
const MISTAKE_MARKER = "<!-- schema-review-mistake -->\n";
/** The last reaction says that the comment was dealt with. */
const FINAL = ["THUMBS_UP", "THUMBS_DOWN", "CONFUSED"];
const REACTION = { reply: "+1", review: "+1", refused: "-1", unclear: "confused", unknown: "confused" } as const;

export interface CommentTools {
  readonly client: Client;
  readonly knowledge: Knowledge;
  /** Has the pull request reviewed again from scratch. */
  review(job: PullJob): void;
}

export async function answerComment(job: CommentJob, { client, knowledge, review }: CommentTools): Promise<void> {
  const place = { owner: job.owner, repo: job.repo };
  const conversation = await client.graphql<Conversation>(CONVERSATION_QUERY, { comment: job.node, ...place, number: job.number });
  if (!conversation.node || conversation.node.reactionGroups?.some(({ content, viewerHasReacted }) => viewerHasReacted && FINAL.includes(content))) return;
  const ours = conversation.repository.pullRequest?.comments.nodes.filter(({ viewerDidAuthor }) => viewerDidAuthor) ?? [];
  const react = (content: "eyes" | (typeof REACTION)[keyof typeof REACTION]) =>
    client.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", { ...place, comment_id: job.id, content });
  await react("eyes");

  const answers: CommandAnswer[] = [];
  for (const command of readCommands(job.body)) answers.push(await obey(command, knowledge, () => mayAct(client, job)));

  const replyMarker = `<!-- schema-review-reply:${job.id} -->\n`;
  const replies = answers.flatMap((answer) => (answer.kind === "review" || answer.kind === "unknown" ? [] : [answer.body]));
  if (replies.length > 0 && !ours.some(({ body }) => body.startsWith(replyMarker.trim()))) await say(replyMarker + [...new Set(replies)].join("\n\n---\n\n"));
  const mistakes = answers.flatMap((answer) => (answer.kind === "unknown" ? [answer.body] : []));
  if (mistakes.length > 0) await sayMistake(MISTAKE_MARKER + [...new Set(mistakes)].join("\n\n"));
  if (answers.some(({ kind }) => kind === "review")) review(reviewJob(job, conversation));
  for (const content of new Set(answers.map(({ kind }) => REACTION[kind]))) await react(content);

  async function say(body: string): Promise<void> {
    await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...place, issue_number: job.number, body: fitting(body) });
  }

  async function sayMistake(body: string): Promise<void> {
    const earlier = ours.find((comment) => comment.body.startsWith(MISTAKE_MARKER.trim()));
    if (!earlier) return say(body);
    await client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...place, comment_id: Number(earlier.fullDatabaseId), body: fitting(body) });
  }
}

function reviewJob({ owner, repo, number, installation }: CommentJob, { repository }: Conversation): PullJob {
  const pull = repository.pullRequest;
  const hints = pull ? { head: pull.headRefOid, base: { name: pull.baseRefName } } : {};
  return { kind: "pull", owner, repo, number, ...(installation === undefined ? {} : { installation }), ...hints, reason: "command", force: true };
}

/** The author, or a role that may push, as it is now. `permission` is GitHub's own reduction of custom roles to admin, write, read or none. */
async function mayAct(client: Client, { owner, repo, author, pullAuthor }: CommentJob): Promise<boolean> {
  if (!author) return false;
  if (author.id === pullAuthor) return true;
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", { owner, repo, username: author.login });
    return ["admin", "maintain", "write"].includes(data.role_name) || ["admin", "write"].includes(data.permission);
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** GitHub takes 65,536 characters; one of them may take four bytes. */
function fitting(body: string): string {
  return body.length <= 60_000 ? body : `${body.slice(0, 59_900)}\n\n…`;
}
