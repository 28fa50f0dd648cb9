/** Commands in a comment: read, obeyed, answered. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import type { CommentJob } from "../events/trigger.ts";
import type { Look } from "../look.ts";
import { answeredWithout } from "../partial-answer.ts";
import type { Knowledge } from "./command.ts";
import { CONVERSATION_QUERY, type Exchange, exchangeOf } from "./exchange.ts";
import { givenMarker, replyMarker } from "./given.ts";
import { readCommands } from "./grammar.ts";
import { matterOf } from "./matter.ts";
import { type CommandAnswer, obey } from "./obey.ts";
import { REACTION, type Reaction } from "./reactions.ts";
import { speakerOf } from "./speaker.ts";

/** The one answer to all mistakes of a pull request: edited, so that typing does not fill the page. */
const MISTAKE_MARKER = "<!-- schema-review-mistake -->\n";

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
  const exchange = exchangeOf(await client.graphql(CONVERSATION_QUERY, variables).catch((error: unknown) => answeredWithout("node", error)), job);
  if (exchange.isDone) return;
  await react("eyes");

  const speaker = speakerOf(client, job);
  const pull = reviewJob(job, exchange);
  const matter = matterOf(job, speaker, () => look(pull));
  const obeyed: CommandAnswer[] = [];
  for (const [n, command] of readCommands(job.body).entries()) obeyed.push(await obey(command, knowledge, speaker, matter(n)));
  const { answers, record } = recorded(obeyed);

  const replies = answers.flatMap((answer) => (answer.kind === "review" || answer.kind === "unknown" ? [] : [answer.body]));
  if (replies.length > 0 && !exchange.isAnswered) await say(replyMarker(job.id) + record + [...new Set(replies)].join("\n\n---\n\n"));
  const mistakes = answers.flatMap((answer) => (answer.kind === "unknown" ? [answer.body] : []));
  if (mistakes.length > 0) await sayMistake(MISTAKE_MARKER + [...new Set(mistakes)].join("\n\n"));
  const isAsked = answers.some(({ kind }) => kind === "review");
  if (isAsked || answers.some(({ kind }) => kind === "given")) await review({ ...pull, force: isAsked });
  for (const content of new Set(answers.map(({ kind }) => REACTION[kind]))) await react(content);

  async function react(content: Reaction): Promise<void> {
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

/** Characters of our answer, beside its text. */
const LONGEST_RECORD = 45_000;
const TOO_LONG = "With the others it is more than one answer can keep. Say it in a comment of its own.";

/** The record of what is given. What it has no room for is refused: cut, it would be lost without a word. */
function recorded(obeyed: readonly CommandAnswer[]): { readonly answers: readonly CommandAnswer[]; readonly record: string } {
  let record = "";
  const answers = obeyed.map((answer, command): CommandAnswer => {
    if (answer.kind !== "given") return answer;
    const marker = givenMarker({ command, ...answer.given });
    if (record.length + marker.length > LONGEST_RECORD) return { kind: "refused", body: TOO_LONG };
    record += marker;
    return answer;
  });
  return { answers, record };
}

function reviewJob({ owner, repo, number, installation }: CommentJob, { head, base }: Exchange): PullJob {
  const hints = head === undefined || base === undefined ? {} : { head, base: { name: base } };
  return { kind: "pull", owner, repo, number, ...(installation === undefined ? {} : { installation }), ...hints, reason: "command", force: false };
}

/** GitHub takes 65,536 characters; one of them may take four bytes. */
function fitting(body: string): string {
  return body.length <= 60_000 ? body : `${body.slice(0, 59_900)}\n\n…`;
}
