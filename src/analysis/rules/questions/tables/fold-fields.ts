/** Many fields of one table with the same fault are one finding: nobody reads the fortieth comment. */
import type { Database } from "../../../../model/database.ts";
import type { Report } from "../../../../model/rule.ts";
import type { Span } from "../../../../model/source.ts";
import { code, list } from "../../../../model/text.ts";
import { joinedFix } from "../edits/schema-edits.ts";
import { APART } from "../migrations/fold.ts";

/** A report about one thing of a table or enum. */
export interface Told {
  readonly name: string;
  readonly within: string;
  /** Of those with different kinds of faults only alike ones are put together. */
  readonly kind?: string;
  readonly report: Report;
}

/** In the order of the first of each table; those that have a local edit apart from those that have none. */
export function* foldedByTable(database: Database, told: Iterable<Told>): Generator<Report> {
  const groups = new Map<string, Told[]>();
  for (const one of told) {
    const key = JSON.stringify([one.within === "" ? one.name : "", one.within, one.kind, one.report.fix === undefined]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  for (const group of groups.values()) yield* folded(database, group);
}

/** Up to `APART` stay apart, and so do those with a word to a linter above them: what it silences must not hide the rest. */
function* folded(database: Database, group: readonly Told[]): Generator<Report> {
  const together = group.length > APART ? group.filter(({ report }) => !isMarked(database, report.span)) : [];
  const [first, ...others] = together.length > APART ? together : [];
  for (const one of group) if (!first || !together.includes(one)) yield one.report;
  if (!first) return;
  const names = list(
    others.map(({ name }) => name),
    6,
  );
  const { advice: _, ...rest } = first.report;
  const fix = joinedFix(
    database,
    together.map(({ report }) => report.fix),
    2_000,
  );
  yield { ...rest, message: `${first.report.message} The same holds for ${names} of ${code(first.within)}.`, fix };
}

/** A comment above or beside the line says `…-ignore`. */
function isMarked({ schemaFiles }: Database, { path, start, end }: Span): boolean {
  const text = schemaFiles.find((file) => file.path === path)?.text;
  if (text === undefined) return false;
  const above = text
    .slice(Math.max(0, start - 1_000), start)
    .split("\n")
    .slice(0, -1)
    .reverse();
  const comments = above.slice(
    0,
    Math.max(
      0,
      above.findIndex((line) => !line.trim().startsWith("//")),
    ),
  );
  const beside = text.slice(end, end + 1_000).split("\n", 1);
  return [...comments, ...beside].some((line) => line.includes("-ignore"));
}
