/** INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE and SELECT → who reads and writes what, and how much of it. */
import type { CopyStmt, DeleteStmt, InsertStmt, MergeStmt, Node, RangeVar, SelectStmt, TruncateStmt, UpdateStmt, WithClause } from "libpg-query";
import { tableNamed } from "../catalog.ts";
import { asksForAbsence, bounds, conjuncts, filters, guards, guardsBatch, hasLimit, type Scope, skipsOnlyDone } from "../conditions.ts";
import { constantText, open, strings, walk } from "../nodes.ts";
import { tablesReadBy } from "../queries.ts";
import { elsewhere, isSystemTable, noEffect, onTable, relation, type Translation } from "../translation.ts";
import { selectInto } from "./create-table.ts";
import { setValue } from "./session.ts";

export function insert(t: Translation, node: InsertStmt): void {
  writesInside(t, node.withClause);
  if (isOnSystemTable(t, node.relation)) return;
  const select = open(node.selectStmt).SelectStmt;
  const fromSelect = select !== undefined && !select.valuesLists && readsRows(select);
  const guarded = node.onConflictClause !== undefined || (select !== undefined && asksWhetherThere(select));
  const bounded = !fromSelect || hasLimit(node.selectStmt, node.withClause) || oneRowOf(t, select);
  onTable(t, relation(t, node.relation), { kind: "insert", fromSelect, reads: tablesReadBy(t, node.selectStmt, node.withClause, node.onConflictClause), bounded, guarded });
}

/** Rows that are written out (VALUES, constants, generate_series of constants) are as many as the author says. */
function readsRows(select: SelectStmt): boolean {
  if (select.op !== "SETOP_NONE" && select.op !== undefined) return [select.larg, select.rarg].some((branch) => branch !== undefined && readsRows(branch));
  return (select.fromClause ?? []).some((item) => {
    let reads = false;
    walk(item, ({ RangeVar }) => {
      if (RangeVar) reads = true;
    });
    return reads;
  });
}

function asksWhetherThere(select: SelectStmt): boolean {
  return select.op === "SETOP_EXCEPT" || conjuncts(select.whereClause).some(asksForAbsence);
}

/** Each table that it reads from is held to single rows: `FROM roles r, permissions p WHERE r.name = 'admin' AND p.name IN ('read', 'write')`. */
function oneRowOf(t: Translation, select: SelectStmt | undefined): boolean {
  const sources: RangeVar[] = [];
  const conditions: Node[] = [...conjuncts(select?.whereClause)];
  const add = (node: Node | undefined): boolean => {
    const { RangeVar, JoinExpr } = open(node);
    if (RangeVar) return sources.push(RangeVar) > 0;
    if (!JoinExpr || (JoinExpr.jointype ?? "JOIN_INNER") !== "JOIN_INNER") return false;
    conditions.push(...conjuncts(JoinExpr.quals));
    return add(JoinExpr.larg) && add(JoinExpr.rarg);
  };
  if (!select?.fromClause?.every(add)) return false;
  return sources.every((source) => {
    const alias = source.alias?.aliasname ?? source.relname ?? "";
    const own = conditions.filter((condition) => sources.length === 1 || namesOnly(condition, alias));
    return own.length > 0 && bounds({ BoolExpr: { boolop: "AND_EXPR", args: own } } as Node, scopeOf(t, relation(t, source)));
  });
}

/** Every column of the condition is written with this alias. */
function namesOnly(condition: Node, alias: string): boolean {
  let only = true;
  walk(condition, ({ ColumnRef }) => {
    const path = strings(ColumnRef?.fields);
    if (ColumnRef && (path.length < 2 || path.at(-2) !== alias)) only = false;
    return undefined;
  });
  return only;
}

export function update(t: Translation, node: UpdateStmt): void {
  writesInside(t, node.withClause);
  if (isOnSystemTable(t, node.relation)) return;
  const table = relation(t, node.relation);
  const written = new Map<string, Node | undefined>();
  for (const item of node.targetList ?? []) {
    const target = open(item).ResTarget;
    if (target?.name) written.set(target.name, target.val);
  }
  onTable(t, table, {
    kind: "update",
    columns: [...written.keys()],
    reads: tablesReadBy(t, node.fromClause, node.whereClause, node.targetList, node.withClause),
    joins: node.fromClause ? tablesReadBy(t, node.fromClause, node.withClause) : [],
    filtered: filters(node.whereClause),
    skipsOnlyDone: skipsOnlyDone(node.whereClause, written),
    bounded: hasLimit(node.fromClause, node.withClause) || hasLimit(node.whereClause) || bounds(node.whereClause, scopeOf(t, table, node.fromClause)),
    guarded: guards(node.whereClause, written) || guardsBatch(written, node.whereClause, node.fromClause, node.withClause),
  });
}

