/** Where the argument of a client call names a field or an enum's value, through relations and constants. */
import type { Schema, Table } from "../../model/schema.ts";
import type { Departure } from "../../model/usage.ts";
import type { ClientCall } from "./calls.ts";
import type { Scopes } from "./scope.ts";
import type { Node } from "./tree.ts";
import { bare, calleeName, keyName, memberName, text } from "./tree.ts";

export interface Named {
  readonly of: Departure;
  readonly node: Node;
}

/** Objects and arrays that are read of one call: constants may hold each other. */
const MAX_STEPS = 2_000;

/** Keys of Prisma Client's arguments that speak of the same model as the object they stand in (Prisma Client API reference). */
const SAME_MODEL: ReadonlySet<string> = new Set(
  `where select include omit data create update upsert connect connectOrCreate disconnect set delete deleteMany updateMany createMany orderBy cursor having by distinct
  AND OR NOT some every none is isNot _count _sum _avg _min _max skipDuplicates`.split(/\s+/),
);

const ANY_OTHER = "*";

/** By table: the field or list field → the table it leads to. */
export function relationsOf({ tables, implicitJoins }: Schema): ReadonlyMap<string, ReadonlyMap<string, Table>> {
  const relations = new Map<string, Map<string, Table>>([...tables.keys()].map((name) => [name, new Map()]));
  const byModel = new Map([...tables.values()].map((table) => [table.model, table]));
  for (const table of tables.values())
    for (const { relation, references } of table.foreignKeys) {
      const target = tables.get(references.table);
      if (!relation || !target) continue;
      relations.get(table.name)?.set(relation.field, target);
      if (relation.back !== undefined) relations.get(target.name)?.set(relation.back, table);
    }
  for (const { models, field } of implicitJoins) {
    const [first, second] = models.map((model) => byModel.get(model));
    if (!first || !second) continue;
    relations.get(first.name)?.set(field, second);
    // The other side's field is not in the model: a key that is nothing else must be it.
    relations.get(second.name)?.set(ANY_OTHER, first);
  }
  return relations;
}

export function namedIn(call: ClientCall, departures: readonly Departure[], relations: ReturnType<typeof relationsOf>, scopes: Scopes): Named[] {
  const found: Named[] = [];
  let steps = 0;
  const argument = call.call.arguments[0];
  if (argument) walk(argument, call.model.table);
  return found;

  function walk(node: Node, table: Table): void {
    if (++steps > MAX_STEPS) return;
    const value = scopes.value(node) ?? bare(node);
    switch (value.type) {
      case "ArrayExpression":
        for (const element of value.elements) if (element) walk(element.type === "SpreadElement" ? element.argument : element, table);
        break;
      case "Literal":
        fieldNamed(text(value), value, table);
        break;
      case "ConditionalExpression":
        walk(value.consequent, table);
        walk(value.alternate, table);
        break;
      case "LogicalExpression":
        walk(value.right, table);
        break;
      case "CallExpression": {
        const mapper = calleeName(value) === "map" && value.arguments[0] ? bare(value.arguments[0]) : undefined;
        if (mapper?.type === "ArrowFunctionExpression" && mapper.body.type !== "BlockStatement") walk(mapper.body, table);
        break;
      }
      case "ObjectExpression":
        for (const property of value.properties)
          if (property.type === "SpreadElement") walk(property.argument, table);
          else member(property, keyName(property), property.value, table);
    }
  }

  function member(property: Node, key: string | undefined, value: Node, table: Table): void {
    if (key === undefined) return;
    const column = table.columns.find(({ field }) => field === key);
    if (column) {
      fieldNamed(key, property, table);
      for (const of of departures) if (of.kind === "enum-value" && of.enum === column.type.name) valueNamed(value, of);
      return;
    }
    const isOwn = SAME_MODEL.has(key) || key.includes("_");
    const target = relations.get(table.name)?.get(key) ?? (isOwn ? undefined : relations.get(table.name)?.get(ANY_OTHER));
    if (target) walk(value, target);
    else if (isOwn) walk(value, table);
  }

  /** A key of an object; a string in `by` and `distinct`. */
  function fieldNamed(field: string | undefined, node: Node, table: Table): void {
    const column = field === undefined ? undefined : table.columns.find((one) => one.field === field);
    for (const of of departures) if (of.kind === "column" && column && of.table === table.name && of.column === column.name) found.push({ of, node });
  }

  /** `"STAFF"`, `Role.STAFF`, `{ in: ["STAFF"] }`. */
  function valueNamed(node: Node, of: Extract<Departure, { readonly kind: "enum-value" }>): void {
    if (++steps > MAX_STEPS) return;
    const value = scopes.value(node) ?? bare(node);
    if (text(value) === of.value || memberName(value) === of.value) found.push({ of, node: value });
    else if (value.type === "ArrayExpression") for (const element of value.elements) element && valueNamed(element, of);
    else if (value.type === "ObjectExpression") for (const property of value.properties) property.type === "Property" && valueNamed(property.value, of);
    else if (value.type === "ConditionalExpression") for (const side of [value.consequent, value.alternate]) valueNamed(side, of);
    else if (value.type === "LogicalExpression") for (const side of [value.left, value.right]) valueNamed(side, of);
  }
}
