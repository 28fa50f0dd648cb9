/** The proof of no-data-loss. */
import type { Rule } from "../../../model/rule.ts";

const BASE = "CREATE TABLE booking (id bigint PRIMARY KEY, note text, legacy text);";
const IGNORED = "model booking {\n  id     BigInt  @id\n  note   String?\n";
const KEPT = `${IGNORED}  legacy String? @ignore\n}\n`;

export const examples: Rule["examples"] = {
  bad: [
    {
      title: "a column that held data, though the running version no longer uses it",
      history: BASE,
      migration: "SET lock_timeout = '5s';\nALTER TABLE booking DROP COLUMN legacy;",
      schema: { before: KEPT, after: `${IGNORED}}\n` },
    },
    { title: "every row", history: BASE, migration: "DELETE FROM booking;" },
    { title: "TRUNCATE", history: BASE, migration: "SET lock_timeout = '5s';\nTRUNCATE booking;" },
  ],
  good: [
    {
      title: "copied first, in the deploy before",
      history: `${BASE}\nUPDATE booking SET note = legacy;`,
      migration: "SET lock_timeout = '5s';\nALTER TABLE booking DROP COLUMN legacy;",
      schema: { before: KEPT, after: `${IGNORED}}\n` },
      body: "## Rollback\nFill `legacy` of `booking` from `note`.",
    },
    {
      title: "the plan names the backup",
      history: BASE,
      migration: "SET lock_timeout = '5s';\nTRUNCATE booking;",
      body: "## Rollback\nRestore `booking` from the nightly backup.",
    },
    { title: "some rows", history: BASE, migration: "DELETE FROM booking WHERE id = 17;", body: "## Rollback\nRow 17 of `booking` was a test and stays deleted." },
  ],
};
