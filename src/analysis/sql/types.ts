/** PostgreSQL's type names in their canonical spelling (manual, table 8.1; format_type). */
import type { TypeName } from "libpg-query";
import type { ColumnType } from "../../model/schema.ts";
import { constantText, open, strings } from "./nodes.ts";

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

/** PostgreSQL's own, which is most of them; undefined for others. */
export function builtinType(type: TypeName | undefined): ColumnType | undefined {
  const names = type?.names;
  if (!names) return undefined;
  const schema = names.length > 1 ? open(names[names.length - 2]).String?.sval : undefined;
  const name = builtinName(schema, open(names[names.length - 1]).String?.sval ?? "");
  return name === undefined ? undefined : { name, modifiers: modifiersOf(type, name), list: isList(type), category: "builtin" };
}

function isList({ arrayBounds = [] }: TypeName): boolean {
  return arrayBounds.length > 0;
}

/** What PostgreSQL does not bring itself. `resolve` turns schema and name into the model's name; `category` says what it stands for. */
export function ownType(type: TypeName | undefined, resolve: (schema: string | undefined, name: string) => string, category: CategoryOf): ColumnType {
  const parts = strings(type?.names);
  const name = resolve(parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? "");
  return { name, modifiers: modifiersOf(type, name), list: type !== undefined && isList(type), category: category(name) };
}

function builtinName(schema: string | undefined, bare: string): string | undefined {
  if (schema !== undefined && schema !== "pg_catalog") return undefined;
  const name = CANONICAL[bare] ?? SERIALS[bare] ?? bare;
  return BUILTIN.has(name) ? name : undefined;
}

function modifiersOf(type: TypeName | undefined, name: string): readonly number[] {
  if (!type?.typmods || type.typmods.length === 0) return NONE;
  const given = type.typmods.map((node) => Number(constantText(node)));
  if (given.some((value) => !Number.isFinite(value))) return NONE;
  if (name === "numeric" && given.length === 1) return [given[0]!, 0];
  if (name === "interval") return given.slice(1);
  return given;
}

const NONE: readonly number[] = [];

/** serial and its kin: an integer with a sequence, NOT NULL. */
export function isSerial(type: TypeName | undefined): boolean {
  const names = type?.names;
  return names?.length === 1 && (open(names[0]).String?.sval ?? "") in SERIALS;
}

export function sameType(a: ColumnType, b: ColumnType): boolean {
  return a.name === b.name && a.list === b.list && a.modifiers.join() === b.modifiers.join();
}
