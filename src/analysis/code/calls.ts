/** Finds the calls of Prisma Client, whatever the client is called: `prisma.user.findMany(…)`, `ctx.db.user…`, `this.users.create(…)`. */
import type { Operation } from "../../model/query.ts";
import type { ClientModel, ClientModels } from "./models.ts";
import type { Scopes } from "./scope.ts";
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, keyName, memberName, rootOf } from "./tree.ts";

export interface ClientCall {
  readonly call: NodeOf<"CallExpression">;
  readonly operation: Operation;
  readonly model: ClientModel;
  /** What the model was taken from: `prisma`, `ctx.db`, `this.prisma`; absent when the model came alone (`const { user } = …`). */
  readonly client?: Node;
}

/** Operations of Prisma Client 4 to 7. Those in `false` have names that other libraries use, too. */
const OPERATIONS: Readonly<Record<string, boolean>> = {
  findUnique: true,
  findUniqueOrThrow: true,
  findFirst: true,
  findFirstOrThrow: true,
  findMany: true,
  createMany: true,
  createManyAndReturn: true,
  updateMany: true,
  updateManyAndReturn: true,
  upsert: true,
  deleteMany: true,
  aggregate: true,
  groupBy: true,
  create: false,
  update: false,
  delete: false,
  count: false,
};

/** The keys of the one argument that all of them take (Prisma Client API reference). */
const ARGUMENTS: ReadonlySet<string> = new Set(
  "where select include omit orderBy take skip cursor distinct data create update by having skipDuplicates relationLoadStrategy limit _count _sum _avg _min _max".split(" "),
);

const CLIENT_NAME = /prisma|^(?:db|database|client|orm|tx|trx|transaction|conn|connection|store|repo|repository|dao)$|(?:db|client|database|tx)$/i;
/** Things that have `.model.operation(…)` of their own: tRPC, Drizzle's relational queries, services, mocks. */
const FOREIGN_NAME =
  /^(?:api|trpc|caller|utils|query|router|routers|services?|controllers?|sdk|stripe|faker|schema|schemas|z)$|(?:service|controller|router|mock|api|sdk|caller)$/i;

export function findCalls(tree: Tree, scopes: Scopes, models: ClientModels): ClientCall[] {
  const fields = fieldsOfThis(tree);
  const found: ClientCall[] = [];
  for (const call of tree.nodes) {
    if (call.type !== "CallExpression") continue;
    const callee = bare(call.callee);
    const operation = memberName(callee);
    if (callee.type !== "MemberExpression" || operation === undefined || !Object.hasOwn(OPERATIONS, operation)) continue;
    const delegate = delegateOf(callee.object, scopes, fields, models);
    if (delegate && isPrismaCall(call, operation, delegate)) found.push({ call, operation: operation as Operation, ...delegate });
  }
  return found;
}

type Delegate = Pick<ClientCall, "model" | "client">;

/** The model that an expression stands for: `prisma.user`, a constant made of it, a property of `this` made of it. */
function delegateOf(expression: Node, scopes: Scopes, fields: ReadonlyMap<string, Node>, models: ClientModels): Delegate | undefined {
  const node = bare(expression);
  if (node.type === "MemberExpression") {
    const name = memberName(node);
    if (name === undefined) return undefined;
    const object = bare(node.object);
    const made = object.type === "ThisExpression" ? fields.get(name) : undefined;
    if (made) return isClient(made) ? undefined : memberDelegate(bare(made), models);
    return memberDelegate(node, models);
  }
  if (node.type !== "Identifier") return undefined;
  const binding = scopes.binding(node);
  if (!binding?.from || binding.kind !== "const") return undefined;
  const key = binding.keys[0];
  if (binding.keys.length === 1 && key !== undefined && isClient(binding.from)) {
    const model = models.byAccessor(key);
    return model && { model, client: bare(binding.from) };
  }
  return binding.keys.length === 0 ? memberDelegate(bare(binding.from), models) : undefined;
}

function memberDelegate(node: Node, models: ClientModels): Delegate | undefined {
  const name = memberName(node);
  const model = name === undefined ? undefined : models.byAccessor(name);
  return model && node.type === "MemberExpression" ? { model, client: bare(node.object) } : undefined;
}

function lastName(client: Node): string | undefined {
  if (client.type === "Identifier") return client.name;
  if (client.type === "CallExpression") return lastName(bare(client.callee));
  return memberName(client);
}

function isClient(expression: Node): boolean {
  const name = lastName(bare(expression));
  return name !== undefined && CLIENT_NAME.test(name);
}

function isPrismaCall(call: NodeOf<"CallExpression">, operation: string, { client }: Delegate): boolean {
  if (call.arguments.length > 1) return false;
  const name = client && lastName(client);
  const named = client === undefined || (name !== undefined && CLIENT_NAME.test(name));
  if (!named && name !== undefined && (FOREIGN_NAME.test(name) || FOREIGN_NAME.test(rootOf(client!)?.name ?? ""))) return false;
  const distinctive = OPERATIONS[operation]!;
  const argument = call.arguments[0];
  if (!argument) return operation === "findMany" || operation === "findFirst" || operation === "findFirstOrThrow" || operation === "deleteMany" || (operation === "count" && named);
  const value = bare(argument);
  if (value.type !== "ObjectExpression") return (named || distinctive) && value.type !== "Literal" && value.type !== "TemplateLiteral" && value.type !== "SpreadElement";
  const keys = value.properties.map((property) => (property.type === "Property" ? keyName(property) : undefined));
  if (keys.some((key) => key !== undefined && !ARGUMENTS.has(key))) return false;
  return named || distinctive || keys.some((key) => key === "where" || key === "data");
}

/** `this.users` → what the class makes it of: a property's initial value, or an assignment to `this.users`. */
function fieldsOfThis(tree: Tree): ReadonlyMap<string, Node> {
  const fields = new Map<string, Node>();
  for (const node of tree.nodes) {
    if (node.type === "PropertyDefinition" && node.value) {
      const name = keyName(node);
      if (name !== undefined) fields.set(name, node.value);
    } else if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && node.left.object.type === "ThisExpression") {
      const name = memberName(node.left);
      if (name !== undefined) fields.set(name, node.right);
    }
  }
  return fields;
}
