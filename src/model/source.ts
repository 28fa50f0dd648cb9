/** Places in text: every fact of the model says where it was read. */

/** Before (`base`) or after (`head`) the pull request. */
export type Side = "base" | "head";

export interface SourceFile {
  /** Relative to the repository's root, `/` between segments. */
  readonly path: string;
  readonly text: string;
}

/** A piece of a file. Offsets are UTF-16 code units, `end` is exclusive. Lines exist only in `publication/`. */
export interface Span {
  readonly path: string;
  readonly side: Side;
  readonly start: number;
  readonly end: number;
}

/** Something that could not be read. A verdict with gaps never passes. */
export interface Gap {
  readonly span: Span;
  /** One sentence for the author: what could not be read, and what to do. */
  readonly reason: string;
}

/** A local edit: the text that replaces `span`. Applying it silences the finding. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
}

/** A comment that silences rules at one place. Without a reason it has no effect. */
export interface IgnoreComment {
  /** Rule ids, or the words of another linter already translated to ours; `["*"]` stands for all. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** The comment itself. */
  readonly span: Span;
  /** What it speaks of: the statement, model, field or line below it; the whole file when it says so. */
  readonly covers: Span;
  /** Written by this pull request; absent until the analysis has compared it with the base. */
  readonly isNew?: boolean;
  /** Whose grammar it was written in. */
  readonly origin: "schema-review" | "squawk" | "eugene" | "pgfence" | "prisma-lint";
}

/** The whole of a file, for what concerns it altogether. */
export function wholeFile(path: string, side: Side, text = ""): Span {
  return { path, side, start: 0, end: text.length };
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.path === inner.path && outer.side === inner.side && outer.start <= inner.start && inner.end <= outer.end;
}
