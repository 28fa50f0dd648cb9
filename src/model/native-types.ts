/** What stands behind `@db.` in a Prisma schema, and in the warnings that Prisma writes above a migration. */
import type { ColumnType } from "./schema.ts";

/** By Prisma's name, PostgreSQL's canonical one: https://www.prisma.io/docs/orm/reference/prisma-schema-reference#postgresql */
export const NATIVE_TYPES: ReadonlyMap<string, string> = new Map([
  ["Text", "text"],
  ["VarChar", "character varying"],
  ["Char", "character"],
  ["Bit", "bit"],
  ["VarBit", "bit varying"],
  ["Uuid", "uuid"],
  ["Xml", "xml"],
  ["Inet", "inet"],
  ["Citext", "citext"],
  ["Integer", "integer"],
  ["Int", "integer"],
  ["SmallInt", "smallint"],
  ["Oid", "oid"],
  ["BigInt", "bigint"],
  ["Real", "real"],
  ["DoublePrecision", "double precision"],
  ["Decimal", "numeric"],
  ["Money", "money"],
  ["Timestamp", "timestamp without time zone"],
  ["Timestamptz", "timestamp with time zone"],
  ["Date", "date"],
  ["Time", "time without time zone"],
  ["Timetz", "time with time zone"],
  ["Json", "json"],
  ["JsonB", "jsonb"],
  ["ByteA", "bytea"],
  ["Boolean", "boolean"],
]);

/** `VarChar(191)`, `Decimal(10,6)`, `Text[]`; undefined for what is no native type: an enum, a scalar of Prisma. */
export function nativeType(text: string): ColumnType | undefined {
  const [, called = "", size = "", list] = /^(\w+)(?:\(([\d,\s]*)\))?(\[\])?$/.exec(text.trim()) ?? [];
  const name = NATIVE_TYPES.get(called);
  if (name === undefined) return undefined;
  const modifiers = size.split(",").flatMap((part) => (part.trim() === "" ? [] : Number(part)));
  const complete = name === "numeric" && modifiers.length === 1 ? [...modifiers, 0] : modifiers;
  return { name, modifiers: complete, list: list !== undefined, category: name === "citext" ? "unknown" : "builtin" };
}
