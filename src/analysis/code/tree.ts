/** The syntax tree of one source file, with parents, and the small questions every reader asks of it. */
import type { Comment, Node } from "oxc-parser";
import { visitorKeys } from "oxc-parser";

export type { Node } from "oxc-parser";
export type NodeOf<T extends Node["type"]> = Extract<Node, { readonly type: T }>;
export type FunctionNode = NodeOf<"FunctionDeclaration"> | NodeOf<"FunctionExpression"> | NodeOf<"ArrowFunctionExpression">;

export interface Tree {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly comments: readonly Comment[];
  /** Every node in the order of the text, parents first. */
  readonly nodes: readonly Node[];
  readonly parents: ReadonlyMap<Node, Node>;
}

export function growTree(path: string, text: string, program: Node, comments: readonly Comment[]): Tree {
  const parents = new Map<Node, Node>();
  const nodes = subtree(program, (child, parent) => parents.set(child, parent));
  return { path, text, program, comments, nodes, parents };
}

/** The node and all below it, parents first. Walks without recursion: long operator chains are deep trees. */
export function subtree(root: Node, link?: (child: Node, parent: Node) => void): Node[] {
  const nodes: Node[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    nodes.push(node);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!;
      link?.(child, node);
      open.push(child);
    }
  }
  return nodes;
}

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) children.push(item);
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** Without what only the type checker or the reader sees: parentheses, `as`, `satisfies`, `!`, `<T>x`, `?.` chains. */
export function bare(node: Node): Node {
  let current = node;
  while (isWrapper(current)) current = current.expression;
  return current;
}

const WRAPPERS = [
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ChainExpression",
] as const;

export function isWrapper(node: Node): node is NodeOf<(typeof WRAPPERS)[number]> {
  return (WRAPPERS as readonly string[]).includes(node.type);
}

export function isFunction(node: Node | undefined): node is FunctionNode {
  return node?.type === "FunctionDeclaration" || node?.type === "FunctionExpression" || node?.type === "ArrowFunctionExpression";
}

/** The parent, wrappers skipped: who uses this expression's value; with the outermost wrapper itself. */
export function user(tree: Tree, node: Node): { readonly parent: Node | undefined; readonly as: Node } {
  let as = node;
  let parent = tree.parents.get(as);
  while (parent && isWrapper(parent)) {
    as = parent;
    parent = tree.parents.get(as);
  }
  return { parent, as };
}

/** `x.name`, `x["name"]`, `x?.name`: the name; undefined when it is computed. */
export function memberName(node: Node): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
  return text(node.property);
}

/** The value of a string literal or of a template without expressions. */
export function text(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  const inner = bare(node);
  if (inner.type === "Literal" && typeof inner.value === "string") return inner.value;
  if (inner.type === "TemplateLiteral" && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The name of an object literal's or pattern's property; undefined when it is computed or a spread. */
export function keyName(property: Node): string | undefined {
  if (property.type !== "Property" && property.type !== "MethodDefinition" && property.type !== "PropertyDefinition") return undefined;
  const key = property.key;
  if (key.type === "Identifier" && !property.computed) return key.name;
  if (key.type === "Literal") return String(key.value);
  return undefined;
}

/** The value of a named property of an object literal. */
export function propertyOf(object: NodeOf<"ObjectExpression">, name: string): Node | undefined {
  for (const property of object.properties) if (property.type === "Property" && keyName(property) === name) return property.value;
  return undefined;
}

/** `f(…)`, `a.f(…)`: `f`. */
export function calleeName(call: Node): string | undefined {
  if (call.type !== "CallExpression" && call.type !== "NewExpression") return undefined;
  const callee = bare(call.callee);
  return callee.type === "Identifier" ? callee.name : memberName(callee);
}

/** The identifier at the left end of `a.b.c`, `a[0].b`, `a!.b`. */
export function rootOf(node: Node): NodeOf<"Identifier"> | undefined {
  let current = bare(node);
  while (current.type === "MemberExpression") current = bare(current.object);
  return current.type === "Identifier" ? current : undefined;
}

/** Whether the node lies in this one of the parent's parts. */
export function within(part: Node | null | undefined, node: Node): boolean {
  return !!part && part.start <= node.start && node.end <= part.end;
}
