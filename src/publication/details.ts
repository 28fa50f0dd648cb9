/** What stands below the five questions: gaps, findings, migrations, locks, waivers, evidence. */

import type { LockMode } from "../model/change.ts";
import type { Span } from "../model/source.ts";
import { code, list, longCode, plural } from "../model/text.ts";
import type { MigrationSummary, Verdict } from "../model/verdict.ts";
import { fence, messageLine, row, words } from "./neutralize.ts";
import type { Places } from "./places.ts";
import { roleSentences } from "./role-words.ts";
import type { Section } from "./sections.ts";
import { fold } from "./sections.ts";
import { GRADE_WORDS, NEXT_STEPS, PHASE_MEANINGS, ruleLink, SEVERITY_SIGNS, STEP_WORDS } from "./wording.ts";

/** `path:line`; what concerns no file is the pull request itself. */
function whereOf(span: Span, places: Places): string {
  return span.path === "" || span.path === "." ? "the pull request" : longCode(`${span.path}:${places.place(span).line}`, 300);
}

/** As a section; none when there is nothing to say. */
function table(title: string, columns: readonly string[], rows: readonly string[]): Section[] {
  return rows.length === 0 ? [] : [{ head: `#### ${title}\n\n${row(...columns)}${row(...columns.map(() => "---"))}`, rows, tail: "\n" }];
}

/** What the five questions were answered by, in this order. */
export function detailSections(verdict: Verdict, places: Places): Section[] {
  return [
    ...findingsSection(verdict, places),
    ...migrationsSection(verdict),
    ...ledgerSection(verdict),
    ...locksSection(verdict, places),
    ...waiversSection(verdict, places),
    ...reverseSection(verdict),
    ...evidenceSection(verdict),
  ];
}

export function gapsSection({ gaps }: Verdict, places: Places): Section[] {
  return table(
    "Could not be read",
    ["Where", "Why"],
    gaps.map(({ span, reason }) => row(whereOf(span, places), messageLine(reason))),
  );
}

function findingsSection({ findings }: Verdict, places: Places): Section[] {
  return table(
    "Findings",
    ["", "Where", "What", "Rule"],
    findings.map(({ severity, span, message, rule }) => row(SEVERITY_SIGNS[severity], whereOf(span, places), messageLine(message, 300), ruleLink(rule))),
  );
}

export function phaseLine({ phase, migrations }: Verdict): string {
  return migrations.length === 0 ? "" : `**Rollout: ${phase}** — ${PHASE_MEANINGS[phase]}.\n\n`;
}

export function migrationsSection({ migrations }: Verdict): Section[] {
  const rows = migrations.map(({ name, phase, rollback }) => row(code(name), phase, GRADE_WORDS[rollback.grade], messageLine(rollback.why)));
  return table("Migrations", ["Migration", "Phase", "Rollback", "Why"], rows);
}

export function ledgerSection({ ledger = [] }: Verdict): Section[] {
  const rows = ledger.map(({ table: name, from, to, done, now, next, since, staleDays }) =>
    row(
      code(name),
      `${list(from)} → ${code(to)}`,
      [...done.map((step) => STEP_WORDS[step]), ...(now ? [`**${STEP_WORDS[now]}, here**`] : [])].join(", "),
      next ? NEXT_STEPS[next] : "nothing: it is done",
      `${since ?? ""}${staleDays === undefined ? "" : ` ⚠️ ${plural(staleDays, "day")}`}`,
    ),
  );
  return table("Open rollouts", ["Table", "From → to", "Done", "Next", "Since"], rows);
}

function reverseSection({ migrations }: Verdict): Section[] {
  const blocks = migrations.flatMap(({ name, rollback }) => (rollback.sql ? [`${code(name)}\n\n${fence(rollback.sql, "sql", { longest: 6000 })}`] : []));
  return blocks.length === 0 ? [] : [fold(`Reverse SQL of ${plural(blocks.length, "migration")}`, blocks)];
}

/** Who waits, PostgreSQL manual §13.3.1. Weaker locks than these let everybody read and write. */
const BLOCKED: Partial<Record<LockMode, string>> = {
  "SHARE UPDATE EXCLUSIVE": "other schema changes",
  SHARE: "writes",
  "SHARE ROW EXCLUSIVE": "writes",
  EXCLUSIVE: "writes",
  "ACCESS EXCLUSIVE": "reads and writes",
};

const HELD = { rewrites: "rewriting the table", scans: "reading every row", builds: "building an index" } as const;

/** Locks of the added migrations on tables that existed before. */
function locksSection({ migrations }: Verdict, places: Places): Section[] {
  const rows = migrations.flatMap((migration) => locksOf(migration, places));
  return table("Locks", ["Table", "Lock", "Blocks", "While", "Where"], [...new Set(rows)]);
}

function locksOf({ locks }: MigrationSummary, places: Places): string[] {
  return locks.flatMap(({ table: name, mode, isNew, certainty, held, span }) => {
    const blocked = BLOCKED[mode];
    if (isNew || blocked === undefined) return [];
    const work = held.length === 0 ? "a moment" : held.map((kind) => HELD[kind]).join(", ");
    return [row(code(name), `\`${mode}\`${certainty === "may" ? " (may)" : ""}`, blocked, work, whereOf(span, places))];
  });
}

function waiversSection({ waived, waivers = [], findings }: Verdict, places: Places): Section[] {
  const rows = waived.map(({ rule, span, waiver }) =>
    row(ruleLink(rule), whereOf(span, places), waiver.how === "comment" ? "a comment in the code" : `${code(waiver.by)} (${waiver.how})`, words(waiver.reason)),
  );
  const found = new Set(findings.map(({ rule }) => rule));
  const lost = waivers.filter(({ kind, outcome, target }) => kind === "waive" && (outcome === "refused" || (outcome === "void" && target !== undefined && found.has(target))));
  const notes = lost.map(({ by, target, outcome, why }) =>
    outcome === "refused"
      ? `- A waiver by ${code(by)} does not count: ${messageLine(why ?? "")}\n`
      : `- The waiver of ${code(target ?? "")} by ${code(by)} was for a statement that has changed since; it needs another.\n`,
  );
  return [...table("Waived", ["Rule", "Where", "By", "Reason"], rows), ...(notes.length === 0 ? [] : [{ head: "#### Waivers that do not count\n\n", rows: notes, tail: "\n" }])];
}

/** Above everything else: it is why the check is green. */
export function overrideLine({ override }: Verdict): string {
  return override ? `**Overridden by ${code(override.by)} for this commit:** ${words(override.reason)}\n\nWhat was found stands below; it did not decide.\n\n` : "";
}

function evidenceSection({ evidence, findings }: Verdict): Section[] {
  const facts = [...evidence, ...roleSentences(findings)];
  return facts.length === 0 ? [] : [{ head: "#### Judged by\n\n", rows: facts.map((fact) => `- ${messageLine(fact, 600)}\n`), tail: "\n" }];
}
