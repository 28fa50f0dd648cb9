/** The phase of a rollout that a change belongs to: expand, backfill, contract or breaking, as a table by kind. */
import type { Change, ChangeKind } from "../../model/change.ts";
import type { Migration, Statement } from "../../model/migration.ts";
import type { Schema } from "../../model/schema.ts";
import type { Phase } from "../../model/verdict.ts";
import { phaseOfAlteration } from "./alter-column.ts";
import { mentionedNames } from "./declare.ts";

/** Weakest first. */
export const PHASES = ["neutral", "expand", "backfill", "contract", "breaking"] as const satisfies readonly Phase[];

const RANKS = Object.fromEntries(PHASES.map((phase, rank) => [phase, rank])) as Readonly<Record<Phase, number>>;

type Of<K extends ChangeKind, C = Change> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;
/** `isFresh`: whether the column was added by the same migration, and so holds nothing that a constraint could refuse. */
type Decide<C> = (change: C, isFresh: (column: string) => boolean) => Phase;
type Table = { readonly [K in ChangeKind]: Phase | Decide<Of<K>> };

const phases: Table = {
  "create-table": "expand",
  "drop-table": "contract",
  "rename-table": "breaking",
  "set-schema": "breaking",
  // The running version does not write the column: without a default of the database its inserts fail.
  "add-column": ({ column }) => (column.nullable || column.generated || (column.default && column.default.kind !== "client") ? "expand" : "breaking"),
  "drop-column": "contract",
  "rename-column": "breaking",
  "alter-column": phaseOfAlteration,
  "add-index": "expand",
  "drop-index": "contract",
  "rename-index": "neutral",
  "attach-index": "neutral",
  reindex: "neutral",
  "add-primary-key": "contract",
  "add-unique": ({ index, withColumn }, isFresh) => (withColumn || index.columns.some(({ column }) => column !== undefined && isFresh(column)) ? "expand" : "contract"),
  "add-foreign-key": ({ foreignKey, withColumn }, isFresh) => (withColumn || !foreignKey.valid || foreignKey.columns.some(isFresh) ? "expand" : "contract"),
  "add-check": ({ check, withColumn }, isFresh) => (withColumn || !check.valid || mentionedNames(check.expression).some(isFresh) ? "expand" : "contract"),
  "add-not-null-constraint": ({ valid }) => (valid ? "contract" : "expand"),
  "add-exclusion": "contract",
  "validate-constraint": "contract",
  "drop-constraint": "contract",
  "rename-constraint": "neutral",
  "alter-constraint": "neutral",
  "set-logged": "neutral",
  "set-tablespace": "neutral",
  "set-access-method": "neutral",
  "set-storage-parameters": "neutral",
  "replica-identity": "neutral",
  cluster: "neutral",
  "cluster-on": "neutral",
  inherit: "neutral",
  owner: "neutral",
  "attach-partition": "expand",
  "detach-partition": "contract",
  "row-level-security": ({ enabled }) => (enabled ? "contract" : "expand"),
  "create-policy": "expand",
  "alter-policy": "contract",
  "drop-policy": "contract",
  "create-trigger": "expand",
  "drop-trigger": "contract",
  "rename-trigger": "neutral",
  "enable-trigger": "expand",
  "disable-trigger": "contract",
  "create-rule": "expand",
  "drop-rule": "contract",
  "create-statistics": "neutral",
  "drop-statistics": "neutral",
  comment: "neutral",
  grant: "expand",
  revoke: "contract",
  "lock-table": "neutral",
  vacuum: "neutral",
  analyze: "neutral",
  "create-view": "expand",
  "drop-view": "contract",
  "refresh-materialized-view": "neutral",
  // Rows written out in the text (settings, seeds) fill nothing that exists.
  insert: ({ fromSelect }) => (fromSelect ? "backfill" : "neutral"),
  update: "backfill",
  delete: "backfill",
  merge: "backfill",
  copy: ({ direction }) => (direction === "from" ? "backfill" : "neutral"),
  truncate: "contract",
  select: "neutral",
  "create-enum": "expand",
  "add-enum-value": "expand",
  "rename-enum-value": ({ isNew }) => (isNew ? "neutral" : "breaking"),
  "drop-enum-value": "contract",
  "create-type": "expand",
  "alter-type": "contract",
  "rename-type": ({ isNew }) => (isNew ? "neutral" : "breaking"),
  "drop-type": ({ isNew }) => (isNew ? "neutral" : "contract"),
  "create-domain": "expand",
  "alter-domain": ({ isNew, checks }) => (isNew || !checks ? "neutral" : "contract"),
  "drop-domain": ({ isNew }) => (isNew ? "neutral" : "contract"),
  "create-sequence": "expand",
  "alter-sequence": "neutral",
  "drop-sequence": "contract",
  "create-function": "expand",
  "drop-function": "contract",
  "create-extension": "expand",
  "drop-extension": "contract",
  "create-schema": "expand",
  "rename-schema": "breaking",
  "drop-schema": "contract",
  "drop-owned": "contract",
  "create-database": "expand",
  "drop-database": "contract",
  "reindex-all": "neutral",
  "vacuum-all": "neutral",
  "cluster-all": "neutral",
  set: "neutral",
  begin: "neutral",
  commit: "neutral",
  rollback: "neutral",
  savepoint: "neutral",
  release: "neutral",
  "rollback-to": "neutral",
  "prepare-transaction": "neutral",
  // What a block holds and could be read stands beside it as changes of its own.
  do: "neutral",
  call: "neutral",
  "create-implicit-join": "expand",
  "drop-implicit-join": "contract",
  "no-effect-on-tables": "neutral",
};

/**
 * `base`: the schema before the pull request, or before the migration. A constraint on a column that it does not have tightens nothing that exists.
 * Everything on a table that this pull request makes is neutral, but for its making (a table or a view).
 */
export function phaseOfChange(change: Change, base?: Schema): Phase {
  if ("isNew" in change && "table" in change && change.isNew && change.kind !== "create-table" && change.kind !== "create-view") return "neutral";
  const phase = phases[change.kind] as Phase | Decide<Change>;
  if (typeof phase === "string") return phase;
  const table = "table" in change ? base?.tables.get(change.table) : undefined;
  return phase(change, (column) => table?.complete === true && !table.columns.some(({ name }) => name === column));
}

export function phaseOfStatement(statement: Statement, base?: Schema): Phase {
  let found = 0;
  for (let index = 0; index < statement.changes.length; index++) found = Math.max(found, RANKS[phaseOfChange(statement.changes[index]!, base)]);
  return PHASES[found] ?? "neutral";
}

export function phaseOfMigration(migration: Migration): Phase {
  return strongest(migration.statements.map((statement) => phaseOfStatement(statement, migration.before)));
}

export function strongest(phases: Iterable<Phase>): Phase {
  let found = 0;
  for (const phase of phases) found = Math.max(found, RANKS[phase]);
  return PHASES[found] ?? "neutral";
}
