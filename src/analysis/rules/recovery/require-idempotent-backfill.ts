/** A backfill that was interrupted is started again: the second run must not spoil the first. */
import type { Statement } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { bulkStatements } from "../questions/migrations/data-changes.ts";
import { folding } from "../questions/migrations/fold.ts";

const BASE = "CREATE TABLE wallet (id bigint PRIMARY KEY, cents bigint NOT NULL, euros numeric(12,2));";
const PLAN = "## Rollback\nMultiply `cents` of `wallet` back.\n\n## Backfill\n`wallet`, by hand, watched on the dashboard.";

export const requireIdempotentBackfill = defineRule({
  id: "require-idempotent-backfill",
  gate: "recovery",
  severity: "warning",
  since: "0.1.0",
  summary: "Make a backfill that can be run twice",
  why: "A long data change is interrupted sooner or later: a timeout, a deploy, a lock. Whoever starts it again must not have to know how far it got. Without a guard the second run multiplies, appends or inserts once more.",
  remedy: "Guard it: `WHERE new IS NULL` for an update, `ON CONFLICT DO NOTHING` for an insert, a key range that is recorded.",
  quiet: [
    "a guard in `WHERE`, `ON CONFLICT`",
    "values that are the same whenever they are computed: `SET active = false`, `SET b = lower(a)`",
    "statements in a transaction: an interruption takes all of it back",
    "bounded statements; tables made by this pull request, small tables",
  ],
  check: folding("require-idempotent-backfill", function* (database) {
    for (const [statement, writes] of bulkStatements(database)) {
      const bulk = writes.find((change) => change.kind !== "delete" && change.kind !== "merge" && !change.guarded);
      if (!bulk || isUndone(statement) || (bulk.kind === "update" && !readsItself(statement.text, bulk.columns))) continue;
      yield {
        span: statement.span,
        message:
          bulk.kind === "update"
            ? `Run a second time, because a later step failed, this changes the rows of ${code(bulk.table)} once more: the new value is computed from the old one. Add a guard that skips those that are done.`
            : `Run a second time, because a later step failed, this inserts its rows into ${code(bulk.table)} again. Add \`ON CONFLICT DO NOTHING\` with a unique key, or \`WHERE NOT EXISTS\`.`,
      };
    }
  }),
  examples: {
    bad: [{ title: "the second run multiplies again", history: BASE, migration: "UPDATE wallet SET cents = cents * 100;", body: PLAN }],
    good: [{ title: "bounded and guarded", history: BASE, migration: "UPDATE wallet SET euros = cents / 100.0 WHERE euros IS NULL AND id BETWEEN 1 AND 5000;", body: PLAN }],
  },
});

/** In a transaction that is certain, an interruption takes everything back. */
function isUndone({ transaction, transactionCertainty }: Statement): boolean {
  return transaction !== undefined && transactionCertainty === "certain";
}

/** A column that is written stands in what is written: `SET n = n + 1`. */
function readsItself(text: string, columns: readonly string[]): boolean {
  const set = /\bset\b([\s\S]*?)(?:\bwhere\b|$)/i.exec(text)?.[1] ?? "";
  return columns.some((column) => {
    const name = `(?<![\\w$.])"?${column.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}"?(?![\\w$(])`;
    const value = new RegExp(`${name}\\s*=\\s*([^,]*?${name})`, "i").exec(set)?.[1];
    return value !== undefined && !SETTLES.test(value);
  });
}

/** Functions whose result stays the same when they are applied to it again. */
const SETTLES = /^\(?\s*(?:lower|upper|initcap|trim|[blr]trim|coalesce|greatest|least|abs|round|date_trunc|substr(?:ing)?|replace|regexp_replace|jsonb_set)\s*\(/i;
