/** What repeats a call: loop statements and the callbacks of `map`, `forEach` and their like. */
import type { Query } from "../../model/query.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, calleeName, memberName, subtree, user, within } from "./tree.ts";

export interface Loop {
  readonly kind: NonNullable<Query["loop"]>["kind"];
  readonly node: Node;
  readonly bounded: boolean;
  /** By its own words: `chunk(rows, 100)`, `for (…; i += 500)`, `of batches`. */
  readonly chunked: boolean;
}

/** A literal list or constant count up to this is no N+1 to its author. */
export const FEW = 20;
/** How far a list is followed through names, slices and spreads. */
const MAX_STEPS = 4;

const EACH: ReadonlySet<string> = new Set(["map", "flatMap", "filter", "some", "every", "find", "findIndex", "reduce", "reduceRight", "forEach"]);
/** p-map, bluebird, async and hand-written ones, whose second argument is the callback. */
const EACH_OF: ReadonlySet<string> = new Set(["pMap", "pEach", "pMapSeries", "asyncForEach", "asyncMap", "mapAsync", "mapSeries", "eachSeries", "eachLimit", "mapLimit", "eachOf"]);
const CHUNKS = /chunk|batch|portion|partition|paginat|inGroups/i;

type LoopStatement = NodeOf<"ForStatement"> | NodeOf<"ForOfStatement"> | NodeOf<"ForInStatement"> | NodeOf<"WhileStatement"> | NodeOf<"DoWhileStatement">;

/** The loop that `statement` is for what lies in `child`: the list of a `for … of` is asked for once. */
export function statementLoop(statement: Node, child: Node, scopes: Scopes): Loop | undefined {
  if (!isLoop(statement) || !repeats(statement, child)) return undefined;
  switch (statement.type) {
    case "ForOfStatement":
      return { kind: "for-of", node: statement, bounded: isFew(statement.right, scopes), chunked: speaksOfChunks(statement.left) || speaksOfChunks(statement.right) };
    case "ForInStatement":
      return { kind: "for-of", node: statement, bounded: isFew(statement.right, scopes), chunked: false };
    case "ForStatement":
      return { kind: "for", node: statement, bounded: countsToFew(statement.test, scopes), chunked: statement.update?.type === "AssignmentExpression" };
    default:
      return { kind: "while", node: statement, bounded: countsToFew(statement.test, scopes), chunked: false };
  }
}

function isLoop(node: Node): node is LoopStatement {
  return node.type === "ForStatement" || node.type === "ForOfStatement" || node.type === "ForInStatement" || node.type === "WhileStatement" || node.type === "DoWhileStatement";
}

function repeats(statement: LoopStatement, child: Node): boolean {
  if (statement.type === "ForOfStatement" || statement.type === "ForInStatement") return child === statement.body;
  return statement.type !== "ForStatement" || child !== statement.init;
}

/** The loop that `call` makes of the function handed to it. */
export function callbackLoop(tree: Tree, call: NodeOf<"CallExpression">, callback: Node, scopes: Scopes): Loop | undefined {
  const name = calleeName(call);
  const callee = bare(call.callee);
  if (name === undefined) return undefined;
  if (EACH_OF.has(name)) return call.arguments[0] === callback ? undefined : made("map", call.arguments[0]!);
  if (callee.type !== "MemberExpression") return undefined;
  const list = bare(callee.object);
  if (name === "from" && list.type === "Identifier" && list.name === "Array") return made("map", call.arguments[0]!);
  if (!EACH.has(name) || call.arguments[0] !== callback) return undefined;
  /* `TE.map(f)`, `Effect.map(f)`: no list. */
  if (list.type === "Identifier" && /^[A-Z][A-Za-z]*$/.test(list.name) && !isConstantName(list.name)) return undefined;
  return made(name === "forEach" ? "forEach" : "map", list);

  function made(kind: "map" | "forEach", over: Node): Loop {
    const gathered = kind === "map" ? gatheredBy(tree, scopes, call) : undefined;
    return {
      kind: gathered ?? kind,
      node: call,
      bounded: isFew(over, scopes),
      chunked: speaksOfChunks(over) || (callback.type === "ArrowFunctionExpression" && callback.params.some(speaksOfChunks)),
    };
  }
}

