/** Foreign keys and checks of one table, before and after. */
import type { ChangeOf, OnTable } from "../../model/change.ts";
import type { Check, ForeignKey, Schema, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";
import { foreignKeyName } from "./constraint-names.ts";

type ConstraintChange = ChangeOf<"add-foreign-key" | "add-check" | "drop-constraint" | "rename-constraint" | "validate-constraint">;
type On = (span: Span) => OnTable;

export function* diffForeignKeys(before: Table | undefined, after: Table, base: Schema, on: On): Generator<ConstraintChange> {
  const left = new Map<string, ForeignKey[]>();
  for (const key of before?.foreignKeys ?? []) left.set(shape(key), [...(left.get(shape(key)) ?? []), key]);
  for (const key of after.foreignKeys) {
    const old = before && left.get(shape(key))?.shift();
    if (!old) yield { ...on(key.span), kind: "add-foreign-key", foreignKey: key, referencesNew: !base.tables.has(key.references.table) };
    else yield* kept(old, key, before, after, on);
  }
  for (const key of [...left.values()].flat()) {
    const name = foreignKeyName(before!, key) ?? "";
    yield { ...on(key.span), kind: "drop-constraint", name, constraint: "foreign-key", references: key.references.table, cascade: false, ifExists: false };
  }
}

function* kept(old: ForeignKey, key: ForeignKey, before: Table, after: Table, on: On): Generator<ConstraintChange> {
  const [name, to] = [foreignKeyName(before, old), foreignKeyName(after, key)];
  if (name !== undefined && to !== undefined && name !== to) yield { ...on(key.span), kind: "rename-constraint", name, to };
  if (!old.valid && key.valid) yield { ...on(key.span), kind: "validate-constraint", name: to ?? "", constraint: "foreign-key", references: key.references.table };
}

/** Whether somebody said `onDelete`, and the names of the fields, are nothing to the database. */
function shape({ columns, references, onDelete, onUpdate, enforced }: ForeignKey): string {
  return JSON.stringify([columns, references.table, references.columns, onDelete, onUpdate, enforced]);
}

export function* diffChecks(before: Table | undefined, after: Table, on: On): Generator<ConstraintChange> {
  const left = new Map((before?.checks ?? []).map((check) => [identity(check), check]));
  for (const check of after.checks) {
    const old = left.get(identity(check));
    left.delete(identity(check));
    if (!old) yield { ...on(check.span), kind: "add-check", check };
    else if (!old.valid && check.valid) yield { ...on(check.span), kind: "validate-constraint", name: check.name ?? "", constraint: "check" };
  }
  for (const check of left.values()) yield { ...on(check.span), kind: "drop-constraint", name: check.name ?? "", constraint: "check", cascade: false, ifExists: false };
}

function identity(check: Check): string {
  return JSON.stringify([check.name ?? null, check.expression]);
}
