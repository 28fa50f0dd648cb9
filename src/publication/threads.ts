/** Threads: which comments are new, changed or gone. A thread that a human closed, or whose comment a human deleted, is not opened again. */
import type { Action, Annotation, InlineComment, Publication, Published, PublishedThread } from "../model/publication.ts";
import { longCode } from "../model/text.ts";
import { fingerprintsIn, isResolvedBody, keyOf, postedIn, suggestionShape, twinIn } from "./markers.ts";
import { resolvedBody } from "./resolved.ts";
import { sameText } from "./same-text.ts";

/** More comments in one review have been seen to fail with 502 although all were stored. */
const MAX_PER_REVIEW = 30;

interface ThreadPlan {
  readonly actions: Action[];
  /** Keys of the wanted comments that stand on the pull request, or did until a human deleted them. */
  readonly posted: string[];
  /** Annotations for wanted comments that cannot stand, or are too many. */
  readonly offDiff: Annotation[];
}

export function planThreads(wanted: Publication, published: Published): ThreadPlan {
  const claimed = claim(wanted.comments, published.threads);
  const closed = new Set(published.threads.filter(({ resolvedByHuman }) => resolvedByHuman).flatMap(fingerprintsOf));
  const closedElsewhere = twinsOf(
    published.threads.filter(({ resolvedByHuman }) => resolvedByHuman),
    wanted,
  );
  const standingAnywhere = new Set(published.threads.flatMap(fingerprintsOf));
  const deleted = (published.posted ?? []).filter((key) => !standingAnywhere.has(key));
  const remembered = new Set([...postedIn(published.sticky?.body), ...deleted]);
  const posted: string[] = [];
  const edits: Action[] = [];
  const fresh: InlineComment[] = [];
  const offDiff: Annotation[] = [];
  const limit = wanted.maxComments ?? MAX_PER_REVIEW;
  let standing = claimed.size;
  for (const comment of wanted.comments) {
    const thread = claimed.get(comment);
    if (thread) {
      posted.push(comment.key);
      const body = bodyFor(comment, thread);
      if (!sameText(thread.body, body)) edits.push({ kind: "edit-comment", comment: thread.comment, body });
      continue;
    }
    if (fingerprintsOf(comment).every((fingerprint) => closed.has(fingerprint)) || closedElsewhere.has(twinIn(comment.body) ?? "")) continue;
    if (remembered.has(comment.key)) {
      posted.push(comment.key);
      offDiff.push(...annotationOf(comment));
      continue;
    }
    const placed = standing < limit ? place(comment, published) : undefined;
    if (placed) {
      standing++;
      fresh.push(placed);
      posted.push(comment.key);
    } else offDiff.push(...annotationOf(comment));
  }
  const isRemembered = wanted.sticky !== undefined || (published.sticky !== undefined && wanted.formerSticky === undefined);
  const actions = [...reviews(fresh, wanted.head, isRemembered), ...edits, ...closings(wanted, published, new Set(claimed.values()))];
  return { actions, posted: [...new Set(wanted.partial ? [...posted, ...remembered] : posted)], offDiff };
}

/** What those threads were about whose finding is not wanted any more where it was: its file may have been renamed. */
function twinsOf(threads: readonly PublishedThread[], { comments }: Publication): ReadonlySet<string> {
  const wanted = new Set(comments.flatMap(fingerprintsOf));
  const gone = threads.filter((thread) => !fingerprintsOf(thread).some((fingerprint) => wanted.has(fingerprint)));
  return new Set(gone.flatMap(({ body }) => twinIn(body) ?? []));
}

function fingerprintsOf({ key, body }: { key: string; body: string }): string[] {
  const named = fingerprintsIn(body);
  return named.length === 0 ? [key] : named;
}

function annotationOf({ annotation }: InlineComment): Annotation[] {
  return annotation ? [annotation] : [];
}

