/** CREATE TABLE with all that can stand in it, CREATE FOREIGN TABLE, CREATE TABLE AS and SELECT INTO. */
import type { CreateStmt, CreateTableAsStmt, Node, RangeVar, TableLikeClause } from "libpg-query";
import type { Column, Table } from "../../../model/schema.ts";
import { annotationAbove } from "../annotations.ts";
import { namedConstraint, withConstraint } from "../apply-constraints.ts";
import { isFresh, removeTable, setFresh, setTable, tableNamed } from "../catalog.ts";
import { readColumn } from "../columns.ts";
import { readConstraint } from "../constraints.ts";
import { commaParts, isToken, type Part, tokensOf } from "../lexer.ts";
import { open } from "../nodes.ts";
import { columnsOf } from "../queries.ts";
import { emptyTable, nameSpan, newRelation, type Place, relation, statementSpan, type Translation } from "../translation.ts";

export function createTable(t: Translation, node: CreateStmt, kind: Table["kind"] = "table"): void {
  const name = newRelation(t, node.relation);
  const known = tableNamed(t.catalog, name);
  if (known && node.if_not_exists) {
    report(t, name, known, { ifNotExists: true, asSelect: false, partitionOf: known.partitionOf });
    return;
  }
  removeTable(t.catalog, name);
  const parents = (node.inhRelations ?? []).map((parent) => relation(t, open(parent).RangeVar));
  const partitionOf = node.partbound ? parents[0] : undefined;
  const made: Table = {
    ...emptyTable(name, statementSpan(t), nameSpan(t, node.relation?.location)),
    kind: node.partspec ? "partitioned-table" : kind,
    persistence: persistenceOf(node.relation),
    partitionOf,
    doc: annotationAbove(t.place),
  };
  const inherited = parents.reduce((table, parent) => withInherited(t, table, parent, partitionOf !== undefined), made);
  place(t, withElements(t, inherited, node));
  report(t, name, tableNamed(t.catalog, name), { ifNotExists: node.if_not_exists ?? false, asSelect: false, partitionOf });
}

function persistenceOf(node: RangeVar | undefined): Table["persistence"] {
  return node?.relpersistence === "t" ? "temporary" : node?.relpersistence === "u" ? "unlogged" : "permanent";
}

/** A new table of an old name takes its place, and is new. */
function place(t: Translation, table: Table): void {
  removeTable(t.catalog, table.name);
  setTable(t.catalog, table.name, table);
  setFresh(t.catalog, "table", table.name, t.catalog.creating === "head");
}

function report(t: Translation, name: string, after: Table | undefined, what: { ifNotExists: boolean; asSelect: boolean; partitionOf?: string }): void {
  const references = [...new Set((after?.foreignKeys ?? []).map((key) => key.references.table))].map((table) => ({ table, isNew: isFresh(t.catalog, "table", table) }));
  t.changes.push({ kind: "create-table", ...what, references, table: name, isNew: isFresh(t.catalog, "table", name), after, span: statementSpan(t) });
}

/** Elements in the order of the text: a constraint may name a column that comes after it, so columns go first. */
function withElements(t: Translation, start: Table, node: CreateStmt): Table {
  const elements = node.tableElts ?? [];
  const parts = elementParts(t, node, elements.length);
  const whole = { start: t.place.start, end: t.place.end };
  const constraints: ReturnType<typeof readConstraint>[] = [];
  const columns: Column[] = [];
  let table = start;
  elements.forEach((element, index) => {
    const part = parts[index] ?? whole;
    const { ColumnDef, Constraint, TableLikeClause } = open(element);
    if (ColumnDef) {
      const read = readColumn(t, table.name, ColumnDef, part, true);
      if (ColumnDef.typeName) columns.push(read.column);
      constraints.push(...read.constraints);
    } else if (Constraint) constraints.push(readConstraint(t, table.name, Constraint, part, { isNewTable: true }));
    else if (TableLikeClause) {
      table = withLike(t, { ...table, columns: [...table.columns, ...columns.splice(0)] }, TableLikeClause);
    }
  });
  const inherited = table.columns.filter((column) => !columns.some(({ name }) => name === column.name));
  table = { ...table, columns: inherited.length === 0 ? columns : [...inherited, ...columns] };
  for (const constraint of constraints) table = withConstraint(t.catalog, table, namedConstraint(t.catalog, table, constraint));
  return resolveSelfReferences(table);
}

function resolveSelfReferences(table: Table): Table {
  if (!table.foreignKeys.some((key) => key.references.table === table.name && key.references.columns.length === 0)) return table;
  const columns = table.primaryKey?.columns.flatMap((part) => part.column ?? []) ?? [];
  return {
    ...table,
    foreignKeys: table.foreignKeys.map((key) =>
      key.references.table === table.name && key.references.columns.length === 0 ? { ...key, references: { table: table.name, columns } } : key,
    ),
  };
}

/** The places of the elements between the parentheses that follow the table's name. */
function elementParts({ place }: Translation, node: CreateStmt, count: number): Part[] {
  if (count === 0) return [];
  const parts = partsByLocation(place, node) ?? partsByTokens(place, node);
  return parts.length === count ? parts : [];
}