/** Where a list of promises goes: `Promise.all(list)`, `$transaction(list)`, directly, through `[...list]` or by a constant's name. */
export function gatheredBy(tree: Tree, scopes: Scopes, list: Node): "promise-all-map" | "transaction-map" | undefined {
  let { parent, as } = user(tree, list);
  while (
    parent &&
    (parent.type === "SpreadElement" ||
      parent.type === "ArrayExpression" ||
      (parent.type === "MemberExpression" && parent.object === as) ||
      (parent.type === "CallExpression" && parent.callee === as))
  )
    ({ parent, as } = user(tree, parent));
  if (parent?.type === "CallExpression") return gathererOf(parent);
  if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return undefined;
  return nameGatheredBy(tree, scopes, scopes.binding(parent.id));
}

const gathered = new WeakMap<Tree, ReadonlyMap<Binding, "promise-all-map" | "transaction-map">>();

export function nameGatheredBy(tree: Tree, scopes: Scopes, binding: Binding | undefined): "promise-all-map" | "transaction-map" | undefined {
  const known = gathered.get(tree) ?? gatheredNames(tree, scopes);
  gathered.set(tree, known);
  return binding && known.get(binding);
}

function gatheredNames(tree: Tree, scopes: Scopes): ReadonlyMap<Binding, "promise-all-map" | "transaction-map"> {
  const names = new Map<Binding, "promise-all-map" | "transaction-map">();
  for (const node of tree.nodes) {
    const gatherer = node.type === "CallExpression" ? gathererOf(node) : undefined;
    const binding = gatherer && node.type === "CallExpression" && node.arguments[0] ? scopes.binding(node.arguments[0]) : undefined;
    if (gatherer && binding) names.set(binding, gatherer);
  }
  return names;
}

function gathererOf(call: NodeOf<"CallExpression">): "promise-all-map" | "transaction-map" | undefined {
  const name = calleeName(call);
  if (name === "$transaction") return "transaction-map";
  const callee = bare(call.callee);
  const object = callee.type === "MemberExpression" ? bare(callee.object) : undefined;
  return object?.type === "Identifier" && object.name === "Promise" && (name === "all" || name === "allSettled" || name === "any" || name === "race")
    ? "promise-all-map"
    : undefined;
}

/** A literal list of a few elements, an enum's values, a constant in capitals, `rows.slice(0, 5)`. */
function isFew(list: Node, scopes: Scopes, steps = 0): boolean {
  if (steps > MAX_STEPS) return false;
  const few = (part: Node) => isFew(part, scopes, steps + 1);
  const written = bare(list);
  if (written.type === "Identifier" && isConstantName(written.name)) return true;
  const value = scopes.value(written) ?? written;
  if (value.type === "ArrayExpression") return value.elements.length <= FEW && value.elements.every((element) => element?.type !== "SpreadElement" || few(element.argument));
  if (value.type === "ObjectExpression") {
    const length = value.properties.find((property) => property.type === "Property" && property.key.type === "Identifier" && property.key.name === "length");
    return length?.type === "Property" ? isSmallNumber(length.value, scopes) : value.properties.length <= FEW && value.properties.every((property) => property.type === "Property");
  }
  if (value.type === "NewExpression") return calleeName(value) === "Array" && value.arguments.length === 1 && isSmallNumber(value.arguments[0]!, scopes);
  if (value.type === "MemberExpression") return isConstantName(memberName(value) ?? "");
  if (value.type !== "CallExpression") return false;
  const name = calleeName(value);
  const callee = bare(value.callee);
  if (callee.type === "Identifier") return name === "Array" && value.arguments.length === 1 && isSmallNumber(value.arguments[0]!, scopes);
  if (callee.type !== "MemberExpression") return false;
  const object = bare(callee.object);
  const argument = value.arguments[0] && bare(value.arguments[0]);
  if (object.type === "Identifier" && object.name === "Object" && argument) return (argument.type === "Identifier" && /^[A-Z]/.test(argument.name)) || few(argument);
  if (object.type === "Identifier" && object.name === "Array" && name === "from" && argument) return few(argument);
  if (name === "slice" && value.arguments[1] && isSmallNumber(value.arguments[1], scopes)) return true;
  return (
    (name === "filter" || name === "map" || name === "slice" || name === "entries" || name === "fill" || name === "keys" || name === "sort" || name === "reverse") && few(object)
  );
}