/** A DELETE finds nothing the second time: guarded by nature. */
export function remove(t: Translation, node: DeleteStmt): void {
  writesInside(t, node.withClause);
  if (isOnSystemTable(t, node.relation)) return;
  const table = relation(t, node.relation);
  onTable(t, table, {
    kind: "delete",
    reads: tablesReadBy(t, node.usingClause, node.whereClause, node.withClause),
    filtered: filters(node.whereClause),
    bounded: hasLimit(node.usingClause, node.whereClause, node.withClause) || bounds(node.whereClause, scopeOf(t, table, node.usingClause)),
    guarded: true,
  });
}

export function merge(t: Translation, node: MergeStmt): void {
  writesInside(t, node.withClause);
  onTable(t, relation(t, node.relation), { kind: "merge", reads: tablesReadBy(t, node.sourceRelation, node.withClause) });
}

function scopeOf(t: Translation, table: string, others?: readonly Node[]): Scope {
  return { table: tableNamed(t.catalog, table), others: namesIn(others), inBlock: t.depth > 0 };
}

function isOnSystemTable(t: Translation, target: RangeVar | undefined): boolean {
  const isSystem = isSystemTable(relation(t, target));
  if (isSystem) noEffect(t, "a change of PostgreSQL's own catalogue");
  return isSystem;
}

/** Aliases and names of the other tables of the statement. */
function namesIn(items: readonly Node[] | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  walk(items, ({ RangeVar, RangeSubselect, RangeFunction }) => {
    const alias = (RangeVar ?? RangeSubselect ?? RangeFunction)?.alias?.aliasname ?? RangeVar?.relname;
    if (alias !== undefined) names.add(alias);
  });
  return names;
}

/** Data-modifying statements in WITH run too. */
function writesInside(t: Translation, clause: WithClause | undefined): void {
  for (const item of clause?.ctes ?? []) {
    const { InsertStmt, UpdateStmt, DeleteStmt, MergeStmt } = open(open(item).CommonTableExpr?.ctequery);
    if (InsertStmt) insert(t, InsertStmt);
    else if (UpdateStmt) update(t, UpdateStmt);
    else if (DeleteStmt) remove(t, DeleteStmt);
    else if (MergeStmt) merge(t, MergeStmt);
  }
}

export function select(t: Translation, node: SelectStmt): void {
  const before = t.changes.length;
  writesInside(t, node.withClause);
  if (node.intoClause && t.depth === 0) selectInto(t, node.intoClause.rel, { SelectStmt: node });
  for (const target of node.targetList ?? []) settings(t, open(target).ResTarget?.val);
  const forUpdate = (node.lockingClause?.length ?? 0) > 0;
  for (const table of tablesReadBy(t, node)) onTable(t, table, { kind: "select", forUpdate });
  if (t.changes.length === before) noEffect(t, "a SELECT that reads no table");
}

/** `SELECT set_config('lock_timeout', '5s', false)` and `SELECT setval('seq', 1)`. */
function settings(t: Translation, value: Node | undefined): void {
  const call = open(value).FuncCall;
  const name = strings(call?.funcname).at(-1);
  const args = (call?.args ?? []).map(constantText);
  if (name === "set_config" && args[0] !== undefined && args[1] !== undefined) setValue(t, args[0], args[1], args[2] === "true");
  else if (name === "setval" && args[0] !== undefined) elsewhere(t, { kind: "alter-sequence", name: args[0].replace(/^public\./, "").replaceAll('"', "") });
}

export function copy(t: Translation, node: CopyStmt): void {
  if (node.relation) onTable(t, relation(t, node.relation), { kind: "copy", direction: node.is_from ? "from" : "to" });
  else for (const table of tablesReadBy(t, node.query)) onTable(t, table, { kind: "select", forUpdate: false });
}

export function truncate(t: Translation, node: TruncateStmt): void {
  for (const item of node.relations ?? []) onTable(t, relation(t, open(item).RangeVar), { kind: "truncate", cascade: node.behavior === "DROP_CASCADE" });
}