/** Without comments each element ends before the comma in front of the next one; the tree says where that is. Much faster than tokens. */
function partsByLocation({ text, start, end, at }: Place, node: CreateStmt): Part[] | undefined {
  const whole = text.slice(start, end);
  if (!whole.endsWith(")") || whole.includes("--") || whole.includes("/*") || node.partspec || node.partbound || node.options || node.inhRelations) return undefined;
  const starts: number[] = [];
  for (const element of node.tableElts ?? []) {
    const location = (open(element).ColumnDef ?? open(element).Constraint)?.location;
    if (location === undefined) return undefined;
    starts.push(at(location));
  }
  return starts.map((from, index) => ({ start: from, end: trimmedBefore(text, index + 1 < starts.length ? starts[index + 1]! : end) }));
}

/** In front of the comma or parenthesis that closes the element. */
function trimmedBefore(text: string, next: number): number {
  let at = next;
  while (text.charCodeAt(at - 1) <= 32) at--;
  at--;
  while (text.charCodeAt(at - 1) <= 32) at--;
  return at;
}

function partsByTokens({ text, end, at }: Place, node: CreateStmt): Part[] {
  const tokens = tokensOf(text, at(node.relation?.location), end);
  const opening = tokens.findIndex((token) => token.depth === 0 && isToken(text, token, "("));
  const closing = tokens.findIndex((token, index) => index > opening && token.depth === 0 && isToken(text, token, ")"));
  return commaParts(text, tokens.slice(opening + 1, closing === -1 ? undefined : closing), 1);
}

/** CREATE_TABLE_LIKE_* of nodes/parsenodes.h. */
const LIKE = { constraints: 4, defaults: 8, generated: 16, identity: 32, indexes: 64 };

function withLike(t: Translation, table: Table, clause: TableLikeClause): Table {
  const source = tableNamed(t.catalog, relation(t, clause.relation));
  if (!source) return { ...table, complete: false };
  const options = clause.options ?? 0;
  const column = (from: Column): Column => ({
    ...from,
    default: options & LIKE.defaults ? from.default : undefined,
    generated: from.generated?.startsWith("identity") ? (options & LIKE.identity ? from.generated : undefined) : options & LIKE.generated ? from.generated : undefined,
    span: statementSpan(t),
  });
  const copied = { ...table, columns: [...table.columns, ...source.columns.map(column)], complete: table.complete && source.complete };
  const checked = options & LIKE.constraints ? { ...copied, checks: [...copied.checks, ...source.checks] } : copied;
  return options & LIKE.indexes ? withKeysOf(t, checked, source) : checked;
}

/** Indexes of a partition or copy: the same columns, names of its own. */
export function withKeysOf(t: Translation, table: Table, source: Table): Table {
  const keys = source.primaryKey ? [source.primaryKey, ...source.indexes] : source.indexes;
  return keys.reduce((copy, index) => {
    const kind = index === source.primaryKey ? "primary-key" : "unique";
    const own = { ...index, name: undefined, span: statementSpan(t) };
    const read = namedConstraint(t.catalog, copy, { kind, index: own });
    if (read.kind !== "primary-key" && read.kind !== "unique") return copy;
    const name = index.constraint ? read.index.name : read.index.name?.replace(/_key(\d*)$/, "_idx$1");
    return withConstraint(t.catalog, copy, { ...read, index: { ...read.index, name } });
  }, table);
}

function withInherited(t: Translation, table: Table, parent: string, isPartition: boolean): Table {
  const source = tableNamed(t.catalog, parent);
  if (!source) return { ...table, complete: false };
  const columns = [...table.columns, ...source.columns.filter((column) => !table.columns.some((other) => other.name === column.name))];
  const copied = { ...table, columns, checks: [...table.checks, ...source.checks], complete: table.complete && source.complete };
  return isPartition ? withKeysOf(t, { ...copied, foreignKeys: [...copied.foreignKeys, ...source.foreignKeys] }, source) : copied;
}

export function createTableAs(t: Translation, node: CreateTableAsStmt): void {
  const name = newRelation(t, node.into?.rel);
  const known = tableNamed(t.catalog, name);
  if (!(known && node.if_not_exists)) placeQueryResult(t, name, node.into?.rel, node.query, node.into?.colNames);
  report(t, name, tableNamed(t.catalog, name), { ifNotExists: node.if_not_exists ?? false, asSelect: true });
}

/** `SELECT … INTO table`. */
export function selectInto(t: Translation, target: RangeVar | undefined, query: Node): void {
  const name = newRelation(t, target);
  placeQueryResult(t, name, target, query);
  report(t, name, tableNamed(t.catalog, name), { ifNotExists: false, asSelect: true });
}

function placeQueryResult(t: Translation, name: string, target: RangeVar | undefined, query: Node | undefined, names: readonly Node[] = []): void {
  const found = columnsOf(t, query, names);
  const made = emptyTable(name, statementSpan(t), nameSpan(t, target?.location));
  place(t, { ...made, columns: found.columns, complete: found.complete, persistence: persistenceOf(target) });
}
