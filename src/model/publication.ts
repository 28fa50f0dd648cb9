/** What is to be seen on a pull request, what is seen on it, and the writes between the two. */
import type { Outcome } from "./verdict.ts";

/** Wanted: everything that the pull request should show for this verdict. */
export interface Publication {
  readonly check: CheckRun;
  readonly comments: readonly InlineComment[];
  /** Absent: there should be none. An existing one is then edited to say that all is resolved. */
  readonly sticky?: string;
  /** The head that was reviewed. */
  readonly head: string;
  /** Where `sticky` is absent: what an existing sticky comment is edited to; absent as well: it is left as it is. */
  readonly formerSticky?: string;
  /** Inline comments that may stand on the pull request; those beyond become annotations. Default 30. */
  readonly maxComments?: number;
  /** True for a draft: threads and sticky comment are left as they are, every finding is an annotation. */
  readonly checkOnly?: boolean;
  /** True for a draft of which the team wants to hear nothing: not even a check. */
  readonly silent?: boolean;
  /** True when something could not be read: a finding that is missing here may still be there, so no thread is resolved. */
  readonly partial?: boolean;
  /** By fingerprint of a waived finding: the sentence that its thread closes with instead of "Resolved in …". */
  readonly waived?: Readonly<Record<string, string>>;
}

export interface CheckRun {
  readonly name: string;
  readonly outcome: Outcome;
  readonly title: string;
  /** Markdown, at most 65,535 bytes. */
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
  /** Buttons; absent: none. */
  readonly actions?: readonly CheckAction[];
}

/** GitHub takes three; label and identifier have at most 20 characters, the description 40. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: "rerun" | "plan" | "explain";
}

export interface Annotation {
  readonly path: string;
  /** 1-based, of the head. */
  readonly startLine: number;
  readonly endLine: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

/** One thread: all findings on one statement, field or call. */
export interface InlineComment {
  /** Fingerprint of its first finding: the thread's identity across pushes. */
  readonly key: string;
  readonly path: string;
  readonly side: "LEFT" | "RIGHT";
  readonly startLine: number;
  readonly line: number;
  /** Markdown, with the hidden marker of `key`. */
  readonly body: string;
  /** What says the same on the check run where the lines cannot carry a comment. */
  readonly annotation?: Annotation;
  /** The same without `suggestion` block, for where not all of `startLine..line` is in the diff: a suggestion replaces exactly these lines. */
  readonly fallback?: { readonly startLine: number; readonly line: number; readonly body: string };
}

export type Verdicts = Readonly<Record<number, "passed" | "failed">>;

/** Seen: what the pull request shows of ours (own app id or bot user, and marker). */
export interface Published {
  readonly checks: readonly {
    readonly id: number;
    readonly name: string;
    readonly head: string;
    readonly status: "queued" | "in_progress" | "completed";
    readonly conclusion?: string;
    readonly digest?: string;
    /** It has annotations: GitHub adds to them and takes none away. */
    readonly annotated?: true;
    /** The pull request that it was made for. */
    readonly pull?: number;
    /** By pull request, where several have this head: what each comes to by itself. */
    readonly verdicts?: Verdicts;
  }[];
  /** Of this pull request; absent: a commit of a merge queue that names none. */
  readonly number?: number;
  /** Other open pull requests with the same head: GitHub shows one check of a name on a commit, so it must speak for all. */
  readonly twins?: readonly number[];
  /** Fingerprints of comments that were posted at some time, from the reviews that they were posted with. */
  readonly posted?: readonly string[];
  readonly threads: readonly PublishedThread[];
  readonly sticky?: { readonly id: number; readonly body: string };
  /** Our own sticky comments beyond the first, to be removed. */
  readonly extraStickies: readonly number[];
  /** A review of ours that was never submitted blocks new ones. */
  readonly pendingReview?: string;
  /** Lines of the diff that can carry a comment, per path: 1-based numbers of the head (RIGHT) and the base (LEFT). */
  readonly commentable: ReadonlyMap<string, { readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> }>;
  readonly closed: boolean;
  /** Nothing can be said there but by the check: the conversation is locked, or it is a merge queue's commit. */
  readonly checkOnly?: boolean;
}

export interface PublishedThread {
  readonly key: string;
  /** GraphQL id of the thread. */
  readonly id: string;
  /** REST id and GraphQL id of its first comment, which is ours. */
  readonly comment: number;
  readonly commentNode: string;
  readonly body: string;
  readonly resolved: boolean;
  /** Somebody else than us resolved it: it stays closed. */
  readonly resolvedByHuman: boolean;
  readonly replies: number;
  readonly outdated: boolean;
}

/** One write. `plan` decides them all, `github/` acts them out in order. */
export type Action =
  | { readonly kind: "create-check"; readonly check: CheckRun; readonly head: string }
  | { readonly kind: "update-check"; readonly id: number; readonly check: CheckRun }
  | { readonly kind: "delete-pending-review"; readonly id: string }
  /** `remember`: the review says hidden which comments it brought, because no sticky comment does. */
  | { readonly kind: "create-review"; readonly head: string; readonly comments: readonly InlineComment[]; readonly remember?: true }
  | { readonly kind: "edit-comment"; readonly comment: number; readonly body: string }
  | { readonly kind: "resolve-thread"; readonly thread: string; readonly comment: number; readonly commentNode: string; readonly body: string; readonly replies: number }
  | { readonly kind: "create-sticky"; readonly body: string }
  | { readonly kind: "edit-sticky"; readonly id: number; readonly body: string }
  | { readonly kind: "delete-sticky"; readonly id: number };
