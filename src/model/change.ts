/** What a statement, or an edit of a schema file, does to the database. Named in SQL's verbs. */
import { once } from "./once.ts";
import type { Check, Column, ColumnType, Enum, ForeignKey, Index, Table } from "./schema.ts";
import type { Span } from "./source.ts";

/** A change of a table. `before` is absent for tables that the history at hand has never seen. */
export interface OnTable {
  readonly table: string;
  /** Made by this pull request: it holds no rows, nobody waits for it. */
  readonly isNew: boolean;
  readonly before?: Table;
  readonly after?: Table;
  /** The part of the source that says so: one action of an ALTER TABLE, one field's line. */
  readonly span: Span;
}

/** A change of something that is no table. */
export interface Elsewhere {
  readonly span: Span;
}

export type TableChange = OnTable &
  (
    | {
        readonly kind: "create-table";
        readonly asSelect: boolean;
        readonly partitionOf?: string;
        readonly ifNotExists: boolean;
        /** Tables that its foreign keys refer to: they are locked too. */
        readonly references?: readonly { readonly table: string; readonly isNew: boolean }[];
      }
    | { readonly kind: "drop-table"; readonly cascade: boolean; readonly ifExists: boolean }
    | { readonly kind: "rename-table"; readonly to: string }
    | { readonly kind: "set-schema"; readonly to: string }
    | { readonly kind: "add-column"; readonly column: Column; readonly ifNotExists: boolean }
    | { readonly kind: "drop-column"; readonly column: string; readonly dropped?: Column; readonly cascade: boolean; readonly ifExists: boolean }
    | { readonly kind: "rename-column"; readonly column: string; readonly to: string }
    | AlterColumn
    | { readonly kind: "add-index"; readonly index: Index; readonly concurrently: boolean; readonly ifNotExists: boolean; readonly onlyParent: boolean }
    | { readonly kind: "drop-index"; readonly name: string; readonly dropped?: Index; readonly concurrently: boolean; readonly ifExists: boolean; readonly cascade: boolean }
    | { readonly kind: "rename-index"; readonly name: string; readonly to: string }
    | { readonly kind: "attach-index"; readonly name: string; readonly child: string }
    | { readonly kind: "reindex"; readonly target: "index" | "table"; readonly name: string; readonly concurrently: boolean }
    | { readonly kind: "add-primary-key"; readonly index: Index; readonly usingIndex?: string; readonly withColumn?: boolean }
    | { readonly kind: "add-unique"; readonly index: Index; readonly usingIndex?: string; readonly withColumn?: boolean }
    /** `withColumn` (here and above, below): it stands in the definition of a column that the same action adds. */
    | { readonly kind: "add-foreign-key"; readonly foreignKey: ForeignKey; readonly referencesNew: boolean; readonly withColumn?: boolean }
    | { readonly kind: "add-check"; readonly check: Check; readonly withColumn?: boolean }
    | { readonly kind: "add-not-null-constraint"; readonly column: string; readonly valid: boolean; readonly name?: string }
    | { readonly kind: "add-exclusion"; readonly name?: string }
    | { readonly kind: "validate-constraint"; readonly name: string; readonly constraint?: "foreign-key" | "check" | "not-null"; readonly references?: string }
    | {
        readonly kind: "drop-constraint";
        readonly name: string;
        readonly constraint?: "primary-key" | "unique" | "foreign-key" | "check" | "not-null" | "exclusion";
        readonly references?: string;
        readonly cascade: boolean;
        readonly ifExists: boolean;
      }
    | { readonly kind: "rename-constraint"; readonly name: string; readonly to: string }
    | { readonly kind: "alter-constraint"; readonly name: string }
    | { readonly kind: "set-logged"; readonly logged: boolean }
    | { readonly kind: "set-tablespace"; readonly tablespace: string }
    | { readonly kind: "set-access-method" }
    | { readonly kind: "set-storage-parameters"; readonly parameters: readonly string[] }
    | { readonly kind: "replica-identity" }
    | { readonly kind: "cluster" }
    | { readonly kind: "cluster-on" }
    | { readonly kind: "inherit" }
    | { readonly kind: "owner" }
    | { readonly kind: "attach-partition"; readonly partition: string; readonly provenByCheck: boolean }
    | { readonly kind: "detach-partition"; readonly partition: string; readonly concurrently: boolean }
    | { readonly kind: "row-level-security"; readonly enabled: boolean }
    | { readonly kind: "create-policy" | "alter-policy" | "drop-policy"; readonly name: string }
    | { readonly kind: "create-trigger"; readonly name: string; readonly events: readonly ("insert" | "update" | "delete" | "truncate")[]; readonly function: string }
    | { readonly kind: "drop-trigger" | "rename-trigger"; readonly name: string }
    | { readonly kind: "enable-trigger" | "disable-trigger"; readonly name: string }
    | { readonly kind: "create-rule" | "drop-rule"; readonly name: string }
    | { readonly kind: "create-statistics" | "drop-statistics" }
    | { readonly kind: "comment"; readonly target: string; readonly text?: string }
    | { readonly kind: "grant" | "revoke" }
    | { readonly kind: "lock-table"; readonly mode: LockMode }
    | { readonly kind: "vacuum"; readonly full: boolean }
    | { readonly kind: "analyze" }
    | { readonly kind: "create-view"; readonly materialized: boolean; readonly reads: readonly string[]; readonly updatable: boolean }
    | { readonly kind: "drop-view"; readonly materialized: boolean; readonly cascade: boolean; readonly ifExists: boolean }
    | { readonly kind: "refresh-materialized-view"; readonly concurrently: boolean; readonly withData: boolean }
    | DataChange
  );

