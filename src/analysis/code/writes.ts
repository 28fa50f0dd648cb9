/** The columns that a create, update or upsert writes, and whether a value was computed from the row read before. */
import type { Write } from "../../model/query.ts";
import { isJoined } from "./lists.ts";
import { literalsOf, withLiterals } from "./literals.ts";
import type { ClientModel } from "./models.ts";
import type { Scopes } from "./scope.ts";
import type { Node, NodeOf } from "./tree.ts";
import { bare, calleeName, keyName, memberName, propertyOf, rootOf } from "./tree.ts";

const ATOMIC: ReadonlySet<string> = new Set(["increment", "decrement", "multiply", "divide", "push"]);
const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/"]);

/** `data`, `create` and `update` of the call's argument. */
export function readWrites(argument: NodeOf<"ObjectExpression">, model: ClientModel, scopes: Scopes): Write[] {
  const writes = new Map<string, Write>();
  for (const property of argument.properties) {
    if (property.type !== "Property" || !["data", "create", "update"].includes(keyName(property) ?? "")) continue;
    for (const write of readData(property.value, model, scopes)) writes.set(write.column, together(writes.get(write.column), write));
  }
  return [...writes.values()];
}

/** A column that `create` and `update` both write: a lost update is not forgotten, nor is a text. */
function together(known: Write | undefined, write: Write): Write {
  const literals = [...new Set([...(known?.literals ?? []), ...(write.literals ?? [])])];
  return { ...(known?.value === "read-modify-write" ? known : write), ...withLiterals(literals) };
}

function readData(data: Node, model: ClientModel, scopes: Scopes): Write[] {
  const value = scopes.value(data);
  if (value?.type === "ArrayExpression") return value.elements.flatMap((element) => (element && bare(element).type === "ObjectExpression" ? readData(element, model, scopes) : []));
  if (value?.type === "CallExpression" && calleeName(value) === "map") return rowsOf(value, model, scopes);
  if (value?.type !== "ObjectExpression") return [];
  return value.properties.flatMap((property): Write[] => {
    const field = property.type === "Property" ? keyName(property) : undefined;
    const column = field === undefined ? undefined : model.columns.get(field);
    return property.type === "Property" && field !== undefined && column !== undefined
      ? [{ column, value: kindOf(property.value, field, scopes), ...withLiterals(writtenLiterals(property.value, scopes)) }]
      : [];
  });
}

/** `data: rows.map((row) => ({ … }))`. */
function rowsOf(call: NodeOf<"CallExpression">, model: ClientModel, scopes: Scopes): Write[] {
  const mapper = call.arguments[0] && bare(call.arguments[0]);
  const body = mapper?.type === "ArrowFunctionExpression" && mapper.body.type !== "BlockStatement" ? bare(mapper.body) : undefined;
  return body?.type === "ObjectExpression" ? readData(body, model, scopes) : [];
}

/** Also those of `{ set: "PAID" }`. */
function writtenLiterals(node: Node, scopes: Scopes): readonly string[] {
  const value = scopes.value(node) ?? bare(node);
  const set = value.type === "ObjectExpression" ? propertyOf(value, "set") : undefined;
  return literalsOf(set ?? value, scopes);
}

function kindOf(node: Node, field: string, scopes: Scopes): Write["value"] {
  const value = scopes.value(node) ?? bare(node);
  if (value.type === "ObjectExpression" && value.properties.length === 1) {
    const only = value.properties[0]!;
    const key = only.type === "Property" ? keyName(only) : undefined;
    if (key !== undefined && ATOMIC.has(key)) return "atomic";
    if (key === "set" && only.type === "Property") return kindOf(only.value, field, scopes);
  }
  return value.type === "BinaryExpression" && ARITHMETIC.has(value.operator) && [value.left, value.right].some((side) => readsRow(side, field, scopes))
    ? "read-modify-write"
    : isJoined(value, scopes)
      ? "joined"
      : "other";
}

/** `account.balance`, also inside further arithmetic, with `account` awaited earlier in the file. */
function readsRow(node: Node, field: string, scopes: Scopes): boolean {
  const side = bare(node);
  if (side.type === "BinaryExpression" || side.type === "LogicalExpression") return readsRow(side.left, field, scopes) || readsRow(side.right, field, scopes);
  if (side.type === "Identifier") {
    const binding = scopes.binding(side);
    return binding?.keys.at(-1) === field && isAwaited(binding.from);
  }
  if (memberName(side) !== field) return false;
  const root = rootOf(side);
  const binding = root && scopes.binding(root);
  if (binding?.kind !== "element")
    return isAwaited(binding?.from) || (!!binding && scopes.assignments(binding).some((one) => one.type === "AssignmentExpression" && isAwaited(one.right)));
  const list = binding.from && (scopes.value(binding.from) ?? binding.from);
  return isAwaited(list);
}

function isAwaited(from: Node | undefined): boolean {
  return !!from && bare(from).type === "AwaitExpression";
}
