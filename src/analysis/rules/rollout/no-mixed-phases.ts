/** Expand, backfill and contract belong into different migrations, and contract into another deploy. */
import type { Change, TableChange } from "../../../model/change.ts";
import { added, type Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, quoteIdentifier, shorten } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { type PhaseStep, phaseSteps } from "../questions/migrations/phase-steps.ts";
import { textAt } from "../questions/migrations/steps.ts";
import { examples } from "./no-mixed-phases.examples.ts";

export const noMixedPhases = defineRule({
  id: "no-mixed-phases",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Give expand, backfill and contract a migration each",
  why: "While a deploy rolls out, the old and the new version run side by side. What a migration adds, both can live with; what it fills takes long; what it removes or tightens breaks the old version. In one file they all happen at once: nothing can be stopped, repeated or rolled back between the steps.",
  remedy: "Expand in this deploy, backfill after it in batches, contract in a later deploy when no running version needs the old shape.",
  quiet: [
    "several steps of one phase in one migration",
    "indexes and foreign keys dropped or made anew, defaults, policies, functions, triggers, and Prisma's swap of an enum: other rules judge those",
    "tables made by this pull request; updates that are bounded",
    "steps on tables that have nothing to do with each other are a warning only",
  ],
  *check(database) {
    const migrations = added(database.migrations).map((migration) => phaseSteps(database, migration));
    let said = false;
    for (const steps of migrations) {
      const report = mix(steps);
      if (report) yield report;
      said ||= report !== undefined;
    }
    if (!said) yield* acrossFiles(migrations.flat());
  },
  examples,
});

/** The step that should wait: the first contract, or backfill, of a file that also does something of an earlier phase. */
function mix(steps: readonly PhaseStep[]): Report | undefined {
  const phases = new Set(steps.map(({ phase }) => phase));
  if (phases.size < 2) return undefined;
  const late = steps.find(({ phase }) => phase === (phases.has("contract") ? "contract" : "backfill"))!;
  const others = steps.filter(({ phase }) => phase !== late.phase);
  const related = others.find((other) => other.change.table === late.change.table || other.reads.includes(late.change.table) || late.reads.includes(other.change.table));
  const other = related ?? others[0]!;
  return {
    span: late.change.span,
    message: `This migration ${says(other)} and ${says(late)}: ${late.phase === "contract" ? "the version that still runs needs the old shape, so this step belongs into a later deploy" : "the backfill can neither be batched nor repeated here, so it belongs after the migration"}.`,
    advice: { language: "sql", title: "One phase a migration", text: split(steps) },
    ...(related ? {} : { severity: "warning" as const }),
  };
}

const HEADINGS = { expand: "-- expand: this deploy", backfill: "-- backfill: after it, in batches", contract: "-- contract: a later deploy" } as const;

function says({ phase, change }: PhaseStep): string {
  const what =
    "column" in change && typeof change.column === "string"
      ? `${code(change.column)} of ${code(change.table)}`
      : change.kind === "add-column"
        ? `${code(change.column.name)} of ${code(change.table)}`
        : code(change.table);
  if (phase === "expand") return change.kind === "create-table" ? `creates ${what} (expand)` : `adds ${what} (expand)`;
  if (phase === "backfill") return `fills ${what} (backfill)`;
  return `${change.kind.startsWith("drop-") ? "drops" : "tightens"} ${what} (contract)`;
}

function split(steps: readonly PhaseStep[]): string {
  return (["expand", "backfill", "contract"] as const)
    .flatMap((phase) => {
      const texts = [...new Set(steps.filter((step) => step.phase === phase).map((step) => textOf(step.statement, step.change)))];
      const shown = texts.slice(0, 4);
      return texts.length === 0 ? [] : [HEADINGS[phase], ...shown, ...(texts.length > shown.length ? [`-- … and ${texts.length - shown.length} more`] : [])];
    })
    .join("\n");
}

/** One action of an ALTER TABLE as a statement of its own. */
function textOf(statement: Statement, change: TableChange): string {
  const action = textAt(statement, change.span).replace(/,\s*$/, "").trim();
  const several = statement.changes.filter((other: Change) => "table" in other).length > 1;
  return `${shorten(several && action !== statement.text && /^(add|drop|alter)\b/i.test(action) ? `ALTER TABLE ${quoteIdentifier(change.table)} ${action}` : statement.text, 300)};`;
}

/** One pull request is one deploy: the same column or table expanded in one file and contracted in another. */
function* acrossFiles(steps: readonly PhaseStep[]): Generator<Report> {
  const filled = new Set(steps.flatMap(({ phase, change }) => (phase === "backfill" ? [change.table] : [])));
  for (const late of steps.filter(({ phase }) => phase === "contract")) {
    const early = steps.find(
      ({ phase, change }) =>
        phase === "expand" && change.kind === "add-column" && change.table === late.change.table && (filled.has(change.table) || isSame(change.column.name, late.change)),
    );
    if (!early) continue;
    yield {
      span: late.change.span,
      message: `This pull request is one deploy: it ${says(early)} and already ${says(late)}. The version that still runs needs the old shape until the deploy is through; contract in a later one.`,
      advice: { language: "sql", title: "One phase a deploy", text: split(steps.filter(({ change }) => change.table === late.change.table)) },
    };
    return;
  }
}

function isSame(column: string, change: TableChange): boolean {
  return "column" in change && change.column === column;
}
