/** Findings become a verdict: what passes, what fails, what could not be verified. */
import type { Config } from "../../model/config.ts";
import type { Model } from "../../model/database.ts";
import { added } from "../../model/migration.ts";
import { GATES, type Gate, SEVERITIES, type Severity } from "../../model/rule.ts";
import { type Snapshot, textAfter, textBefore } from "../../model/snapshot.ts";
import type { Gap, Span } from "../../model/source.ts";
import type { Finding, GateResult, Outcome, Verdict, WaivedFinding } from "../../model/verdict.ts";
import { ledgerOf } from "../phases/ledger.ts";
import { strongest } from "../phases/phase.ts";
import type { Spoken } from "./check.ts";
import { diagramOf } from "./diagram.ts";
import { withFingerprints } from "./fingerprint.ts";
import { summarize } from "./migrations.ts";

export function judge(reports: readonly Spoken[], model: Model, config: Config, snapshot: Snapshot): Verdict {
  const named = withFingerprints(ordered(reports), textsOf(snapshot));
  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const { ignored, ...finding } of named) {
    const waiver = ignored === undefined ? waiverFor(finding, snapshot) : ({ by: "comment in the code", reason: ignored, how: "comment" } as const);
    if (waiver) waived.push({ ...finding, waiver });
    else findings.push(finding);
  }
  const migrations = model.databases.flatMap((database) => added(database.migrations)).map(summarize);
  const ledger = model.databases.flatMap((database) => ledgerOf(database, config.rollout.staleAfterDays));
  return {
    outcome: outcomeOf(findings, model.gaps, config),
    relevant: isRelevant(model, snapshot),
    gates: GATES.map((gate) => gateResult(gate, findings, waived, model.gaps, config)),
    phase: strongest(migrations.map(({ phase }) => phase)),
    findings,
    waived,
    gaps: model.gaps,
    migrations,
    diagram: diagramOf(model.databases),
    ...(ledger.length === 0 ? {} : { ledger }),
    settings: settingsOf(config, snapshot),
    evidence: [
      ...new Set(
        model.databases
          .filter(({ migrations }) => added(migrations).length > 0)
          .flatMap(({ runner, postgres }) => [`Migrations are applied by ${runner.evidence}`, `PostgreSQL ${postgres.version} (${postgres.evidence})`]),
      ),
    ],
  };
}

/** An unreadable configuration judges nothing: neither half of it nor the last good one is applied in silence. */
export function misconfigured(problems: readonly Gap[], config: Config, snapshot: Snapshot): Verdict {
  return judge([], { databases: [], code: [], ignores: [], gaps: problems }, config, snapshot);
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

/** Waivers given on GitHub; the app process has looked up who may. */
function waiverFor(finding: Finding, { waivers, pull }: Snapshot): WaivedFinding["waiver"] | undefined {
  const waiver = waivers.find(({ kind, target, head }) => (kind === "override" ? head === pull.head : target === finding.rule || target === finding.fingerprint));
  return waiver && { by: waiver.by, reason: waiver.reason, how: waiver.kind === "override" ? "override" : "command" };
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

function isRelevant({ databases, code, gaps }: Model, { files }: Snapshot): boolean {
  const touched = new Set(files.filter(({ status }) => status !== "unchanged").map(({ path }) => path));
  if (gaps.length > 0 || code.some(({ queries }) => queries.length > 0)) return true;
  return databases.some(
    ({ changes, migrations, schemaFiles }) => changes.length > 0 || schemaFiles.some(({ path }) => touched.has(path)) || migrations.some(({ status }) => status !== "unchanged"),
  );
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
