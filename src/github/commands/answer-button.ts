/** A button of the check run that answers with a comment: one comment for each button of a pull request, edited when it is pressed again. */
import type { PullJob } from "../../model/job.ts";
import { code } from "../../model/text.ts";
import type { Client } from "../client.ts";
import type { ButtonJob } from "../events/trigger.ts";
import type { Look } from "../look.ts";
import type { Knowledge, Matter } from "./command.ts";
import { CONVERSATION_QUERY, exchangeOf } from "./exchange.ts";
import { matterOf } from "./matter.ts";
import { obey } from "./obey.ts";
import { speakerOf } from "./speaker.ts";

export interface ButtonTools {
  readonly client: Client;
  readonly knowledge: Knowledge;
  look(job: PullJob): Promise<Look>;
}

export async function answerButton(job: ButtonJob, { client, knowledge, look }: ButtonTools): Promise<void> {
  const { owner, repo, number, head, base, command, presser, installation } = job;
  const speaker = speakerOf(client, { owner, repo, author: presser });
  const pull: PullJob = {
    kind: "pull",
    owner,
    repo,
    number,
    ...(installation === undefined ? {} : { installation }),
    head,
    ...(base ? { base } : {}),
    reason: "button",
    force: false,
  };
  const matter = matterOf({ id: 0 }, speaker, () => look(pull))(0);
  const answer = command === "explain" ? await explained(knowledge, matter) : await obey({ name: command, argument: "" }, knowledge, speaker, matter);
  if (answer.kind !== "reply") return;
  const marker = `<!-- schema-review-button:${command} -->\n`;
  const variables = { comment: "", owner, repo, number, withComment: false, inThread: false };
  const { ours } = exchangeOf(await client.graphql(CONVERSATION_QUERY, variables), { number });
  const body = `${marker}${answer.body}\n\n<sub>Asked for by ${code(presser.login)} with a button of the check.</sub>\n`;
  const earlier = ours.find((comment) => comment.body.startsWith(marker.trim()));
  if (!earlier) await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { owner, repo, issue_number: number, body });
  else await client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { owner, repo, comment_id: Number(earlier.fullDatabaseId), body });
}

/** Pages of rules are long. */
const MOST_PAGES = 5;
const LIMIT = 50_000;

/** The pages of the rules that were broken here, folded. */
async function explained({ rules }: Knowledge, matter: Matter): Promise<{ readonly kind: "reply"; readonly body: string }> {
  const { verdict } = await matter.judged();
  const broken = [...new Set(verdict.findings.map(({ rule }) => rule))];
  let body = "";
  let shown = 0;
  for (const id of broken) {
    const page = rules.page(id);
    const folded = page === undefined ? "" : `<details><summary>${id}</summary>\n\n${page}\n\n</details>\n\n`;
    if (folded === "" || shown >= MOST_PAGES || body.length + folded.length > LIMIT) continue;
    body += folded;
    shown++;
  }
  const left = broken.length - shown;
  const more = left > 0 ? `${left} more: \`/schema-review explain <rule>\` posts the page of each.` : "";
  return { kind: "reply", body: body === "" ? "There are no findings to explain." : `What was found here, rule by rule:\n\n${body}${more}` };
}
