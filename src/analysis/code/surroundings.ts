/** What stands around a call: the loop, the transaction, the function, and whether anyone waits for it. */
import type { Query } from "../../model/query.ts";
import type { Loop } from "./loops.ts";
import { callbackLoop, gatheredBy, nameGatheredBy, statementLoop } from "./loops.ts";
import { runsPerParent } from "./resolvers.ts";
import type { Scopes } from "./scope.ts";
import type { FunctionNode, Node, Tree } from "./tree.ts";
import { bare, calleeName, isFunction, memberName, rootOf, user } from "./tree.ts";

export interface Surroundings {
  /** Innermost first. */
  readonly loops: readonly Loop[];
  readonly transaction?: Query["transaction"];
  /** The function that a reader would name as the place; the program when there is none. */
  readonly within: Node;
  readonly awaited: boolean;
}

export function surroundingsOf(tree: Tree, scopes: Scopes, call: Node, client: Node | undefined): Surroundings {
  const loops: Loop[] = [];
  let transaction: Query["transaction"] = client && isTransactionClient(client, scopes) ? "interactive" : undefined;
  let place: Node = tree.program;
  const pushed = pushedTo(tree, scopes, call);
  if (pushed === "transaction-map") transaction ??= "batch";
  for (let child = call, parent = tree.parents.get(call); parent; child = parent, parent = tree.parents.get(parent)) {
    const loop = statementLoop(parent, child, scopes);
    if (loop) loops.push(pushed && loops.length === 0 ? { ...loop, kind: pushed } : loop);
    if (parent.type === "CallExpression" && calleeName(parent) === "$transaction" && parent.callee !== child) transaction ??= isFunction(bare(child)) ? "interactive" : "batch";
    if (!isFunction(parent)) continue;
    const step = outOf(tree, scopes, parent);
    if (!step) {
      place = parent;
      if (loops.length === 0 && runsPerParent(tree, scopes, parent, call)) loops.push({ kind: "resolver", node: parent, bounded: false, chunked: false });
      break;
    }
    if (step.loop) {
      loops.push(step.loop);
      if (step.loop.kind === "transaction-map") transaction ??= "batch";
    }
  }
  return { loops, transaction, within: place, awaited: isAwaited(tree, call) };
}

/** Whether a function runs where it is written, and how often; undefined when it is only defined there. */
function outOf(tree: Tree, scopes: Scopes, callback: FunctionNode): { readonly loop?: Loop } | undefined {
  const { parent, as } = user(tree, callback);
  if (parent?.type === "NewExpression") return calleeName(parent) === "Promise" ? {} : undefined;
  if (parent?.type !== "CallExpression") return undefined;
  if (parent.callee === as) return {};
  const loop = callbackLoop(tree, parent, as, scopes);
  if (loop) return { loop };
  const name = calleeName(parent);
  if (name === "$transaction" || (bare(parent.callee).type === "MemberExpression" && (name === "then" || name === "catch" || name === "finally"))) return {};
  /* `await retry(() => …)`, and `limit(() => …)` as the value of a map's callback. */
  const outer = user(tree, parent).parent;
  if (outer?.type === "AwaitExpression") return {};
  const mapper = outer?.type === "ArrowFunctionExpression" ? outer : undefined;
  const mapped = mapper && user(tree, mapper).parent;
  return mapped?.type === "CallExpression" && callbackLoop(tree, mapped, mapper!, scopes)?.kind === "promise-all-map" ? {} : undefined;
}

/** `jobs.push(prisma.…)` with `jobs` handed to Promise.all or $transaction later. */
function pushedTo(tree: Tree, scopes: Scopes, call: Node): "promise-all-map" | "transaction-map" | undefined {
  const { parent } = user(tree, call);
  if (parent?.type !== "CallExpression" || calleeName(parent) !== "push") return undefined;
  const callee = bare(parent.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const list = bare(callee.object);
  return list.type === "Identifier" ? nameGatheredBy(tree, scopes, scopes.binding(list)) : gatheredBy(tree, scopes, list);
}

/** A parameter called `tx`, or of the type `Prisma.TransactionClient`. */
function isTransactionClient(client: Node, scopes: Scopes): boolean {
  const root = rootOf(client);
  const binding = root && scopes.binding(root);
  if (!root || binding?.kind !== "parameter") return false;
  if (/^(?:tx|trx|transaction|txn)$|Tx$/.test(root.name)) return true;
  const annotation = binding.declaration.type === "Identifier" ? binding.declaration.typeAnnotation : undefined;
  const type = annotation?.typeAnnotation;
  if (type?.type !== "TSTypeReference") return false;
  const name = type.typeName.type === "TSQualifiedName" ? type.typeName.right.name : type.typeName.type === "Identifier" ? type.typeName.name : "";
  return /TransactionClient|^Tx$/.test(name);
}

/** Awaited, returned, yielded or kept for later; false for a call whose promise is dropped. */
function isAwaited(tree: Tree, call: Node): boolean {
  for (let child = call, parent = tree.parents.get(call); parent; child = parent, parent = tree.parents.get(parent)) {
    if (
      parent.type === "AwaitExpression" ||
      parent.type === "ReturnStatement" ||
      parent.type === "YieldExpression" ||
      parent.type === "VariableDeclarator" ||
      parent.type === "AssignmentExpression"
    )
      return true;
    if (parent.type === "ArrowFunctionExpression") return parent.body === child;
    if (parent.type === "ExpressionStatement" || (parent.type === "UnaryExpression" && parent.operator === "void") || isFunction(parent)) return false;
    if (parent.type === "CallExpression" && parent.callee !== child && memberName(bare(parent.callee)) === "push") return true;
  }
  return false;
}
