/** The change as a picture: changed tables with what changed in them, neighbours by name only. */
import type { Change } from "../../model/change.ts";
import type { Database } from "../../model/database.ts";
import type { Column, ForeignKey, Index, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";
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
  const left = new Set<string>();
  for (const { before, after, changes } of databases) {
    const changed = changesByTable(changes);
    for (const [name, ofTable] of changed) {
      const table = picture(before.tables.get(name), after.tables.get(name), ofTable);
      if (table && tables.size < MAX_TABLES) tables.set(table.name, table);
      else if (table) left.add(table.name);
    }
    for (const table of after.tables.values())
      for (const foreignKey of table.foreignKeys) {
        const referenced = after.tables.get(foreignKey.references.table);
        if (!referenced || !(concerns(foreignKey, changed.get(table.name)) || (changed.get(referenced.name) ?? []).some(({ kind }) => kind === "create-table"))) continue;
        const missing = [...new Set([table, referenced].map(shown))].filter((name) => !tables.has(name));
        if (missing.length + tables.size > MAX_TABLES) {
          for (const name of missing) left.add(name);
          continue;
        }
        for (const name of missing) tables.set(name, { name, change: "neighbour", columns: [] });
        relations.push(relation(table, referenced, foreignKey));
      }
  }
  const more = [...left].filter((name) => !tables.has(name)).length;
  return { tables: [...tables.values()], relations, ...(more === 0 ? {} : { more }) };
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
  const columns = change === "changed" ? changedColumns(table, before, changes) : table.columns.map((column) => columnOf(table, column, change));
  const more = columns.length - MAX_COLUMNS;
  return { name: shown(table), change, columns: columns.slice(0, MAX_COLUMNS), ...(more > 0 ? { moreColumns: more } : {}) };
}

/** Strongest first. Columns of a plain index are shown, or nobody would know what changed, but stay as they are. */
const MARKS = ["added", "removed", "changed", "kept"] as const;

/** Each column once, with the most that happens to it. */
function changedColumns(table: Table, before: Table | undefined, changes: readonly Change[]): DiagramColumn[] {
  const found = new Map<string, DiagramColumn>();
  for (const { name, mark } of changes.flatMap((change) => marksOf(change, before))) {
    const column = (mark === "removed" ? before : table)?.columns.find((candidate) => candidate.name === name);
    const known = found.get(name);
    if (column && (!known || MARKS.indexOf(mark) < MARKS.indexOf(known.change))) found.set(name, columnOf(mark === "removed" && before ? before : table, column, mark));
  }
  return [...found.values()].sort((a, b) => Number(a.change === "kept") - Number(b.change === "kept"));
}

interface Mark {
  readonly name: string;
  readonly mark: DiagramColumn["change"];
}

function marksOf(change: Change, before: Table | undefined): Mark[] {
  if (change.kind === "add-column") return [{ name: change.column.name, mark: "added" }];
  if (change.kind === "drop-column") return [{ name: change.column, mark: "removed" }];
  if (change.kind === "rename-column") return [{ name: change.to, mark: "changed" }];
  if (change.kind === "alter-column") return [{ name: change.column, mark: "changed" }];
  if (change.kind === "add-unique" || change.kind === "add-primary-key") return inIndex(change.index, "changed");
  if (change.kind === "add-index") return inIndex(change.index, change.index.unique ? "changed" : "kept");
  if (change.kind === "drop-index") return inIndex(change.dropped, change.dropped?.unique ? "changed" : "kept");
  if (change.kind === "add-foreign-key") return change.foreignKey.columns.map((name) => ({ name, mark: "changed" }));
  if (change.kind === "drop-constraint") return goneWith(change.span, before).map((name) => ({ name, mark: "changed" }));
  return [];
}

function inIndex(index: Index | undefined, mark: Mark["mark"]): Mark[] {
  return (index?.columns ?? []).flatMap(({ column }) => (column === undefined ? [] : [{ name: column, mark }]));
}

/** The columns of the constraint that stood there. */
function goneWith({ start, path }: Span, before: Table | undefined): readonly string[] {
  const stood = (one: { readonly span: Span } | undefined): boolean => one?.span.start === start && one.span.path === path;
  const index = [before?.primaryKey, ...(before?.indexes ?? [])].find(stood);
  return before?.foreignKeys.find(stood)?.columns ?? index?.columns.flatMap(({ column }) => column ?? []) ?? [];
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
