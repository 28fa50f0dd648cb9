/** Constraints in every form that PostgreSQL has, in CREATE TABLE, ADD COLUMN and ADD CONSTRAINT → the model's indexes, keys and checks. */
import type { Constraint, Node } from "libpg-query";
import type { Check, ForeignKey, Index, ReferentialAction } from "../../model/schema.ts";
import { tableNamed } from "./catalog.ts";
import { conjuncts } from "./conditions.ts";
import { isToken, type Part, tokensOf } from "./lexer.ts";
import { columnsIn, open, strings } from "./nodes.ts";
import { relation, type Translation } from "./translation.ts";

export type ReadConstraint =
  | { readonly kind: "primary-key" | "unique"; readonly index: Index; readonly usingIndex?: string }
  | { readonly kind: "foreign-key"; readonly foreignKey: ForeignKey }
  | { readonly kind: "check"; readonly check: Check; readonly columns: readonly string[] }
  | { readonly kind: "not-null"; readonly column: string; readonly valid: boolean; readonly name?: string }
  | { readonly kind: "exclusion"; readonly name?: string; readonly columns: readonly string[] };

interface Where {
  /** The column whose definition it stands in. */
  readonly column?: string;
  /** In CREATE TABLE, NOT VALID means nothing: there are no rows. */
  readonly isNewTable: boolean;
}

export function readConstraint(t: Translation, table: string, node: Constraint, part: Part, where: Where): ReadConstraint {
  const valid = where.isNewTable || !node.skip_validation;
  switch (node.contype) {
    case "CONSTR_PRIMARY":
      return { kind: "primary-key", index: constraintIndex(t, node, part, where), usingIndex: node.indexname };
    case "CONSTR_UNIQUE":
      return { kind: "unique", index: constraintIndex(t, node, part, where), usingIndex: node.indexname };
    case "CONSTR_FOREIGN":
      return { kind: "foreign-key", foreignKey: foreignKey(t, table, node, part, where, valid) };
    case "CONSTR_NOTNULL":
      return { kind: "not-null", column: where.column ?? strings(node.keys)[0] ?? "", valid, name: node.conname };
    case "CONSTR_EXCLUSION":
      return { kind: "exclusion", name: node.conname, columns: excludedColumns(node) };
    default:
      return { kind: "check", check: check(t, node, part, valid), columns: columnsIn(node.raw_expr) };
  }
}

function constraintIndex({ place }: Translation, node: Constraint, part: Part, { column }: Where): Index {
  const names = column !== undefined ? [column] : strings(node.keys);
  return {
    name: node.conname,
    columns: names.map((name) => ({ column: name, order: "asc" })),
    unique: true,
    constraint: true,
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    method: "btree",
    include: strings(node.including),
    span: place.span(part.start, part.end),
  };
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = { a: "no-action", r: "restrict", c: "cascade", n: "set-null", d: "set-default" };

function foreignKey(t: Translation, table: string, node: Constraint, part: Part, { column }: Where, valid: boolean): ForeignKey {
  const target = relation(t, node.pktable);
  const named = strings(node.pk_attrs);
  return {
    name: node.conname,
    columns: column !== undefined ? [column] : strings(node.fk_attrs),
    references: { table: target, columns: named.length > 0 ? named : primaryKeyOf(t, target, table) },
    onDelete: ACTIONS[node.fk_del_action ?? "a"] ?? "no-action",
    onUpdate: ACTIONS[node.fk_upd_action ?? "a"] ?? "no-action",
    onDeleteStated: (node.fk_del_action ?? "a") !== "a" || saysOnDelete(t, node, part),
    valid,
    enforced: node.is_enforced === true,
    span: t.place.span(part.start, part.end),
  };
}

/** NO ACTION is what the tree says when nobody said anything. */
function saysOnDelete({ place }: Translation, node: Constraint, part: Part): boolean {
  return /\bon\s+delete\b/i.test(place.text.slice(place.at(node.location), part.end));
}

/** A key that refers to the table being created finds its primary key only once that is read: see `resolveSelfReferences`. */
function primaryKeyOf(t: Translation, target: string, table: string): readonly string[] {
  if (target === table && !tableNamed(t.catalog, target)) return [];
  return tableNamed(t.catalog, target)?.primaryKey?.columns.flatMap((part) => part.column ?? []) ?? [];
}

function check({ place }: Translation, node: Constraint, part: Part, valid: boolean): Check {
  const from = place.at(node.location);
  return {
    name: node.conname,
    expression: groupAfter(place.text, from >= part.start && from < part.end ? from : part.start, part.end, "CHECK"),
    valid,
    notNullColumn: notNullColumn(node.raw_expr),
    ...filledBeside(node.raw_expr),
    span: place.span(part.start, part.end),
  };
}

/** The column of `col IS NOT NULL`, if that is all. */
export function notNullColumn(expression: Node | undefined): string | undefined {
  const test = open(expression).NullTest;
  if (test?.nulltesttype !== "IS_NOT_NULL") return undefined;
  const names = strings(open(test.arg).ColumnRef?.fields);
  return names.at(-1);
}

function filledBeside(expression: Node | undefined): Pick<Check, "filledColumns"> {
  const parts = conjuncts(expression);
  const filledColumns = parts.length > 1 ? parts.flatMap((part) => notNullColumn(part) ?? []) : [];
  return filledColumns.length > 0 ? { filledColumns } : {};
}

function excludedColumns(node: Constraint): string[] {
  return (node.exclusions ?? []).map((item) => open(open(item).List?.items?.[0]).IndexElem?.name ?? "expr");
}

/** The text inside the parentheses that follow a keyword. */
export function groupAfter(text: string, start: number, end: number, keyword: string): string {
  const tokens = tokensOf(text, start, end);
  const at = tokens.findIndex((token) => token.depth === 0 && isToken(text, token, keyword));
  const opening = tokens.findIndex((token, index) => index > at && token.depth === 0 && isToken(text, token, "("));
  if (at === -1 || opening === -1) return "";
  const closing = tokens.find((token, index) => index > opening && token.depth === 0 && isToken(text, token, ")"));
  return text.slice(tokens[opening]!.end, closing?.start ?? end).trim();
}
