/** REFRESH MATERIALIZED VIEW keeps its readers waiting until it is computed. */
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addedSteps, isSmall } from "../questions/migrations/steps.ts";

const BASE =
  "CREATE TABLE sale (id bigint PRIMARY KEY, day date NOT NULL);\nCREATE MATERIALIZED VIEW sale_by_day AS SELECT day, count(*) AS sales FROM sale GROUP BY day;\nCREATE UNIQUE INDEX sale_by_day_day_idx ON sale_by_day (day);";

export const noBlockingRefresh = defineRule({
  id: "no-blocking-refresh",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Refresh materialized views concurrently",
  why: "`REFRESH MATERIALIZED VIEW` holds an `ACCESS EXCLUSIVE` lock on the view while its query runs: readers wait. `WITH NO DATA` runs no query, but leaves the view empty and unscannable: every reader gets an error until the next refresh.",
  remedy: "Use `REFRESH MATERIALIZED VIEW CONCURRENTLY`; it needs a unique index over plain columns of the view. Better still, refresh from a job, not from a migration.",
  quiet: ["`CONCURRENTLY`, which lets readers in", "views made by this pull request"],
  *check(database) {
    for (const { statement, change } of addedSteps(database, "refresh-materialized-view")) {
      if (change.concurrently || change.isNew) continue;
      const advice = { language: "sql", text: `REFRESH MATERIALIZED VIEW CONCURRENTLY ${quoteIdentifier(change.table)};` } as const;
      if (!change.withData) {
        yield { span: statement.span, message: emptied(change.table), advice };
        continue;
      }
      if (isSmall(database, change.table)) continue;
      const hasUnique = change.before?.indexes.some(({ unique, where, columns }) => unique && where === undefined && columns.every(({ column }) => column !== undefined));
      const needs = change.before && !hasUnique ? " It needs a unique index over plain columns first." : "";
      yield {
        span: statement.span,
        message: `Nobody can read ${code(change.table)} while this computes it (\`ACCESS EXCLUSIVE\` lock). Refresh it \`CONCURRENTLY\`.${needs}`,
        advice,
      };
    }
  },
  examples: {
    bad: [
      { title: "a view in use", history: BASE, migration: "REFRESH MATERIALIZED VIEW sale_by_day;" },
      { title: "a view that is emptied", history: BASE, migration: "REFRESH MATERIALIZED VIEW sale_by_day WITH NO DATA;" },
    ],
    good: [{ title: "concurrently", history: BASE, migration: "REFRESH MATERIALIZED VIEW CONCURRENTLY sale_by_day;" }],
  },
});

/** Manual, REFRESH MATERIALIZED VIEW: "If WITH NO DATA is specified, no new data is generated and the materialized view is left in an unscannable state." */
function emptied(view: string): string {
  return `This empties ${code(view)}: until it is refreshed again, every query on it fails with "materialized view has not been populated". Leave the old rows in place and refresh it \`CONCURRENTLY\`.`;
}
