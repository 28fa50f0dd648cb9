/** IF NOT EXISTS takes the invalid index of a failed build for the real one. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL);";

export const noMaskedInvalidIndex = defineRule({
  id: "no-masked-invalid-index",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not hide a failed concurrent build behind IF NOT EXISTS",
  why: "When `CREATE INDEX CONCURRENTLY` fails (a deadlock, a duplicate, a cancelled deploy), it leaves an index that is `INVALID`: no query uses it, every write maintains it, and a unique one is not enforced for old rows. `IF NOT EXISTS` finds it by name on the next run and reports success.",
  remedy: "Drop the leftover first: `DROP INDEX CONCURRENTLY IF EXISTS` in the migration before, then `CREATE INDEX CONCURRENTLY` without `IF NOT EXISTS`.",
  quiet: ["preceded by `DROP INDEX IF EXISTS` of the same name in this pull request", "tables made by this pull request"],
  check: folding("no-masked-invalid-index", function* (database) {
    const dropped = new Set<string>();
    for (const { statement, change } of addedSteps(database, "add-index", "drop-index")) {
      if (change.kind === "drop-index") dropped.add(bare(change.name));
      else if (change.concurrently && change.ifNotExists && isInUse(database, change) && change.index.name && !dropped.has(bare(change.index.name))) {
        const { name } = change.index;
        yield {
          span: statement.span,
          message: `If an earlier attempt failed, it has left ${code(name)} \`INVALID\`, and \`IF NOT EXISTS\` takes that for the finished index: no error, and no usable index on ${code(change.table)}. Drop the leftover in the migration before and leave \`IF NOT EXISTS\` out.`,
          advice: {
            language: "sql",
            text: `-- a migration of its own, before\nDROP INDEX CONCURRENTLY IF EXISTS ${quoteIdentifier(name)};\n-- this one\n${statement.text.replace(/\s+if\s+not\s+exists\b/i, "")};`,
          },
        };
      }
    }
  }),
  examples: {
    bad: [{ title: "a second run would skip the invalid index", history: BASE, migration: "CREATE INDEX CONCURRENTLY IF NOT EXISTS member_email_idx ON member (email);" }],
    good: [
      { title: "without IF NOT EXISTS", history: BASE, migration: "CREATE INDEX CONCURRENTLY member_email_idx ON member (email);" },
      {
        title: "the leftover is dropped before",
        history: BASE,
        migration: ["DROP INDEX CONCURRENTLY IF EXISTS member_email_idx;", "CREATE INDEX CONCURRENTLY IF NOT EXISTS member_email_idx ON member (email);"],
      },
    ],
  },
});

function bare(name: string): string {
  return name.replace(/^.*\./, "");
}
