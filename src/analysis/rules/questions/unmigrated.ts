/** What schema.prisma says since this pull request and the migrations do not: static, by names. */
import { type Change, isTableChange } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Column, Schema } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";

/** Changes of the schema that Prisma would write SQL for and that the migrations have not made. */
export function unmigrated(database: Database): Change[] {
  return database.changes.filter((change) => change.span.path.endsWith(".prisma") && needsSql(change) && !isDone(change, database.catalog.after));
}

function needsSql(change: Change): boolean {
  if (isTableChange(change) && (change.before ?? change.after)?.kind.includes("view")) return false;
  if (isTableChange(change) && ((change.before ?? change.after)?.ignored || change.after?.ignored)) return false;
  switch (change.kind) {
    case "add-foreign-key":
      return change.foreignKey.enforced;
    case "alter-column":
      return change.from === undefined || change.to === undefined || differs(change.from, change.to);
    case "drop-constraint":
      return change.constraint !== "foreign-key" || (change.before?.foreignKeys.some(({ enforced }) => enforced) ?? true);
    case "comment":
    case "no-effect-on-tables":
    case "rename-constraint":
    case "rename-index":
    case "alter-constraint":
      return false;
    default:
      return true;
  }
}

/** Type, null and what the database fills in; Prisma-level defaults live in the client. */
function differs(from: Column, to: Column): boolean {
  return (
    from.type.name !== to.type.name ||
    from.type.list !== to.type.list ||
    from.type.modifiers.join() !== to.type.modifiers.join() ||
    from.nullable !== to.nullable ||
    databaseDefault(from) !== databaseDefault(to)
  );
}

function databaseDefault({ default: filled }: Column): string {
  return filled && filled.kind !== "client" ? filled.expression : "";
}

function isDone(change: Change, catalog: Schema): boolean {
  const table = isTableChange(change) ? catalog.tables.get(change.table) : undefined;
  switch (change.kind) {
    case "create-table":
      return table !== undefined;
    case "drop-table":
      return table === undefined;
    case "add-column":
      return table?.columns.some(({ name }) => name === change.column.name) ?? false;
    case "drop-column":
      return !table?.columns.some(({ name }) => name === change.column);
    case "alter-column": {
      const column = table?.columns.find(({ name }) => name === change.column);
      return column !== undefined && change.to !== undefined && !differs(column, change.to);
    }
    case "add-index":
    case "add-unique":
      return [...(table?.indexes ?? []), ...(table?.primaryKey ? [table.primaryKey] : [])].some(
        ({ columns }) => columns.map(({ column }) => column).join() === change.index.columns.map(({ column }) => column).join(),
      );
    case "drop-index":
      return !table?.indexes.some(
        ({ name, columns }) => name === change.name || columns.map(({ column }) => column).join() === change.dropped?.columns.map(({ column }) => column).join(),
      );
    case "drop-constraint":
      return !table || ![...table.foreignKeys, ...table.indexes].some(({ name }) => name === change.name);
    case "add-foreign-key":
      return table?.foreignKeys.some(({ columns }) => columns.join() === change.foreignKey.columns.join()) ?? false;
    case "create-enum":
      return catalog.enums.has(change.enum.name);
    case "add-enum-value":
      return catalog.enums.get(change.enum)?.values.includes(change.value) ?? false;
    case "drop-enum-value":
      return !catalog.enums.get(change.enum)?.values.includes(change.value);
    case "drop-type":
      return !catalog.enums.has(change.name);
    case "create-implicit-join":
      return catalog.tables.has(change.table);
    case "drop-implicit-join":
      return !catalog.tables.has(change.table);
    default:
      return false;
  }
}

/** `Adding `text` to `Note``: the start of a sentence. */
export function describeChange(change: Change, all: readonly Change[] = []): string {
  const table = isTableChange(change) ? code(change.table) : "";
  switch (change.kind) {
    case "create-table":
      return `The new table ${table}`;
    case "drop-table":
      return `Dropping ${table}`;
    case "add-column":
      return `Adding ${code(change.column.name)} to ${table}`;
    case "drop-column":
      return `Dropping ${code(change.column)} from ${table}`;
    case "alter-column":
      return `The change of ${code(change.column)} of ${table}`;
    case "add-index":
    case "add-unique":
    case "add-primary-key":
      return `The new ${change.kind === "add-primary-key" ? "primary key" : change.index.unique ? "unique index" : "index"} of ${table}`;
    case "create-enum":
      return `The new enum ${code(change.enum.name)}`;
    case "add-enum-value":
      return `The new value ${code(change.value)} of ${code(change.enum)}`;
    case "drop-enum-value":
      return `Removing ${code(change.value)} from ${code(change.enum)}`;
    case "add-foreign-key":
      return `The new foreign key of ${table}`;
    case "drop-constraint":
      if (change.constraint === "foreign-key" && all.some((other) => other.kind === "add-foreign-key" && other.table === change.table))
        return `The change of a foreign key of ${table}`;
      return `Dropping the ${(change.constraint ?? "constraint").replace("-", " ")} of ${table}`;
    case "drop-index":
      return `Dropping an index of ${table}`;
    default:
      return table ? `The change of ${table}` : "This change of the schema";
  }
}
