/** Prisma's types in PostgreSQL's canonical names: https://www.prisma.io/docs/orm/overview/databases/postgresql#type-mapping-between-postgresql-and-prisma-schema */
import { NATIVE_TYPES } from "../../model/native-types.ts";
import type { ColumnType } from "../../model/schema.ts";
import { type Attribute, type FieldType, type Member, textOf } from "./blocks.ts";
import type { Names } from "./models.ts";

type Known = readonly [name: string, modifiers: readonly number[]];

const SCALARS: ReadonlyMap<string, Known> = new Map<string, Known>([
  ["String", ["text", []]],
  ["Boolean", ["boolean", []]],
  ["Int", ["integer", []]],
  ["BigInt", ["bigint", []]],
  ["Float", ["double precision", []]],
  ["Decimal", ["numeric", [65, 30]]],
  ["DateTime", ["timestamp without time zone", [3]]],
  ["Json", ["jsonb", []]],
  ["Bytes", ["bytea", []]],
]);

/** Spellings that `Unsupported("…")` may use for what has a longer canonical name. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["int4", "integer"],
  ["int8", "bigint"],
  ["int2", "smallint"],
  ["float8", "double precision"],
  ["float4", "real"],
  ["bool", "boolean"],
  ["varchar", "character varying"],
  ["char", "character"],
  ["decimal", "numeric"],
  ["timestamptz", "timestamp with time zone"],
  ["timestamp", "timestamp without time zone"],
]);

/** Whether the field is a column at all: a model's name as its type makes it a relation. */
export function isRelation(type: FieldType, names: Names): boolean {
  return names.models.has(type.name) && !SCALARS.has(type.name) && !names.enums.has(type.name);
}

export function columnType(member: Member, type: FieldType, names: Names): ColumnType {
  const list = type.arity === "list";
  if (type.unsupported !== undefined) return unsupported(type.unsupported, list);
  const declared = names.enums.get(type.name);
  if (declared) return { name: declared.name, modifiers: [], list, category: "enum", prisma: type.name };
  const native = nativeType(member.attributes);
  const known = native ?? SCALARS.get(type.name);
  if (!known) return { name: type.name, modifiers: [], list, category: "unknown", prisma: type.name };
  return { name: known[0], modifiers: known[1], list, category: known[0] === "citext" ? "unknown" : "builtin", prisma: type.name };
}

/** `@db.VarChar(255)`; the datasource may have another name than `db`. A native type without modifiers has none, as Prisma's own SQL. */
function nativeType(attributes: readonly Attribute[]): Known | undefined {
  for (const attr of attributes) {
    const name = NATIVE_TYPES.get(attr.name.slice(attr.name.indexOf(".") + 1));
    if (!name || !attr.name.includes(".")) continue;
    const modifiers = attr.args.map((arg) => Number(textOf(arg.value))).filter((n) => Number.isInteger(n));
    return [name, modifiers];
  }
  return undefined;
}

/** `vector(1536)`, `geometry(Point, 4326)`, `timestamp(3) with time zone`, `daterange`, `text[]`. */
function unsupported(text: string, list: boolean): ColumnType {
  const match = /^([^()[\]]*)(?:\(([^()]*)\))?([^()[\]]*)(\[\])?$/.exec(text.slice(0, 1_000).trim());
  const written = [match?.[1]?.trim(), match?.[3]?.trim()].filter(Boolean).join(" ") || text;
  const modifiers = (match?.[2] ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const name = SPELLINGS.get(written.toLowerCase()) ?? written;
  return { name, modifiers: modifiers.filter((n) => Number.isInteger(n)), list: list || match?.[4] !== undefined, category: "unknown", prisma: "Unsupported" };
}
