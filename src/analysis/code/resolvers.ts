/** GraphQL field resolvers: functions that a server runs once for each parent object of an answer. */
import type { Scopes } from "./scope.ts";
import type { FunctionNode, Node, Tree } from "./tree.ts";
import { bare, keyName, rootOf, subtree, user } from "./tree.ts";

const ROOTS: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

/** Whether the function resolves a field of a parent, and the call asks with a value of that parent. */
export function runsPerParent(tree: Tree, scopes: Scopes, resolver: FunctionNode, call: Node): boolean {
  const parameter = decorated(tree, resolver) ?? (isMapped(tree, resolver) ? resolver.params[0] : undefined);
  if (!parameter) return false;
  return subtree(call).some((node) => {
    if (node.type !== "Identifier") return false;
    const binding = scopes.binding(node);
    if (binding?.declaration !== parameter) return false;
    /* `...query` of Pothos hands the selection on, it is no parent. */
    return binding.keys.length > 0 || (tree.parents.get(node)?.type === "MemberExpression" && rootOf(tree.parents.get(node)!) === node);
  });
}

/** `const resolvers = { User: { posts: (user) => … } }`, `const User: UserResolvers = { posts… }`. */
function isMapped(tree: Tree, resolver: FunctionNode): boolean {
  const field = user(tree, resolver).parent;
  const type = field?.type === "Property" ? tree.parents.get(field) : undefined;
  if (type?.type !== "ObjectExpression") return false;
  const holder = user(tree, type).parent;
  if (holder?.type === "Property") {
    const name = keyName(holder) ?? "";
    return /^[A-Z][A-Za-z0-9]*$/.test(name) && !ROOTS.has(name) && resolver.params.length > 0;
  }
  if (holder?.type !== "VariableDeclarator" || holder.id.type !== "Identifier") return false;
  const annotation = holder.id.typeAnnotation?.typeAnnotation;
  const name =
    annotation?.type === "TSTypeReference" && annotation.typeName.type === "Identifier"
      ? annotation.typeName.name
      : annotation?.type === "TSIndexedAccessType"
        ? indexOf(annotation.indexType)
        : "";
  return (/Resolvers$/.test(name) && !/^(?:Query|Mutation|Subscription)?Resolvers$/.test(name)) || (annotation?.type === "TSIndexedAccessType" && name !== "" && !ROOTS.has(name));
}

/** `Resolvers["User"]`: `User`. */
function indexOf(type: Node): string {
  return type.type === "TSLiteralType" && type.literal.type === "Literal" && typeof type.literal.value === "string" ? type.literal.value : "";
}

/** NestJS `@ResolveField()`, TypeGraphQL `@FieldResolver()`: the parameter marked `@Parent()` or `@Root()`. */
function decorated(tree: Tree, resolver: FunctionNode): Node | undefined {
  const method = tree.parents.get(resolver);
  if (method?.type !== "MethodDefinition" || !method.decorators.some((one) => /^(?:ResolveField|FieldResolver|ResolveProperty)$/.test(decoratorName(one)))) return undefined;
  return resolver.params.find((parameter) => "decorators" in parameter && parameter.decorators?.some((one) => /^(?:Parent|Root)$/.test(decoratorName(one))));
}

function decoratorName(decorator: Node): string {
  const expression = decorator.type === "Decorator" ? bare(decorator.expression) : decorator;
  const callee = expression.type === "CallExpression" ? bare(expression.callee) : expression;
  return callee.type === "Identifier" ? callee.name : "";
}
