/** A backfill that nobody watches stops, or hurts, unnoticed. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { bulkStatements } from "../questions/migrations/data-changes.ts";
import { freezeNow } from "../questions/migrations/freezes.ts";
import { planText } from "../questions/migrations/plans.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL, email_lower text);";
const FILL = "UPDATE member SET email_lower = lower(email) WHERE email_lower IS NULL;";
const ROLLBACK = "## Rollback\n`email_lower` of `member` is not read yet; leave it.";

export const requireMonitoredBackfill = defineRule({
  id: "require-monitored-backfill",
  gate: "recovery",
  severity: "warning",
  readsDescription: true,
  since: "0.1.0",
  summary: "Say what is watched while a backfill runs",
  why: "A backfill shows up as lock waits, replication lag, bloat and slow queries long before it fails. During a freeze nobody will look by chance.",
  remedy: "Name in the backfill plan what is monitored (lock waits, replication lag, rows left), by whom, and at which value it is stopped.",
  quiet: [
    "plans that say what is monitored",
    "pull requests without a plan: `require-backfill-plan` speaks of those",
    "bounded changes, tables made by this pull request, small tables",
    "an error only inside a freeze window",
  ],
  *check(database) {
    const plan = planText(database, "backfill");
    if (!plan || /\b(?:monitor|watch|alert|dashboard|metric|lag|grafana|datadog|observ)/i.test(plan)) return;
    const freeze = freezeNow(database);
    for (const [statement, [bulk]] of bulkStatements(database)) {
      if (!bulk) continue;
      yield {
        span: statement.span,
        message: `The backfill plan does not say what is watched while ${code(bulk.table)} is filled: name what is monitored (lock waits, replication lag, rows left) and when it is stopped.${freeze ? ` Until ${code(freeze.to)} there is a freeze.` : ""}`,
        ...(freeze ? { severity: "error" as const } : {}),
      };
      return;
    }
  },
  examples: {
    bad: [{ title: "a plan, but nobody watches", history: BASE, migration: FILL, body: `${ROLLBACK}\n\n## Backfill\nBy \`email_lower\`, at night.` }],
    good: [
      {
        title: "the plan says what is watched",
        history: BASE,
        migration: FILL,
        body: `${ROLLBACK}\n\n## Backfill\nWith the deploy; replication lag is on the dashboard.`,
        config: { tables: { member: { rows: 400 } } },
      },
    ],
  },
});
