/** What a review waits for besides GitHub's answers: its turn to write what notifies people. And what it does not ask for any more, once nobody wants it. */
import type { Action } from "../model/publication.ts";
import type { Client } from "./client.ts";
import { PutOff, Superseded } from "./failures.ts";
import type { BookedLane } from "./lane.ts";
import type { ReviewTask } from "./task.ts";

const NOTIFIES: readonly Action["kind"][] = ["create-review", "create-sticky"];

/**
 * Rejects with `PutOff` while it is not its turn: the review gives its place at work to others, remembers in the task when its turn comes, and reads
 * everything anew then.
 */
export function takeTurn(task: ReviewTask, actions: readonly Action[], { notices, now }: { readonly notices: BookedLane; readonly now: number }): void {
  const count = actions.filter(({ kind }) => NOTIFIES.includes(kind)).length;
  if (count === 0) return;
  const lane = String(task.job.installation);
  task.turn ??= now + notices.book(lane, count);
  if (task.turn > now) throw new PutOff("comments are written at the pace that GitHub allows", task.turn - now);
  notices.admit(lane, count);
}

/** Reads nothing more once `signal` is aborted: a pull request that is pushed to while it is read is read by the job of that push. Writes have their own question. */
export function whileWanted(client: Client, signal: AbortSignal): Client {
  const wanted = (isRead: boolean): void => {
    if (isRead && signal.aborted) throw new Superseded("a newer job does this one's work");
  };
  return {
    request: new Proxy(client.request, {
      apply(target, self, [route, ...rest]: [unknown, ...unknown[]]) {
        wanted(String(route).startsWith("GET "));
        return Reflect.apply(target, self, [route, ...rest]);
      },
    }),
    graphql: new Proxy(client.graphql, {
      apply(target, self, [query, ...rest]: [unknown, ...unknown[]]) {
        wanted(!/^\s*mutation\b/.test(String(query)));
        return Reflect.apply(target, self, [query, ...rest]);
      },
    }),
  };
}