/** Each comment's open thread: by its key, else by any finding that both tell of. Threads that were resolved stay; a finding that came back gets a new one. */
function claim(comments: readonly InlineComment[], threads: readonly PublishedThread[]): Map<InlineComment, PublishedThread> {
  const open = threads.filter(({ resolved, resolvedByHuman }) => !resolved && !resolvedByHuman);
  const byKey = new Map<string, PublishedThread[]>();
  const byFingerprint = new Map<string, PublishedThread[]>();
  for (const thread of open) {
    append(byKey, thread.key, thread);
    for (const fingerprint of fingerprintsOf(thread)) append(byFingerprint, fingerprint, thread);
  }
  const taken = new Set<PublishedThread>();
  const claimed = new Map<InlineComment, PublishedThread>();
  const take = (comment: InlineComment, candidates: readonly PublishedThread[] | undefined): void => {
    const thread = candidates?.find((candidate) => !taken.has(candidate));
    if (!thread || claimed.has(comment)) return;
    taken.add(thread);
    claimed.set(comment, thread);
  };
  for (const comment of comments) take(comment, byKey.get(comment.key));
  for (const comment of comments) for (const fingerprint of fingerprintsOf(comment)) take(comment, byFingerprint.get(fingerprint));
  return claimed;
}

function append(map: Map<string, PublishedThread[]>, key: string, thread: PublishedThread): void {
  const known = map.get(key);
  if (known) known.push(thread);
  else map.set(key, [thread]);
}

/** A suggestion replaces the lines that its comment stands on, and a comment cannot be moved: an older one keeps it only if it was made for the same lines. */
function bodyFor({ body, fallback }: InlineComment, thread: PublishedThread): string {
  return fallback === undefined || suggestionShape(thread.body) === suggestionShape(body) ? body : fallback.body;
}

/** The comment where all of its lines are in the diff; else its fallback on those that are; else nothing. */
function place(comment: InlineComment, { commentable }: Published): InlineComment | undefined {
  const sides = commentable.get(comment.path);
  const lines = comment.side === "LEFT" ? sides?.left : sides?.right;
  if (!lines) return undefined;
  const { fallback, ...plain } = comment;
  if (firstRun(lines, comment.startLine, comment.line)?.whole) return plain;
  const wished = fallback ?? comment;
  const run = firstRun(lines, wished.startLine, wished.line);
  return run && { ...plain, body: wished.body, startLine: run.startLine, line: run.line };
}

/** The first unbroken run of commentable lines within a range. Lines of two hunks cannot carry one comment. */
function firstRun(lines: ReadonlySet<number>, from: number, to: number): { startLine: number; line: number; whole: boolean } | undefined {
  let startLine = from;
  while (startLine <= to && !lines.has(startLine)) startLine++;
  if (startLine > to) return undefined;
  let line = startLine;
  while (line < to && lines.has(line + 1)) line++;
  return { startLine, line, whole: startLine === from && line === to };
}

function reviews(comments: readonly InlineComment[], head: string, isRemembered: boolean): Action[] {
  const actions: Action[] = [];
  for (let at = 0; at < comments.length; at += MAX_PER_REVIEW)
    actions.push({ kind: "create-review", head, comments: comments.slice(at, at + MAX_PER_REVIEW), ...(isRemembered ? {} : { remember: true }) });
  return actions;
}

/** Threads of findings that are gone. A human's closing stands; with gaps in the reading nothing is known to be gone. */
function closings({ head, partial, waived, comments }: Publication, { threads }: Published, kept: ReadonlySet<PublishedThread>): Action[] {
  if (partial) return [];
  const moved = new Map(comments.flatMap(({ body, path }) => (twinIn(body) === undefined ? [] : [[twinIn(body) ?? "", path] as const])));
  const sentenceFor = ({ key, body }: PublishedThread): string => {
    const to = moved.get(twinIn(body) ?? "");
    return waived?.[keyOf(body) ?? key] ?? (to === undefined ? `Resolved in ${head.slice(0, 7)}` : `Moved to ${longCode(to, 300)} in ${head.slice(0, 7)}`);
  };
  return threads
    .filter((thread) => !kept.has(thread) && !thread.resolvedByHuman && !isResolvedBody(thread.body))
    .map((thread) => ({
      kind: "resolve-thread" as const,
      thread: thread.id,
      comment: thread.comment,
      commentNode: thread.commentNode,
      replies: thread.replies,
      body: resolvedBody(thread.body, sentenceFor(thread)),
    }));
}
