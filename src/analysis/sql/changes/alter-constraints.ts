/** ADD, VALIDATE and DROP CONSTRAINT. */
import type { Index, Table } from "../../../model/schema.ts";
import { namedConstraint, notNullName, withConstraint } from "../apply-constraints.ts";
import { isFresh, put, setTable, tableNamed } from "../catalog.ts";
import { type ReadConstraint, readConstraint } from "../constraints.ts";
import { open } from "../nodes.ts";
import { indexNamed, withColumnChanged, withConstraintValidated, withoutConstraint } from "../table-edits.ts";
import { onTable, stub, type TableDraft, type Translation } from "../translation.ts";
import type { Action } from "./alter-table-actions.ts";

export function addConstraint({ t, table, command, part, span }: Action): void {
  const node = open(command.def).Constraint;
  if (!node) {
    onTable(t, table, { kind: "alter-constraint", name: command.name ?? "" }, undefined, span);
    return;
  }
  const read = readConstraint(t, table, node, part, { isNewTable: false });
  const constraint = namedConstraint(t.catalog, tableNamed(t.catalog, table) ?? stub(table, span), read);
  onTable(t, table, draftOf(t, constraint), (before) => withConstraint(t.catalog, before, constraint), span);
}

/** CASCADE takes the foreign keys of other tables that rest on the key. */
function dropReferences(t: Translation, table: string, key: Index): void {
  const columns = key.columns.map(({ column }) => column).join();
  for (const other of [...t.catalog.state.tables.values()]) {
    const left = other.foreignKeys.filter(({ references }) => references.table !== table || references.columns.join() !== columns);
    if (left.length < other.foreignKeys.length) setTable(t.catalog, other.name, { ...other, foreignKeys: left });
  }
}

/** The change that a constraint is; `withColumn`: it came with a column that the same action adds. */
export function draftOf(t: Translation, constraint: ReadConstraint, withColumn = false): TableDraft {
  const mark = withColumn ? { withColumn } : {};
  switch (constraint.kind) {
    case "primary-key":
      return { kind: "add-primary-key", index: constraint.index, usingIndex: constraint.usingIndex, ...mark };
    case "unique":
      return { kind: "add-unique", index: constraint.index, usingIndex: constraint.usingIndex, ...mark };
    case "foreign-key":
      return { kind: "add-foreign-key", foreignKey: constraint.foreignKey, referencesNew: isFresh(t.catalog, "table", constraint.foreignKey.references.table), ...mark };
    case "check":
      return { kind: "add-check", check: constraint.check, ...mark };
    case "exclusion":
      return { kind: "add-exclusion", name: constraint.name };
    case "not-null":
      return { kind: "add-not-null-constraint", column: constraint.column, valid: constraint.valid, name: constraint.name };
  }
}

interface Found {
  readonly constraint?: "primary-key" | "unique" | "foreign-key" | "check" | "not-null" | "exclusion";
  readonly references?: string;
  readonly column?: string;
}

function findConstraint(t: Translation, table: Table | undefined, name: string): Found {
  if (!table) return {};
  if (table.primaryKey?.name === name) return { constraint: "primary-key" };
  if (table.indexes.some((index) => index.name === name && index.constraint)) return { constraint: "unique" };
  const key = table.foreignKeys.find((candidate) => candidate.name === name);
  if (key) return { constraint: "foreign-key", references: key.references.table };
  if (table.checks.some((check) => check.name === name)) return { constraint: "check" };
  const other = t.catalog.state.constraints.get(table.name)?.find((candidate) => candidate.name === name);
  if (other) return { constraint: other.kind, column: other.column };
  const column = table.columns.find((candidate) => !candidate.nullable && notNullName(table.name, candidate.name) === name);
  return column ? { constraint: "not-null", column: column.name } : {};
}

export function validateConstraint({ t, table, command, span }: Action): void {
  const name = command.name ?? "";
  const { constraint, references, column } = findConstraint(t, tableNamed(t.catalog, table), name);
  const kind = constraint === "foreign-key" || constraint === "check" || constraint === "not-null" ? constraint : undefined;
  const edit = (before: Table) => {
    const validated = withConstraintValidated(before, name);
    return kind === "not-null" && column !== undefined ? withColumnChanged(validated, column, (old) => ({ ...old, nullable: false })) : validated;
  };
  onTable(t, table, { kind: "validate-constraint", name, constraint: kind, references }, edit, span);
}

export function dropConstraint({ t, table, command, span }: Action): void {
  const name = command.name ?? "";
  const { constraint, references, column } = findConstraint(t, tableNamed(t.catalog, table), name);
  const edit = (before: Table) => {
    const without = withoutConstraint(before, name);
    return constraint === "not-null" && column !== undefined ? withColumnChanged(without, column, (old) => ({ ...old, nullable: true })) : without;
  };
  const cascade = command.behavior === "DROP_CASCADE";
  const key = indexNamed(tableNamed(t.catalog, table), name);
  onTable(t, table, { kind: "drop-constraint", name, constraint, references, cascade, ifExists: command.missing_ok ?? false }, edit, span);
  const left = t.catalog.state.constraints.get(table)?.filter((other) => other.name !== name);
  if (left) put(t.catalog, "constraints", table, left);
  if (cascade && key) dropReferences(t, table, key);
}
