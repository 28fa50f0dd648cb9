/** WHERE clauses of data changes: do they hold the statement to some rows, and may it run twice? */
import type { A_Expr, Node } from "libpg-query";
import type { Table } from "../../model/schema.ts";
import { columnsIn, constantText, open, strings, walk } from "./nodes.ts";

/** `WHERE true` and `WHERE 1 = 1` filter nothing. */
export function filters(where: Node | undefined): boolean {
  if (!where) return false;
  if (constantText(where) === "true") return false;
  const { A_Expr } = open(where);
  const left = constantText(A_Expr?.lexpr);
  return !(A_Expr && operator(A_Expr) === "=" && left !== undefined && left === constantText(A_Expr.rexpr));
}

/** A LIMIT that bounds what a FROM, a common table expression or `IN (SELECT …)` brings in. */
export function hasLimit(...roots: readonly unknown[]): boolean {
  let found = false;
  for (const root of roots)
    walk(root, ({ SelectStmt, SubLink }) => {
      if (SubLink?.subLinkType === "EXPR_SUBLINK") return false;
      if (SelectStmt?.limitCount && constantText(SelectStmt.limitCount) !== "null") found = true;
      return undefined;
    });
  return found;
}

/** What the names in a condition may stand for. */
export interface Scope {
  /** The table that is written or read, if the catalogue knows it. */
  readonly table: Table | undefined;
  /** Names and aliases of the statement's other tables: their columns differ from row to row. */
  readonly others: ReadonlySet<string>;
  /** Inside a DO block: a name that is no column is a variable. */
  readonly inBlock: boolean;
}

/** `WHERE new IS NULL AND old IS NOT NULL`, `WHERE new IS DISTINCT FROM 'x'`: the first run finds every row, or nearly. */
export function skipsOnlyDone(where: Node | undefined, written: ReadonlyMap<string, Node | undefined>): boolean {
  let skips = false;
  for (const condition of conjuncts(where)) {
    const { NullTest, A_Expr } = open(condition);
    const column = columnOf(NullTest?.arg ?? A_Expr?.lexpr);
    if (column === undefined || (!NullTest && A_Expr?.kind !== "AEXPR_DISTINCT")) return false;
    if (NullTest ? NullTest.nulltesttype === "IS_NULL" : written.has(column)) skips = true;
    else if (!NullTest) return false;
  }
  return skips;
}

/** Whether the condition holds the statement to single rows or a range of the table's key. */
export function bounds(where: Node | undefined, scope: Scope): boolean {
  if (!where) return false;
  const { BoolExpr } = open(where);
  if (BoolExpr?.boolop === "OR_EXPR") return (BoolExpr.args ?? []).every((branch) => bounds(branch, scope));
  const conditions = conjuncts(where);
  if (conditions.length > 1 && conditions.some((condition) => open(condition).BoolExpr && bounds(condition, scope))) return true;
  const held = new Set<string>();
  const lower = new Set<string>();
  const upper = new Set<string>();
  for (const condition of conditions) note(condition, scope, held, lower, upper);
  for (const column of lower) if (upper.has(column)) held.add(column);
  return held.has("ctid") || keysOf(scope.table).some((key) => key.every((column) => held.has(column)));
}

/** Column lists that identify a row; of a table that is not fully known, `id`. */
function keysOf(table: Table | undefined): readonly (readonly string[])[] {
  const keys: (readonly string[])[] = [];
  if (table?.primaryKey) keys.push(table.primaryKey.columns.map((part) => part.column ?? ""));
  for (const index of table?.indexes ?? []) if (index.unique && index.where === undefined) keys.push(index.columns.map((part) => part.column ?? ""));
  if (!table?.complete) keys.push(["id"]);
  return keys;
}

export function conjuncts(where: Node | undefined): readonly Node[] {
  if (!where) return [];
  const { BoolExpr } = open(where);
  return BoolExpr?.boolop === "AND_EXPR" ? (BoolExpr.args ?? []).flatMap(conjuncts) : [where];
}

