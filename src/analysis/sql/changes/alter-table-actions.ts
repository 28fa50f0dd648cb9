/** The actions of ALTER TABLE, by the name that PostgreSQL's grammar gives them (AlterTableType in nodes/parsenodes.h). */
import type { AlterTableCmd, AlterTableType } from "libpg-query";
import type { Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { setTable, tableNamed } from "../catalog.ts";
import type { Part } from "../lexer.ts";
import { open } from "../nodes.ts";
import { onTable, relation, stub, type TableDraft, type Translation } from "../translation.ts";
import { addColumn, alterType, columnAction, dropColumn, dropDefault, dropNotNull, identity, setDefault, setNotNull } from "./alter-column.ts";
import { addConstraint, dropConstraint, validateConstraint } from "./alter-constraints.ts";

export interface Action {
  readonly t: Translation;
  readonly table: string;
  readonly command: AlterTableCmd;
  readonly part: Part;
  readonly span: Span;
}

/** An action that the catalogue does not follow. */
const says = (draft: (command: AlterTableCmd) => TableDraft) => (action: Action) => onTable(action.t, action.table, draft(action.command), undefined, action.span);

const enabled = (value: boolean) => says(() => ({ kind: "row-level-security", enabled: value }));
const trigger = (kind: "enable-trigger" | "disable-trigger", name?: string) => says((command) => ({ kind, name: name ?? command.name ?? "" }));
const parameters = says((command) => ({ kind: "set-storage-parameters", parameters: optionNames(command) }));

export const ACTIONS: { readonly [K in AlterTableType]?: (action: Action) => void } = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: alterType,
  AT_ColumnDefault: (action) => (action.command.def ? setDefault(action) : dropDefault(action)),
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_AddIdentity: identity,
  AT_SetIdentity: identity,
  AT_DropIdentity: identity,
  AT_SetExpression: (action) => columnAction(action, "generated"),
  AT_DropExpression: (action) => columnAction(action, "generated", (column) => ({ ...column, generated: undefined })),
  AT_SetStatistics: (action) => columnAction(action, "statistics"),
  AT_SetOptions: (action) => columnAction(action, "statistics"),
  AT_ResetOptions: (action) => columnAction(action, "statistics"),
  AT_SetStorage: (action) => columnAction(action, "storage"),
  AT_SetCompression: (action) => columnAction(action, "storage"),
  AT_AlterColumnGenericOptions: (action) => columnAction(action, "storage"),
  AT_AddConstraint: addConstraint,
  AT_AddIndexConstraint: addConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_DropConstraint: dropConstraint,
  AT_AlterConstraint: says((command) => ({
    kind: "alter-constraint",
    name: open(command.def).ATAlterConstraint?.conname ?? open(command.def).Constraint?.conname ?? command.name ?? "",
  })),
  AT_ChangeOwner: says(() => ({ kind: "owner" })),
  AT_ClusterOn: says(() => ({ kind: "cluster-on" })),
  AT_DropCluster: says(() => ({ kind: "cluster-on" })),
  AT_SetLogged: (action) => setLogged(action, true),
  AT_SetUnLogged: (action) => setLogged(action, false),
  AT_DropOids: parameters,
  AT_SetAccessMethod: says(() => ({ kind: "set-access-method" })),
  AT_SetTableSpace: says((command) => ({ kind: "set-tablespace", tablespace: command.name ?? "" })),
  AT_SetRelOptions: parameters,
  AT_ResetRelOptions: parameters,
  AT_ReplaceRelOptions: parameters,
  AT_GenericOptions: parameters,
  AT_EnableTrig: trigger("enable-trigger"),
  AT_EnableAlwaysTrig: trigger("enable-trigger"),
  AT_EnableReplicaTrig: trigger("enable-trigger"),
  AT_EnableTrigAll: trigger("enable-trigger", "ALL"),
  AT_EnableTrigUser: trigger("enable-trigger", "USER"),
  AT_DisableTrig: trigger("disable-trigger"),
  AT_DisableTrigAll: trigger("disable-trigger", "ALL"),
  AT_DisableTrigUser: trigger("disable-trigger", "USER"),
  AT_EnableRule: says((command) => ({ kind: "create-rule", name: command.name ?? "" })),
  AT_EnableAlwaysRule: says((command) => ({ kind: "create-rule", name: command.name ?? "" })),
  AT_EnableReplicaRule: says((command) => ({ kind: "create-rule", name: command.name ?? "" })),
  AT_DisableRule: says((command) => ({ kind: "drop-rule", name: command.name ?? "" })),
  AT_AddInherit: says(() => ({ kind: "inherit" })),
  AT_DropInherit: says(() => ({ kind: "inherit" })),
  AT_AddOf: says(() => ({ kind: "inherit" })),
  AT_DropOf: says(() => ({ kind: "inherit" })),
  AT_ReplicaIdentity: says(() => ({ kind: "replica-identity" })),
  AT_EnableRowSecurity: enabled(true),
  AT_ForceRowSecurity: enabled(true),
  AT_DisableRowSecurity: enabled(false),
  AT_NoForceRowSecurity: enabled(false),
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_DetachPartitionFinalize: detachPartition,
};

function optionNames(command: AlterTableCmd): string[] {
  return (open(command.def).List?.items ?? []).flatMap((item) => open(item).DefElem?.defname ?? []);
}

function setLogged({ t, table, span }: Action, logged: boolean): void {
  onTable(t, table, { kind: "set-logged", logged }, (before) => ({ ...before, persistence: logged ? "permanent" : "unlogged" }), span);
}

/** A check on the partition spares the scan if it implies the bounds (manual, ALTER TABLE, ATTACH PARTITION); that one of its checks is valid is taken for it. */
function attachPartition({ t, table, command, span }: Action): void {
  const partition = relation(t, open(command.def).PartitionCmd?.name);
  const child = tableNamed(t.catalog, partition);
  const provenByCheck = child?.checks.some((check) => check.valid && check.notNullColumn === undefined) ?? false;
  onTable(t, table, { kind: "attach-partition", partition, provenByCheck }, (before) => asParent(before), span);
  setTable(t.catalog, partition, { ...(child ?? stub(partition, span)), partitionOf: table });
}

function asParent(table: Table): Table {
  return table.kind === "table" ? { ...table, kind: "partitioned-table" } : table;
}

function detachPartition({ t, table, command, span }: Action): void {
  const { name, concurrent } = open(command.def).PartitionCmd ?? {};
  const partition = relation(t, name);
  onTable(t, table, { kind: "detach-partition", partition, concurrently: concurrent ?? false }, undefined, span);
  const child = tableNamed(t.catalog, partition);
  if (child) setTable(t.catalog, partition, { ...child, partitionOf: undefined });
}
