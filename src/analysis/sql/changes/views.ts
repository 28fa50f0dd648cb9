/** CREATE VIEW, CREATE MATERIALIZED VIEW, REFRESH. */
import type { CreateTableAsStmt, Node, RangeVar, RefreshMatViewStmt, ViewStmt } from "libpg-query";
import { setFresh, setTable, tableNamed } from "../catalog.ts";
import { columnsOf, isUpdatableView, tablesReadBy } from "../queries.ts";
import { emptyTable, nameSpan, newRelation, onTable, relation, statementSpan, type Translation } from "../translation.ts";

export function createView(t: Translation, node: ViewStmt): void {
  putView(t, node.view, node.query, node.aliases, false, isUpdatableView(node.query));
}

export function createMaterializedView(t: Translation, node: CreateTableAsStmt): void {
  const there = tableNamed(t.catalog, newRelation(t, node.into?.rel));
  if (there && node.if_not_exists) onTable(t, there.name, { kind: "create-view", materialized: true, reads: tablesReadBy(t, node.query), updatable: false });
  else putView(t, node.into?.rel, node.query, node.into?.colNames, true, false);
}

function putView(t: Translation, target: RangeVar | undefined, query: Node | undefined, names: readonly Node[] | undefined, materialized: boolean, updatable: boolean): void {
  const name = newRelation(t, target);
  const { columns, complete } = columnsOf(t, query, names);
  const replaced = tableNamed(t.catalog, name) !== undefined;
  const made = { ...emptyTable(name, statementSpan(t), nameSpan(t, target?.location)), kind: materialized ? ("materialized-view" as const) : ("view" as const), columns, complete };
  const before = tableNamed(t.catalog, name);
  setTable(t.catalog, name, made);
  if (!replaced) setFresh(t.catalog, "table", name, t.catalog.creating === "head");
  onTable(t, name, { kind: "create-view", materialized, reads: tablesReadBy(t, query), updatable });
  const change = t.changes.at(-1);
  if (change) t.changes[t.changes.length - 1] = { ...change, before } as typeof change;
}

export function refresh(t: Translation, node: RefreshMatViewStmt): void {
  onTable(t, relation(t, node.relation), { kind: "refresh-materialized-view", concurrently: node.concurrent ?? false, withData: !node.skipData });
}
