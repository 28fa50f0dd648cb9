/** CREATE INDEX, ALTER INDEX, REINDEX of one index or table. */
import type { AlterTableCmd, IndexElem, IndexStmt, Node, ReindexStmt } from "libpg-query";
import type { Index, IndexColumn } from "../../../model/schema.ts";
import { isTaken } from "../catalog.ts";
import { textAfter } from "../columns.ts";
import { commaParts, isToken, type Part, type Token, tokensOf } from "../lexer.ts";
import { bareName, besides, freeName, joinedColumns } from "../names.ts";
import { isOn, open, strings } from "../nodes.ts";
import { withIndex } from "../table-edits.ts";
import { elsewhere, noEffect, onTable, relation, statementSpan, type Translation } from "../translation.ts";

export function createIndex(t: Translation, node: IndexStmt): void {
  const table = relation(t, node.relation);
  const index = readIndex(t, table, node);
  const there = t.catalog.state.indexes.has(besides(table, index.name ?? ""));
  // A concurrent one is told: what is there may be what a failed build has left.
  if (there && node.if_not_exists && !node.concurrent) {
    onTable(t, table, { kind: "lock-table", mode: "SHARE" });
    return;
  }
  const draft = { kind: "add-index", index, concurrently: node.concurrent ?? false, ifNotExists: node.if_not_exists ?? false, onlyParent: node.relation?.inh !== true } as const;
  onTable(t, table, draft, (before) => (there && draft.ifNotExists ? before : withIndex(before, index)));
}

function readIndex(t: Translation, table: string, node: IndexStmt): Index {
  const elements = (node.indexParams ?? []).flatMap((item) => open(item).IndexElem ?? []);
  const needsText = node.whereClause !== undefined || elements.some((element) => element.expr !== undefined);
  const texts = needsText ? textsOf(t, node, elements.length) : { parts: [], where: undefined };
  const columns = elements.map((element, index) => indexColumn(element, texts.parts[index]));
  return {
    name: node.idxname ?? generated(t, table, elements),
    columns,
    unique: node.unique ?? false,
    constraint: false,
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    method: node.accessMethod ?? "btree",
    where: texts.where,
    include: (node.indexIncludingParams ?? []).flatMap((item) => open(item).IndexElem?.name ?? []),
    span: statementSpan(t),
  };
}

function generated(t: Translation, table: string, elements: readonly IndexElem[]): string {
  return freeName(bareName(table), joinedColumns(elements.map((element) => element.name ?? expressionName(element.expr))), "idx", (name) => isTaken(t.catalog, table, name));
}

/** FigureColname of parser/parse_target.c, as far as index expressions go. */
function expressionName(expression: Node | undefined): string {
  const { FuncCall, TypeCast, CoalesceExpr, ColumnRef } = open(expression);
  if (FuncCall) return strings(FuncCall.funcname).at(-1) ?? "expr";
  if (CoalesceExpr) return "coalesce";
  if (ColumnRef) return strings(ColumnRef.fields).at(-1) ?? "expr";
  return TypeCast ? expressionName(TypeCast.arg) : "expr";
}

function indexColumn(element: IndexElem, expression: string | undefined): IndexColumn {
  const order = element.ordering === "SORTBY_DESC" ? "desc" : "asc";
  const opclass = element.opclass ? strings(element.opclass).at(-1) : undefined;
  const column = element.name ?? plainColumn(element.expr);
  const nulls = nullsOf(element, order);
  const collated = element.collation ?? open(element.expr).CollateClause?.collname;
  const collation = collated && strings(collated).at(-1);
  // Most are a bare column: one shape of few fields, without a spread.
  if (column !== undefined && nulls === undefined && collation === undefined) return { column, order, opclass };
  const rest = { order, opclass, ...(nulls && { nulls }), ...(collation !== undefined && { collation }) } as const;
  return column !== undefined ? { column, ...rest } : { expression: expression ?? "", ...rest };
}

