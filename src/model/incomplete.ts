/** The verdict on a pull request whose analysis broke: nothing was verified, and it says why. */
import { GATES } from "./rule.ts";
import { type Snapshot, textAfter } from "./snapshot.ts";
import { type Gap, wholeFile } from "./source.ts";
import type { PublicationSettings, Verdict } from "./verdict.ts";

/** Where not even the configuration could be read. A test keeps them equal to `analysis/config/defaults.ts`, which this side of the wall may not import. */
export const DEFAULT_SETTINGS: PublicationSettings = { checkName: "schema-review", threshold: "warning", sticky: "findings", maxComments: 30, drafts: "check" };

export function incompleteVerdict(snapshot: Snapshot, reason: string): Verdict {
  return {
    outcome: "incomplete",
    relevant: true,
    gates: GATES.map((gate) => ({ gate, outcome: "incomplete", counts: { info: 0, warning: 0, error: 0 }, waived: 0 })),
    phase: "neutral",
    findings: [],
    waived: [],
    gaps: [gapFor(snapshot, reason)],
    migrations: [],
    diagram: { tables: [], relations: [] },
    settings: DEFAULT_SETTINGS,
    evidence: [],
  };
}

/** `verdict` is on the same pull request without its files: its settings hold, and its gaps (an invalid configuration). */
export function withoutPassing(verdict: Verdict, snapshot: Snapshot, reason: string): Verdict {
  const incomplete = incompleteVerdict(snapshot, reason);
  return { ...incomplete, gaps: [...incomplete.gaps, ...verdict.gaps], settings: verdict.settings };
}

/** At the largest changed file: the likeliest cause, and a place where a comment can stand. */
function gapFor({ files }: Snapshot, reason: string): Gap {
  const changed = files.filter(({ status }) => status !== "unchanged" && status !== "removed");
  const [largest] = [...changed].sort((a, b) => (textAfter(b)?.length ?? 0) - (textAfter(a)?.length ?? 0));
  return { span: wholeFile(largest?.path ?? "", "head"), reason: `The pull request could not be analysed: ${reason}.` };
}
