/** The few words and signs that every form of a verdict shares. */

import { SEVERITIES, type Severity } from "../model/rule.ts";
import { plural } from "../model/text.ts";
import type { Finding, Outcome, Phase, RollbackGrade, RolloutStep, Verdict } from "../model/verdict.ts";

/** Pages of the rules. */
const RULES = "https://github.com/schema-review/schema-review/blob/main/docs/rules/";

export function ruleUrl(rule: string): string {
  return `${RULES}${encodeURIComponent(rule)}.md`;
}

/** The rule's id, linked to its page. Rule ids are ours: lower case letters and hyphens; others are not linked. */
export function ruleLink(rule: string): string {
  return /^[a-z][a-z0-9-]*$/.test(rule) ? `[${rule}](${ruleUrl(rule)})` : "a rule";
}

export const OUTCOME_SIGNS: Readonly<Record<Outcome, string>> = { passed: "✅", failed: "❌", incomplete: "⚠️" };

export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = { error: "❌", warning: "⚠️", info: "ℹ️" };

export const PHASE_MEANINGS: Readonly<Record<Phase, string>> = {
  expand: "it only adds; the version that runs now goes on as before",
  backfill: "it writes rows that exist",
  contract: "it tightens or takes away; the version that runs now must no longer need it",
  breaking: "not safe in one step; it needs several deploys",
  neutral: "nothing that a running version can feel",
};

/** Of a rollout, in the ledger. */
export const STEP_WORDS: Readonly<Record<RolloutStep, string>> = { expand: "added", backfill: "rows filled", switch: "switched", contract: "old dropped" };

export const NEXT_STEPS: Readonly<Record<RolloutStep, string>> = {
  expand: "add the new column",
  backfill: "write both, then fill the old rows",
  switch: "read the new one, and `@ignore` the old one",
  contract: "drop the old one",
};

export const GRADE_WORDS: Readonly<Record<RollbackGrade["grade"], string>> = {
  reversible: "reversible",
  "reversible-with-data-loss": "reversible, with data loss",
  irreversible: "irreversible",
};

/** `2 errors, 1 warning`; empty when there are none. */
export function countWords(counts: Readonly<Record<Severity, number>>): string {
  return [counts.error > 0 ? plural(counts.error, "error") : "", counts.warning > 0 ? plural(counts.warning, "warning") : "", counts.info > 0 ? plural(counts.info, "note") : ""]
    .filter((part) => part !== "")
    .join(", ");
}

function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { info: 0, warning: 0, error: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}

/** GitHub's logins are letters, digits and hyphens; anything else is somebody's joke. */
function loginOf(by: string): string {
  return by.replace(/[^\w-]/g, "").slice(0, 40);
}

/** The verdict in a line, without names from the pull request. `configPath`: where the configuration stands, if there is one. */
export function titleOf(verdict: Verdict, configPath?: string): string {
  const counts = countWords(countBySeverity(verdict.findings));
  const also = counts === "" ? "" : `; ${counts} found`;
  if (verdict.override) return `Overridden by ${loginOf(verdict.override.by)}${also}${verdict.gaps.length > 0 ? `; ${plural(verdict.gaps.length, "file")} could not be read` : ""}`;
  if (verdict.outcome === "incomplete") {
    if (verdict.gaps.length > 0 && verdict.gaps.every(({ span }) => span.path === configPath))
      return `Could not verify: configuration invalid (${plural(verdict.gaps.length, "problem")})${also}`;
    const files = new Set(verdict.gaps.map(({ span }) => span.path).filter((path) => path !== "" && path !== ".")).size;
    return files === 0 ? `Could not verify: the analysis did not finish${also}` : `Could not verify: ${plural(files, "file")} could not be read${also}`;
  }
  const failing = verdict.gates.filter(({ outcome }) => outcome === "failed").map(({ gate }) => gate);
  if (verdict.outcome === "failed") return `${counts}: ${enumerate(failing)} ${failing.length === 1 ? "fails" : "fail"}`;
  if (!verdict.relevant) return "No database change";
  const waived = verdict.waived.length > 0 ? `${plural(verdict.waived.length, "finding")} waived` : "";
  const quiet = (verdict.known?.length ?? 0) > 0 ? `${plural(verdict.known!.length, "finding")} of the baseline quiet` : "";
  const aside = [waived, quiet].filter((part) => part !== "").join(", ");
  if (counts !== "") return `Passed with ${[counts, aside].filter((part) => part !== "").join(", ")}`;
  return aside === "" ? "All five questions pass" : `Passed, ${aside}`;
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
