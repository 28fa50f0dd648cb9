/** What a name stands for: bindings of one file, found scope by scope, without type information. */
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, isFunction, keyName, rootOf } from "./tree.ts";

export interface Binding {
  readonly name: string;
  readonly kind: "const" | "let" | "parameter" | "element" | "import" | "function" | "class" | "catch";
  /** What it is made from: the initialiser, the list that a `for … of` walks, the function itself. */
  readonly from?: Node;
  /** The way from `from` to the name through a destructuring pattern: `["prisma"]` of `const { prisma } = ctx`. */
  readonly keys: readonly string[];
  readonly declaration: Node;
}

export interface Scopes {
  binding(identifier: Node): Binding | undefined;
  /** The expression a constant stands for, through further constants; the node itself when it is no name. */
  value(node: Node): Node | undefined;
  /** Assignments after the declaration: `x = …`, `x += …`, `x.y = …`, `x++`. */
  assignments(binding: Binding): readonly Node[];
}

const MAX_STEPS = 8;

export function readScopes(tree: Tree): Scopes {
  const known = new Map<Node, Map<string, Binding>>();
  let assigned: Map<Binding, Node[]> | undefined;

  function bindingsOf(scope: Node): Map<string, Binding> {
    const found = known.get(scope) ?? collect(scope);
    known.set(scope, found);
    return found;
  }

  function lookUp(name: string, at: Node): Binding | undefined {
    for (let scope: Node | undefined = at; scope; scope = tree.parents.get(scope)) {
      if (!SCOPES.has(scope.type)) continue;
      const found = bindingsOf(scope).get(name);
      if (found) return found;
    }
    return undefined;
  }

  function binding(identifier: Node): Binding | undefined {
    const node = bare(identifier);
    return node.type === "Identifier" ? lookUp(node.name, node) : undefined;
  }

  function assignments(target: Binding): readonly Node[] {
    if (!assigned) {
      assigned = new Map();
      for (const node of tree.nodes) {
        const left = node.type === "AssignmentExpression" ? node.left : node.type === "UpdateExpression" ? node.argument : undefined;
        const root = left && rootOf(left);
        const found = root && binding(root);
        if (!found) continue;
        const known = assigned.get(found);
        if (known) known.push(node);
        else assigned.set(found, [node]);
      }
    }
    return assigned.get(target) ?? [];
  }

  function value(node: Node): Node | undefined {
    let current = bare(node);
    for (let step = 0; step < MAX_STEPS; step++) {
      if (current.type !== "Identifier") return current;
      const found = binding(current);
      if (!found?.from || found.keys.length > 0 || (found.kind !== "const" && found.kind !== "let") || assignments(found).length > 0) return undefined;
      current = bare(found.from);
    }
    return undefined;
  }

  return { binding, value, assignments };
}

const SCOPES: ReadonlySet<string> = new Set([
  "Program",
  "BlockStatement",
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "CatchClause",
  "SwitchStatement",
  "StaticBlock",
  "TSModuleBlock",
]);

function collect(scope: Node): Map<string, Binding> {
  const found = new Map<string, Binding>();
  const add = (binding: Binding) => found.set(binding.name, binding);
  if (isFunction(scope)) for (const parameter of scope.params) names(parameter, "parameter", undefined, [], parameter, add);
  else if (scope.type === "CatchClause" && scope.param) names(scope.param, "catch", undefined, [], scope, add);
  else if ((scope.type === "ForOfStatement" || scope.type === "ForInStatement") && scope.left.type === "VariableDeclaration")
    for (const declarator of scope.left.declarations) names(declarator.id, "element", scope.type === "ForOfStatement" ? scope.right : undefined, [], declarator, add);
  else if (scope.type === "ForStatement" && scope.init?.type === "VariableDeclaration") declare(scope.init, add);
  else for (const statement of statementsOf(scope)) declareStatement(statement, add);
  return found;
}

function statementsOf(scope: Node): readonly Node[] {
  if (scope.type === "SwitchStatement") return scope.cases.flatMap((one) => one.consequent);
  if (scope.type === "Program" || scope.type === "BlockStatement" || scope.type === "StaticBlock" || scope.type === "TSModuleBlock") return scope.body as readonly Node[];
  return [];
}

function declareStatement(statement: Node, add: (binding: Binding) => void): void {
  if (statement.type === "VariableDeclaration") declare(statement, add);
  else if (statement.type === "FunctionDeclaration" && statement.id) add({ name: statement.id.name, kind: "function", from: statement, keys: [], declaration: statement });
  else if (statement.type === "ClassDeclaration" && statement.id) add({ name: statement.id.name, kind: "class", from: statement, keys: [], declaration: statement });
  else if ((statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") && statement.declaration)
    declareStatement(statement.declaration as Node, add);
  else if (statement.type === "ImportDeclaration")
    for (const specifier of statement.specifiers) add({ name: specifier.local.name, kind: "import", keys: [], declaration: statement });
}

function declare(declaration: NodeOf<"VariableDeclaration">, add: (binding: Binding) => void): void {
  const kind = declaration.kind === "const" ? "const" : "let";
  for (const declarator of declaration.declarations) names(declarator.id, kind, declarator.init ?? undefined, [], declarator, add);
}

/** Every name of a pattern. An element of an array pattern has the key `[]`. */
function names(pattern: Node, kind: Binding["kind"], from: Node | undefined, keys: readonly string[], declaration: Node, add: (binding: Binding) => void): void {
  switch (pattern.type) {
    case "Identifier":
      add({ name: pattern.name, kind, from, keys, declaration });
      break;
    case "ObjectPattern":
      for (const property of pattern.properties)
        if (property.type === "RestElement") names(property.argument, kind, from, [...keys, "..."], declaration, add);
        else names(property.value, kind, from, [...keys, keyName(property) ?? "?"], declaration, add);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) names(element, kind, from, [...keys, "[]"], declaration, add);
      break;
    case "AssignmentPattern":
      names(pattern.left, kind, from, keys, declaration, add);
      break;
    case "RestElement":
      names(pattern.argument, kind, from, [...keys, "..."], declaration, add);
      break;
    case "TSParameterProperty":
      names(pattern.parameter, kind, from, keys, declaration, add);
      break;
  }
}
