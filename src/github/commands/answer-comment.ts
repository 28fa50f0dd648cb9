/** Commands in a comment: read, obeyed, answered. 👀 when seen; then 👍 done, 👎 refused, 😕 not understood. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import type { CommentJob } from "../events/trigger.ts";
import type { Look } from "../look.ts";
import type { Knowledge } from "./command.ts";
import { CONVERSATION_QUERY, type Exchange, exchangeOf } from "./exchange.ts";
import { givenMarker, replyMarker } from "./given.ts";
import { readCommands } from "./grammar.ts";
import { matterOf } from "./matter.ts";
import { type CommandAnswer, obey } from "./obey.ts";
import { speakerOf } from "./speaker.ts";

/** The one answer to all mistakes of a pull request: edited, so that typing does not fill the page. */
const MISTAKE_MARKER = "<!-- schema-review-mistake -->\n";
/** The last reaction says that the comment was dealt with. */
const REACTION = { reply: "+1", review: "+1", given: "+1", refused: "-1", unclear: "confused", unknown: "confused" } as const;

export interface CommentTools {
  readonly client: Client;
  readonly knowledge: Knowledge;
  /** Reads and judges a pull request, for commands that answer from its verdict. */
  look(job: PullJob): Promise<Look>;
  /** Has the pull request reviewed again. */
  review(job: PullJob): Promise<void>;
}

export async function answerComment(job: CommentJob, { client, knowledge, look, review }: CommentTools): Promise<void> {
  const place = { owner: job.owner, repo: job.repo };
  const variables = { comment: job.node, ...place, number: job.number, withComment: true, inThread: job.thread !== undefined };
  const exchange = exchangeOf(await client.graphql(CONVERSATION_QUERY, variables), job);
  if (exchange.isDone) return;
  await react("eyes");

  const speaker = speakerOf(client, job);
  const pull = reviewJob(job, exchange);
  const matter = matterOf(job, speaker, () => look(pull));
  const answers: CommandAnswer[] = [];
  for (const [n, command] of readCommands(job.body).entries()) answers.push(await obey(command, knowledge, speaker, matter(n)));

  const replies = answers.flatMap((answer) => (answer.kind === "review" || answer.kind === "unknown" ? [] : [answer.body]));
  const given = answers.map((answer, command) => (answer.kind === "given" ? givenMarker({ command, ...answer.given }) : "")).join("");
  if (replies.length > 0 && !exchange.isAnswered) await say(replyMarker(job.id) + given + [...new Set(replies)].join("\n\n---\n\n"));
  const mistakes = answers.flatMap((answer) => (answer.kind === "unknown" ? [answer.body] : []));
  if (mistakes.length > 0) await sayMistake(MISTAKE_MARKER + [...new Set(mistakes)].join("\n\n"));
  const isAsked = answers.some(({ kind }) => kind === "review");
  if (isAsked || answers.some(({ kind }) => kind === "given")) await review({ ...pull, force: isAsked });
  for (const content of new Set(answers.map(({ kind }) => REACTION[kind]))) await react(content);

  async function react(content: "eyes" | (typeof REACTION)[keyof typeof REACTION]): Promise<void> {
    const reaction = { ...place, comment_id: job.id, content };
    if (job.thread === undefined) await client.request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", reaction);
    else await client.request("POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions", reaction);
  }

  async function say(text: string): Promise<void> {
    const body = fitting(text);
    if (job.thread === undefined) await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...place, issue_number: job.number, body });
    else await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies", { ...place, pull_number: job.number, comment_id: job.thread, body });
  }

  async function sayMistake(text: string): Promise<void> {
    const body = fitting(text);
    const earlier = exchange.ours.find((comment) => comment.body.startsWith(MISTAKE_MARKER.trim()));
    if (!earlier) await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...place, issue_number: job.number, body });
    else await client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...place, comment_id: Number(earlier.fullDatabaseId), body });
  }
}

function reviewJob({ owner, repo, number, installation }: CommentJob, { head, base }: Exchange): PullJob {
  const hints = head === undefined || base === undefined ? {} : { head, base: { name: base } };
  return { kind: "pull", owner, repo, number, ...(installation === undefined ? {} : { installation }), ...hints, reason: "command", force: false };
}

/** GitHub takes 65,536 characters; one of them may take four bytes. */
function fitting(body: string): string {
  return body.length <= 60_000 ? body : `${body.slice(0, 59_900)}\n\n…`;
}
