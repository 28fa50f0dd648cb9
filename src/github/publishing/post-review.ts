/** One review with all new comments. GitHub refuses the whole of it for one bad line, so what it refuses is left out and told elsewhere. */
import type { PullJob } from "../../model/job.ts";
import type { Action, InlineComment } from "../../model/publication.ts";
import { postedMarker } from "../../publication/markers.ts";
import type { Client } from "../client.ts";
import { isLocked, statusOf } from "../failures.ts";

/** The answer: comments that GitHub took in no form. */
export async function postReview(
  client: Client,
  job: PullJob,
  { head, comments, remember }: Pick<Extract<Action, { readonly kind: "create-review" }>, "head" | "comments" | "remember">,
): Promise<InlineComment[]> {
  if (comments.length === 0) return [];
  try {
    await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      owner: job.owner,
      repo: job.repo,
      pull_number: job.number,
      commit_id: head,
      event: "COMMENT",
      ...(remember ? { body: postedMarker(comments.map(({ key }) => key)) } : {}),
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
    if (isLocked(error)) return [...comments];
    if (statusOf(error) !== 422 || !isAboutAComment(error)) throw error;
    const [only] = comments;
    if (comments.length === 1 && only) return [only];
    const middle = Math.ceil(comments.length / 2);
    const half = (some: readonly InlineComment[]) => postReview(client, job, { head, comments: some, ...(remember ? { remember } : {}) });
    return [...(await half(comments.slice(0, middle))), ...(await half(comments.slice(middle)))];
  }
}

/** Not about the review as such: its commit is gone, another review is pending. Those concern every half alike. */
function isAboutAComment(error: unknown): boolean {
  const { message = "" } = error as { message?: string };
  return !/commit_id|pending review/i.test(message);
}
