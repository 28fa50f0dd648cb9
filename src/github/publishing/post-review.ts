/** One review with all new comments. GitHub refuses the whole of it for one bad line, so what it refuses is left out and told elsewhere. */
import type { PullJob } from "../../model/job.ts";
import type { InlineComment } from "../../model/publication.ts";
import type { Client } from "../client.ts";
import { statusOf } from "../failures.ts";

/** The answer: comments that GitHub took in no form. */
export async function postReview(client: Client, job: PullJob, head: string, comments: readonly InlineComment[]): Promise<InlineComment[]> {
  if (comments.length === 0) return [];
  try {
    await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      owner: job.owner,
      repo: job.repo,
      pull_number: job.number,
      commit_id: head,
      event: "COMMENT",
      comments: comments.map(({ path, side, startLine, line, body }) => ({
        path,
        side,
        line,
        ...(startLine < line ? { start_line: startLine, start_side: side } : {}),
        body,
      })),
    });
    return [];
  } catch (error) {
    if (statusOf(error) !== 422 || !isAboutAComment(error)) throw error;
    const [only] = comments;
    if (comments.length === 1 && only) return [only];
    const middle = Math.ceil(comments.length / 2);
    return [...(await postReview(client, job, head, comments.slice(0, middle))), ...(await postReview(client, job, head, comments.slice(middle)))];
  }
}

/** Not about the review as such: its commit is gone, another review is pending. Those concern every half alike. */
function isAboutAComment(error: unknown): boolean {
  const { message = "" } = error as { message?: string };
  return !/commit_id|pending review/i.test(message);
}
