/** Whether what `@denormalized source: …` names is in the schema. Sources elsewhere (another service, an import) are written in words. */
import { nearest } from "../../../../model/nearest.ts";
import type { Schema, Table } from "../../../../model/schema.ts";
import { code } from "../../../../model/text.ts";
import { tableName } from "../names/naming.ts";
import { nouns } from "../names/words.ts";

/** `rebuild.ts` and `stripe.com` are no fields. */
const ENDINGS: ReadonlySet<string> = new Set("ts js mjs cjs tsx sql py rb go sh md json yml yaml com org net io dev app".split(" "));

/** A sentence on the first name that nothing has; undefined if all is there, or the source is not of this schema. */
export function unknownSource(schema: Schema, table: Table, source: string): string | undefined {
  const alone = /^`?([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?`?$/.exec(source);
  if (alone) {
    const [, head = "", field] = alone;
    return targetOf(schema, table, head) ? unknownField(schema, table, head, field) : unknownModel(schema, table, head, field);
  }
  for (const [, head = "", field = ""] of source.matchAll(/(?<![\w/.@:$-])([A-Za-z_]\w*)\.([A-Za-z_]\w*)(?![\w/.(-])/g)) {
    const found = targetOf(schema, table, head) && unknownField(schema, table, head, field);
    if (found) return found;
  }
  return undefined;
}

/** A model, a table, or what a relation field of this table leads to. */
function targetOf(schema: Schema, table: Table, name: string): Table | "field" | undefined {
  const tables = [...schema.tables.values()];
  const lower = name.toLowerCase();
  const noun = nouns(name).join(" ");
  return (
    tables.find((one) => one.model === name || one.name === name || one.name.replace(/^.*\./, "") === name) ??
    relationTarget(schema, table, name) ??
    tables.find((one) => one.model?.toLowerCase() === lower || one.name.toLowerCase() === lower) ??
    (table.columns.some((column) => column.field === name || column.name === name) ? "field" : undefined) ??
    tables.find((one) => nouns(one.model ?? one.name).join(" ") === noun)
  );
}

function relationTarget(schema: Schema, table: Table, name: string): Table | undefined {
  const own = table.foreignKeys.find(({ relation }) => relation?.field === name);
  if (own) return schema.tables.get(own.references.table);
  return [...schema.tables.values()].find((other) => other.foreignKeys.some(({ references, relation }) => references.table === table.name && relation?.back === name));
}

function fieldNames(schema: Schema, table: Table): string[] {
  const own = table.foreignKeys.flatMap(({ relation }) => relation?.field ?? []);
  const back = [...schema.tables.values()].flatMap((other) =>
    other.foreignKeys.flatMap(({ references, relation }) => (references.table === table.name && relation?.back !== undefined ? [relation.back] : [])),
  );
  const joins = schema.implicitJoins.flatMap(({ models, field }) => (models[0] === table.model ? [field] : []));
  return [...table.columns.flatMap(({ name, field }) => (field === undefined ? [name] : [field, name])), ...own, ...back, ...joins];
}

function unknownField(schema: Schema, table: Table, head: string, field: string | undefined): string | undefined {
  const target = targetOf(schema, table, head);
  if (field === undefined || target === undefined || target === "field" || ENDINGS.has(field)) return undefined;
  const known = fieldNames(schema, target);
  if (known.includes(field)) return undefined;
  return `${code(tableName(target))} has no ${target.model === undefined ? "column" : "field"} ${code(field)}${meant(nearest(field, known))}`;
}

/** A bare word that is near to no model may be anything: `Stripe`. One with a field claims to be of this schema. */
function unknownModel(schema: Schema, table: Table, head: string, field: string | undefined): string | undefined {
  const models = [...schema.tables.values()].map(tableName);
  const known = field === undefined ? [...models, ...fieldNames(schema, table)] : models;
  const near = nearest(head, known);
  const isNear = near !== undefined && !near.toLowerCase().includes(head.toLowerCase());
  const claims = field !== undefined && !ENDINGS.has(field) && table.model !== undefined && /^[A-Z]/.test(head);
  if (!isNear && !claims) return undefined;
  return `there is no ${table.model === undefined ? "table" : "model"} ${code(head)}${meant(isNear ? near : undefined)}`;
}

function meant(near: string | undefined): string {
  return near === undefined ? "." : `; did you mean ${code(near)}?`;
}
