/** Acts out what `plan` decided, in its order. Decides nothing itself but what to do when GitHub says no. */
import type { PullJob } from "../../model/job.ts";
import type { Action, Annotation, CheckRun, InlineComment } from "../../model/publication.ts";
import type { Client } from "../client.ts";
import { isLocked, statusOf } from "../failures.ts";
import { createCheck, updateCheck } from "./check-run.ts";
import { closeThreads } from "./close-threads.ts";
import { postReview } from "./post-review.ts";

/** `stop`: asked before each write; rejects when nobody wants the result any more. */
export async function act(client: Client, job: PullJob, actions: readonly Action[], stop: () => Promise<void>): Promise<void> {
  const place = { owner: job.owner, repo: job.repo };
  const refused: InlineComment[] = [];
  for (let at = 0; at < actions.length; at++) {
    const action = actions[at] as Action;
    await stop();
    switch (action.kind) {
      case "create-check":
        await createCheck(client, job, withRefused(action.check, refused), action.head);
        break;
      case "update-check":
        await updateCheck(client, job, action.id, withRefused(action.check, refused));
        break;
      case "delete-pending-review":
        await unlessGone(
          client.request("DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}", { ...place, pull_number: job.number, review_id: Number(action.id) }),
        );
        break;
      case "create-review":
        refused.push(...(await postReview(client, job, action)));
        break;
      case "edit-comment":
        await unlessGone(client.request("PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}", { ...place, comment_id: action.comment, body: action.body }));
        break;
      case "resolve-thread": {
        const run = [action];
        for (let next = actions[at + 1]; next?.kind === "resolve-thread"; next = actions[++at + 1]) run.push(next);
        await closeThreads(client, run);
        break;
      }
      case "create-sticky":
        await unlessGone(client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { ...place, issue_number: job.number, body: action.body }));
        break;
      case "edit-sticky":
        await unlessGone(client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...place, comment_id: action.id, body: action.body }));
        break;
      case "delete-sticky":
        await unlessGone(client.request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", { ...place, comment_id: action.id }));
        break;
    }
  }
}

/** A comment that GitHub took nowhere is told on the check. */
function withRefused(check: CheckRun, refused: readonly InlineComment[]): CheckRun {
  const notes: Annotation[] = refused.flatMap(({ annotation }) => annotation ?? []);
  return notes.length === 0 ? check : { ...check, annotations: [...notes, ...check.annotations] };
}

/** A human deleted it meanwhile, or locked the conversation: so be it. */
async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (statusOf(error) !== 404 && !isLocked(error)) throw error;
  }
}
