/** Many statements of one migration with the same fault are one finding: nobody reads the fortieth comment. */
import type { Database } from "../../../../model/database.ts";
import type { Migration } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Report, Rule, RuleOptions } from "../../../../model/rule.ts";
import { plural } from "../../../../model/text.ts";

/** Up to this many reports a file stay apart. */
export const APART = 3;

type Check = NonNullable<Rule["check"]>;

/**
 * The check of rule `id`, with its reports of one file put together at the first one if there are more than `APART`. Statements with an ignore comment for the
 * rule stay apart: what the comment silences must not hide the rest.
 */
export function folding(id: string, check: Check): Check {
  return function* (database: Database, options: RuleOptions) {
    const files = new Map<string, Report[]>();
    for (const report of check(database, options)) {
      const file = `${report.span.side}\0${report.span.path}`;
      if (isIgnored(id, report, database)) yield report;
      else {
        const reports = files.get(file);
        if (reports) reports.push(report);
        else files.set(file, [report]);
      }
    }
    for (const reports of files.values()) {
      if (reports.length <= APART) yield* reports;
      else yield fold(reports);
    }
  };
}

const ignoresByPath = once(
  ({ migrations }: Database): ReadonlyMap<string, Migration["ignores"]> =>
    new Map(migrations.flatMap(({ path, ignores }) => (ignores.length > 0 ? [[path, ignores] as const] : []))),
);

function isIgnored(id: string, { span }: Report, database: Database): boolean {
  const comments = ignoresByPath(database).get(span.path) ?? [];
  return comments.some(({ rules, covers }) => (rules.includes(id) || rules.includes("*")) && covers.start <= span.start && span.start <= covers.end);
}

/** The first of the worst, without its local edit: that would settle one of many. */
function fold(reports: readonly Report[]): Report {
  const first = reports.find(({ severity }) => severity === undefined || severity === "error") ?? reports[0]!;
  const { fix: _, ...rest } = first;
  return { ...rest, message: `${first.message} The same holds for ${plural(reports.length - 1, "more statement")} of this file.` };
}
