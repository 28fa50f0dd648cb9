/** Rules about types that work, but for which PostgreSQL has a better one: whom they speak of, and in what words. */
import type { Database } from "../../../../model/database.ts";
import type { Report } from "../../../../model/rule.ts";
import type { Column, ColumnType, Schema, Table } from "../../../../model/schema.ts";
import type { Fix, Span } from "../../../../model/source.ts";
import { code, list } from "../../../../model/text.ts";
import { schemaText } from "../edits/schema-edits.ts";
import { isFromPrisma, replaced, retypedInSql } from "../edits/source-text.ts";
import { columnList, typeText } from "../edits/sql-words.ts";
import { retypedColumns } from "../migrations/retyped.ts";
import { columnName, tableName } from "../names/naming.ts";
import { newColumns } from "./new-parts.ts";

export interface TypeOpinion {
  readonly rule: string;
  /** Columns that are of the type or of the better one: what most of them are is the schema's habit. */
  readonly isKin: (column: Column) => boolean;
  readonly isDisliked: (column: Column) => boolean;
  /** What is left alone for what it holds. */
  readonly isMeant: (table: Table, column: Column, database: Database) => boolean;
  /** The clause behind "`orders.at` is `timestamp without time zone`:". */
  readonly why: (types: readonly ColumnType[]) => string;
  /** The type in SQL, for advice and in place of what `sql` finds where a type is written. */
  readonly better: (type: ColumnType) => string;
  /** How SQL writes the disliked one, where that is not the type's name. */
  readonly written?: (type: ColumnType) => string;
  readonly sql: RegExp;
  /** Prisma's attribute (`/@(\w+)\.Timestamp\b/`) and what takes its place; absent: Prisma has no word for it. */
  readonly prisma?: { readonly pattern: RegExp; readonly by: (match: RegExpExecArray) => string };
}

/** How the rules that hold an opinion of types are quiet, beside what each leaves alone. */
export const QUIET_TYPES: readonly string[] = [
  "Prisma schemas, unless the configuration gives this rule a severity; even then only a native type that is written out (`@db.…`), never what Prisma picks itself",
  "SQL that Prisma has generated (`-- CreateTable`), columns that stood before",
  "schemas in which most of five old columns and more have the type already, unless the configuration gives this rule a severity",
];

interface Found {
  readonly table: Table;
  readonly column: Column;
  readonly span: Span;
}

/** One report a table. */
export function* typeReports(database: Database, opinion: TypeOpinion): Generator<Report> {
  const asked = database.config.rules[opinion.rule]?.severity !== undefined;
  if (!asked && (database.language === "prisma" || isHabit(database.before, opinion))) return;
  const byTable = new Map<string, Found[]>();
  const declared = newColumns(database).filter(({ column }) => opinion.isDisliked(column));
  const retyped = retypedColumns(database).filter((found) => opinion.isDisliked(found.column) && !wasDisliked(database, found, opinion));
  for (const found of [...declared.map(({ table, column }) => ({ table, column, span: column.span })), ...retyped]) {
    if (opinion.isMeant(found.table, found.column, database) || !isChosen(database, found, opinion)) continue;
    byTable.set(found.table.name, [...(byTable.get(found.table.name) ?? []), found]);
  }
  for (const found of byTable.values()) yield tell(database, opinion, found);
}

/** A longer `varchar` is one still. */
function wasDisliked({ before }: Database, { table, column }: Found, { isDisliked }: TypeOpinion): boolean {
  const old = before.tables.get(table.name)?.columns.find(({ name }) => name === column.name);
  return old !== undefined && isDisliked(old);
}

/** Somebody wrote the type down. */
function isChosen(database: Database, { column, span }: Found, { prisma }: TypeOpinion): boolean {
  if (database.language === "sql") return !isFromPrisma(database, span);
  return prisma?.pattern.test(schemaText(database, column.span) ?? "") ?? false;
}

function isHabit(schema: Schema, { isKin, isDisliked }: TypeOpinion): boolean {
  const kin = [...schema.tables.values()].flatMap(({ columns }) => columns.filter(isKin));
  return kin.length >= 5 && kin.filter(isDisliked).length * 2 > kin.length;
}

function tell(database: Database, opinion: TypeOpinion, found: readonly Found[]): Report {
  const [{ table, column, span }] = found as readonly [Found, ...Found[]];
  const types = found.map((one) => one.column.type);
  const texts = [...new Set(types.map(opinion.written ?? typeText))];
  const names = found.map((one) => columnName(one.table, one.column.name));
  const what = found.length === 1 ? code(`${tableName(table)}.${names[0]}`) : `${list(names)} of ${code(tableName(table))}`;
  return {
    span,
    message: `${what} ${found.length === 1 ? "is" : "are"} ${list(texts, 3)}: ${opinion.why(types)}.`,
    ...adviceOf(database, opinion, found),
    fix: found.length === 1 ? fixOf(database, opinion, column, span) : undefined,
  };
}

function adviceOf(database: Database, { better, prisma }: TypeOpinion, found: readonly Found[]): Pick<Report, "advice"> {
  if (database.language === "sql") return { advice: { language: "sql", text: found.map(({ column }) => `${columnList([column.name])} ${better(column.type)}`).join(",\n") } };
  const lines = found.map(({ column }) => {
    const line = (schemaText(database, column.span) ?? "").replace(/\s+/g, " ");
    const match = prisma?.pattern.exec(line);
    return prisma && match ? `${line.slice(0, match.index)}${prisma.by(match)}${line.slice(match.index + match[0].length)}` : line;
  });
  return { advice: { language: "prisma", text: lines.join("\n") } };
}

function fixOf(database: Database, { better, sql, prisma }: TypeOpinion, column: Column, span: Span): Fix | undefined {
  return database.language === "prisma" ? prisma && replaced(database, column.span, prisma.pattern, prisma.by) : retypedInSql(database, span, sql, better(column.type));
}
