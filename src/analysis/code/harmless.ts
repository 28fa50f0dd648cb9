/** Whether an expression that ends up in SQL text can hold anything but constants of the code and numbers. */
import type { Binding, Scopes } from "./scope.ts";
import type { FunctionNode, Node, NodeOf, Tree } from "./tree.ts";
import { bare, calleeName, isFunction, memberName, rootOf, subtree, text, user } from "./tree.ts";

const MAX_STEPS = 60;
const ARITHMETIC = /^(?:[-*/%]|\*\*|<<|>>>?|[&|^])$/;
/** pg-format, pg and hand-written functions that quote what they are given. */
const QUOTES = /escape|quote|ident(?:ifier)?$|sanitize|^format$/i;
const CATALOG = /pg_tables|pg_class|pg_catalog|information_schema|pg_stat|pg_indexes|pg_matviews|pg_sequences/i;

export function isHarmless(expression: Node, tree: Tree, scopes: Scopes): boolean {
  let steps = 0;
  /** Parameters that are numbers while a callback is judged. */
  const trusted = new Set<Node>();
  return harmless(expression);

  function harmless(node: Node): boolean {
    if (++steps > MAX_STEPS) return false;
    const written = bare(node);
    switch (written.type) {
      case "Literal":
        return true;
      case "TemplateLiteral":
        return written.expressions.every(harmless);
      case "ConditionalExpression":
        return harmless(written.consequent) && harmless(written.alternate);
      case "LogicalExpression":
        return harmless(written.left) && harmless(written.right);
      case "BinaryExpression":
        return ARITHMETIC.test(written.operator) || /^[=!<>]/.test(written.operator) || (harmless(written.left) && harmless(written.right));
      case "UnaryExpression":
        return written.operator !== "void" && written.operator !== "delete";
      case "ArrayExpression":
        return written.elements.every((element) => !!element && element.type !== "SpreadElement" && harmless(element));
      case "ObjectExpression":
        return written.properties.every((property) => property.type === "Property" && harmless(property.value));
      case "CallExpression":
        return harmlessCall(written);
      case "MemberExpression":
        return harmlessMember(written);
      case "Identifier":
        return harmlessName(written);
      default:
        return false;
    }
  }

  function harmlessCall(call: NodeOf<"CallExpression">): boolean {
    const name = calleeName(call) ?? "";
    const callee = bare(call.callee);
    if (/^(?:Number|parseInt|parseFloat|BigInt|Boolean|isNaN)$/.test(name) || QUOTES.test(name)) return true;
    if (callee.type !== "MemberExpression") return false;
    const object = bare(callee.object);
    if (object.type === "Identifier" && (object.name === "Math" || object.name === "Number" || object.name === "Date")) return true;
    if (/^(?:getTime|valueOf|indexOf|getFullYear|toFixed|toISOString)$/.test(name)) return true;
    if (name === "toString" || name === "trim" || name === "toUpperCase" || name === "toLowerCase" || name === "slice" || name === "fill" || name === "concat")
      return harmless(object) && (name !== "fill" || call.arguments.every(harmless));
    if (name === "join") return harmless(object) && call.arguments.every(harmless);
    if (name === "map") return mapsHarmlessly(call, object);
    if (name === "from" && object.type === "Identifier" && object.name === "Array") return !!call.arguments[1] && returnsHarmless(call.arguments[1], 1);
    if (object.type === "Identifier" && object.name === "Object" && (name === "keys" || name === "values")) return !!call.arguments[0] && harmless(call.arguments[0]);
    return false;
  }

  /** `ids.map((_, i) => `$${i + 1}`)` makes placeholders, whatever the ids are. */
  function mapsHarmlessly(call: NodeOf<"CallExpression">, list: Node): boolean {
    return !!call.arguments[0] && (returnsHarmless(call.arguments[0], 1) || (harmless(list) && returnsHarmless(call.arguments[0], 0)));
  }

  /** Whether the function's value is made of constants and of its parameters from this one on. */
  function returnsHarmless(callback: Node, trusted: number): boolean {
    const mapper = bare(callback);
    if (!isFunction(mapper) || !mapper.body) return false;
    const value = mapper.body.type === "BlockStatement" ? undefined : mapper.body;
    return !!value && trusting(mapper, trusted, () => harmless(value));
  }

  function trusting(mapper: FunctionNode, from: number, ask: () => boolean): boolean {
    for (const parameter of mapper.params.slice(from)) trusted.add(parameter);
    const answer = ask();
    for (const parameter of mapper.params.slice(from)) trusted.delete(parameter);
    return answer;
  }

  /** `TABLES.user`, `process.env.SCHEMA`, `COLUMNS[key]` of a literal map, `rows.length`. */
  function harmlessMember(member: NodeOf<"MemberExpression">): boolean {
    const name = memberName(member);
    if (name === "length") return true;
    const root = rootOf(member);
    if (!root) return false;
    if (/^[A-Z]/.test(root.name) || root.name === "process" || root.name === "env" || root.name === "config") return true;
    const held = scopes.value(root);
    if (held && bare(member.object).type === "Identifier") return (held.type === "ObjectExpression" || held.type === "ArrayExpression") && harmless(held);
    return harmlessName(root);
  }

  function harmlessName(name: NodeOf<"Identifier">): boolean {
    if (name.name === "undefined" || /^[A-Z][A-Z0-9_]+$/.test(name.name)) return true;
    const binding = scopes.binding(name);
    if (!binding) return false;
    if (trusted.has(binding.declaration)) return true;
    if (binding.kind === "parameter") return isTypedHarmless(binding) || isElementOfHarmless(binding);
    if (!binding.from) return false;
    if (binding.kind === "element") return harmlessRows(binding.from);
    if (binding.keys.length > 0) return /^[A-Z]/.test(rootOf(binding.from)?.name ?? "") || rootOf(binding.from)?.name === "process";
    if (binding.kind !== "const" && binding.kind !== "let") return false;
    return (
      harmlessRows(binding.from) &&
      scopes.assignments(binding).every((one) => one.type === "UpdateExpression" || (one.type === "AssignmentExpression" && harmless(one.right))) &&
      pushedTo(binding).every(harmless)
    );
  }

  /** A list of constants, or what the database's own catalogue says. */
  function harmlessRows(list: Node): boolean {
    const value = scopes.value(list) ?? bare(list);
    if (value.type === "AwaitExpression")
      return subtree(value.argument).some((node) => node.type === "TemplateElement" && CATALOG.test(node.value.raw)) || CATALOG.test(text(argumentOf(value)) ?? "");
    if (value.type === "CallExpression" && bare(value.callee).type === "MemberExpression" && /^(?:map|filter|slice)$/.test(calleeName(value) ?? "")) {
      const object = bare(value.callee);
      if (object.type === "MemberExpression" && harmlessRows(object.object)) return true;
    }
    return harmless(value);
  }

  /** The parameter of `["a", "b"].map((name) => …)`. */
  function isElementOfHarmless(binding: Binding): boolean {
    const callback = tree.parents.get(binding.declaration);
    if (!isFunction(callback) || callback.params[0] !== binding.declaration) return false;
    const call = user(tree, callback).parent;
    const callee = call?.type === "CallExpression" ? bare(call.callee) : undefined;
    return callee?.type === "MemberExpression" && /^(?:map|forEach|flatMap)$/.test(memberName(callee) ?? "") && harmlessRows(callee.object);
  }

  function pushedTo(binding: Binding): Node[] {
    return pushes(tree, scopes).get(binding) ?? [];
  }
}