/** One ALTER COLUMN action. Of `type`, `nullable`, `default`, `generated` exactly one differs for SQL; a schema edit may change several. */
export interface AlterColumn {
  readonly kind: "alter-column";
  readonly column: string;
  /** Absent when the history at hand does not know the column. */
  readonly from?: Column;
  readonly to?: Column;
  readonly action: "type" | "set-not-null" | "drop-not-null" | "set-default" | "drop-default" | "identity" | "generated" | "statistics" | "storage" | "several";
  /** The new type, for `type`. */
  readonly type?: ColumnType;
  /** The old type as Prisma's own warnings say it, where the history does not know the column. */
  readonly warnedFrom?: ColumnType;
  /** The expression of USING, as written. */
  readonly using?: string;
}

/** Rows written. `bounded`: a key range, LIMIT or literal list holds it to some rows; `guarded`: running it twice changes nothing more. */
export type DataChange =
  | { readonly kind: "insert"; readonly fromSelect: boolean; readonly reads: readonly string[]; readonly bounded: boolean; readonly guarded: boolean }
  | {
      readonly kind: "update";
      readonly columns: readonly string[];
      readonly reads: readonly string[];
      /** Tables of its FROM: every row meets one of theirs. */
      readonly joins: readonly string[];
      readonly filtered: boolean;
      /** Its WHERE leaves out nothing but the rows that are done: `WHERE new IS NULL`. */
      readonly skipsOnlyDone: boolean;
      readonly bounded: boolean;
      readonly guarded: boolean;
    }
  | { readonly kind: "delete"; readonly reads: readonly string[]; readonly filtered: boolean; readonly bounded: boolean; readonly guarded: boolean }
  | { readonly kind: "merge"; readonly reads: readonly string[] }
  | { readonly kind: "copy"; readonly direction: "from" | "to" }
  | { readonly kind: "truncate"; readonly cascade: boolean }
  | { readonly kind: "select"; readonly forUpdate: boolean };