function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(name) && name.length > 2;
}

function isSmallNumber(node: Node, scopes: Scopes): boolean {
  const value = scopes.value(node);
  return value?.type === "Literal" && typeof value.value === "number" && value.value <= FEW;
}

/** `i < 3`, `attempt <= MAX_RETRIES`, also inside `&&`. */
function countsToFew(test: Node | null, scopes: Scopes): boolean {
  if (!test) return false;
  const value = bare(test);
  if (value.type === "LogicalExpression" && value.operator === "&&") return countsToFew(value.left, scopes) || countsToFew(value.right, scopes);
  if (value.type === "UpdateExpression") return true;
  if (value.type !== "BinaryExpression" || !/^[<>]=?$/.test(value.operator)) return false;
  const [left, right] = [bare(value.left), bare(value.right)];
  const bound = value.operator.startsWith("<") ? right : left;
  const counter = bound === right ? left : right;
  if (memberName(counter) === "length") return false;
  return isSmallNumber(bound, scopes) || (bound.type === "Identifier" && isConstantName(bound.name)) || (/retries|attempt|tries/i.test(nameOf(bound)) && bound.type !== "Literal");
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? node.name : (memberName(node) ?? "");
}

function speaksOfChunks(node: Node): boolean {
  const value = bare(node);
  if (value.type === "VariableDeclaration") return value.declarations.some((declarator) => speaksOfChunks(declarator.id));
  if (value.type === "CallExpression") return CHUNKS.test(calleeName(value) ?? "") || speaksOfChunks(value.callee);
  if (value.type === "MemberExpression") return CHUNKS.test(memberName(value) ?? "") || speaksOfChunks(value.object);
  return value.type === "Identifier" && (CHUNKS.test(value.name) || value.name === "pages" || value.name === "page");
}

const askedIn = new WeakMap<Node, ReadonlySet<Binding>>();

/** Whether the call's result, kept in a variable, is asked in the loop's test or before a way out of it. */
export function decides(tree: Tree, scopes: Scopes, loop: Node, call: Node): boolean {
  if (loop.type !== "WhileStatement" && loop.type !== "DoWhileStatement" && loop.type !== "ForStatement") return false;
  if (within(loop.test, call)) return true;
  const names = keptIn(tree, call);
  if (names.length === 0) return false;
  const asked =
    askedIn.get(loop) ??
    new Set(subtree(loop).flatMap((node) => (node.type === "Identifier" && (within(loop.test, node) || exits(tree, node, loop)) ? (scopes.binding(node) ?? []) : [])));
  askedIn.set(loop, asked);
  return names.some((name) => asked.has(scopes.binding(name)!));
}

/** The names that the awaited result goes to: `const rows = await …`, `rows = await …`. */
function keptIn(tree: Tree, call: Node): Node[] {
  let { parent } = user(tree, call);
  if (parent?.type === "AwaitExpression") ({ parent } = user(tree, parent));
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" ? [parent.id] : [];
  return parent?.type === "AssignmentExpression" && parent.left.type === "Identifier" ? [parent.left] : [];
}

function exits(tree: Tree, node: Node, loop: Node): boolean {
  for (let child = node, parent = tree.parents.get(node); parent && parent !== loop; child = parent, parent = tree.parents.get(parent))
    if (parent.type === "IfStatement" && child === parent.test) return leaves(parent.consequent) || (!!parent.alternate && leaves(parent.alternate));
  return false;
}

function leaves(statement: Node): boolean {
  if (statement.type === "BlockStatement") return statement.body.some(leaves);
  return statement.type === "BreakStatement" || statement.type === "ContinueStatement" || statement.type === "ReturnStatement" || statement.type === "ThrowStatement";
}
