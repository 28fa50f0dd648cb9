/** The one comment that stays: the verdict in ten lines, a picture of the change, the rest folded. Says nothing that changes by itself (no time, no commit). */
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { cascadesSection } from "./cascades.ts";
import { detailSections, gapsSection, overrideLine, phaseLine } from "./details.ts";
import { mermaid } from "./diagram.ts";
import { STICKY_MARKER } from "./markers.ts";
import { words } from "./neutralize.ts";
import type { Places } from "./places.ts";
import { questionsTable } from "./questions.ts";
import { fitted } from "./sections.ts";
import { atLeast, OUTCOME_SIGNS, titleOf } from "./wording.ts";

/** GitHub refuses comments over 65,536 characters; the list of posted threads, which `plan` puts in, needs some of it. */
const LIMIT = 55_000;

/** `sticky` where there should be a comment; else `former`: what one that exists already is edited to, if at all. */
export function stickyOf(verdict: Verdict, snapshot: Snapshot, places: Places): { sticky?: string; formerSticky?: string } {
  const { sticky: wish, threshold, checkName } = verdict.settings;
  if (snapshot.pull.draft && verdict.settings.drafts !== "full") return {};
  if (wish === "never") return { formerSticky: `${STICKY_MARKER}This comment is no longer kept up to date: see the check ${words(checkName, 100)}.\n` };
  const shows = wish === "always" || verdict.findings.some(({ severity }) => atLeast(severity, threshold));
  if (shows) return { sticky: stickyBody(verdict, snapshot, places) };
  return { formerSticky: verdict.gaps.length > 0 || verdict.outcome === "incomplete" ? stickyBody(verdict, snapshot, places) : resolvedBody(verdict, places) };
}

export function stickyBody(verdict: Verdict, snapshot: Snapshot, places: Places): string {
  const head = `${STICKY_MARKER}### ${OUTCOME_SIGNS[verdict.outcome]} ${titleOf(verdict, snapshot.config?.path)}\n\n${overrideLine(verdict)}${questionsTable(verdict, places)}${phaseLine(verdict)}`;
  const picture = mermaid(verdict.diagram);
  const details = detailSections(verdict, places);
  const open = { head: "<details><summary>Findings, migrations, locks and the way back</summary>\n\n", rows: [] };
  const inside = details.length === 0 ? [] : [{ head: open.head + fitted(details, 30_000), rows: [], tail: "</details>\n" }];
  return fitted([{ head, rows: [] }, ...gapsSection(verdict, places), { head: picture === "" ? "" : `${picture}\n`, rows: [] }, ...inside, ...cascadesSection(verdict)], LIMIT);
}

function resolvedBody(verdict: Verdict, places: Places): string {
  const rest = verdict.findings.length > 0 || verdict.waived.length > 0 ? `: ${titleOf(verdict)}` : "";
  return fitted([{ head: `${STICKY_MARKER}### ✅ All findings are resolved${rest}\n\n${questionsTable(verdict, places)}${phaseLine(verdict)}`, rows: [] }], LIMIT);
}
