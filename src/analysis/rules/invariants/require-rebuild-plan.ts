/** A value that can be worked out is kept a second time: from what, and how is it made right again? */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldComment } from "../questions/edits/schema-edits.ts";
import { tableName } from "../questions/names/naming.ts";
import { declarationSpan, denormalizationIn, docsOf, isCommented } from "../questions/tables/annotations.ts";
import { annotationLines, denormalizedAdvice } from "../questions/tables/copied-fields.ts";
import { unknownSource } from "../questions/tables/denormalized-sources.ts";
import { type Derived, derivedFrom } from "../questions/tables/derived-columns.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { bad, good } from "./require-rebuild-plan.examples.ts";

export const requireRebuildPlan = defineRule({
  id: "require-rebuild-plan",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Say what a derived column is made of, and how it is made again",
  why: "A counter drifts: a writer forgets it, a cascade deletes without it, two transactions add to the same old value. A cached name goes stale when its source changes. That day somebody has to know which of the two is the truth, and have the statement at hand that makes the other right again.",
  remedy:
    "Both parts in a comment above the field or the model: `/// @denormalized source: Comment rebuild: UPDATE \"Post\" SET …`, also in several lines. In SQL: `COMMENT ON COLUMN posts.comment_count IS '@denormalized source: comments rebuild: …'`, or `-- @denormalized …` beside the column. The source may be a field, a model or words; names of models and fields are checked. What one row's own columns yield is better `GENERATED ALWAYS AS (…) STORED`.",
  quiet: [
    "both parts are there, on the field or on its model",
    "numbers that count no rows of this schema (`viewCount` without a list of views, `retryCount`), limits and expectations (`maxMembers`, `expectedRuns`)",
    "times of the last one (`lastRunAt`), ids and foreign keys",
    "logs, ledgers, orders, and tables that are figures altogether (`…Stats`, `…Summary`): they keep the past as it was",
    "generated columns; caches of what is not in the schema",
    "columns and comments that stood before",
  ],
  heuristic: true,
  *check(database) {
    const halfSaid = new Set<Column | Table>();
    for (const { table, column, report } of incompleteAnnotations(database)) {
      halfSaid.add(column ?? table);
      yield report;
    }
    const counters = new Map<Table, { readonly column: Column; readonly derived: Derived }[]>();
    for (const { table, column } of newColumns(database)) {
      const derived = halfSaid.has(column) || halfSaid.has(table) ? undefined : derivedFrom(database, table, column);
      if (derived && table.model === undefined && derived.kind === "counter") counters.set(table, [...(counters.get(table) ?? []), { column, derived }]);
      else if (derived) yield tell(database, table, [{ column, derived }]);
    }
    for (const [table, columns] of counters) yield tell(database, table, columns);
  },
  examples: { bad, good },
});

interface Incomplete {
  readonly table: Table;
  readonly column?: Column;
  readonly report: Report;
}

/** Annotations that this pull request writes or changes, with what they lack. */
function* incompleteAnnotations(database: Database): Generator<Incomplete> {
  for (const table of database.after.tables.values()) {
    if (!isCommented(database, table)) continue;
    for (const column of [undefined, ...table.columns]) {
      const doc = docsOf(database, table, column).find((one) => denormalizationIn(one));
      const fault = doc === undefined || stoodBefore(database, table, column, doc) ? undefined : faultOf(database, table, doc);
      if (fault === undefined) continue;
      const name = column ? `${tableName(table)}.${column.field ?? column.name}` : tableName(table);
      yield {
        table,
        ...(column ? { column } : {}),
        report: { span: declarationSpan(database, table, column), message: `${code(name)} is declared as denormalised, but ${fault}` },
      };
    }
  }
}

function stoodBefore({ before, catalog }: Database, { name }: Table, column: Column | undefined, doc: string): boolean {
  const old = before.tables.get(name);
  const was = column && old ? columnOf(old, column.name) : undefined;
  return old !== undefined && (column === undefined || was !== undefined) && docsOf({ catalog: { before: catalog.before, after: catalog.before } }, old, was).includes(doc);
}

function faultOf(database: Database, table: Table, doc: string): string | undefined {
  const { source, rebuild } = denormalizationIn(doc) ?? {};
  if (source === undefined && rebuild === undefined) return "neither from what nor how it is made again: add `source: …` and `rebuild: …`.";
  if (source === undefined) return "its comment does not say from what: add `source: …`, the field or model that is right when the two differ.";
  if (rebuild === undefined) return "its comment does not say how it is made again: add `rebuild: …`, the statement or the job that fills it from its source.";
  return unknownSource(database.after, table, source);
}

function tell(database: Database, table: Table, columns: readonly { readonly column: Column; readonly derived: Derived }[]): Report {
  const [{ column, derived }] = columns as readonly [(typeof columns)[number]];
  const [source = ""] = derived.sources;
  const { rebuild } = derived;
  const lines = rebuild === undefined || column.field === undefined ? undefined : annotationLines(source, rebuild);
  const fix = lines && addFieldComment(database, column, lines);
  const advice = columns.flatMap((each) =>
    each.derived.rebuild === undefined ? [] : [denormalizedAdvice(database, table, each.column, each.derived.sources.join(" and "), each.derived.rebuild)],
  );
  return {
    span: column.span,
    message: messageOf(tableName(table), columns),
    ...(advice[0] ? { advice: { ...advice[0], title: "Say how it is kept", text: advice.map(({ text }) => text).join("\n") } } : {}),
    ...(fix && derived.kind === "counter" ? { fix } : {}),
  };
}

function messageOf(table: string, columns: readonly { readonly column: Column; readonly derived: Derived }[]): string {
  const names = columns.map(({ column }) => column.field ?? column.name);
  const { kind, sources } = columns[0]!.derived;
  const one = code(`${table}.${names[0]}`);
  const source = list(sources);
  switch (kind) {
    case "counter": {
      const counted = list([...new Set(columns.flatMap(({ derived }) => derived.sources))]);
      return columns.length === 1
        ? `${one} counts the rows of ${counted}: writers that forget it and deletions by cascade make it wrong, and nothing says how to make it right again.`
        : `${list(names)} of ${code(table)} count the rows of ${counted}: writers that forget them and deletions by cascade make them wrong, and nothing says how to make them right again.`;
    }
    case "aggregate":
      return `${one} is worked out from ${source}: each change there makes it wrong until somebody works it out again, and nothing says how.`;
    case "copy":
      return `${one} repeats ${source}: a change there leaves it stale, and nothing says how to make it right again.`;
    case "composed":
      return `${one} is put together from ${source}: whoever changes one of them has to change it too, and nothing says how to make it right again. A generated column would follow by itself.`;
    case "declared":
      return `The comment on ${one} calls it denormalised, but says neither from what nor how it is made again: add ${code("@denormalized source: … rebuild: …")}.`;
  }
}
