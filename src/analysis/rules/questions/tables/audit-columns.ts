/** `createdAt` and `updatedAt` of a table, and how this schema writes them elsewhere. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { schemaText } from "../edits/schema-edits.ts";
import { remembered, words } from "../names/words.ts";
import { isAppendOnly, isJoinTable, isKeyColumn, isLookup, isNamed, isTimestamp } from "./table-kinds.ts";

export type AuditColumn = "createdAt" | "updatedAt";

/** What happened when the row was written: `startedAt`, `issued_at`. */
const BEGINNINGS =
  /^(?:started|issued|occurred|sent|received|recorded|generated|joined|registered|taken|submitted|requested|uploaded|imported|inserted|published|added|made|since)$/;

const saysBeginning = remembered((name) => words(name).some((word) => BEGINNINGS.test(word)));

/** By name; a timestamp that the database fills when the row is written (`loggedAt … @default(now())`); one that is required and named after how rows begin. */
export function createdColumn(table: Table, names: readonly string[]): Column | undefined {
  const times = table.columns.filter((column) => isTimestamp(column) && !isUpdated(column));
  return (
    table.columns.find((column) => isNamed(column, names)) ??
    times.find((column) => column.default?.kind === "stable") ??
    times.find((column) => !column.nullable && saysBeginning(column.field ?? column.name))
  );
}

export function updatedColumn(table: Table, names: readonly string[]): Column | undefined {
  return table.columns.find((column) => isNamed(column, names) || column.updatedAt || (isTimestamp(column) && isUpdated(column)));
}

function isUpdated(column: Column): boolean {
  return column.updatedAt || saysUpdate(column.field ?? column.name);
}

const saysUpdate = remembered((name) => words(name).some((word) => /^(?:updated?|modified|changed)$/.test(word)));

/** Something in it could change: a column that is no key, refers to nothing and is no time of its own. */
export function isMutable(table: Table): boolean {
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  return table.columns.some((column) => !referring.has(column.name) && !isKeyColumn(table, column) && !isTimestamp(column) && !column.generated && !isReference(column));
}

/** An edge of a graph: two ids and nothing else, whether or not foreign keys say so. */
export function isEdge(table: Table): boolean {
  let references = 0;
  for (const column of table.columns) {
    if (isTimestamp(column) || isKeyColumn(table, column)) continue;
    if (!isReference(column)) return false;
    references++;
  }
  return references >= 2;
}

/** Of the tables that could have the column, so many do where a team keeps it as a rule. Rows are made everywhere, and changed in fewer places. */
const KEPT: Readonly<Record<AuditColumn, number>> = { createdAt: 1 / 4, updatedAt: 1 / 2 };

/** Whether this schema leaves a column out as a rule: of five tables and more that could have it, few do. */
export function isLeftOut(database: Database, kind: AuditColumn): boolean {
  const tables = [...database.before.tables.values()].filter((table) => table.kind === "table" && table.complete && !isJoinTable(table) && !isLookup(table));
  const could = kind === "createdAt" ? tables : tables.filter((table) => isMutable(table) && !isAppendOnly(table));
  const find = kind === "createdAt" ? createdColumn : updatedColumn;
  return could.length >= 5 && could.filter((table) => find(table, database.config.audit[kind])).length < could.length * KEPT[kind];
}

/** An id without a foreign key: `resourceId`, `createdBy`. */
function isReference(column: Column): boolean {
  return ["id", "by"].includes(words(column.field ?? column.name).at(-1) ?? "");
}

/** `[name, type, attributes]` as most models of this schema write it, else in Prisma's plain way with the casing of the model. */
export function auditField(database: Database, table: Table, kind: AuditColumn): readonly [string, string, string] {
  const [, name, type, rest = ""] = /^(\S+) (\S+) ?(.*)$/.exec(commonLines(database)[kind]) ?? [];
  if (name && type && rest.includes(kind === "createdAt" ? "@default(" : "@updatedAt")) return [name, type, rest];
  return kind === "createdAt"
    ? [inCase(table, "created"), "DateTime", `@default(now())${mapped(table, "created_at")}`]
    : [inCase(table, "updated"), "DateTime", `@updatedAt${mapped(table, "updated_at")}`];
}

/** Asked once for each table that lacks it. */
const commonLines = once((database: Database): Readonly<Record<AuditColumn, string>> => {
  const common = (kind: AuditColumn) => mostFrequent([...database.after.tables.values()].flatMap((table) => lineOf(database, table, kind) ?? []));
  return { createdAt: common("createdAt"), updatedAt: common("updatedAt") };
});

function lineOf(database: Database, table: Table, kind: AuditColumn): string | undefined {
  const column = (kind === "createdAt" ? createdColumn : updatedColumn)(table, database.config.audit[kind]);
  const line = column && !column.nullable ? schemaText(database, column.span) : undefined;
  return line?.includes("\n") ? undefined : line?.replace(/\s+/g, " ");
}

function mostFrequent(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

/** The column's name for SQL, in the casing of the table. */
export function auditName(table: Table, kind: AuditColumn): string {
  return table.columns.some(({ name }) => /[a-z][A-Z]/.test(name)) ? kind : kind === "createdAt" ? "created_at" : "updated_at";
}

function inCase(table: Table, word: string): string {
  return table.columns.some(({ field, name }) => (field ?? name).includes("_")) ? `${word}_at` : `${word}At`;
}

function mapped(table: Table, name: string): string {
  return table.columns.some((column) => column.field !== undefined && column.field !== column.name && column.name.includes("_")) ? ` @map("${name}")` : "";
}
