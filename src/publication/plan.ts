/**
 * Wanted and seen become the writes between them. Pure, and idempotent: what is as wanted is not written.
 *
 * Order: pending review, threads, sticky comment, check run last. The check run is what says "reviewed": a crash before it leaves the head without a
 * completed check, so the review is asked for again, and what was written by then is seen and not written twice. The sticky comment comes after the
 * threads because it remembers which were posted; the other way round a crash would make lost threads look like ones that a human deleted.
 * A thread is resolved before its comment is edited (`resolve-thread`, by `github/`): half done, its comment still lacks the mark and is done again.
 */
import type { Action, Annotation, CheckRun, Publication, Published } from "../model/publication.ts";
import { sealed } from "./digest.ts";
import { postedIn, withPosted } from "./markers.ts";
import { sameText } from "./same-text.ts";
import { planThreads } from "./threads.ts";
import { withTwins } from "./twins.ts";

/** GitHub takes 50 annotations a request; what is beyond stands in the summary's list of findings. */
const MAX_ANNOTATIONS = 50;

export function plan(wanted: Publication, published: Published): Action[] {
  if (published.closed || wanted.silent) return [];
  const checkOnly = wanted.checkOnly || published.checkOnly;
  const threads = checkOnly
    ? { actions: [], posted: postedIn(published.sticky?.body), offDiff: wanted.comments.flatMap(({ annotation }) => annotation ?? []) }
    : planThreads(wanted, published);
  return [
    ...(published.pendingReview === undefined || published.checkOnly ? [] : [{ kind: "delete-pending-review" as const, id: published.pendingReview }]),
    ...threads.actions,
    ...(checkOnly ? [] : planSticky(wanted, published, threads.posted)),
    ...planCheck({ ...wanted.check, annotations: worstFirst([...threads.offDiff, ...wanted.check.annotations]) }, wanted.head, published),
  ];
}

const LEVELS: readonly Annotation["level"][] = ["failure", "warning", "notice"];

function worstFirst(annotations: readonly Annotation[]): Annotation[] {
  return [...annotations].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)).slice(0, MAX_ANNOTATIONS);
}

/** One sticky comment: made, edited when its content changed, healed to one. */
function planSticky({ sticky, formerSticky }: Publication, published: Published, posted: readonly string[]): Action[] {
  const extra = published.extraStickies.map((id) => ({ kind: "delete-sticky" as const, id }));
  const seen = published.sticky;
  const text = sticky ?? (seen ? formerSticky : undefined);
  if (text === undefined) return extra;
  const body = withPosted(text, posted);
  if (!seen) return [{ kind: "create-sticky", body }, ...extra];
  return sameText(seen.body, body) ? extra : [{ kind: "edit-sticky", id: seen.id, body }, ...extra];
}

/** The newest run of this name on this head is the one that counts; a completed one that says the same stays. */
function planCheck(wanted: CheckRun, head: string, published: Published): Action[] {
  const { checks, number } = published;
  const { check, digest } = sealed(withTwins(wanted, published));
  const ours = checks.filter((seen) => seen.name === check.name && seen.head === head);
  const newest = ours.reduce<(typeof ours)[number] | undefined>((best, seen) => (best === undefined || seen.id > best.id ? seen : best), undefined);
  if (!newest) return [{ kind: "create-check", check, head }];
  const done = newest.status === "completed" && newest.digest === digest && newest.conclusion === (check.outcome === "passed" ? "success" : "failure");
  // Two pull requests with one head may each have begun a run; neither may be left in progress.
  const begun = ours.filter((seen) => seen !== newest && seen.status !== "completed" && (seen.pull === undefined || seen.pull === number));
  // What is annotated cannot be corrected, only replaced.
  const isReplaced = !done && newest.status === "completed" && newest.annotated;
  const updated = done || isReplaced ? begun : [...begun, newest];
  return [...updated.map(({ id }): Action => ({ kind: "update-check", id, check })), ...(isReplaced ? [{ kind: "create-check" as const, check, head }] : [])];
}
