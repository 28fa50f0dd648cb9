/** Reads raw SQL with pgsql-ast-parser: tables, and of a statement on one table what it filters and sorts by. */
import { createRequire } from "node:module";
import type { Expr, ExprRef, SelectFromStatement, Statement } from "pgsql-ast-parser";
import type { Condition, Query } from "../../model/query.ts";
import { withLiterals } from "./literals.ts";

export type RawFacts = Pick<Query, "tables" | "filter" | "filterIsOpen" | "sort" | "take" | "skip">;

/**
 * UTF-16 code units of one statement and of all statements of a file. The parser reads about 15 units a millisecond, 5,000 UNIONs hold it
 * for more than a minute. What is longer, or what it cannot parse, has no tables; that is no gap, since PostgreSQL may well read it.
 */
export const MAX_SQL = 10_000;
export const MAX_SQL_OF_FILE = 30_000;
export const MAX_SET_OPERATIONS = 100;
export const MAX_ROUND_BRACKETS = 1_000;

/** Loaded with the first raw query: that takes as long as loading all the rest of the analysis. */
let parser: typeof import("pgsql-ast-parser") | undefined;

function sqlParser(): typeof import("pgsql-ast-parser") {
  parser ??= createRequire(import.meta.url)("pgsql-ast-parser") as typeof import("pgsql-ast-parser");
  return parser;
}

const NOTHING: RawFacts = { tables: [], filter: [], filterIsOpen: true, sort: [] };

export function readSql(sql: string): RawFacts {
  if (sql.length > MAX_SQL || count(sql, /\b(?:union|intersect|except)\b/gi) > MAX_SET_OPERATIONS || count(sql, /\(/g) > MAX_ROUND_BRACKETS) return NOTHING;
  try {
    const statements = sqlParser().parse(sql);
    const tables = [...new Set(statements.flatMap(tablesOf))];
    return statements.length === 1 && tables.length === 1 ? { ...NOTHING, tables, ...factsOf(statements[0]!) } : { ...NOTHING, tables };
  } catch {
    return NOTHING;
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

interface Named {
  readonly name: string;
  readonly schema?: string;
}

function qualified({ name, schema }: Named): string {
  return schema === undefined || schema === "public" ? name : `${schema}.${name}`;
}

/** Tables read and written, without the names that WITH gives. */
function tablesOf(statement: Statement): string[] {
  const tables = new Set<string>();
  const named = new Set<string>();
  const visitor = sqlParser().astVisitor((visit) => ({
    with: (node) => {
      for (const one of node.bind) named.add(one.alias.name);
      visit.super().with(node);
    },
    withRecursive: (node) => {
      named.add(node.alias.name);
      visit.super().withRecursive(node);
    },
    tableRef: (node) => {
      tables.add(qualified(node));
      visit.super().tableRef(node);
    },
    insert: (node) => {
      tables.add(qualified(node.into));
      visit.super().insert(node);
    },
  }));
  visitor.statement(statement);
  return [...tables].filter((table) => !named.has(table));
}

function factsOf(statement: Statement): Partial<RawFacts> {
  if (statement.type === "select") return selectFacts(statement);
  if (statement.type === "update" && !statement.from) return { ...filterOf(statement.where, aliasesOf(statement.table)), sort: [] };
  if (statement.type === "delete") return { ...filterOf(statement.where, aliasesOf(statement.from)), sort: [] };
  return {};
}

function selectFacts(select: SelectFromStatement): Partial<RawFacts> {
  const [from] = select.from ?? [];
  if (from?.type !== "table" || select.from?.length !== 1) return {};
  const aliases = aliasesOf(from.name);
  const sort = (select.orderBy ?? []).flatMap(({ by, order }) =>
    by.type === "ref" && isOwn(by, aliases) ? [{ column: by.name, order: order === "DESC" ? ("desc" as const) : ("asc" as const) }] : [],
  );
  const { limit, offset } = select.limit ?? {};
  return {
    ...filterOf(select.where, aliases),
    sort,
    ...(limit && { take: limit.type === "integer" ? ("bounded" as const) : ("unknown" as const) }),
    ...(offset && { skip: offset.type === "integer" ? ("constant" as const) : ("unknown" as const) }),
  };
}

function aliasesOf(table: Named & { readonly alias?: string }): ReadonlySet<string> {
  return new Set([table.alias ?? table.name]);
}

function isOwn(ref: ExprRef, aliases: ReadonlySet<string>): boolean {
  return ref.name !== "*" && (ref.table === undefined || aliases.has(ref.table.name));
}

function filterOf(where: Expr | null | undefined, aliases: ReadonlySet<string>): Pick<RawFacts, "filter" | "filterIsOpen"> {
  const filter: Condition[] = [];
  let open = false;
  if (where) walk(where, false);
  return { filter, filterIsOpen: open };

  function walk(expression: Expr, disjunctive: boolean): void {
    if (expression.type === "binary" && (expression.op === "AND" || expression.op === "OR")) {
      walk(expression.left, disjunctive || expression.op === "OR");
      walk(expression.right, disjunctive || expression.op === "OR");
      return;
    }
    const found = conditionOf(expression);
    if (found) filter.push({ ...found, disjunctive });
    else open = true;
  }

  function conditionOf(expression: Expr): Omit<Condition, "disjunctive"> | undefined {
    if (expression.type === "unary" && (expression.op === "IS NULL" || expression.op === "IS NOT NULL"))
      return on(expression.operand, expression.op === "IS NULL" ? "is-null" : "not");
    if (expression.type === "ternary") return on(expression.value, expression.op === "BETWEEN" ? "range" : "not");
    if (expression.type !== "binary") return undefined;
    const { left, right, op } = expression;
    if (op === "=" && right.type === "call" && right.function.name === "any") return on(left, "in");
    if (op === "=") return compared(on(left, "equals") ?? on(right, "equals"), [left, right]);
    if (op === "<" || op === "<=" || op === ">" || op === ">=") return on(left, "range") ?? on(right, "range");
    if (op === "IN") return compared(on(left, "in"), right.type === "list" ? right.expressions : [right]);
    if (op === "LIKE" || op === "ILIKE") return like(left, right, op === "ILIKE");
    if (op === "@>" || op === "&&" || op === "?") return on(left, "has");
    if (op === "@@") return on(left, "search");
    return op === "!=" || op === "NOT IN" || op === "NOT LIKE" || op === "NOT ILIKE" ? on(left, "not") : undefined;
  }

  function compared(condition: Omit<Condition, "disjunctive"> | undefined, values: readonly Expr[]): Omit<Condition, "disjunctive"> | undefined {
    return condition && { ...condition, ...withLiterals(values.flatMap((value) => (value.type === "string" ? [value.value] : []))) };
  }

  function like(left: Expr, pattern: Expr, insensitive: boolean): Omit<Condition, "disjunctive"> | undefined {
    const literal = pattern.type === "string" ? pattern.value : undefined;
    const found = on(left, literal !== undefined && !/^[%_]/.test(literal) ? "starts-with" : "contains");
    return found && { ...found, ...(insensitive && { insensitive }) };
  }

  function on(expression: Expr, operator: Condition["operator"]): Omit<Condition, "disjunctive"> | undefined {
    if (expression.type === "cast") return expression.operand.type === "ref" ? undefined : on(expression.operand, operator);
    if (expression.type === "member" && expression.operand.type === "ref" && isOwn(expression.operand, aliases)) return { column: expression.operand.name, operator: "path" };
    return expression.type === "ref" && isOwn(expression, aliases) ? { column: expression.name, operator } : undefined;
  }
}