/** What the order does by itself is left out. */
function nullsOf({ nulls_ordering: said }: IndexElem, order: IndexColumn["order"]): IndexColumn["nulls"] {
  if (said === "SORTBY_NULLS_FIRST" && order === "asc") return "first";
  return said === "SORTBY_NULLS_LAST" && order === "desc" ? "last" : undefined;
}

/** `(name)` and `(name COLLATE "C")` are columns to PostgreSQL. */
function plainColumn(expression: Node | undefined): string | undefined {
  const { ColumnRef, CollateClause } = open(expression);
  return CollateClause ? plainColumn(CollateClause.arg) : strings(ColumnRef?.fields).at(-1);
}

/** The elements between the parentheses and the predicate, as written. */
function textsOf({ place }: Translation, node: IndexStmt, count: number): { parts: (string | undefined)[]; where?: string } {
  const tokens = tokensOf(place.text, place.at(node.relation?.location), place.end).filter((token) => token.kind !== "comment");
  const opening = tokens.findIndex((token) => token.depth === 0 && isToken(place.text, token, "("));
  const closing = tokens.findIndex((token, index) => index > opening && token.depth === 0 && isToken(place.text, token, ")"));
  const inner = tokens.slice(opening + 1, closing === -1 ? undefined : closing);
  const parts = commaParts(place.text, inner, 1).map((part) => expressionText(place.text, part, inner));
  const after = tokens[closing]?.end ?? place.end;
  return { parts: parts.length === count ? parts : [], where: node.whereClause ? textAfter(place.text, after, place.end, "WHERE") : undefined };
}

/** An expression is a group in parentheses or a function call; what follows is its operator class and order. */
function expressionText(text: string, part: Part, tokens: readonly Token[]): string {
  const own = tokens.filter((token) => token.start >= part.start && token.end <= part.end);
  const closing = own.find((token) => token.depth === 1 && isToken(text, token, ")"));
  const whole = text.slice(part.start, closing?.end ?? part.end);
  return closing && isToken(text, own[0], "(") ? text.slice(own[0]!.end, closing.start).trim() : whole;
}

/** The table of an index, or words that say that the history does not know it. */
export function tableOfIndex(t: Translation, index: string): string {
  return t.catalog.state.indexes.get(index) ?? `table of ${index}`;
}

/** ALTER INDEX, also when it is written as ALTER TABLE. */
export function alterIndex(t: Translation, index: string, bare: string, command: AlterTableCmd): void {
  const table = tableOfIndex(t, index);
  if (command.subtype === "AT_AttachPartition") onTable(t, table, { kind: "attach-index", name: bare, child: relation(t, open(command.def).PartitionCmd?.name) });
  else if (command.subtype === "AT_SetTableSpace") onTable(t, table, { kind: "set-tablespace", tablespace: command.name ?? "" });
  else if (command.subtype === "AT_SetStatistics") noEffect(t, "ALTER INDEX … SET STATISTICS");
  else if (command.subtype === "AT_ClusterOn") onTable(t, table, { kind: "cluster-on" });
  else noEffect(t, "ALTER INDEX … SET (storage parameters)");
}

export function reindex(t: Translation, node: ReindexStmt): void {
  const concurrently = isOn(node.params, "concurrently");
  const name = relation(t, node.relation);
  switch (node.kind) {
    case "REINDEX_OBJECT_INDEX":
      onTable(t, tableOfIndex(t, name), { kind: "reindex", target: "index", name, concurrently });
      break;
    case "REINDEX_OBJECT_TABLE":
      onTable(t, name, { kind: "reindex", target: "table", name, concurrently });
      break;
    case "REINDEX_OBJECT_SCHEMA":
      elsewhere(t, { kind: "reindex-all", target: "schema", concurrently });
      break;
    case "REINDEX_OBJECT_SYSTEM":
      elsewhere(t, { kind: "reindex-all", target: "system", concurrently });
      break;
    default:
      elsewhere(t, { kind: "reindex-all", target: "database", concurrently });
      break;
  }
}