export type OtherChange = Elsewhere &
  (
    | { readonly kind: "create-enum"; readonly enum: Enum }
    | { readonly kind: "add-enum-value"; readonly enum: string; readonly value: string; readonly isNew: boolean; readonly ifNotExists: boolean }
    | { readonly kind: "rename-enum-value"; readonly enum: string; readonly value: string; readonly to: string; readonly isNew: boolean }
    /** A schema edit only: SQL has no statement for it (Prisma swaps the type). */
    | { readonly kind: "drop-enum-value"; readonly enum: string; readonly value: string }
    | { readonly kind: "create-type" | "alter-type"; readonly name: string }
    | { readonly kind: "rename-type"; readonly name: string; readonly to: string; readonly isEnum: boolean; readonly isNew: boolean }
    | { readonly kind: "drop-type"; readonly name: string; readonly cascade: boolean; readonly isEnum: boolean; readonly isNew: boolean }
    | { readonly kind: "create-domain" | "alter-domain" | "drop-domain"; readonly name: string; readonly checks: boolean; readonly isNew: boolean; readonly cascade?: boolean }
    | { readonly kind: "create-sequence" | "alter-sequence" | "drop-sequence"; readonly name: string; readonly cascade?: boolean }
    | { readonly kind: "create-function" | "drop-function"; readonly name: string; readonly language?: string; readonly cascade?: boolean }
    | { readonly kind: "create-extension" | "drop-extension"; readonly name: string; readonly cascade?: boolean }
    | { readonly kind: "create-schema"; readonly name: string }
    | { readonly kind: "rename-schema"; readonly name: string; readonly to: string }
    | { readonly kind: "drop-schema"; readonly name: string; readonly cascade: boolean }
    | { readonly kind: "drop-owned" }
    | { readonly kind: "create-database" | "drop-database"; readonly name: string }
    | { readonly kind: "reindex-all"; readonly target: "schema" | "database" | "system"; readonly concurrently: boolean }
    | { readonly kind: "vacuum-all"; readonly full: boolean }
    | { readonly kind: "cluster-all" }
    | { readonly kind: "set"; readonly name: string; readonly value: string; readonly local: boolean }
    | { readonly kind: "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollback-to" | "prepare-transaction" }
    | { readonly kind: "do"; readonly readable: boolean; readonly loops: boolean; readonly commits: boolean; readonly dynamic: boolean }
    | { readonly kind: "call"; readonly name: string }
    | { readonly kind: "create-implicit-join" | "drop-implicit-join"; readonly table: string }
    /** Roles, publications, servers, casts, operators, settings …: nothing that a table's users feel. */
    | { readonly kind: "no-effect-on-tables"; readonly what: string }
  );

export type Change = TableChange | OtherChange;
export type ChangeKind = Change["kind"];
/** The members that can be of kind `K`, narrowed to it: one member may stand for several kinds. */
export type ChangeOf<K extends ChangeKind> = Change extends infer One
  ? One extends { readonly kind: infer Kinds }
    ? [K & Kinds] extends [never]
      ? never
      : One & { readonly kind: K & Kinds }
    : never
  : never;

/** PostgreSQL manual §13.3.1, weakest first. */
export const LOCK_MODES = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"] as const;
export type LockMode = (typeof LOCK_MODES)[number];

export function ofKind<K extends ChangeKind>(changes: Iterable<Change>, ...kinds: readonly K[]): ChangeOf<K>[] {
  const [kind] = kinds;
  if (kinds.length === 1 && Array.isArray(changes)) return [...(byKind(changes).get(kind!) ?? [])] as readonly unknown[] as ChangeOf<K>[];
  return [...changes].filter((change): change is ChangeOf<K> => (kinds as readonly string[]).includes(change.kind));
}

/** Most rules ask for one kind of the same changes: sorted once for all. */
const byKind = once((changes: readonly Change[]): ReadonlyMap<ChangeKind, readonly Change[]> => {
  const found = new Map<ChangeKind, Change[]>();
  for (const change of changes) {
    const alike = found.get(change.kind);
    if (alike) alike.push(change);
    else found.set(change.kind, [change]);
  }
  return found;
});

export function isTableChange(change: Change): change is TableChange {
  return "table" in change && "isNew" in change;
}
