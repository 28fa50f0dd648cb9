/** Typed access to libpg-query's trees, where each node is an object of one key: its kind. */
import type { Node } from "libpg-query";

type Each = Node extends infer N ? (N extends unknown ? { readonly [K in keyof N]: N[K] } : never) : never;
export type NodeName = Each extends infer N ? (N extends unknown ? keyof N : never) : never;
type Inner<K extends NodeName> = Each extends infer N ? (N extends { readonly [P in K]: infer V } ? V : never) : never;

/** Any node: ask for the kind that you know (`open(node).RangeVar?.relname`). */
export type AnyNode = { readonly [K in NodeName]?: Inner<K> };

const NOTHING: AnyNode = {};

export function open(node: Node | undefined): AnyNode {
  return (node as AnyNode | undefined) ?? NOTHING;
}

/** The key that names the node. */
export function kindOf(node: Node | undefined): NodeName | undefined {
  if (node) for (const key in node) return key as NodeName;
  return undefined;
}

/** The strings of a list of `String` nodes; others are left out. */
export function strings(list: readonly Node[] | undefined): string[] {
  if (!list) return [];
  // Most names are one word; an array that is pushed to reserves places for sixteen more.
  if (list.length === 1) {
    const only = open(list[0]).String?.sval;
    return only === undefined ? [] : [only];
  }
  const found: string[] = [];
  for (let at = 0; at < list.length; at++) {
    const text = open(list[at]).String?.sval;
    if (text !== undefined) found.push(text);
  }
  return found;
}

/** A name in any of the shapes that DROP, COMMENT and RENAME use: a list, a lone string, a type, a function with arguments. */
export function nameParts(node: Node | undefined): string[] {
  const { List, String: text, TypeName, ObjectWithArgs } = open(node);
  if (List) return List.items?.flatMap(nameParts) ?? [];
  if (text) return [text.sval ?? ""];
  if (TypeName) return strings(TypeName.names);
  return strings(ObjectWithArgs?.objname);
}

/** Walks every node below `root`, itself included, until `visit` answers `false` for one: then not into it. */
export function walk(root: unknown, visit: (node: AnyNode) => false | undefined): void {
  if (root === null || typeof root !== "object") return;
  if (Array.isArray(root)) {
    for (let at = 0; at < root.length; at++) walk(root[at], visit);
    return;
  }
  if (visit(root as AnyNode) === false) return;
  for (const key in root) {
    const child = (root as Record<string, unknown>)[key];
    if (typeof child === "object") walk(child, visit);
  }
}

/** A constant as text: `5s`, `1`, `true`; absent for anything else. */
export function constantText(node: Node | undefined): string | undefined {
  const { A_Const: constant, TypeCast } = open(node);
  if (TypeCast) return constantText(TypeCast.arg);
  if (!constant) return undefined;
  if (constant.isnull) return "null";
  if (constant.sval) return constant.sval.sval ?? "";
  if (constant.ival) return String(constant.ival.ival ?? 0);
  if (constant.fval) return constant.fval.fval;
  if (constant.boolval) return String(constant.boolval.boolval ?? false);
  return constant.bsval?.bsval;
}

/** An option in parentheses: `(FULL)`, `(FULL true)`, `(CONCURRENTLY 0)`; as PostgreSQL's defGetBoolean() reads it. */
export function isOn(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((item) => {
    const option = open(item).DefElem;
    if (option?.defname !== name) return false;
    const { String: text, Integer: number } = open(option.arg);
    const value = option.arg === undefined ? "true" : (text?.sval ?? (number ? String(number.ival ?? 0) : constantText(option.arg)));
    return value === undefined || !["false", "off", "0"].includes(value.toLowerCase());
  });
}

/** Columns that an expression names (the last part of each reference), each once. */
export function columnsIn(node: unknown): string[] {
  const found = new Set<string>();
  walk(node, ({ ColumnRef, SubLink }) => {
    if (SubLink) return false;
    const name = strings(ColumnRef?.fields).at(-1);
    if (name !== undefined) found.add(name);
    return undefined;
  });
  return [...found];
}
