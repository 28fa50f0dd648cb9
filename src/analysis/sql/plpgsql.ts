/** The PL/pgSQL of a DO block → the SQL in it, in the order of the text, and what cannot be known. */
import { parsePlpgsql, parseSql } from "./libpg.ts";
import { constantText, open, strings } from "./nodes.ts";

export interface Block {
  readonly readable: boolean;
  readonly loops: boolean;
  readonly commits: boolean;
  /** EXECUTE of a text that is put together at run time. */
  readonly dynamic: boolean;
  /** `written` is how it stands in the block (`DROP TABLE x`), for finding its place. */
  readonly queries: readonly { readonly sql: string; readonly written: string }[];
}

const UNREADABLE: Block = { readable: false, loops: false, commits: false, dynamic: false, queries: [] };

export function readBlock(body: string): Block {
  const tag = freeTag(body);
  const parsed = parsePlpgsql(`CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS ${tag}${body}${tag}`);
  if (!parsed.ok) return UNREADABLE;
  const found = { loops: false, commits: false, dynamic: false, queries: [] as { sql: string; written: string }[] };
  visit(parsed.tree, found);
  return { readable: true, ...found };
}

function freeTag(body: string): string {
  let tag = "$b$";
  for (let count = 0; body.includes(tag); count++) tag = `$b${count}$`;
  return tag;
}

type Found = { loops: boolean; commits: boolean; dynamic: boolean; queries: { sql: string; written: string }[] };
type Json = { readonly [key: string]: unknown };

const LOOPS = new Set(["PLpgSQL_stmt_loop", "PLpgSQL_stmt_while", "PLpgSQL_stmt_fori", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_forc", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_foreach_a"]);

function visit(node: unknown, found: Found): void {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const item of node) visit(item, found);
    return;
  }
  for (const [key, value] of Object.entries(node)) {
    /** Handlers run only after a failure. */
    if (key === "exceptions" || key === "datums") continue;
    if (LOOPS.has(key)) found.loops = true;
    if (key === "PLpgSQL_stmt_commit" || key === "PLpgSQL_stmt_rollback") found.commits = true;
    if (key === "PLpgSQL_stmt_execsql") addQuery(found, (value as Json).sqlstmt);
    else if (key === "PLpgSQL_stmt_fors") addQuery(found, (value as Json).query);
    else if (key === "PLpgSQL_stmt_dynexecute" || key === "PLpgSQL_stmt_dynfors") addDynamic(found, (value as Json).query);
    visit(value, found);
  }
}

function queryText(expression: unknown): string | undefined {
  const query = ((expression as Json | undefined)?.PLpgSQL_expr as Json | undefined)?.query;
  return typeof query === "string" ? query : undefined;
}

function addQuery(found: Found, expression: unknown): void {
  const sql = queryText(expression);
  if (sql !== undefined) found.queries.push({ sql, written: sql });
}

/** EXECUTE 'constant' is read, EXECUTE of anything else is dynamic. */
function addDynamic(found: Found, expression: unknown): void {
  const written = queryText(expression);
  const sql = written === undefined ? undefined : constantSql(written);
  if (sql === undefined) found.dynamic = true;
  else found.queries.push({ sql, written: sql });
}

function constantSql(expression: string): string | undefined {
  const parsed = parseSql(`SELECT ${expression}`);
  if (!parsed.ok) return undefined;
  const target = open(open(parsed.tree.stmts?.[0]?.stmt).SelectStmt?.targetList?.[0]).ResTarget;
  return foldedText(target?.val);
}

/** A literal, literals put together by `||`, or format() of literals without anything to fill in but literals. */
function foldedText(node: Parameters<typeof open>[0]): string | undefined {
  const { A_Expr, FuncCall } = open(node);
  if (A_Expr && strings(A_Expr.name)[0] === "||") {
    const left = foldedText(A_Expr.lexpr);
    const right = foldedText(A_Expr.rexpr);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (FuncCall && strings(FuncCall.funcname).at(-1) === "format") return formatted((FuncCall.args ?? []).map(foldedText));
  return constantText(node);
}

/** `format('… %I … %L … %s', …)` in order; numbered arguments (`%1$I`) are left alone. */
function formatted([pattern, ...args]: readonly (string | undefined)[]): string | undefined {
  if (pattern === undefined || args.some((arg) => arg === undefined) || /%\d|%-/.test(pattern)) return undefined;
  let next = 0;
  return pattern.replace(/%([IsL%])/g, (_whole, kind: string) => {
    if (kind === "%") return "%";
    const value = args[next++] ?? "";
    if (kind === "I") return /^[a-z_][a-z0-9_]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
    return kind === "L" ? `'${value.replaceAll("'", "''")}'` : value;
  });
}
