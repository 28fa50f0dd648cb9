/** Waivers and overrides that people gave on GitHub: which count, for what, and why the others do not. The app process has looked up who they are. */
import type { Config } from "../../model/config.ts";
import { reaches } from "../../model/role.ts";
import type { Waiver } from "../../model/snapshot.ts";
import { code, plural } from "../../model/text.ts";
import type { Finding, WaiverOutcome } from "../../model/verdict.ts";
import type { Spoken } from "./check.ts";

type Named = Spoken & Pick<Finding, "fingerprint" | "twin">;

export interface Weighed {
  /** By fingerprint: the first waiver that lets the finding pass. */
  readonly waiverOf: ReadonlyMap<string, Waiver>;
  readonly override?: Waiver;
  /** In the order of the waivers. */
  readonly outcomes: readonly WaiverOutcome[];
}

/** `head`: the commit under review; an override is for the one that it was given for. */
export function weigh(waivers: readonly Waiver[], findings: readonly Named[], { waivers: needed }: Config, head: string): Weighed {
  const waiverOf = new Map<string, Waiver>();
  let override: Waiver | undefined;
  const outcomes = waivers.map((waiver): WaiverOutcome => {
    const outcome = waiver.kind === "override" ? weighOverride(waiver, needed.override, head) : weighWaiver(waiver, needed.permission, findings);
    if (outcome.outcome === "applied" && waiver.kind === "override") override ??= waiver;
    for (const fingerprint of outcome.fingerprints) if (!waiverOf.has(fingerprint)) waiverOf.set(fingerprint, waiver);
    return {
      kind: waiver.kind,
      by: waiver.by,
      ...(waiver.id === undefined ? {} : { id: waiver.id }),
      ...(waiver.target === undefined ? {} : { target: waiver.target }),
      ...outcome,
    };
  });
  return { waiverOf, ...(override ? { override } : {}), outcomes };
}

type Outcome = Pick<WaiverOutcome, "outcome" | "fingerprints" | "why">;

function refused(why: string): Outcome {
  return { outcome: "refused", fingerprints: [], why };
}

function weighOverride({ role, head: given }: Waiver, needed: Config["waivers"]["override"], head: string): Outcome {
  if (role !== undefined && !reaches(role, needed)) return refused(`To override a verdict takes the role \`${needed}\` in this repository; you have \`${role}\`.`);
  return given === head ? { outcome: "applied", fingerprints: [] } : { outcome: "void", fingerprints: [], why: "It was given for another head." };
}

function weighWaiver(waiver: Waiver, needed: Config["waivers"]["permission"], findings: readonly Named[]): Outcome {
  const { role, target } = waiver;
  if (role !== undefined && !reaches(role, needed)) return refused(`To waive a finding takes the role \`${needed}\` in this repository; you have \`${role}\`.`);
  const meant = waiver.fingerprints ? recorded(waiver.fingerprints, findings) : findings.filter((finding) => isNamed(target, finding));
  if (meant.length === 0)
    return { outcome: "void", fingerprints: [], why: target === undefined ? "What it speaks of is not found any more." : `There is no finding ${code(target)} here.` };
  const waivable = meant.filter(({ unwaivable }) => !unwaivable);
  const rules = [...new Set(meant.map(({ rule }) => code(rule)))].join(", ");
  if (waivable.length === 0) return refused(`${rules} cannot be waived by a comment.`);
  if (waivable.length > MOST) return refused(`That would waive ${plural(waivable.length, "finding")}; set the rule in the configuration instead.`);
  return { outcome: "applied", fingerprints: waivable.map(({ fingerprint }) => fingerprint) };
}

/** Our answer records each of them. */
const MOST = 1_000;
/** A fingerprint may be shortened as git shortens commits. */
const SHORTEST = 7;

function isNamed(target: string | undefined, { rule, fingerprint }: Named): boolean {
  return target !== undefined && (target === rule || (target.length >= SHORTEST && fingerprint.startsWith(target)));
}

/** `<fingerprint>`, or `<fingerprint>/<twin>`: a finding that is not where it was is the one with the same text, if there is just one such. */
function recorded(given: readonly string[], findings: readonly Named[]): Named[] {
  return given.flatMap((name) => {
    const [fingerprint, twin] = name.split("/");
    const same = findings.filter((finding) => finding.fingerprint === fingerprint);
    const alike = same.length > 0 || twin === undefined ? [] : findings.filter((finding) => finding.twin === twin);
    return alike.length === 1 ? alike : same;
  });
}
