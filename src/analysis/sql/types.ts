/** PostgreSQL's type names in their canonical spelling (manual, table 8.1; format_type). */
import type { TypeName } from "libpg-query";
import type { ColumnType } from "../../model/schema.ts";
import { constantText, strings } from "./nodes.ts";

const CANONICAL: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  varchar: "character varying",
  bpchar: "character",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
  varbit: "bit varying",
  decimal: "numeric",
};

const BUILTIN = new Set([
  ...Object.values(CANONICAL),
  ..."bit box bytea cidr circle date daterange datemultirange inet int4range int4multirange int8range int8multirange interval json jsonb jsonpath line lseg macaddr macaddr8 money name numeric".split(
    " ",
  ),
  ..."nummultirange numrange oid path pg_lsn pg_snapshot point polygon regclass regconfig regproc regtype text tid tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot".split(
    " ",
  ),
  ..."uuid xid xid8 xml char void record trigger anyelement".split(" "),
]);

const SERIALS: Readonly<Record<string, string>> = {
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
};

export type CategoryOf = (name: string) => "enum" | "domain" | "unknown";

/** `resolve` turns schema and name into the model's name; `category` says what a name that PostgreSQL does not bring itself stands for. */
export function columnType(type: TypeName | undefined, resolve: (schema: string | undefined, name: string) => string, category: CategoryOf): ColumnType {
  const parts = strings(type?.names);
  const bare = parts.at(-1) ?? "";
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  const list = (type?.arrayBounds?.length ?? 0) > 0;
  const builtin = builtinName(schema, bare);
  if (builtin !== undefined) return { name: builtin, modifiers: modifiersOf(type, builtin), list, category: "builtin" };
  const name = resolve(schema, bare);
  return { name, modifiers: modifiersOf(type, name), list, category: category(name) };
}

function builtinName(schema: string | undefined, bare: string): string | undefined {
  if (schema !== undefined && schema !== "pg_catalog") return undefined;
  const name = CANONICAL[bare] ?? SERIALS[bare] ?? bare;
  return BUILTIN.has(name) ? name : undefined;
}

function modifiersOf(type: TypeName | undefined, name: string): readonly number[] {
  const given = (type?.typmods ?? []).map((node) => Number(constantText(node)));
  if (given.length === 0) return NONE;
  if (given.some((value) => !Number.isFinite(value))) return NONE;
  if (name === "numeric" && given.length === 1) return [given[0]!, 0];
  if (name === "interval") return given.slice(1);
  return given;
}

const NONE: readonly number[] = [];

/** serial and its kin: an integer with a sequence, NOT NULL. */
export function isSerial(type: TypeName | undefined): boolean {
  const parts = strings(type?.names);
  return parts.length === 1 && parts[0]! in SERIALS;
}

export function sameType(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name && a.list === b.list && a.modifiers.join() === b.modifiers.join();
}
