/** ATTACH PARTITION reads the whole partition, unless a check has proved its bounds. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isSmall, worksOn } from "../questions/migrations/steps.ts";

const BASE =
  "CREATE TABLE event (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\nCREATE TABLE event_2024 (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day));";
const ATTACH = "ALTER TABLE event ATTACH PARTITION event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');";

export const noBlockingAttach = defineRule({
  id: "no-blocking-attach",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Prove a partition's bounds before attaching it",
  why: "`ATTACH PARTITION` reads every row of the table that it attaches under an `ACCESS EXCLUSIVE` lock on it, to see that all are within the bounds; and every row of a default partition, to see that none belongs into the new one. A validated `CHECK` that implies the bounds saves the scan.",
  remedy: "Add a `CHECK` of the bounds `NOT VALID`, validate it in the next migration, attach, and drop the check.",
  quiet: ["a validated check on the partition implies the bounds", "partitions made by this pull request, small ones"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "attach-partition")) {
      if (change.isNew || change.provenByCheck || isSmall(database, change.partition) || !worksOn(statement, change.partition, "scans")) continue;
      const partition = quoteIdentifier(change.partition);
      yield {
        span: change.span,
        message: `Attaching ${code(change.partition)} reads all its rows under an \`ACCESS EXCLUSIVE\` lock to see that they are within the bounds. Prove it first with a check that is added \`NOT VALID\` and validated in the next migration.`,
        advice: {
          language: "sql",
          text: [
            `ALTER TABLE ${partition} ADD CONSTRAINT bounds CHECK (<the bounds, and the key IS NOT NULL>) NOT VALID;`,
            "-- the next migration: scans, but readers and writers go on",
            `ALTER TABLE ${partition} VALIDATE CONSTRAINT bounds;`,
            "-- the one after",
            `${statement.text};`,
            `ALTER TABLE ${partition} DROP CONSTRAINT bounds;`,
          ].join("\n"),
        },
      };
    }
  },
  examples: {
    bad: [{ title: "a table with rows", history: BASE, migration: `SET lock_timeout = '5s';\n${ATTACH}` }],
    good: [
      {
        title: "a partition made for it",
        history: BASE.split("\n")[0]!,
        migration: "SET lock_timeout = '5s';\nCREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      },
    ],
  },
});
