/** A finding as the package and the command line give it out: lines and columns instead of offsets. */
import type { Gate, Report, Severity } from "../model/rule.ts";
import type { Fix, Gap } from "../model/source.ts";
import type { RoleClaim } from "../model/table-role.ts";
import type { Finding } from "../model/verdict.ts";
import { createPlaces, type Places, type TextOf } from "./places.ts";

/** Lines and columns are 1-based, columns count UTF-16 code units, `endColumn` is exclusive. */
export interface PublicFinding {
  readonly rule: string;
  readonly gate: Gate;
  readonly severity: Severity;
  /** Markdown. */
  readonly message: string;
  /** Relative to the repository's root. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Stays the same when lines move. */
  readonly fingerprint: string;
  /** `base` when the lines are those of the file before the change; left out for the file after it. */
  readonly side?: "base";
  /** The safe way as ready text. */
  readonly advice?: Report["advice"];
  readonly fix?: PublicFix;
  /** Guessed roles of tables that it rests on; `evidence` is Markdown. */
  readonly roles?: readonly Pick<RoleClaim, "table" | "role" | "evidence">[];
}

/** The text from start to end (exclusive) is to be replaced; equal when it is an insertion. */
export interface PublicFix {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly replacement: string;
}

export interface PublicGap {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly reason: string;
  readonly side?: "base";
}

/** For one finding; for many use `presenter`, which reads each file's lines once. */
export function present(finding: Finding, textOf: TextOf): PublicFinding {
  return presenter(textOf).finding(finding);
}

export interface Presenter {
  finding(finding: Finding): PublicFinding;
  gap(gap: Gap): PublicGap;
}

export function presenter(textOf: TextOf): Presenter {
  const places = createPlaces(textOf);
  return {
    finding: ({ rule, gate, severity, message, span, fingerprint, advice, fix, roles = [] }) => {
      const { path, side, ...at } = places.place(span);
      return {
        rule,
        gate,
        severity,
        message,
        path,
        ...at,
        fingerprint,
        ...(side === "base" ? { side } : {}),
        ...(advice ? { advice } : {}),
        ...(fix ? { fix: publicFix(fix, places) } : {}),
        ...(roles.length > 0 ? { roles: roles.map(({ table, role, evidence }) => ({ table, role, evidence })) } : {}),
      };
    },
    gap: ({ span, reason }) => {
      const { path, side, ...at } = places.place(span);
      return { path, ...at, reason, ...(side === "base" ? { side } : {}) };
    },
  };
}

function publicFix({ span, text }: Fix, places: Places): PublicFix {
  const { path, side } = span;
  const start = places.at(path, side, span.start);
  const end = places.at(path, side, span.end);
  return { path, startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column, replacement: text };
}
