/** CLUSTER writes the table anew in another order while nobody can use it. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, name text);\nCREATE INDEX member_name_idx ON member (name);";

export const noCluster = defineRule({
  id: "no-cluster",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not run CLUSTER in a migration",
  why: "`CLUSTER` copies the whole table in the order of an index and builds all its indexes anew under an `ACCESS EXCLUSIVE` lock: nobody can read or write it meanwhile.",
  remedy: "Use `pg_repack --order-by`, outside migrations, or leave the order alone: it decays with the next writes.",
  quiet: ["`ALTER TABLE … CLUSTER ON`, which only marks the index", "tables made by this pull request, small tables"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "cluster", "cluster-all")) {
      if (change.kind === "cluster" && !isInUse(database, change)) continue;
      yield {
        span: statement.span,
        message: `\`CLUSTER\` writes ${change.kind === "cluster" ? code(change.table) : "every clustered table"} anew under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write meanwhile. \`pg_repack --order-by\` does it while everybody goes on.`,
      };
    }
  },
  examples: {
    bad: [{ title: "a table in use", history: BASE, migration: "SET lock_timeout = '5s';\nCLUSTER member USING member_name_idx;" }],
    good: [{ title: "marking the index only", history: BASE, migration: "ALTER TABLE member CLUSTER ON member_name_idx;" }],
  },
});