function note(condition: Node, scope: Scope, held: Set<string>, lower: Set<string>, upper: Set<string>): void {
  const { A_Expr, SubLink } = open(condition);
  if (SubLink?.subLinkType === "ANY_SUBLINK" && hasLimit(SubLink.subselect)) held.add(columnOf(SubLink.testexpr) ?? "");
  if (!A_Expr) return;
  const column = columnOf(A_Expr.lexpr);
  if (column === undefined || !isGiven(A_Expr.rexpr, scope)) {
    const mirrored = columnOf(A_Expr.rexpr);
    if (mirrored !== undefined && A_Expr.kind === "AEXPR_OP" && isGiven(A_Expr.lexpr, scope)) noteOperator(mirrored, MIRROR[operator(A_Expr)] ?? "", held, lower, upper);
    return;
  }
  if (A_Expr.kind === "AEXPR_IN" && operator(A_Expr) === "=") held.add(column);
  else if (A_Expr.kind === "AEXPR_OP_ANY" && operator(A_Expr) === "=") held.add(column);
  else if (A_Expr.kind === "AEXPR_BETWEEN" || A_Expr.kind === "AEXPR_BETWEEN_SYM") held.add(column);
  else if (A_Expr.kind === "AEXPR_OP") noteOperator(column, operator(A_Expr), held, lower, upper);
}

const MIRROR: Readonly<Record<string, string>> = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function noteOperator(column: string, sign: string, held: Set<string>, lower: Set<string>, upper: Set<string>): void {
  if (sign === "=") held.add(column);
  if (sign === ">" || sign === ">=") lower.add(column);
  if (sign === "<" || sign === "<=") upper.add(column);
}

function operator(expression: A_Expr): string {
  return strings(expression.name).at(-1) ?? "";
}

function columnOf(node: Node | undefined): string | undefined {
  const { ColumnRef, TypeCast } = open(node);
  if (TypeCast) return columnOf(TypeCast.arg);
  return strings(ColumnRef?.fields).at(-1);
}

/** Neither reads a column of the statement's tables; `rec.id` of a PL/pgSQL variable is given. */
function isGiven(node: Node | undefined, scope: Scope): boolean {
  let given = true;
  walk(node, ({ ColumnRef, SubLink }) => {
    if (SubLink) return false;
    const path = strings(ColumnRef?.fields);
    if (ColumnRef && !isVariable(path, scope)) given = false;
    return undefined;
  });
  return given;
}

function isVariable(path: readonly string[], { table, others, inBlock }: Scope): boolean {
  if (!inBlock) return false;
  if (path.length > 1) return !others.has(path.at(-2)!);
  return others.size === 0 && table !== undefined && table.columns.length > 0 && !table.columns.some((column) => column.name === path[0]);
}

/** The condition speaks of what the statement writes (`WHERE new IS NULL`), or asks whether the row is there already. */
export function guards(where: Node | undefined, written: ReadonlyMap<string, Node | undefined>): boolean {
  return conjuncts(where).some((condition) => {
    if (asksForAbsence(condition)) return true;
    return columnsIn(condition).some((column) => written.has(column) && (open(condition).NullTest !== undefined || !countsOn(written.get(column), column)));
  });
}

/** The same of the batch that a sub-select or common table expression picks: `WHERE id IN (SELECT id … WHERE new IS NULL LIMIT 1000)`. */
export function guardsBatch(written: ReadonlyMap<string, Node | undefined>, ...roots: readonly unknown[]): boolean {
  let found = false;
  for (const root of roots)
    walk(root, ({ SelectStmt }) => {
      if (SelectStmt?.whereClause && guards(SelectStmt.whereClause, written)) found = true;
      return undefined;
    });
  return found;
}

export function asksForAbsence(condition: Node): boolean {
  const { BoolExpr, NullTest } = open(condition);
  if (NullTest) return NullTest.nulltesttype === "IS_NULL" && strings(open(NullTest.arg).ColumnRef?.fields).length > 1;
  if (BoolExpr?.boolop !== "NOT_EXPR") return false;
  const sub = open(BoolExpr.args?.[0]).SubLink;
  return sub?.subLinkType === "EXISTS_SUBLINK" || sub?.subLinkType === "ANY_SUBLINK";
}

/** `n = n + 1`: running it twice counts twice, whatever the condition says. */
function countsOn(value: Node | undefined, column: string): boolean {
  const { A_Expr } = open(value);
  return A_Expr !== undefined && /^(?:[-+*/]|\|\|)$/.test(operator(A_Expr)) && columnsIn(value).includes(column);
}
