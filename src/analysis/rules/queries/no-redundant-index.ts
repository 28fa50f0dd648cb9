/** An index whose work another one does already: written with every row, of use to no query. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Index, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { schemaText } from "../questions/edits/schema-edits.ts";
import { isRedundant, type NewIndex, newIndexes } from "../questions/indexes/index-shapes.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { columnsOf, indexesOn } from "../questions/tables/new-parts.ts";
import { bad, good } from "./no-redundant-index.examples.ts";

export const noRedundantIndex = defineRule({
  id: "no-redundant-index",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Leave out indexes whose work another one does",
  why: "Every INSERT, and every UPDATE of an indexed column, writes each index of the table. A B-tree on `(a, b)` serves searches by `a` as well, and the index of a primary key or unique serves like any other: an index on `a` beside it costs memory and write time, and no query gets faster.",
  remedy: "Leave the shorter index out. Where an old one has become superfluous, drop it: `DROP INDEX CONCURRENTLY`.",
  quiet: [
    "a unique that is shorter than the other index: it says more",
    "partial indexes; other operator classes, collations, directions, places of nulls or methods; INCLUDE of columns that the other lacks",
    "the same columns in another order",
    "two old indexes",
  ],
  *check(database) {
    const told = new Set<Index>();
    for (const added of newIndexes(database)) {
      const report = told.has(added.index) ? undefined : judge(database, added, told);
      if (report) yield report;
    }
  },
  examples: { bad, good },
});

/** The new index is superfluous, or it makes an old one so. */
function judge(database: Database, { table, index }: NewIndex, told: Set<Index>): Report | undefined {
  const others = othersOf(database, table, index);
  const better = others.find((other) => isRedundant(index, other) && !(isRedundant(other, index) && (told.has(other) || isLater(other, index))));
  if (better) {
    told.add(index);
    return superfluous(database, table, index, better);
  }
  const old = others.find((other) => other !== table.primaryKey && !other.constraint && isRedundant(other, index) && isOld(database, table, other));
  if (!old || told.has(old)) return undefined;
  told.add(old);
  return {
    span: index.span,
    message: `This index does the work of ${say(table, old)} as well: every write of ${code(tableName(table))} keeps both up to date. Drop the old one.`,
    ...dropped(table, old),
  };
}

/** The table's other indexes. What the migrations alone know counts unless it is this very index, seen from the other side. */
function othersOf(database: Database, table: Table, index: Index): Index[] {
  return indexesOn(database, table.name).filter(
    (other) => other !== index && !(isDeclared(other) !== isDeclared(index) && isRedundant(other, index) && isRedundant(index, other)) && !isSame(other, index),
  );
}

/** Of two alike the second is one too many. */
function isLater(other: Index, index: Index): boolean {
  return other.span.path === index.span.path ? other.span.start > index.span.start : other.span.path > index.span.path;
}

/** In the schema, not in SQL. */
function isDeclared({ span }: Index): boolean {
  return span.path.endsWith(".prisma");
}

function isSame(one: Index, other: Index): boolean {
  return one.span.path === other.span.path && one.span.start === other.span.start && isRedundant(one, other) && isRedundant(other, one);
}

function isOld(database: Database, table: Table, index: Index): boolean {
  return database.before.tables.get(table.name)?.indexes.some((other) => other.name === index.name && isRedundant(other, index) && isRedundant(index, other)) ?? false;
}

function superfluous(database: Database, table: Table, index: Index, better: Index): Report {
  const fix = withoutLine(database, index);
  return {
    span: index.span,
    message: `${capital(say(table, better))} serves every search that this index could: it is written with each row of ${code(tableName(table))}, and no query needs it. Leave it out.`,
    ...(fix ? { fix } : dropped(table, index)),
  };
}

function dropped(table: Table, index: Index): Pick<Report, "advice"> {
  if (table.model !== undefined) return { advice: { language: "prisma", title: "Remove this line", text: `@@index([${columnNames(table, columnsOf(index)).join(", ")}])` } };
  return index.name === undefined ? {} : { advice: { language: "sql", text: `DROP INDEX CONCURRENTLY ${quoteIdentifier(qualified(table, index.name))};` } };
}

/** An index lives in its table's schema. */
function qualified(table: Table, index: string): string {
  return table.name.includes(".") ? `${table.name.slice(0, table.name.lastIndexOf("."))}.${index}` : index;
}

function say(table: Table, index: Index): string {
  const columns = columnNames(table, columnsOf(index)).join(", ");
  const kind = index === table.primaryKey ? "the primary key" : index.unique ? "the unique" : "the index";
  return `${kind} on ${code(`(${columns})`)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Deletes the `@@index` line, and the line end before it. */
function withoutLine(database: Database, index: Index): Fix | undefined {
  const text = database.schemaFiles.find(({ path }) => path === index.span.path)?.text;
  if (text === undefined || !/^@@(?:index|unique)\b/.test(schemaText(database, index.span) ?? "")) return undefined;
  const before = /(\r?\n[ \t]*)?(\r?\n[ \t]*)$/.exec(text.slice(Math.max(0, index.span.start - 200), index.span.start));
  const after = /^[ \t]*(?:\/\/.*)?(?=\r?\n|$)/.exec(text.slice(index.span.end));
  if (!before || !after) return undefined;
  const end = index.span.end + after[0].length;
  // The empty line that set it off from the fields goes with the last one.
  const gone = /^\s*}/.test(text.slice(end)) ? before[0] : before[2]!;
  return { span: { ...index.span, start: index.span.start - gone.length, end }, text: "" };
}
