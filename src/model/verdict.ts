/** What the analysis process answers. JSON: it crosses the wall between the processes. */
import type { Effects, Lock } from "./migration.ts";
import type { Gate, Report, Severity } from "./rule.ts";
import type { Gap, Span } from "./source.ts";
import type { RolesReport } from "./table-role.ts";

export interface Finding extends Report {
  readonly rule: string;
  readonly gate: Gate;
  readonly severity: Severity;
  /** Rule + path + normalised text of the statement, field or call + ordinal; never a line number: a moved line keeps its thread. */
  readonly fingerprint: string;
  /** Rule + normalised text alone, 16 hexadecimal digits: by it a finding is known again whose file was renamed. */
  readonly twin?: string;
}

export interface WaivedFinding extends Finding {
  readonly waiver: { readonly by: string; readonly reason: string; readonly how: "comment" | "command" | "override" };
}

export type Outcome = "passed" | "failed" | "incomplete";

export interface GateResult {
  readonly gate: Gate;
  readonly outcome: Outcome;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly waived: number;
  /** The worst finding's fingerprint. */
  readonly worst?: string;
}

/** rollout.md §1 */
export type Phase = "expand" | "backfill" | "contract" | "breaking" | "neutral";

export interface Verdict {
  readonly outcome: Outcome;
  /** Nothing of this pull request touches the database. */
  readonly relevant: boolean;
  readonly gates: readonly GateResult[];
  /** The strongest phase of the pull request. */
  readonly phase: Phase;
  /** Worst first, then by path and offset. */
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  readonly gaps: readonly Gap[];
  readonly migrations: readonly MigrationSummary[];
  /** The change as a picture: changed tables with what changed, neighbours by name. */
  readonly diagram: Diagram;
  readonly settings: PublicationSettings;
  /** Shown beside the findings that depend on them. */
  readonly evidence: readonly string[];
  /** What the analysis would have to look for in the base branch's code, to judge what is dropped or renamed. Absent: nothing, or it has looked. */
  readonly needs?: Needs;
  /** Rollouts that the base branch has begun and not ended: those of the tables at hand, and old ones. Absent: none. */
  readonly ledger?: readonly OpenRollout[];
  /** Findings of the snapshot's baseline: they stay quiet and decide nothing. Absent: it has none. */
  readonly known?: readonly Finding[];
  /** What each table is for, where the snapshot asks for it. */
  readonly roles?: RolesReport;
  /** The verdict passes because somebody who may said so; what was found stays as it is. */
  readonly override?: { readonly by: string; readonly reason: string };
  /** A finding might go away with another description. */
  readonly asksDescription?: true;
  /** What became of each of the snapshot's waivers. Absent: there are none. */
  readonly waivers?: readonly WaiverOutcome[];
  /** The configuration in force, where the snapshot asks for it. */
  readonly configuration?: readonly ConfigValue[];
}

/** Of one command: what it lets pass, or why it does not count. */
export interface WaiverOutcome {
  readonly kind: "waive" | "override";
  readonly id?: string;
  readonly by: string;
  readonly target?: string;
  /** `void`: what it was given for is not there (any more). */
  readonly outcome: "applied" | "void" | "refused";
  /** Findings that it lets pass. */
  readonly fingerprints: readonly string[];
  /** One sentence, where it does not count. */
  readonly why?: string;
}

/** One value of the configuration: `comments.max`, `30`, and the file that says so, or `default`. */
export interface ConfigValue {
  readonly key: string;
  /** JSON. */
  readonly value: string;
  readonly from: string;
}

/** Identifiers (`searchable` in base-code.ts): names of models, fields, tables, columns and enum values that existed before. */
export interface Needs {
  readonly words: readonly string[];
}

/** rollout.md §1: a new column that is to take the place of old ones. */
export interface OpenRollout {
  readonly table: string;
  readonly from: readonly string[];
  readonly to: string;
  readonly done: readonly RolloutStep[];
  /** The step that this pull request takes. */
  readonly now?: RolloutStep;
  /** After this pull request; absent: it ends the rollout. */
  readonly next?: RolloutStep;
  /** The day of the migration that added the column, from its name: `2026-01-31`. */
  readonly since?: string;
  /** Days since then, where they are more than `rollout.staleAfterDays`. */
  readonly staleDays?: number;
}

export type RolloutStep = "expand" | "backfill" | "switch" | "contract";

export interface MigrationSummary {
  readonly path: string;
  readonly name: string;
  readonly phase: Phase;
  readonly locks: readonly (Lock & { readonly span: Span; readonly held: readonly (keyof Pick<Effects, "rewrites" | "scans" | "builds">)[] })[];
  readonly rollback: RollbackGrade;
}

export interface RollbackGrade {
  readonly grade: "reversible" | "reversible-with-data-loss" | "irreversible";
  /** SQL that undoes it, if it can be derived. */
  readonly sql?: string;
  readonly why: string;
}

export interface Diagram {
  readonly tables: readonly {
    readonly name: string;
    readonly change: "added" | "removed" | "changed" | "neighbour";
    readonly columns: readonly { readonly name: string; readonly type: string; readonly change: "added" | "removed" | "changed" | "kept"; readonly key?: "PK" | "FK" | "UK" }[];
    /** Columns left out. Absent: none. */
    readonly moreColumns?: number;
  }[];
  /** Changed tables and neighbours left out. Absent: none. */
  readonly more?: number;
  readonly relations: readonly { readonly from: string; readonly to: string; readonly label: string; readonly optional: boolean; readonly one: boolean }[];
}

/** What publishing needs of the configuration; travels inside the verdict because the app process parses none. */
export interface PublicationSettings {
  readonly checkName: string;
  readonly threshold: Severity;
  readonly sticky: "findings" | "always" | "never";
  readonly maxComments: number;
  readonly drafts: "check" | "full" | "skip";
}
