/** Runs the rules over each database; severities, duplicates, superseded findings and ignore comments are settled here, for all rules alike. */
import type { Config } from "../../model/config.ts";
import type { Database } from "../../model/database.ts";
import type { Gate, Report, Rule, Severity } from "../../model/rule.ts";
import { contains, type IgnoreComment, type Span } from "../../model/source.ts";
import { optionsOf } from "../rules/define-rule.ts";
import { alignFixes } from "./align-fixes.ts";
import { withoutCopies } from "./copies.ts";
import type { Heard } from "./hearing.ts";

/** A report with its rule, before it gets a fingerprint. */
export interface Spoken extends Report {
  readonly rule: string;
  readonly gate: Gate;
  readonly severity: Severity;
  /** The reason of the ignore comment that covers it. */
  readonly ignored?: string;
  /** No command can waive it. */
  readonly unwaivable?: true;
  /** Another description may make it go away. */
  readonly asksDescription?: true;
}

/** What the rules say of one database. */
export function speakOf(database: Database, rules: readonly Rule[], config: Config): readonly Spoken[] {
  return alignFixes(
    activeOf(rules, config).flatMap((rule) => speak(rule, database, config)),
    [database],
  );
}

/** What is left of it when all databases are known. */
export function settle({ databases, ignores }: Heard, rules: readonly Rule[], config: Config): Spoken[] {
  const active = activeOf(rules, config);
  const heard = withoutSuperseded(unique(withoutCopies(databases)), active);
  const used = new Set<IgnoreComment>();
  const settled = heard.map((report) => ignore(report, ignores, used));
  const unused = ignores.filter((comment) => !used.has(comment));
  return [...settled, ...active.flatMap((rule) => [...(rule.checkIgnores?.(unused, new Set(rules.map(({ id }) => id))) ?? [])].map((report) => spokenBy(rule, report, config)))];
}

function activeOf(rules: readonly Rule[], config: Config): readonly Rule[] {
  return rules.filter((rule) => severityOf(rule, config) !== "off" && config.gates[rule.gate] !== "off");
}

function severityOf(rule: Rule, config: Config): Severity | "off" {
  return config.rules[rule.id]?.severity ?? rule.severity;
}

function speak(rule: Rule, database: Database, config: Config): Spoken[] {
  return Array.from(rule.check?.(database, optionsOf(rule, config.rules[rule.id]?.options)) ?? [], (report) => spokenBy(rule, report, config));
}

/** A severity that the team has set is the severity; else the report may be milder or worse than its rule. */
function spokenBy(rule: Rule, report: Report, config: Config): Spoken {
  const configured = config.rules[rule.id]?.severity;
  const severity = configured ?? report.severity ?? rule.severity;
  return {
    ...report,
    rule: rule.id,
    gate: rule.gate,
    severity: severity === "off" ? "info" : severity,
    ...(rule.waivable === false ? { unwaivable: true } : {}),
    ...(rule.readsDescription ? { asksDescription: true } : {}),
  };
}

/** Two databases of one repository may share a migrations folder or a file; what both say is said once. */
function unique(reports: readonly Spoken[]): Spoken[] {
  const seen = new Set<string>();
  return reports.filter(({ rule, span, message }) => {
    const key = JSON.stringify([rule, span.path, span.side, span.start, span.end, message]);
    return !seen.has(key) && seen.add(key);
  });
}

function withoutSuperseded(reports: readonly Spoken[], rules: readonly Rule[]): Spoken[] {
  const victims = new Map(rules.map(({ id, supersedes }) => [id, supersedes ?? []]));
  const superseded = new Map<string, Span[]>();
  for (const { rule, span } of reports)
    for (const victim of victims.get(rule) ?? []) {
      const key = `${victim}\0${span.path}`;
      const places = superseded.get(key);
      if (places) places.push(span);
      else superseded.set(key, [span]);
    }
  return reports.filter(({ rule, span }) => !superseded.get(`${rule}\0${span.path}`)?.some((place) => contains(place, span) || contains(span, place)));
}

function ignore(report: Spoken, comments: readonly IgnoreComment[], used: Set<IgnoreComment>): Spoken {
  const comment = comments.find(({ rules, reason, covers }) => reason !== "" && (rules.includes(report.rule) || rules.includes("*")) && startsIn(report.span, covers));
  if (!comment) return report;
  used.add(comment);
  return { ...report, ignored: comment.reason };
}

function startsIn(span: Span, covers: Span): boolean {
  return span.path === covers.path && span.side === covers.side && covers.start <= span.start && span.start <= covers.end;
}
