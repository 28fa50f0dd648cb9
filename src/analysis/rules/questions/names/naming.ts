/** What a table or column is called by those who wrote it: Prisma's names in a schema, SQL's names elsewhere. */
import { columnOf } from "../../../../model/agreement.ts";
import type { Schema, Table } from "../../../../model/schema.ts";
import { sameWords } from "./words.ts";

export function tableName(table: Table): string {
  return table.model ?? table.name;
}

export function tableNamed(schema: Schema, name: string): string {
  const table = schema.tables.get(name);
  return table ? tableName(table) : name;
}

export function columnName(table: Table, column: string): string {
  return columnOf(table, column)?.field ?? column;
}

export function columnNames(table: Table, columns: readonly string[]): string[] {
  return columns.map((column) => columnName(table, column));
}

/** By model or table name, in any casing, with or without its schema; a name with a schema means that one alone. */
export function isCalled({ name, model }: Table, wanted: string): boolean {
  if (wanted.includes(".")) return wanted.toLowerCase() === name.toLowerCase();
  return sameWords(wanted, name) || (model !== undefined && sameWords(wanted, model));
}
