/** DETACH PARTITION closes the whole partitioned table until it gets its lock. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isSmall } from "../questions/migrations/steps.ts";

const BASE =
  "CREATE TABLE event (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\nCREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');";
const PLAN = "## Rollback\nAttach `event_2023` to `event` again.";

export const noBlockingDetach = defineRule({
  id: "no-blocking-detach",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Detach partitions concurrently",
  why: "`DETACH PARTITION` takes an `ACCESS EXCLUSIVE` lock on the partitioned table: it waits for every query on any partition, and all later ones wait for it.",
  remedy: "Use `DETACH PARTITION … CONCURRENTLY` (PostgreSQL 14 and later), outside a transaction.",
  quiet: ["`CONCURRENTLY`", "PostgreSQL before 14, which has no other way", "tables made by this pull request, small tables"],
  *check(database) {
    if (database.postgres.version < 14) return;
    for (const { change } of addedSteps(database, "detach-partition")) {
      if (change.concurrently || change.isNew || isSmall(database, change.table)) continue;
      yield {
        span: change.span,
        message: `Detaching ${code(change.partition)} waits for every query on ${code(change.table)}, and all later ones wait for it (\`ACCESS EXCLUSIVE\` lock). Detach it \`CONCURRENTLY\`. ${outsideTransaction(database)}`,
        advice: { language: "sql", text: `ALTER TABLE ${quoteIdentifier(change.table)} DETACH PARTITION ${quoteIdentifier(change.partition)} CONCURRENTLY;` },
      };
    }
  },
  examples: {
    bad: [{ title: "under the strong lock", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE event DETACH PARTITION event_2023;", body: PLAN }],
    good: [{ title: "concurrently", history: BASE, migration: "ALTER TABLE event DETACH PARTITION event_2023 CONCURRENTLY;", body: PLAN }],
  },
});
