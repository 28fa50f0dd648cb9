/** A pull request that remembers: what GitHub shows once actions were carried out. */
import type { Action, Published, PublishedThread } from "../../src/model/publication.ts";
import { digestOf, fingerprintsIn, keyOf } from "../../src/publication/markers.ts";

export const nothing: Published = { checks: [], threads: [], extraStickies: [], commentable: new Map(), closed: false };

export function lines(paths: Record<string, { left?: readonly number[]; right?: readonly number[] }>): Published["commentable"] {
  return new Map(Object.entries(paths).map(([path, { left = [], right = [] }]) => [path, { left: new Set(left), right: new Set(right) }]));
}

export function apply(seen: Published, actions: readonly Action[], commentable: Published["commentable"], { mayResolve = true } = {}): Published {
  return actions.reduce((state: Published, action) => ({ ...after(state, action, mayResolve), commentable }), seen);
}

function after(seen: Published, action: Action, mayResolve: boolean): Published {
  const id = 1 + Math.max(0, ...seen.checks.map((check) => check.id), ...seen.threads.map(({ comment }) => comment), seen.sticky?.id ?? 0);
  switch (action.kind) {
    case "create-check":
    case "update-check": {
      const { name, summary, outcome } = action.check;
      const digest = digestOf(summary);
      const head = action.kind === "create-check" ? action.head : (seen.checks.find((check) => check.id === action.id)?.head ?? "");
      const done = {
        id: action.kind === "create-check" ? id : action.id,
        name,
        head,
        status: "completed" as const,
        conclusion: outcome === "passed" ? "success" : "failure",
        ...(digest ? { digest } : {}),
      };
      return { ...seen, checks: [...seen.checks.filter((check) => check.id !== done.id), done] };
    }
    case "delete-pending-review": {
      const { pendingReview: _, ...rest } = seen;
      return rest;
    }
    case "create-review":
      return { ...seen, threads: [...seen.threads, ...action.comments.map(({ body }, at) => thread(body, id + at))] };
    case "edit-comment":
      return { ...seen, threads: seen.threads.map((one) => (one.comment === action.comment ? { ...one, body: action.body, key: keyOf(action.body) ?? one.key } : one)) };
    case "resolve-thread":
      return { ...seen, threads: seen.threads.map((one) => (one.id === action.thread ? { ...one, body: action.body, resolved: one.resolved || mayResolve } : one)) };
    case "create-sticky":
      return { ...seen, sticky: { id, body: action.body } };
    case "edit-sticky":
      return { ...seen, sticky: { id: action.id, body: action.body } };
    case "delete-sticky":
      return { ...seen, extraStickies: seen.extraStickies.filter((one) => one !== action.id) };
  }
}

function thread(body: string, comment: number): PublishedThread {
  return {
    key: fingerprintsIn(body)[0] ?? "",
    id: `PRRT_${comment}`,
    comment,
    commentNode: `PRRC_${comment}`,
    body,
    resolved: false,
    resolvedByHuman: false,
    replies: 0,
    outdated: false,
  };
}
