/** A review as JSON: what `review --format json` prints. */
import { type Gate, QUESTIONS, type Severity } from "../model/rule.ts";
import type { Outcome, Phase, Verdict, WaivedFinding } from "../model/verdict.ts";
import type { TextOf } from "./places.ts";
import { type PublicFinding, type PublicGap, presenter } from "./present.ts";

export interface PublicReview {
  readonly verdict: Outcome;
  readonly gates: readonly {
    readonly gate: Gate;
    readonly question: string;
    readonly outcome: Outcome;
    readonly counts: Readonly<Record<Severity, number>>;
    readonly waived: number;
  }[];
  readonly phase: Phase;
  /** Worst first. */
  readonly findings: readonly PublicFinding[];
  readonly gaps: readonly PublicGap[];
  readonly waived: readonly (PublicFinding & { readonly waiver: WaivedFinding["waiver"] })[];
  /** Findings of the baseline, which stay quiet; left out where there is none. */
  readonly known?: number;
}

export function reviewAsJson(verdict: Verdict, textOf: TextOf): PublicReview {
  const presented = presenter(textOf);
  return {
    verdict: verdict.outcome,
    gates: verdict.gates.map(({ gate, outcome, counts, waived }) => ({ gate, question: QUESTIONS[gate], outcome, counts, waived })),
    phase: verdict.phase,
    findings: verdict.findings.map((finding) => presented.finding(finding)),
    gaps: verdict.gaps.map((gap) => presented.gap(gap)),
    waived: verdict.waived.map((finding) => ({ ...presented.finding(finding), waiver: finding.waiver })),
    ...(verdict.known === undefined ? {} : { known: verdict.known.length }),
  };
}
