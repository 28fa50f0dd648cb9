/** Puts a constraint onto a table, with the name that PostgreSQL gives it when the statement does not. */
import type { Index, Table } from "../../model/schema.ts";
import { type Catalog, isTaken, type NamedConstraint, put } from "./catalog.ts";
import type { ReadConstraint } from "./constraints.ts";
import { bareName, freeName, joinedColumns } from "./names.ts";
import { columnNamed, indexNamed, withColumnChanged, withIndex, withoutIndex, withPrimaryKey } from "./table-edits.ts";

/** The constraint with its name, ready to be put on the table. */
export function namedConstraint(catalog: Catalog, table: Table, read: ReadConstraint): ReadConstraint {
  const free = (columns: string, label: string) => freeName(bareName(table.name), columns, label, (name) => isTaken(catalog, table.name, name) || hasConstraint(table, name));
  switch (read.kind) {
    case "primary-key":
      return { ...read, index: constraintIndex(table, read, () => free("", "pkey")) };
    case "unique":
      return { ...read, index: constraintIndex(table, read, () => free(joinedColumns(read.index.columns.map((part) => part.column ?? "expr")), "key")) };
    case "foreign-key":
      return read.foreignKey.name ? read : { ...read, foreignKey: { ...read.foreignKey, name: free(joinedColumns(read.foreignKey.columns), "fkey") } };
    case "check":
      return read.check.name ? read : { ...read, check: { ...read.check, name: free(read.columns.length === 1 ? read.columns[0]! : "", "check") } };
    case "exclusion":
      return read.name ? read : { ...read, name: free(joinedColumns(read.columns), "excl") };
    case "not-null":
      return read;
  }
}

/** USING INDEX: the index gets the constraint's name, and its columns become the key. */
function constraintIndex(table: Table, read: Extract<ReadConstraint, { kind: "primary-key" | "unique" }>, generate: () => string): Index {
  const used = read.usingIndex === undefined ? undefined : indexNamed(table, read.usingIndex);
  if (used) return { ...used, name: read.index.name ?? used.name, constraint: true, span: read.index.span };
  return { ...read.index, name: read.index.name ?? read.usingIndex ?? generate() };
}

function hasConstraint(table: Table, name: string): boolean {
  return indexNamed(table, name) !== undefined || table.foreignKeys.some((key) => key.name === name) || table.checks.some((check) => check.name === name);
}

/** `read` has its name already. */
export function withConstraint(catalog: Catalog, table: Table, read: ReadConstraint): Table {
  switch (read.kind) {
    case "primary-key":
      return withPrimaryKey(read.usingIndex ? withoutIndex(table, read.usingIndex) : table, read.index);
    case "unique":
      return withIndex(read.usingIndex ? withoutIndex(table, read.usingIndex) : table, read.index);
    case "foreign-key":
      return { ...table, foreignKeys: [...table.foreignKeys, read.foreignKey] };
    case "check":
      return { ...table, checks: [...table.checks, read.check] };
    case "exclusion":
      addNamed(catalog, table.name, { kind: "exclusion", name: read.name! });
      return table;
    case "not-null":
      if (read.name !== undefined || !read.valid) addNamed(catalog, table.name, { kind: "not-null", name: read.name ?? notNullName(table.name, read.column), column: read.column });
      if (!read.valid || columnNamed(table, read.column)?.nullable === false) return table;
      return withColumnChanged(table, read.column, (column) => ({ ...column, nullable: false }));
  }
}

/** PostgreSQL 18 names NOT NULL constraints. */
export function notNullName(table: string, column: string): string {
  return freeName(bareName(table), column, "not_null", () => false);
}

function addNamed(catalog: Catalog, table: string, constraint: NamedConstraint): void {
  put(catalog, "constraints", table, [...(catalog.state.constraints.get(table) ?? []), constraint]);
}
