/** Findings become a verdict: what passes, what fails, what could not be verified. */
import type { Config } from "../../model/config.ts";
import { GATES, type Gate, SEVERITIES, type Severity } from "../../model/rule.ts";
import { type Snapshot, textAfter, textBefore } from "../../model/snapshot.ts";
import type { Gap, Span } from "../../model/source.ts";
import type { Finding, GateResult, Outcome, Verdict, WaivedFinding } from "../../model/verdict.ts";
import { strongest } from "../phases/phase.ts";
import { setAside } from "./baseline.ts";
import type { Spoken } from "./check.ts";
import { withFingerprints } from "./fingerprint.ts";
import type { Heard } from "./hearing.ts";
import type { Picture } from "./picture.ts";
import { weigh } from "./waivers.ts";

export function judge(reports: readonly Spoken[], { databases, gaps, queried = false }: Omit<Heard, "ignores">, config: Config, snapshot: Snapshot, picture = NO_PICTURE): Verdict {
  const named = withFingerprints(ordered(reports), textsOf(snapshot));
  const { waiverOf, override, outcomes } = weigh(
    snapshot.waivers,
    named.filter(({ ignored }) => ignored === undefined),
    config,
    snapshot.pull.head,
  );
  const unwaived: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const { ignored, unwaivable: _, asksDescription: __, ...finding } of named) {
    const given = waiverOf.get(finding.fingerprint);
    if (ignored !== undefined) waived.push({ ...finding, waiver: { by: "comment in the code", reason: ignored, how: "comment" } });
    else if (given) waived.push({ ...finding, waiver: { by: given.by, reason: given.reason, how: "command" } });
    else unwaived.push(finding);
  }
  const { findings, known } = setAside(unwaived, snapshot.baseline);
  const open = new Set(findings.map(({ fingerprint }) => fingerprint));
  const asksDescription = named.some(({ asksDescription: asks, fingerprint }) => asks && open.has(fingerprint));
  return {
    outcome: override ? "passed" : outcomeOf(findings, gaps, config),
    relevant: queried || gaps.length > 0 || databases.some(({ touched }) => touched),
    gates: GATES.map((gate) => gateResult(gate, findings, waived, gaps, config)),
    phase: strongest(databases.map(({ phase }) => phase)),
    findings,
    ...(snapshot.baseline === undefined ? {} : { known }),
    waived,
    gaps,
    ...picture,
    ...(asksDescription ? { asksDescription } : {}),
    ...(override ? { override: { by: override.by, reason: override.reason } } : {}),
    ...(outcomes.length === 0 ? {} : { waivers: outcomes }),
    settings: settingsOf(config, snapshot),
    evidence: [...new Set(databases.flatMap(({ evidence }) => evidence))],
  };
}

const NO_PICTURE: Picture = { migrations: [], diagram: { tables: [], relations: [] } };

/**
 * An unreadable configuration judges nothing: neither half of it nor the last good one is applied in silence. Who may override it would stand in it; an
 * administrator may, or the pull request that mends it could never be merged.
 */
export function misconfigured(problems: readonly Gap[], config: Config, snapshot: Snapshot): Verdict {
  return judge([], { databases: [], gaps: problems }, { ...config, waivers: { permission: "admin", override: "admin" } }, snapshot);
}

function outcomeOf(findings: readonly Finding[], gaps: readonly Gap[], config: Config): Outcome {
  if (gaps.length > 0) return "incomplete";
  return findings.some((finding) => blocks(finding, config)) ? "failed" : "passed";
}

function blocks({ severity, gate }: Finding, config: Config): boolean {
  return severity === "error" && config.gates[gate] === "required";
}

function gateResult(gate: Gate, all: readonly Finding[], waived: readonly WaivedFinding[], gaps: readonly Gap[], config: Config): GateResult {
  const findings = all.filter((finding) => finding.gate === gate);
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])) as Record<Severity, number>;
  const failed = findings.some((finding) => blocks(finding, config));
  const outcome = failed ? "failed" : gaps.length > 0 && config.gates[gate] !== "off" ? "incomplete" : "passed";
  return { gate, outcome, counts, waived: waived.filter((finding) => finding.gate === gate).length, ...(findings[0] ? { worst: findings[0].fingerprint } : {}) };
}

/** Worst first, then by path and offset; at one place what hurts during the deploy before what hurts after it. */
function ordered(reports: readonly Spoken[]): Spoken[] {
  const rank = (severity: Severity): number => SEVERITIES.length - SEVERITIES.indexOf(severity);
  return [...reports].sort(
    (a, b) =>
      rank(a.severity) - rank(b.severity) ||
      compare(a.span.path, b.span.path) ||
      a.span.start - b.span.start ||
      GATES.indexOf(a.gate) - GATES.indexOf(b.gate) ||
      compare(a.rule, b.rule),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textsOf(snapshot: Snapshot): (span: Span) => string {
  const texts = new Map<string, string>();
  for (const file of snapshot.files) {
    const after = textAfter(file);
    const before = textBefore(file);
    if (after !== undefined) texts.set(`head\0${file.path}`, after);
    if (before !== undefined) texts.set(`base\0${file.status === "renamed" ? file.previousPath : file.path}`, before);
  }
  return ({ side, path, start, end }) => texts.get(`${side}\0${path}`)?.slice(start, end) ?? "";
}

function settingsOf(config: Config, { pull }: Snapshot): Verdict["settings"] {
  const { check, comments, drafts } = config;
  return {
    checkName: check.includeBase ? `${check.name}: ${pull.base}` : check.name,
    threshold: comments.threshold,
    sticky: comments.sticky,
    maxComments: comments.max,
    drafts,
  };
}
