/** How a DEFAULT expression behaves: constant, stable in a statement, different for each row, or from a sequence. */
import type { FuncCall, Node } from "libpg-query";
import type { Default } from "../../model/schema.ts";
import { open, strings, walk } from "./nodes.ts";

type Kind = Exclude<Default["kind"], "client">;
const ORDER: readonly Kind[] = ["constant", "stable", "volatile", "sequence"];

const words = (text: string) => new Set(text.split(/\s+/));

/** pg_proc.provolatile = 's' of those seen in defaults. */
const STABLE = words(
  "now transaction_timestamp statement_timestamp current_setting current_database current_schema current_user session_user timezone date_trunc date_part extract to_char to_timestamp to_date age concat concat_ws format row_to_json to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array array_to_string array_to_json to_tsvector pg_backend_pid txid_current pg_current_xact_id inet_client_addr inet_server_addr jsonb_object json_object date timestamptz",
);

/** pg_proc.provolatile = 'i' of those seen in defaults. */
const IMMUTABLE = words(
  "lower upper initcap length md5 sha256 sha512 encode decode substr substring left right replace trim btrim ltrim rtrim lpad rpad abs ceil ceiling floor round trunc mod power sqrt greatest least array_append array_cat cardinality coalesce nullif jsonb_set jsonb_strip_nulls make_interval make_date make_time make_timestamp int4range int8range numrange tsrange tstzrange daterange point box circle polygon st_makepoint hashtext repeat reverse split_part regexp_replace strpos position overlay translate chr ascii to_number int4 int8 text varchar bpchar float8 float4 numeric bool jsonb json array_fill string_to_array uuid_nil uuid_ns_dns uuid_ns_url",
);

/** `made`: what the history says of a function that is not PostgreSQL's own. */
export type MadeFunction = (parts: readonly string[]) => "immutable" | "stable" | "volatile" | undefined;

export function defaultOf(expression: string, node: Node | undefined, made?: MadeFunction): Default {
  return { expression, kind: kindOfExpression(node, made) };
}

export function kindOfExpression(node: Node | undefined, made?: MadeFunction): Kind {
  if (open(node).A_Const) return "constant";
  let strongest = 0;
  walk(node, ({ FuncCall, SQLValueFunction, NextValueExpr, SubLink }) => {
    if (FuncCall) strongest = Math.max(strongest, ORDER.indexOf(kindOfCall(FuncCall, made)));
    if (SQLValueFunction) strongest = Math.max(strongest, 1);
    if (SubLink) strongest = Math.max(strongest, 1);
    if (NextValueExpr) strongest = 3;
  });
  return ORDER[strongest]!;
}

/** Supabase makes them STABLE in each of its databases (supabase/postgres, migrations/db/init-scripts, auth). */
const SUPABASE = new Set(["auth.uid", "auth.role", "auth.email", "auth.jwt"]);

/** A function that is not PostgreSQL's own may do anything: volatile, as CREATE FUNCTION has it by default. */
function kindOfCall(call: FuncCall, made: MadeFunction | undefined): Kind {
  const parts = strings(call.funcname);
  const name = parts.at(-1) ?? "";
  const own = parts.length === 1 || parts[0] === "pg_catalog";
  if (name === "nextval" && own) return "sequence";
  if (own && IMMUTABLE.has(name)) return "constant";
  if (own && STABLE.has(name)) return "stable";
  const said = made?.(parts) ?? (SUPABASE.has(parts.join(".")) ? "stable" : "volatile");
  return said === "immutable" ? "constant" : said;
}

export function isNullConstant(node: Node | undefined): boolean {
  const { A_Const, TypeCast } = open(node);
  return A_Const?.isnull === true || (TypeCast !== undefined && isNullConstant(TypeCast.arg));
}
