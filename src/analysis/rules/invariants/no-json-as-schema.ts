/** A document in place of columns: the database no longer knows what a row is made of. */
import { ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { once } from "../../../model/once.ts";
import type { Report, RuleOptions } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { changedCalls } from "../questions/calls/calls.ts";
import { tableName } from "../questions/names/naming.ts";
import { sameWords } from "../questions/names/words.ts";
import { isDeclaredCopy } from "../questions/tables/annotations.ts";
import { DOCUMENTS, isCarrier, isDocument, isJson, isRowLike, isSearchable, isWrittenOnce } from "../questions/tables/json-columns.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { keepsThePast } from "../questions/tables/records.ts";
import { isKeyColumn, isTimestamp } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./no-json-as-schema.examples.ts";

/** Names that say that the whole row is in there. */
const WHOLE: readonly string[] = ["data", "info", "details", "information"];

export const noJsonAsSchema = defineRule({
  id: "no-json-as-schema",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not keep in JSON what belongs into columns",
  why: "Inside a document PostgreSQL checks nothing: no type, no NOT NULL, no foreign key, no unique, no default. A misspelt key is a new field, old rows keep the old shape for ever, and an UPDATE of one key rewrites the whole document under a lock on the row. The planner keeps no statistics of what is in it, and a filter on a key reads every row unless an index was made for that very key.",
  remedy:
    "Columns for what every row has, a table of its own for what it has many of. JSON is for what somebody else decides: messages of other systems, settings that only the client reads, free properties.",
  quiet: [
    `documents by nature, by one word of their name: ${list(DOCUMENTS.slice(0, 2))}, ${code("metadata")}, ${code("settings")}… (the list is the option \`documents\`)`,
    "one Json column with a name that says what it is; several of which none means many things (`contacts`) or a record (`companyDetails`)",
    "a document that comes as a single column goes, or as keys, references and times go",
    "addresses and the like that an order, invoice or booking keeps as they were",
    "logs, outboxes and other append-only tables, caches, and what expires",
    "`data` in a queue, a job or a session, and beside a `type` or `provider` that decides its shape",
    "a filter on a key of a column with an index; filters in tests, scripts and seeds",
    "columns declared by `@denormalized`; columns that stood before, unless a new one joins them or the code of the pull request filters inside them",
  ],
  heuristic: true,
  options: {
    documents: { default: DOCUMENTS, description: "Words, in the singular, of columns that hold documents by nature" },
    whole: { default: WHOLE, description: "Names of columns that hold the whole row, and say nothing else" },
    max: { default: 1, description: "How many Json columns that are no documents by nature a table may have, once one of them means many things or a record" },
  },
  *check(database, options) {
    const told = new Set<Column>();
    for (const table of tablesWithNewJson(database)) {
      const reported = replacing(database, table) ?? severalIn(database, table, options) ?? wholeRow(database, table, options);
      for (const column of reported?.columns ?? []) told.add(column);
      if (reported) yield reported.report;
    }
    yield* filtered(database, options, told);
  },
  examples: { bad, good },
});

interface Told {
  readonly columns: readonly Column[];
  readonly report: Report;
}

function newJson(database: Database, table: Table): Column[] {
  return newJsonColumns(database).flatMap((part) => (part.table.name === table.name && !isDeclaredCopy(database, table, part.column) ? [part.column] : []));
}

const newJsonColumns = once((database: Database) => newColumns(database).filter(({ column }) => isJson(column)));

function tablesWithNewJson(database: Database): Table[] {
  const tables = new Map(newJsonColumns(database).map(({ table }) => [table.name, table]));
  return [...tables.values()].filter((table) => !isWrittenOnce(table));
}

/** Columns go and a document comes, in one table of one pull request. One that goes may have nothing to do with it. */
function replacing(database: Database, table: Table): Told | undefined {
  const before = database.before.tables.get(table.name);
  const [first, ...more] = newJson(database, table);
  const gone = ofKind(database.changes, "drop-column").flatMap(({ table: name, dropped }) =>
    name === table.name && before && dropped && isFact(before, dropped) ? [dropped] : [],
  );
  if (!first || gone.length < 2) return undefined;
  return {
    columns: [first, ...more],
    report: {
      span: first.span,
      message: `${code(`${tableName(table)}.${first.field ?? first.name}`)} comes as ${list(gone.map(({ field, name }) => field ?? name))} go: what the database checked and could index as columns it does not know inside a document.`,
    },
  };
}

/** Neither a key nor a reference, a time or a document. */
function isFact(table: Table, column: Column): boolean {
  return !isJson(column) && !column.type.list && !isTimestamp(column) && !isKeyColumn(table, column) && !table.foreignKeys.some(({ columns }) => columns.includes(column.name));
}

function severalIn(database: Database, table: Table, options: RuleOptions): Told | undefined {
  const [first, ...more] = newJson(database, table).filter((column) => !isDocument(column, options.list("documents")));
  const all = table.columns.filter((column) => isJson(column) && !isDocument(column, options.list("documents")) && !isDeclaredCopy(database, table, column));
  if (!first || keepsThePast(database, table) || all.length <= options.number("max") || !all.some(isRowLike)) return undefined;
  const names = all.map((column) => column.field ?? column.name);
  return {
    columns: [first, ...more],
    report: {
      span: first.span,
      message: `${code(tableName(table))} keeps ${list(names)} as documents: no type, NOT NULL, foreign key or unique holds inside them. Columns for what every row has, a table for what it has many of.`,
    },
  };
}

function wholeRow(database: Database, table: Table, options: RuleOptions): Told | undefined {
  const column = isCarrier(table) ? undefined : newJson(database, table).find(({ field, name }) => options.list("whole").some((whole) => sameWords(whole, field ?? name)));
  if (!column) return undefined;
  return {
    columns: [column],
    report: {
      span: column.span,
      message: `${code(`${tableName(table)}.${column.field ?? column.name}`)} is called like the whole row: what it is made of stands in no schema, and nothing checks it. Give what every row has a column of its own.`,
    },
  };
}

/** Code of the pull request that looks for rows by what is inside a document. */
function* filtered(database: Database, options: RuleOptions, told: Set<Column>): Generator<Report> {
  const fresh = new Set(newColumns(database).map(({ column }) => column));
  for (const query of changedCalls(database)) {
    const table = database.after.tables.get(query.tables[0] ?? "");
    if (!table || isWrittenOnce(table)) continue;
    for (const condition of query.filter) {
      const column = condition.operator === "path" ? table.columns.find(({ name }) => name === condition.column) : undefined;
      if (!column || !isJson(column) || told.has(column) || isDocument(column, options.list("documents")) || isSearchable(database, table, column)) continue;
      told.add(column);
      yield {
        span: fresh.has(column) ? column.span : query.span,
        message: `The code filters on a key inside ${code(`${tableName(table)}.${column.field ?? column.name}`)}: no index serves it, so every row is read and its document taken apart. What is searched for belongs into a column with an index.`,
      };
    }
  }
}
