/** A backfill is an operation: somebody starts it, watches it and knows when it is done. */
import type { Database } from "../../../model/database.ts";
import { once } from "../../../model/once.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { bulkStatements } from "../questions/migrations/data-changes.ts";
import { planText } from "../questions/migrations/plans.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL, email_lower text);";
const FILL = "UPDATE member SET email_lower = lower(email) WHERE email_lower IS NULL;";
const ROLLBACK = "## Rollback\n`email_lower` of `member` is not read yet; leave it.";

export const requireBackfillPlan = defineRule({
  id: "require-backfill-plan",
  gate: "recovery",
  severity: "warning",
  readsDescription: true,
  since: "0.1.0",
  summary: "Say how a backfill is run",
  why: "A change of all rows of a table takes minutes or hours. When it runs, in which steps, who watches what, and how one sees that it is complete is decided before, not while it runs.",
  remedy: "Write a `Backfill` section into the description (when, in which batches, how it is checked), link a plan, or add the job to the pull request.",
  quiet: [
    "a `Backfill` section in the description or a linked file",
    "a file of the pull request that is the job: `backfill` in its path",
    "bounded changes; tables made by this pull request, small tables",
    "once a pull request",
  ],
  *check(database) {
    if (planText(database, "backfill") || hasJob(database.touched)) return;
    for (const [statement, [bulk]] of bulkStatements(database)) {
      if (!bulk) continue;
      yield {
        span: statement.span,
        message: `Nothing says how this ${bulk.kind === "delete" ? "deletion from" : "backfill of"} ${code(bulk.table)} is run: when, in which batches, and how one sees that it is complete. Add a \`Backfill\` section to the description, or the job to the pull request.`,
      };
      return;
    }
  },
  examples: {
    bad: [{ title: "no word about it", history: BASE, migration: FILL, body: ROLLBACK }],
    good: [
      {
        title: "a plan, and a table that is small",
        history: BASE,
        migration: FILL,
        body: `${ROLLBACK}\n\n## Backfill\nRuns with the deploy; forty rows.`,
        config: { tables: { member: { small: true } } },
      },
    ],
  },
});

/** Asked of all databases of the repository, which have their files in common. */
const hasJob = once((touched: Database["touched"]): boolean => touched.some(({ path, status }) => status !== "removed" && !path.endsWith(".sql") && /back-?_?fill/i.test(path)));
