/** One statement's tree → its changes. Each kind of statement of PostgreSQL 18's grammar stands here, or is named as one without effect on tables. */
import type { Node } from "libpg-query";
import { alterTable } from "./changes/alter-table.ts";
import { call, doBlock } from "./changes/blocks.ts";
import { createTable, createTableAs } from "./changes/create-table.ts";
import { copy, insert, merge, remove, select, truncate, update } from "./changes/data.ts";
import { drop } from "./changes/drops.ts";
import { createIndex, reindex } from "./changes/indexes.ts";
import { cluster, lock, vacuum } from "./changes/maintenance.ts";
import * as objects from "./changes/objects.ts";
import { rename, setSchema } from "./changes/renames.ts";
import { type Savepoints, setVariable, transactionStatement } from "./changes/session.ts";
import { alterDomain, alterEnum, alterType, createDomain, createEnum, createType } from "./changes/types.ts";
import { createMaterializedView, createView, refresh } from "./changes/views.ts";
import { type AnyNode, kindOf, type NodeName, open, strings } from "./nodes.ts";
import { tablesReadBy } from "./queries.ts";
import { elsewhere, noEffect, onTable, type Translation } from "./translation.ts";

type Translators = { readonly [K in NodeName]?: (t: Translation, node: NonNullable<AnyNode[K]>) => void };

const TRANSLATORS: Translators = {
  CreateStmt: (t, node) => createTable(t, node),
  CreateForeignTableStmt: (t, node) => node.base && createTable(t, node.base, "foreign-table"),
  CreateTableAsStmt: (t, node) => (node.objtype === "OBJECT_MATVIEW" ? createMaterializedView(t, node) : createTableAs(t, node)),
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  ReindexStmt: reindex,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: objects.alterOwner,
  DropStmt: drop,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: remove,
  MergeStmt: merge,
  SelectStmt: select,
  CopyStmt: copy,
  TruncateStmt: truncate,
  CreateEnumStmt: createEnum,
  AlterEnumStmt: alterEnum,
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CompositeTypeStmt: (t, node) =>
    createType(
      t,
      [node.typevar?.schemaname ?? "", node.typevar?.relname ?? ""].filter((part) => part !== ""),
    ),
  CreateRangeStmt: (t, node) => createType(t, strings(node.typeName)),
  AlterTypeStmt: (t, node) => alterType(t, node.typeName),
  ViewStmt: createView,
  RefreshMatViewStmt: refresh,
  CreateTrigStmt: objects.createTrigger,
  CreatePolicyStmt: objects.createPolicy,
  AlterPolicyStmt: objects.alterPolicy,
  RuleStmt: objects.createRule,
  CreateStatsStmt: objects.createStatistics,
  CommentStmt: objects.comment,
  GrantStmt: objects.grant,
  CreateSeqStmt: objects.createSequence,
  AlterSeqStmt: objects.alterSequence,
  CreateFunctionStmt: objects.createFunction,
  CreateExtensionStmt: objects.createExtension,
  CreateSchemaStmt: (t, node) => objects.createSchema(t, node, (inner, element) => translate(inner, element)),
  DefineStmt: (t, node) =>
    node.kind === "OBJECT_TYPE" ? createType(t, strings(node.defnames)) : noEffect(t, `CREATE ${(node.kind ?? "").replace("OBJECT_", "").replaceAll("_", " ")}`),
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  LockStmt: lock,
  VariableSetStmt: setVariable,
  DoStmt: (t, node) => doBlock(t, node, (inner, statement) => translate(inner, statement)),
  CallStmt: call,
  CreatedbStmt: (t, node) => elsewhere(t, { kind: "create-database", name: node.dbname ?? "" }),
  DropdbStmt: (t, node) => elsewhere(t, { kind: "drop-database", name: node.dbname ?? "" }),
  DropOwnedStmt: (t) => elsewhere(t, { kind: "drop-owned" }),
  AlterTableMoveAllStmt: (t, node) => noEffect(t, `ALTER ${node.objtype === "OBJECT_INDEX" ? "INDEX" : "TABLE"} ALL IN TABLESPACE: which tables is not in the text`),
  ExplainStmt: (t, node) =>
    explain(
      t,
      node.query,
      (node.options ?? []).some((item) => open(item).DefElem?.defname === "analyze"),
    ),
  DeclareCursorStmt: (t, node) => reads(t, node.query, "DECLARE CURSOR"),
  PrepareStmt: (t) => noEffect(t, "PREPARE"),
};

/** EXPLAIN ANALYZE runs the statement. */
function explain(t: Translation, query: Node | undefined, analyze: boolean): void {
  if (analyze && query) translate(t, query);
  else noEffect(t, "EXPLAIN");
}

function reads(t: Translation, query: Node | undefined, what: string): void {
  const tables = tablesReadBy(t, query);
  for (const table of tables) onTable(t, table, { kind: "select", forUpdate: false });
  if (tables.length === 0) noEffect(t, what);
}

/** `savepoints` is absent inside a DO block, where BEGIN opens no transaction. */
export function translate(t: Translation, node: Node, savepoints?: Savepoints): void {
  const kind = kindOf(node);
  if (kind === undefined) return;
  if (kind === "TransactionStmt") {
    if (savepoints) transactionStatement(t, open(node).TransactionStmt!, savepoints);
    return;
  }
  const translator = TRANSLATORS[kind] as ((t: Translation, node: unknown) => void) | undefined;
  if (translator) translator(t, open(node)[kind]);
  else noEffect(t, statementWords(kind));
}

/** `AlterSubscriptionStmt` → `ALTER SUBSCRIPTION`: roles, publications, servers, casts, operators, text search, settings. */
export function statementWords(kind: string): string {
  return kind
    .replace(/Stmt$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
