/** `where` and `orderBy` of a client call in the columns' own names. */
import type { Condition, Query } from "../../model/query.ts";
import { literalsOf, withLiterals } from "./literals.ts";
import type { ClientModel } from "./models.ts";
import type { Scopes } from "./scope.ts";
import type { Node, NodeOf } from "./tree.ts";
import { bare, keyName, propertyOf, text } from "./tree.ts";

export interface Filter {
  readonly conditions: readonly Condition[];
  /** A part could not be read, or need not hold: the conditions are a lower bound. */
  readonly open: boolean;
}

/** Objects and arrays that are read of one `where`: constants may hold each other. */
const MAX_STEPS = 1_000;
const NOTHING: Filter = { conditions: [], open: false };
const UNREADABLE: Filter = { conditions: [], open: true };

/** `seen` collects what lies elsewhere in the file: a constant that holds the conditions. */
export function readFilter(where: Node, model: ClientModel, scopes: Scopes, seen: (part: Node) => void): Filter {
  let steps = 0;
  return group(where, false);

  function group(node: Node, disjunctive: boolean): Filter {
    if (++steps > MAX_STEPS) return UNREADABLE;
    const object = literal(node);
    if (!object) return isUndefined(node) ? NOTHING : UNREADABLE;
    if (object.type === "ArrayExpression")
      return together(object.elements.map((element) => (!element || element.type === "SpreadElement" ? UNREADABLE : group(element, disjunctive))));
    return together(object.properties.map((property) => (property.type === "Property" ? member(property, disjunctive) : UNREADABLE)));
  }

  /** An object or array literal, or the constant that holds one. */
  function literal(node: Node): NodeOf<"ObjectExpression"> | NodeOf<"ArrayExpression"> | undefined {
    const value = scopes.value(node);
    if (value?.type !== "ObjectExpression" && value?.type !== "ArrayExpression") return undefined;
    if (value !== bare(node)) seen(value);
    return value;
  }

  function member(property: NodeOf<"Property">, disjunctive: boolean): Filter {
    const key = keyName(property);
    if (key === undefined) return UNREADABLE;
    if (key === "AND") return group(property.value, disjunctive);
    if (key === "OR") return group(property.value, disjunctive || !isSingle(property.value));
    if (key === "NOT") {
      const inner = group(property.value, disjunctive);
      return { conditions: inner.conditions.map((condition) => ({ ...condition, operator: "not" })), open: inner.open };
    }
    const column = model.columns.get(key);
    if (column !== undefined) return conditionsOn(column, property.value, disjunctive);
    const value = literal(property.value);
    if (value?.type === "ObjectExpression" && isCompound(value)) return group(value, disjunctive);
    return UNREADABLE;
  }

  /** `orgId_email: { orgId, email }`, or the name of a compound unique: nothing but columns inside. Relation filters hold more. */
  function isCompound(value: NodeOf<"ObjectExpression">): boolean {
    return (
      value.properties.length > 1 && value.properties.every((property) => property.type === "Property" && model.columns.has(keyName(property) ?? "") && isPlain(property.value))
    );
  }

  function isPlain(value: Node): boolean {
    return bare(value).type !== "ObjectExpression";
  }

  function isSingle(value: Node): boolean {
    const list = literal(value);
    return list?.type === "ObjectExpression" || (list?.type === "ArrayExpression" && list.elements.length === 1);
  }

  function conditionsOn(column: string, value: Node, disjunctive: boolean): Filter {
    const operators = literal(value);
    if (operators?.type === "ObjectExpression") return operatorsOn(column, operators, disjunctive);
    if (isUndefined(value)) return NOTHING;
    if (mayBeUndefined(value)) return UNREADABLE;
    return { conditions: [{ column, operator: isNull(value) ? "is-null" : "equals", disjunctive, ...withLiterals(literalsOf(value, scopes)) }], open: false };
  }

  function operatorsOn(column: string, object: NodeOf<"ObjectExpression">, disjunctive: boolean): Filter {
    if (propertyOf(object, "path")) return { conditions: [{ column, operator: "path", disjunctive }], open: false };
    const insensitive = text(propertyOf(object, "mode")) === "insensitive" || undefined;
    const found: Filter[] = [];
    for (const property of object.properties) {
      const key = property.type === "Property" ? keyName(property) : undefined;
      const operator = key === undefined ? undefined : OPERATORS[key];
      if (key === "mode") continue;
      if (property.type !== "Property" || operator === undefined || mayBeUndefined(property.value)) found.push(UNREADABLE);
      else if (isUndefined(property.value)) found.push(NOTHING);
      else
        found.push({
          conditions: [
            {
              column,
              operator: operator === "equals" && isNull(property.value) ? "is-null" : operator,
              disjunctive,
              ...(insensitive && { insensitive }),
              ...(COMPARED.has(operator) && withLiterals(literalsOf(property.value, scopes))),
            },
          ],
          open: false,
        });
    }
    return together(found);
  }
}

