/** The one argument of a client call: what it filters, sorts, limits and writes. */
import type { Query } from "../../model/query.ts";
import type { ClientCall } from "./calls.ts";
import { isUndefined, readFilter, readSort } from "./filter.ts";
import type { Scopes } from "./scope.ts";
import type { Node } from "./tree.ts";
import { bare, calleeName, keyName, propertyOf } from "./tree.ts";
import { readWrites } from "./writes.ts";

export type Asked = Pick<Query, "filter" | "filterIsOpen" | "sort" | "selected" | "take" | "skip" | "cursor" | "writes">;

const WRITES: ReadonlySet<string> = new Set(["create", "createMany", "createManyAndReturn", "update", "updateMany", "updateManyAndReturn", "upsert"]);

/** `seen` collects parts that stand elsewhere in the file. */
export function readArguments({ call, operation, model }: ClientCall, scopes: Scopes, seen: (part: Node) => void): Asked {
  const written = call.arguments[0];
  if (!written) return { filter: [], filterIsOpen: false, sort: [], cursor: false, writes: [] };
  const argument = scopes.value(written);
  if (argument?.type !== "ObjectExpression") return { filter: [], filterIsOpen: true, sort: [], take: "unknown", cursor: false, writes: [] };
  if (argument !== bare(written)) seen(argument);
  /* `...page` may hold any of the keys. */
  const spread = argument.properties.some((property) => property.type === "SpreadElement");
  const where = propertyOf(argument, "where");
  const filter = where ? readFilter(where, model, scopes, seen) : { conditions: [], open: false };
  const orderBy = propertyOf(argument, "orderBy");
  const take = propertyOf(argument, "take");
  const skip = propertyOf(argument, "skip");
  const selected = selectedColumns(propertyOf(argument, "select"), model, scopes);
  return {
    filter: filter.conditions,
    filterIsOpen: filter.open || spread,
    sort: orderBy ? readSort(orderBy, model, scopes) : [],
    ...(selected && { selected }),
    ...(take && !isUndefined(take) ? { take: isBounded(take, scopes) ? ("bounded" as const) : ("unknown" as const) } : spread && { take: "unknown" as const }),
    ...(skip && !isUndefined(skip) && { skip: isNumber(skip, scopes) ? ("constant" as const) : ("unknown" as const) }),
    cursor: propertyOf(argument, "cursor") !== undefined,
    writes: WRITES.has(operation) ? readWrites(argument, model, scopes) : [],
  };
}

/** `select: { id: true, name: flag }`; what is spread into it is not followed. */
function selectedColumns(select: Node | undefined, model: ClientCall["model"], scopes: Scopes): readonly string[] | undefined {
  const object = select && scopes.value(select);
  if (object?.type !== "ObjectExpression") return undefined;
  return object.properties.flatMap((property) => {
    const column = property.type === "Property" ? model.columns.get(keyName(property) ?? "") : undefined;
    return column === undefined || (property.type === "Property" && isFalse(property.value)) ? [] : [column];
  });
}

function isFalse(node: Node): boolean {
  const value = bare(node);
  return value.type === "Literal" && value.value === false;
}

/** A number of the code, a constant in capitals, `Math.min(…)`. */
function isBounded(take: Node, scopes: Scopes): boolean {
  if (isNumber(take, scopes)) return true;
  const value = scopes.value(take);
  return value?.type === "CallExpression" && calleeName(value) === "min" && value.arguments.some((argument) => isNumber(argument, scopes));
}

function isNumber(node: Node, scopes: Scopes): boolean {
  const written = bare(node);
  if (written.type === "Identifier" && /^[A-Z][A-Z0-9_]+$/.test(written.name)) return true;
  const value = scopes.value(written);
  if (value?.type === "BinaryExpression") return isNumber(value.left, scopes) && isNumber(value.right, scopes);
  return value?.type === "Literal" ? typeof value.value === "number" : value?.type === "UnaryExpression" && isNumber(value.argument, scopes);
}
