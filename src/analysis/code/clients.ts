/** Finds `new PrismaClient()`, and where the client is kept. */
import type { Query } from "../../model/query.ts";
import type { Scopes } from "./scope.ts";
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, calleeName, isFunction, memberName, rootOf, user } from "./tree.ts";

export interface MadeClient {
  readonly node: NodeOf<"NewExpression">;
  readonly kept: NonNullable<Query["kept"]>;
}

/** Clients of one file that are looked at; nobody makes more in earnest. */
const MAX_CLIENTS = 50;

export function findClients(tree: Tree, scopes: Scopes): MadeClient[] {
  const made = tree.nodes.filter((node): node is NodeOf<"NewExpression"> => node.type === "NewExpression" && calleeName(node) === "PrismaClient");
  return made.slice(0, MAX_CLIENTS).map((node) => ({ node, kept: keptAs(tree, scopes, node) }));
}

/** Climbs through `.$extends(…)`, `??` and the like to what takes the client. */
function keptAs(tree: Tree, scopes: Scopes, made: Node): MadeClient["kept"] {
  let { parent, as } = user(tree, made);
  while (parent && passesOn(parent, as)) ({ parent, as } = user(tree, parent));
  if (parent?.type === "PropertyDefinition" || parent?.type === "ExportDefaultDeclaration" || parent?.type === "Property") return "shared";
  if (parent?.type === "AssignmentExpression") return isOuter(tree, scopes, parent) ? "shared" : "per-call";
  /* A function that hands the client out: whoever calls it keeps it. */
  if (parent?.type === "ReturnStatement" || parent?.type === "ArrowFunctionExpression") return "shared";
  if (parent?.type !== "VariableDeclarator") return enclosing(tree, made) ? "per-call" : "per-module";
  if (enclosing(tree, made)) return isHandedOut(tree, scopes, parent, made) ? "shared" : "per-call";
  return tree.parents.get(tree.parents.get(parent)!)?.type === "ExportNamedDeclaration" || isShared(tree, scopes, parent) ? "shared" : "per-module";
}

function passesOn(parent: Node, child: Node): boolean {
  if (parent.type === "LogicalExpression" || parent.type === "ConditionalExpression" || parent.type === "AwaitExpression") return true;
  if (parent.type === "MemberExpression") return parent.object === child && memberName(parent) === "$extends";
  return parent.type === "CallExpression" && parent.callee === child;
}

function enclosing(tree: Tree, node: Node): Node | undefined {
  for (let parent = tree.parents.get(node); parent; parent = tree.parents.get(parent)) if (isFunction(parent)) return parent;
  return undefined;
}

/** `global.prisma = …`, `this.prisma = …`, a variable of the module. */
function isOuter(tree: Tree, scopes: Scopes, assignment: NodeOf<"AssignmentExpression">): boolean {
  const left = bare(assignment.left);
  if (left.type === "MemberExpression") return true;
  const binding = scopes.binding(left);
  return binding === undefined || enclosing(tree, binding.declaration) !== enclosing(tree, assignment);
}

/** Returned, or put where it outlives the function. */
function isHandedOut(tree: Tree, scopes: Scopes, declarator: NodeOf<"VariableDeclarator">, made: Node): boolean {
  const place = enclosing(tree, made);
  return uses(tree, scopes, declarator).some((use) => {
    const { parent, as } = user(tree, use);
    if (parent?.type === "ReturnStatement") return enclosing(tree, parent) === place;
    return parent?.type === "AssignmentExpression" && parent.right === as && isOuter(tree, scopes, parent);
  });
}

/** Exported further down, or put on `globalThis`. */
function isShared(tree: Tree, scopes: Scopes, declarator: NodeOf<"VariableDeclarator">): boolean {
  return uses(tree, scopes, declarator).some((use) => {
    const { parent, as } = user(tree, use);
    if (parent?.type === "ExportSpecifier" || parent?.type === "ExportDefaultDeclaration") return true;
    if (parent?.type === "Property") return moduleExports(tree, parent);
    return parent?.type === "AssignmentExpression" && parent.right === as && parent.left.type === "MemberExpression";
  });
}

function moduleExports(tree: Tree, property: Node): boolean {
  const object = tree.parents.get(property);
  const assignment = object && tree.parents.get(object);
  return assignment?.type === "AssignmentExpression" && (rootOf(assignment.left)?.name === "module" || rootOf(assignment.left)?.name === "exports");
}

function uses(tree: Tree, scopes: Scopes, declarator: NodeOf<"VariableDeclarator">): Node[] {
  const name = declarator.id.type === "Identifier" ? declarator.id.name : undefined;
  const binding = name === undefined ? undefined : scopes.binding(declarator.id);
  return tree.nodes.filter((node) => node.type === "Identifier" && node.name === name && node !== declarator.id && scopes.binding(node) === binding);
}
