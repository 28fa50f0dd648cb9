/** The proof of no-mixed-phases. */
import type { Rule } from "../../../model/rule.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, name text, born date);";
const PLAN = "## Rollback\n`name` of `person` comes back from the backup.\n\n## Backfill\nRun by hand, in batches, `full_name` of `person` from `name`.";

export const examples: Rule["examples"] = {
  bad: [
    {
      title: "adds, fills and drops at once",
      history: BASE,
      migration: "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN full_name text;\nUPDATE person SET full_name = name;\nALTER TABLE person DROP COLUMN name;",
      body: PLAN,
    },
    {
      title: "three files, but one deploy",
      history: BASE,
      migration: [
        "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN full_name text;",
        "UPDATE person SET full_name = name;",
        "SET lock_timeout = '5s';\nALTER TABLE person DROP COLUMN name;",
      ],
      body: PLAN,
    },
  ],
  good: [{ title: "expand alone", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN full_name text;" }],
};