const OPERATORS: Readonly<Record<string, Condition["operator"]>> = {
  equals: "equals",
  in: "in",
  notIn: "not",
  not: "not",
  lt: "range",
  lte: "range",
  gt: "range",
  gte: "range",
  contains: "contains",
  startsWith: "starts-with",
  endsWith: "ends-with",
  has: "has",
  hasEvery: "has",
  hasSome: "has",
  isEmpty: "has",
  search: "search",
};

/** Those that compare whole values. */
const COMPARED: ReadonlySet<Condition["operator"]> = new Set(["equals", "in", "not"]);

/** Two bounds of one range are one condition. */
function together(parts: readonly Filter[]): Filter {
  const conditions: Condition[] = [];
  for (const condition of parts.flatMap((part) => part.conditions)) {
    const at = conditions.findIndex((other) => other.column === condition.column && other.operator === condition.operator && other.disjunctive === condition.disjunctive);
    if (at === -1) conditions.push(condition);
    else if (condition.literals) conditions[at] = { ...conditions[at]!, literals: [...new Set([...(conditions[at]!.literals ?? []), ...condition.literals])] };
  }
  return { conditions, open: parts.some((part) => part.open) };
}

export function isUndefined(node: Node): boolean {
  const value = bare(node);
  return (value.type === "Identifier" && value.name === "undefined") || (value.type === "UnaryExpression" && value.operator === "void");
}

function isNull(node: Node): boolean {
  const value = bare(node);
  return value.type === "Literal" && value.raw === "null";
}

/** `status ? x : undefined`, `q || undefined`: Prisma then drops the condition. */
function mayBeUndefined(node: Node): boolean {
  const value = bare(node);
  if (value.type === "ConditionalExpression")
    return [value.consequent, value.alternate].some((branch) => isUndefined(branch) || mayBeUndefined(branch) || bare(branch).type === "ObjectExpression");
  return value.type === "LogicalExpression" && (isUndefined(value.right) || value.operator === "&&");
}

/** `orderBy`, as far as it names columns of the model itself. */
export function readSort(orderBy: Node, model: ClientModel, scopes: Scopes): Query["sort"] {
  const value = scopes.value(orderBy);
  if (value?.type === "ArrayExpression") return value.elements.flatMap((element) => (element && bare(element).type === "ObjectExpression" ? readSort(element, model, scopes) : []));
  if (value?.type !== "ObjectExpression") return [];
  return value.properties.flatMap((property) => {
    const column = property.type === "Property" ? model.columns.get(keyName(property) ?? "") : undefined;
    if (property.type !== "Property" || column === undefined) return [];
    const inner = bare(property.value);
    const direction = inner.type === "ObjectExpression" ? propertyOf(inner, "sort") : inner;
    return [{ column, order: text(direction) === "desc" ? ("desc" as const) : ("asc" as const) }];
  });
}
