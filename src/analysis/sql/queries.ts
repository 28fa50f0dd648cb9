/** What a query reads and yields: the tables in it, the columns that come out, whether a view of it can be written. */
import type { Node, ResTarget, SelectStmt } from "libpg-query";
import type { Column, ColumnType } from "../../model/schema.ts";
import { tableNamed } from "./catalog.ts";
import { type AnyNode, open, strings, walk } from "./nodes.ts";
import { isSystemTable, named, readType, statementSpan, type Translation } from "./translation.ts";

/** Tables in FROM, USING and sub-selects anywhere below `root`, each once; common table expressions are not tables. */
export function tablesReadBy(t: Translation, ...roots: readonly unknown[]): string[] {
  const expressions = new Set<string>();
  const found: { schema?: string; name: string }[] = [];
  for (const root of roots)
    walk(root, ({ CommonTableExpr, RangeVar }: AnyNode) => {
      if (CommonTableExpr?.ctename) expressions.add(CommonTableExpr.ctename);
      if (RangeVar?.relname) found.push({ schema: RangeVar.schemaname, name: RangeVar.relname });
    });
  const names = new Set<string>();
  for (const { schema, name } of found) if (schema !== undefined || !expressions.has(name)) names.add(named(t, schema, name));
  return [...names].filter((name) => !isSystemTable(name));
}

const UNKNOWN: ColumnType = { name: "unknown", modifiers: [], list: false, category: "unknown" };

/** Columns of a view or CREATE TABLE AS; `complete` when each one's type is known. `names` rename them from the left. */
export function columnsOf(t: Translation, query: Node | undefined, names: readonly Node[] = []): { columns: readonly Column[]; complete: boolean } {
  const select = firstSelect(query);
  if (!select) return { columns: [], complete: false };
  const sources = sourcesOf(t, select);
  const found: Column[] = [];
  let complete = true;
  for (const node of select.targetList ?? []) {
    const columns = targetColumns(t, open(node).ResTarget, sources);
    if (!columns || columns.some((column) => column.type === UNKNOWN)) complete = false;
    if (columns) found.push(...columns);
  }
  const given = strings(names);
  return { columns: found.map((column, index) => (given[index] === undefined ? column : { ...column, name: given[index] })), complete };
}

/** Of a UNION, the first branch names the columns. */
function firstSelect(query: Node | undefined): SelectStmt | undefined {
  let select = open(query).SelectStmt;
  while (select?.larg) select = select.larg;
  return select;
}

interface Source {
  readonly alias: string;
  readonly columns?: readonly Column[];
}

function sourcesOf(t: Translation, select: SelectStmt): Source[] {
  const sources: Source[] = [];
  const add = (node: Node | undefined): void => {
    const { RangeVar, JoinExpr, RangeSubselect } = open(node);
    if (RangeVar)
      sources.push({ alias: RangeVar.alias?.aliasname ?? RangeVar.relname ?? "", columns: tableNamed(t.catalog, named(t, RangeVar.schemaname, RangeVar.relname ?? ""))?.columns });
    else if (JoinExpr) {
      add(JoinExpr.larg);
      add(JoinExpr.rarg);
    } else if (RangeSubselect) {
      const inner = columnsOf(t, RangeSubselect.subquery);
      sources.push({ alias: RangeSubselect.alias?.aliasname ?? "", columns: inner.complete ? inner.columns : undefined });
    } else sources.push({ alias: "" });
  };
  for (const node of select.fromClause ?? []) add(node);
  return sources;
}

/** `undefined` where even the names are not known (`*` of something unknown). */
function targetColumns(t: Translation, target: ResTarget | undefined, sources: readonly Source[]): Column[] | undefined {
  const { ColumnRef } = open(target?.val);
  const fields = ColumnRef?.fields ?? [];
  if (fields.length > 0 && open(fields.at(-1)).A_Star) return starColumns(sources, strings(fields)[0]);
  const path = strings(fields);
  const name = target?.name ?? path.at(-1) ?? callName(target?.val) ?? "?column?";
  const known = path.length > 0 ? findColumn(sources, path) : undefined;
  const type = known?.type ?? expressionType(t, target?.val, sources);
  return [{ name, type, nullable: true, updatedAt: false, ignored: false, span: statementSpan(t) }];
}

