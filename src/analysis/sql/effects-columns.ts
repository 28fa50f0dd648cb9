/** Effects of changes to tables and their columns. */
import { provesFilled } from "../../model/agreement.ts";
import type { AlterColumn, ChangeKind, OnTable } from "../../model/change.ts";
import { typeChange } from "../../model/type-change.ts";
import type { ChangeWith, EffectsContext, OtherTable, Rows } from "./effects-row.ts";

const ALTER_TABLE = "manual, ALTER TABLE";
const NOTES = "manual, ALTER TABLE, Notes";

type TypeAlteration = AlterColumn & OnTable;

export const columnEffects = {
  "create-table": [
    { when: (change) => change.partitionOf !== undefined, lock: "ACCESS EXCLUSIVE", also: createdBeside, source: "manual, CREATE TABLE, PARTITION OF" },
    { lock: "ACCESS EXCLUSIVE", also: createdBeside, source: "manual, CREATE TABLE" },
  ],
  "drop-table": [{ lock: "ACCESS EXCLUSIVE", also: droppedBeside, source: "manual, §13.3.1; referenced tables: measured" }],
  "rename-table": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  "set-schema": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  "add-column": [
    { when: ({ column }) => column.generated === "virtual", lock: "ACCESS EXCLUSIVE", source: `${NOTES} (18)` },
    { when: ({ column }) => column.generated !== undefined, lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${NOTES}: stored generated and identity columns` },
    {
      when: ({ column }) => column.default?.kind === "volatile" || column.default?.kind === "sequence",
      lock: "ACCESS EXCLUSIVE",
      work: ["rewrite"],
      source: `${NOTES}: volatile DEFAULT; serial takes its values from a sequence`,
    },
    {
      when: ({ column }) => column.default !== undefined && !/^null\b/i.test(column.default.expression),
      to: 10,
      lock: "ACCESS EXCLUSIVE",
      work: ["rewrite"],
      source: "manual, release notes of 11: until then any DEFAULT that is not null rewrites",
    },
    { when: (change, context) => constrainedDomain(change, context) === true, lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${NOTES}: domain with constraints` },
    {
      when: (change, context) => change.column.type.category === "domain" && constrainedDomain(change, context) === undefined,
      lock: "ACCESS EXCLUSIVE",
      work: ["rewrite"],
      certainty: "may",
      source: `${NOTES}: domain with constraints`,
    },
    { lock: "ACCESS EXCLUSIVE", source: `${NOTES}: no default, or one that is evaluated once (11)` },
  ],
  "drop-column": [{ lock: "ACCESS EXCLUSIVE", also: referencedBy, source: `${NOTES}; referenced tables: measured` }],
  "rename-column": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  "alter-column": [
    { when: (change) => change.action === "set-not-null" && change.from?.nullable === false, lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, SET NOT NULL` },
    { when: (change) => change.action === "set-not-null" && provenFilled(change), from: 12, lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, SET NOT NULL (12)` },
    { when: (change) => change.action === "set-not-null", lock: "ACCESS EXCLUSIVE", work: ["scan"], source: `${ALTER_TABLE}, SET NOT NULL` },
    { when: (change, context) => rewriting(change, context) === "yes", lock: "ACCESS EXCLUSIVE", work: ["rewrite"], also: referencedBy, source: `${NOTES}: ALTER TYPE` },
    {
      when: (change, context) => rewriting(change, context) === "may",
      lock: "ACCESS EXCLUSIVE",
      work: ["rewrite"],
      certainty: "may",
      also: referencedBy,
      source: `${NOTES}: ALTER TYPE`,
    },
    {
      when: (change) => change.action === "type" && isChecked(change),
      lock: "ACCESS EXCLUSIVE",
      work: ["scan"],
      also: referencedBy,
      source: "measured: a CHECK on the column is proven anew",
    },
    {
      when: (change) => change.action === "type" && changesOpclass(change),
      lock: "ACCESS EXCLUSIVE",
      work: ["build"],
      also: referencedBy,
      source: "measured: text ↔ citext builds the column's indexes",
    },
    { when: (change) => change.action === "type", lock: "ACCESS EXCLUSIVE", also: referencedBy, source: NOTES },
    {
      when: (change) => change.action === "generated" && change.to?.generated === "stored",
      from: 17,
      lock: "ACCESS EXCLUSIVE",
      work: ["rewrite"],
      source: `${ALTER_TABLE}, SET EXPRESSION`,
    },
    { when: (change) => change.action === "statistics", lock: "SHARE UPDATE EXCLUSIVE", source: `${ALTER_TABLE}, SET STATISTICS` },
    { lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}: "an ACCESS EXCLUSIVE lock is acquired unless explicitly noted"` },
  ],
  "set-logged": [{ lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${ALTER_TABLE}, SET LOGGED: the table is copied` }],
  "set-tablespace": [{ lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${ALTER_TABLE}, SET TABLESPACE: the data files are moved` }],
  "set-access-method": [{ lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${ALTER_TABLE}, SET ACCESS METHOD (15)` }],
  "set-storage-parameters": [
    { when: ({ parameters }) => parameters.every((name) => EASY_PARAMETERS.test(name)), lock: "SHARE UPDATE EXCLUSIVE", source: `${ALTER_TABLE}, SET (storage_parameter)` },
    { lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, SET (storage_parameter)` },
  ],
  "replica-identity": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  cluster: [{ lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: "manual, CLUSTER" }],
  "cluster-on": [{ lock: "SHARE UPDATE EXCLUSIVE", source: `${ALTER_TABLE}, CLUSTER ON` }],
  inherit: [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  owner: [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
} as const satisfies Partial<{ [K in ChangeKind]: Rows<K>[K] }>;

const EASY_PARAMETERS = /^(?:fillfactor|parallel_workers|toast_tuple_target|vacuum_|log_autovacuum|autovacuum_|toast\.)/i;

function constrainedDomain({ column }: ChangeWith<"add-column">, context: EffectsContext): boolean | undefined {
  return column.type.category === "domain" ? context.isConstrainedDomain?.(column.type.name) : false;
}

function rewriting(change: TypeAlteration, context: EffectsContext): "no" | "yes" | "may" {
  if (change.action !== "type") return "no";
  const { from, to } = { from: change.from?.type ?? change.warnedFrom, to: change.type ?? change.to?.type };
  const judged = typeChange(from, to, change.using, change.column).rewrites;
  if (judged !== "may" || !from || !to || from.list || to.list) return judged;
  if (to.category === "domain") return context.isConstrainedDomain?.(to.name) === true ? "yes" : "may";
  return "may";
}

/** Manual, SET NOT NULL: "if a valid CHECK constraint is found which proves no NULL can exist, then the table scan is skipped". */
function provenFilled({ before, column }: TypeAlteration): boolean {
  return before?.checks.some((check) => check.valid && provesFilled(check, column)) ?? false;
}

function isChecked({ before, column }: TypeAlteration): boolean {
  return before?.checks.some(({ expression }) => new RegExp(`(^|[^\\w$])${escaped(column)}($|[^\\w$])`, "i").test(expression)) ?? false;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function changesOpclass({ before, column, from, to, type }: TypeAlteration): boolean {
  const names = [from?.type.name, (type ?? to?.type)?.name];
  const indexes = before ? [...before.indexes, ...(before.primaryKey ? [before.primaryKey] : [])] : [];
  return names.includes("citext") && names[0] !== names[1] && indexes.some((index) => index.columns.some((part) => part.column === column));
}

/** Tables that a foreign key of the column points to: the key goes, or is made anew. */
function referencedBy({ before, column, table }: OnTable & { readonly column: string }): readonly OtherTable[] {
  return (before?.foreignKeys ?? [])
    .filter((key) => key.enforced && key.columns.includes(column) && key.references.table !== table)
    .map((key) => ({ table: key.references.table, lock: "ACCESS EXCLUSIVE" }));
}

function createdBeside({ table, partitionOf, references = [] }: ChangeWith<"create-table">): readonly OtherTable[] {
  const referenced = references.filter((other) => other.table !== table).map((other): OtherTable => ({ ...other, lock: "SHARE ROW EXCLUSIVE" }));
  return partitionOf === undefined ? referenced : [{ table: partitionOf, lock: "ACCESS EXCLUSIVE" }, ...referenced];
}

function droppedBeside({ table, before }: ChangeWith<"drop-table">): readonly OtherTable[] {
  const referenced = (before?.foreignKeys ?? [])
    .filter((key) => key.enforced && key.references.table !== table)
    .map((key): OtherTable => ({ table: key.references.table, lock: "ACCESS EXCLUSIVE" }));
  return before?.partitionOf === undefined ? referenced : [{ table: before.partitionOf, lock: "ACCESS EXCLUSIVE" }, ...referenced];
}
