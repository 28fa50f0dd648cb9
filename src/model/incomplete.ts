/** The verdict on a pull request whose analysis broke: nothing was verified, and it says why. */

import { reaches } from "./role.ts";
import { GATES } from "./rule.ts";
import { type Snapshot, textAfter, type Waiver } from "./snapshot.ts";
import { type Gap, wholeFile } from "./source.ts";
import type { PublicationSettings, Verdict, WaiverOutcome } from "./verdict.ts";

/** Where not even the configuration could be read. A test keeps them equal to `analysis/config/defaults.ts`, which this side of the wall may not import. */
export const DEFAULT_SETTINGS: PublicationSettings = { checkName: "schema-review", threshold: "warning", sticky: "findings", maxComments: 30, drafts: "check" };

/** Who may override it would stand in the configuration; where not even that could be read, an administrator may. */
export function incompleteVerdict(snapshot: Snapshot, reason: string): Verdict {
  const waivers = snapshot.waivers.map((waiver) => weighed(waiver, snapshot.pull.head));
  const override = snapshot.waivers.find((_, at) => waivers[at]?.outcome === "applied");
  return {
    outcome: override ? "passed" : "incomplete",
    ...(override ? { override: { by: override.by, reason: override.reason } } : {}),
    ...(waivers.length === 0 ? {} : { waivers }),
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

function weighed({ kind, id, by, target, role, head: given }: Waiver, head: string): WaiverOutcome {
  const said = { kind, by, ...(id === undefined ? {} : { id }), ...(target === undefined ? {} : { target }), fingerprints: [] };
  if (kind === "waive") return { ...said, outcome: "void", why: "The pull request could not be analysed, so nothing of it can be let pass." };
  if (role !== undefined && !reaches(role, "admin"))
    return { ...said, outcome: "refused", why: `The pull request could not be analysed: to override that takes the role \`admin\`; you have \`${role}\`.` };
  return given === head ? { ...said, outcome: "applied" } : { ...said, outcome: "void", why: "It was given for another head." };
}

/** `verdict` is on the same pull request without its files: its settings hold, its gaps (an invalid configuration), and an override of this head. */
export function withoutPassing(verdict: Verdict, snapshot: Snapshot, reason: string): Verdict {
  const incomplete = incompleteVerdict(snapshot, reason);
  const { settings, override, waivers, configuration } = verdict;
  const { override: _, waivers: __, ...nothing } = incomplete;
  return {
    ...nothing,
    outcome: "incomplete",
    gaps: [...incomplete.gaps, ...verdict.gaps],
    settings,
    ...(override ? { override, outcome: "passed" as const } : {}),
    ...(waivers ? { waivers } : {}),
    ...(configuration ? { configuration } : {}),
  };
}

/** At the largest changed file: the likeliest cause, and a place where a comment can stand. */
function gapFor({ files }: Snapshot, reason: string): Gap {
  const changed = files.filter(({ status }) => status !== "unchanged" && status !== "removed");
  const [largest] = [...changed].sort((a, b) => (textAfter(b)?.length ?? 0) - (textAfter(a)?.length ?? 0));
  return { span: wholeFile(largest?.path ?? "", "head"), reason: `The pull request could not be analysed: ${reason}.` };
}
