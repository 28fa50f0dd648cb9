/** All that is read of a pull request, before anything is judged. JSON: it crosses the wall between the processes. */
import type { Role } from "./role.ts";
import type { SourceFile } from "./source.ts";

export interface Snapshot {
  readonly pull: PullRequest;
  /** Schema, migrations, code and configuration files: the changed ones and those needed to judge them. Sorted by path. */
  readonly files: readonly SnapshotFile[];
  /** What should have been read but could not be: fetch failures, size caps, LFS pointers, symlinks, odd encodings. Each becomes a gap. */
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
  /** `.github/schema-review.yml` of the default branch; absent: defaults. */
  readonly config?: { readonly path: string; readonly text: string };
  readonly waivers: readonly Waiver[];
  /** The time of the review, ISO 8601. */
  readonly now: string;
  /** What the version that runs now has of the verdict's `needs`. Absent: nobody has looked. */
  readonly baseCode?: BaseCode;
  /** Findings that stay quiet until their code changes; `all`: whatever is found. Absent: none. */
  readonly baseline?: readonly KnownFinding[] | "all";
  /** True: whoever asks has named the SQL files one by one, so each counts as a migration wherever it lies, unless the configuration says which do. */
  readonly everySql?: boolean;
  /** True: nobody will look at more than findings and gaps. The verdict's `migrations`, `diagram` and `ledger` stay empty, and it has no `needs`. */
  readonly findingsOnly?: boolean;
  /** True: the verdict is to list the roles of tables. */
  readonly asksRoles?: boolean;
  /** True: the verdict is to say what the configuration amounts to. */
  readonly asksConfig?: boolean;
}

/** A finding by its names (`Finding`). */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly twin?: string;
}

/** Application code of the base branch, narrowed to the words that were looked for; see `base-code.ts`. */
export interface BaseCode {
  /** Those that have one of the words and look as if they asked a database. Sorted by path. */
  readonly files: readonly SourceFile[];
  /** The words that stand anywhere in the code, whether or not the file is here. */
  readonly words: readonly string[];
  /** Files of code that there are to look through; 0: none, so that to find nothing says nothing. */
  readonly searched: number;
  /** False: a limit was hit or a read failed. `why` ends a sentence that begins "not all of the code could be looked through: ". */
  readonly complete: boolean;
  readonly why?: string;
}

export interface PullRequest {
  readonly title: string;
  readonly body: string;
  readonly base: string;
  readonly head: string;
  readonly draft: boolean;
}

/** `before` and `after` are the file's text on the base and the head; an unchanged file has `before` alone. */
export type SnapshotFile =
  | { readonly path: string; readonly status: "unchanged"; readonly before: string }
  | { readonly path: string; readonly status: "added"; readonly after: string }
  | { readonly path: string; readonly status: "modified"; readonly before: string; readonly after: string }
  | { readonly path: string; readonly status: "renamed"; readonly previousPath: string; readonly before: string; readonly after: string }
  | { readonly path: string; readonly status: "removed"; readonly before: string };

/** State on GitHub, permissions already looked up: `/schema-review waive`, `override`. */
export interface Waiver {
  readonly kind: "waive" | "override";
  /** A rule id or fingerprint; absent for an override. */
  readonly target?: string;
  readonly reason: string;
  readonly by: string;
  /** The head it was given for (an override). */
  readonly head?: string;
  /** Which command it is: its comment, and its place in that. */
  readonly id?: string;
  /** Findings that it was given for: `<fingerprint>`, or `<fingerprint>/<twin>`. Absent: whatever `target` names now. */
  readonly fingerprints?: readonly string[];
  /** What the speaker may do in the repository at the time of the review. Absent: whoever made the snapshot has seen to it. */
  readonly role?: Role;
}

export function textBefore(file: SnapshotFile): string | undefined {
  return file.status === "added" ? undefined : file.before;
}

export function textAfter(file: SnapshotFile): string | undefined {
  if (file.status === "removed") return undefined;
  return file.status === "unchanged" ? file.before : file.after;
}