const pushed = new WeakMap<Tree, ReadonlyMap<Binding, Node[]>>();

function pushes(tree: Tree, scopes: Scopes): ReadonlyMap<Binding, Node[]> {
  const known = pushed.get(tree);
  if (known) return known;
  const found = new Map<Binding, Node[]>();
  for (const node of tree.nodes) {
    if (node.type !== "CallExpression" || calleeName(node) !== "push") continue;
    const callee = bare(node.callee);
    const binding = callee.type === "MemberExpression" ? scopes.binding(callee.object) : undefined;
    if (!binding) continue;
    const known = found.get(binding);
    if (known) known.push(...node.arguments);
    else found.set(binding, [...node.arguments]);
  }
  pushed.set(tree, found);
  return found;
}

function argumentOf(wait: NodeOf<"AwaitExpression">): Node | undefined {
  const call = bare(wait.argument);
  return call.type === "CallExpression" ? call.arguments[0] : undefined;
}

/** `n: number`, `order: "asc" | "desc"`, `on: boolean`. */
function isTypedHarmless(binding: Binding): boolean {
  if (binding.keys.length > 0) return false;
  const annotation = binding.declaration.type === "Identifier" ? binding.declaration.typeAnnotation?.typeAnnotation : undefined;
  if (!annotation) return false;
  const types: readonly Node[] = annotation.type === "TSUnionType" ? annotation.types : [annotation];
  return types.every((type) => type.type === "TSNumberKeyword" || type.type === "TSBooleanKeyword" || type.type === "TSBigIntKeyword" || type.type === "TSLiteralType");
}
