/** In a freeze only steps pass that the running version does not notice. */
import { added } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { phaseOfStatement } from "../../phases/phase.ts";
import { defineRule } from "../define-rule.ts";
import { freezeNow } from "../questions/migrations/freezes.ts";
import { planText } from "../questions/migrations/plans.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, name text);";
const FREEZE = { freeze: [{ from: "2026-12-18T18:00", to: "2027-01-04", timezone: "Europe/Berlin", reason: "Christmas" }] };
const RENAME = "SET lock_timeout = '5s';\nALTER TABLE person DROP COLUMN name;";
const PLAN = "## Rollback\nRestore `name` of `person` from the backup.";

export const noChangeDuringFreeze = defineRule({
  id: "no-change-during-freeze",
  gate: "rollout",
  severity: "error",
  readsDescription: true,
  since: "0.1.0",
  summary: "Only expand during a freeze",
  why: "A freeze protects the days on which nobody is there to repair anything. Additive steps harm no running version and can wait in place; a contract, a rename or a data change can neither be watched nor taken back.",
  remedy: "Merge after the window, or split off the additive part. A backfill passes when its plan says how it is reversed and what is monitored.",
  quiet: ["expand steps", "a backfill whose plan says how it is reversed and what is monitored", "outside the windows of the configuration, and on branches that they do not name"],
  *check(database) {
    const freeze = freezeNow(database);
    if (!freeze) return;
    for (const migration of added(database.migrations)) {
      const worst = migration.statements.find((statement) => isFrozen(phaseOfStatement(statement, migration.before), isWatched(planText(database, "backfill"))));
      if (!worst) continue;
      const phase = phaseOfStatement(worst, migration.before);
      yield {
        span: worst.span,
        message: `Until ${code(freeze.to)} (${freeze.timezone}) only expand steps pass${freeze.reason ? `: ${freeze.reason}` : ""}. This is a ${phase === "breaking" ? "breaking" : phase} step. Merge it after the window${phase === "backfill" ? ", or say in the backfill plan how it is reversed and what is monitored" : ""}.`,
      };
    }
  },
  examples: {
    bad: [{ title: "a contract in the window", history: BASE, migration: RENAME, body: PLAN, config: FREEZE, now: "2026-12-24T12:00:00Z" }],
    good: [
      { title: "expand only", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN email text;", config: FREEZE, now: "2026-12-24T12:00:00Z" },
      {
        title: "the window is over",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN email text;",
        config: FREEZE,
        now: "2027-01-04T00:30:00+01:00",
      },
    ],
  },
});

function isFrozen(phase: string, watched: boolean): boolean {
  return phase === "contract" || phase === "breaking" || (phase === "backfill" && !watched);
}

function isWatched(plan: string): boolean {
  return /\b(?:revers|roll(?:ed)?[ -]?back|undo)/i.test(plan) && /\b(?:monitor|watch|alert|dashboard|metric)/i.test(plan);
}
