/** What is asked before a call runs: the names in the tests around it, and in those that leave its function early. */
import type { Scopes } from "./scope.ts";
import type { Node, Tree } from "./tree.ts";
import { bare, isFunction, memberName, subtree } from "./tree.ts";

/** Names that are collected for one call, and constants that are followed to what they were made of. */
const MAX_NAMES = 50;
const MAX_STEPS = 3;

/** `flags`, `isEnabled`, `newCheckout` of `if (await flags.isEnabled("newCheckout")) …`: identifiers, properties and short strings. In the order found, a property before its object, each once. */
export function guardNames(tree: Tree, scopes: Scopes, call: Node): string[] {
  const names = new Set<string>();
  for (let child = call, parent = tree.parents.get(call); parent && names.size < MAX_NAMES; child = parent, parent = tree.parents.get(parent))
    for (const test of testsOf(parent, child)) collect(test, scopes, names, 0);
  return [...names].slice(0, MAX_NAMES);
}

function testsOf(parent: Node, child: Node): readonly Node[] {
  if (parent.type === "IfStatement" || parent.type === "ConditionalExpression") return child === parent.test ? [] : [parent.test];
  if (parent.type === "LogicalExpression") return child === parent.right ? [parent.left] : [];
  if (parent.type === "SwitchCase") return parent.test && child !== parent.test ? [parent.test] : [];
  if (parent.type === "SwitchStatement") return child === parent.discriminant ? [] : [parent.discriminant];
  if (parent.type !== "BlockStatement" && parent.type !== "Program" && !isFunction(parent)) return [];
  return parent.type === "BlockStatement" || parent.type === "Program" ? parent.body.filter((statement) => statement.end <= child.start).flatMap(exitTest) : [];
}

/** `if (!flags.newCheckout) return …;` above the call. */
function exitTest(statement: Node): readonly Node[] {
  return statement.type === "IfStatement" && leaves(statement.consequent) ? [statement.test] : [];
}

function leaves(statement: Node): boolean {
  const last = statement.type === "BlockStatement" ? statement.body.at(-1) : statement;
  return last?.type === "ReturnStatement" || last?.type === "ThrowStatement" || last?.type === "ContinueStatement" || last?.type === "BreakStatement";
}

function collect(test: Node, scopes: Scopes, names: Set<string>, steps: number): void {
  for (const node of subtree(test)) {
    if (node.type === "Literal" && typeof node.value === "string" && node.value.length <= 100) names.add(node.value);
    else if (node.type === "MemberExpression") names.add(memberName(node) ?? "");
    else if (node.type === "Identifier") {
      names.add(node.name);
      const from = steps < MAX_STEPS ? scopes.binding(node)?.from : undefined;
      if (from && !isFunction(bare(from))) collect(from, scopes, names, steps + 1);
    }
    if (names.size >= MAX_NAMES) return;
  }
}