const simple = (name: string): ColumnType => ({ name, modifiers: [], list: false, category: "builtin" });
const CALLS: Readonly<Record<string, string>> = {
  count: "bigint",
  row_number: "bigint",
  now: "timestamp with time zone",
  gen_random_uuid: "uuid",
  lower: "text",
  upper: "text",
  concat: "text",
  bool_or: "boolean",
  bool_and: "boolean",
};

/** The type of an expression where it is plain to see. */
function expressionType(t: Translation, node: Node | undefined, sources: readonly Source[]): ColumnType {
  const { A_Const, ColumnRef, TypeCast, CoalesceExpr, FuncCall, NullTest, BoolExpr, SubLink, A_Expr } = open(node);
  if (TypeCast) return readType(t, TypeCast.typeName);
  if (ColumnRef) return findColumn(sources, strings(ColumnRef.fields))?.type ?? UNKNOWN;
  if (CoalesceExpr) return expressionType(t, CoalesceExpr.args?.[0], sources);
  if (A_Expr && /^(?:=|<>|!=|<|>|<=|>=)$/.test(strings(A_Expr.name).at(-1) ?? "")) return simple("boolean");
  if (NullTest || BoolExpr || SubLink?.subLinkType === "EXISTS_SUBLINK") return simple("boolean");
  if (A_Const) return A_Const.ival ? simple("integer") : A_Const.sval ? simple("text") : A_Const.boolval ? simple("boolean") : UNKNOWN;
  const call = strings(FuncCall?.funcname).at(-1) ?? "";
  if (call === "min" || call === "max") return expressionType(t, FuncCall?.args?.[0], sources);
  const result = CALLS[call];
  return result === undefined ? UNKNOWN : simple(result);
}

function starColumns(sources: readonly Source[], alias: string | undefined): Column[] | undefined {
  const wanted = alias === undefined ? sources : sources.filter((source) => source.alias === alias);
  if (wanted.length === 0 || wanted.some((source) => source.columns === undefined)) return undefined;
  return wanted.flatMap((source) => source.columns ?? []).map((column) => ({ ...column, nullable: true, default: undefined, generated: undefined }));
}

function findColumn(sources: readonly Source[], path: readonly string[]): Column | undefined {
  const alias = path.length > 1 ? path.at(-2) : undefined;
  for (const source of sources) {
    if (alias !== undefined && source.alias !== alias) continue;
    const column = source.columns?.find(({ name }) => name === path.at(-1));
    if (column) return column;
  }
  return undefined;
}

function callName(node: Node | undefined): string | undefined {
  return strings(open(node).FuncCall?.funcname).at(-1);
}

/** Manual, CREATE VIEW, "Updatable Views": one table, and nothing that folds rows. */
export function isUpdatableView(query: Node | undefined): boolean {
  const select = open(query).SelectStmt;
  if (select?.op !== "SETOP_NONE" || select.fromClause?.length !== 1 || !open(select.fromClause[0]).RangeVar) return false;
  if (select.distinctClause || select.groupClause || select.havingClause || select.limitCount || select.limitOffset || select.withClause || select.windowClause) return false;
  return !(select.targetList ?? []).some((target) => isAggregate(open(open(target).ResTarget?.val)));
}

const AGGREGATES = new Set("count sum avg min max array_agg string_agg json_agg jsonb_agg bool_and bool_or every json_object_agg jsonb_object_agg".split(" "));

function isAggregate({ FuncCall }: AnyNode): boolean {
  return FuncCall !== undefined && (FuncCall.agg_star === true || FuncCall.over !== undefined || AGGREGATES.has(strings(FuncCall.funcname).at(-1) ?? ""));
}
