/** The change as a picture: changed tables with what changed in them, neighbours by name only. */
import type { Change } from "../../model/change.ts";
import type { Database } from "../../model/database.ts";
import type { Column, ForeignKey, Table } from "../../model/schema.ts";
import type { Diagram } from "../../model/verdict.ts";

/** More tables than this are no picture. Changed ones go first, then neighbours. */
export const MAX_TABLES = 20;
/** Columns of a new table beyond this are left out of the picture. */
export const MAX_COLUMNS = 15;

type DiagramTable = Diagram["tables"][number];
type DiagramColumn = DiagramTable["columns"][number];

export function diagramOf(databases: readonly Database[]): Diagram {
  const tables = new Map<string, DiagramTable>();
  const relations: Diagram["relations"][number][] = [];
  for (const { before, after, changes } of databases) {
    const changed = changesByTable(changes);
    for (const [name, ofTable] of changed) {
      const table = picture(before.tables.get(name), after.tables.get(name), ofTable);
      if (table && tables.size < MAX_TABLES) tables.set(table.name, table);
    }
    for (const table of after.tables.values())
      for (const foreignKey of table.foreignKeys) {
        const referenced = after.tables.get(foreignKey.references.table);
        if (!referenced || !(concerns(foreignKey, changed.get(table.name)) || (changed.get(referenced.name) ?? []).some(({ kind }) => kind === "create-table"))) continue;
        if ([table, referenced].filter((one) => !tables.has(shown(one))).length + tables.size > MAX_TABLES) continue;
        for (const one of [table, referenced]) if (!tables.has(shown(one))) tables.set(shown(one), { name: shown(one), change: "neighbour", columns: [] });
        relations.push(relation(table, referenced, foreignKey));
      }
  }
  return { tables: [...tables.values()], relations };
}

/** The name that people know it by. */
function shown(table: Table): string {
  return table.model ?? table.name;
}

function changesByTable(changes: readonly Change[]): Map<string, Change[]> {
  const byTable = new Map<string, Change[]>();
  for (const change of changes) if ("table" in change) byTable.set(change.table, [...(byTable.get(change.table) ?? []), change]);
  return byTable;
}

function picture(before: Table | undefined, after: Table | undefined, changes: readonly Change[]): DiagramTable | undefined {
  const table = after ?? before;
  if (!table) return undefined;
  const change = !before ? "added" : !after ? "removed" : "changed";
  const columns =
    change === "changed"
      ? changedColumns(table, before, changes)
      : table.columns.slice(0, MAX_COLUMNS).map((column) => columnOf(table, column, change === "added" ? "added" : "removed"));
  return { name: shown(table), change, columns: columns.slice(0, MAX_COLUMNS) };
}

function changedColumns(table: Table, before: Table | undefined, changes: readonly Change[]): DiagramColumn[] {
  return changes.flatMap((change): DiagramColumn[] => {
    if (change.kind === "add-column") return [columnOf(table, change.column, "added")];
    if (change.kind === "drop-column") {
      const column = change.dropped ?? before?.columns.find(({ name }) => name === change.column);
      return column ? [columnOf(table, column, "removed")] : [];
    }
    if (change.kind === "alter-column" || change.kind === "rename-column") {
      const name = change.kind === "rename-column" ? change.to : change.column;
      const column = table.columns.find((candidate) => candidate.name === name);
      return column ? [columnOf(table, column, "changed")] : [];
    }
    return [];
  });
}

function columnOf(table: Table, column: Column, change: DiagramColumn["change"]): DiagramColumn {
  const inKey = (columns: readonly { readonly column?: string }[] | undefined): boolean => (columns ?? []).some((part) => part.column === column.name);
  const key = inKey(table.primaryKey?.columns)
    ? "PK"
    : table.foreignKeys.some(({ columns }) => columns.includes(column.name))
      ? "FK"
      : table.indexes.some(({ unique, columns }) => unique && columns.length === 1 && inKey(columns))
        ? "UK"
        : undefined;
  const { type } = column;
  const name = type.prisma ?? type.name;
  return { name: column.field ?? column.name, type: `${name}${type.list ? "[]" : ""}${column.nullable ? "?" : ""}`, change, ...(key ? { key } : {}) };
}

function concerns(foreignKey: ForeignKey, changes: readonly Change[] | undefined): boolean {
  return (changes ?? []).some((change) => change.kind === "create-table" || (change.kind === "add-foreign-key" && change.foreignKey.columns.join() === foreignKey.columns.join()));
}

function relation(from: Table, to: Table, { columns, relation: named }: ForeignKey): Diagram["relations"][number] {
  const parts = columns.map((name) => from.columns.find((column) => column.name === name));
  const one = [...from.indexes.filter(({ unique }) => unique), ...(from.primaryKey ? [from.primaryKey] : [])].some(
    (index) => index.columns.length === columns.length && index.columns.every((part) => part.column !== undefined && columns.includes(part.column)),
  );
  return { from: shown(from), to: shown(to), label: named?.field ?? columns.join(", "), optional: parts.some((column) => column?.nullable), one };
}
