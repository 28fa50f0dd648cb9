/** `@default(…)`: what the database fills in, and what only Prisma Client does. */
import type { Default } from "../../model/schema.ts";
import { type Attribute, argument, type Value } from "./blocks.ts";
import type { Names } from "./models.ts";

/** Prisma Client makes these up before it writes. */
const CLIENT: ReadonlySet<string> = new Set(["cuid", "uuid", "ulid", "nanoid", "auto"]);

/** PostgreSQL manual §9.9.5: these stand still within a transaction, so `ADD COLUMN` with them rewrites nothing. */
const STABLE: ReadonlySet<string> = new Set([
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "current_timestamp",
  "localtimestamp",
  "localtime",
  "current_time",
  "current_setting",
  "to_timestamp",
  "to_char",
  "timezone",
  "date_trunc",
  "age",
  "concat",
  "jsonb_build_object",
  "json_build_object",
  "jsonb_build_array",
  "json_build_array",
  "format",
]);

/** PostgreSQL's immutable functions that people use in defaults, and words that only look like calls. */
const IMMUTABLE: ReadonlySet<string> = new Set([
  "lower",
  "upper",
  "md5",
  "coalesce",
  "replace",
  "substring",
  "substr",
  "left",
  "right",
  "make_interval",
  "make_date",
  "array",
  "to_tsvector",
  "encode",
  "decode",
  "cast",
  "numeric",
  "varchar",
  "character varying",
  "char",
  "varying",
  "decimal",
  "timestamp",
  "timestamptz",
  "interval",
  "time",
  "bit",
  "date_part",
  "extract",
]);

const CLOCK = /\b(?:current_(?:timestamp|date|time)|localtime(?:stamp)?)\b/i;

export function defaultOf(attr: Attribute | undefined, type: string, names: Names): Default | undefined {
  const value = argument(attr, "value", "first");
  if (!value) return undefined;
  if (value.kind === "call") return functionDefault(value);
  const values = names.enums.get(type)?.values;
  return { expression: literal(value, values), kind: "constant" };
}

function functionDefault(call: Extract<Value, { kind: "call" }>): Default {
  if (call.name === "autoincrement" || call.name === "sequence") return { expression: "nextval", kind: "sequence" };
  if (call.name === "now") return { expression: "CURRENT_TIMESTAMP", kind: "stable" };
  if (CLIENT.has(call.name)) return { expression: `${call.name}()`, kind: "client" };
  const held = call.args[0]?.value;
  const expression = call.name === "dbgenerated" && held?.kind === "string" ? held.text : `${call.name}()`;
  return { expression, kind: call.name === "dbgenerated" && held ? volatility(expression) : "volatile" };
}

/** Of an expression as SQL has it; an unknown function is taken for volatile. */
function volatility(expression: string): Default["kind"] {
  const bare = expression.replace(/'(?:[^']|'')*'/g, "''");
  const called = [...bare.matchAll(/([\p{L}_][\p{L}\p{N}_]*)"?\s*\(/gu)].map((match) => match[1]!.toLowerCase());
  if (called.includes("nextval")) return "sequence";
  if (called.some((name) => !STABLE.has(name) && !IMMUTABLE.has(name))) return "volatile";
  return called.some((name) => STABLE.has(name)) || CLOCK.test(bare) ? "stable" : "constant";
}

/** As SQL would write it. */
function literal(value: Value, enumValues: ReadonlyMap<string, string> | undefined): string {
  if (value.kind === "string") return quoted(value.text);
  if (value.kind === "list") return value.items.length === 0 ? "'{}'" : `ARRAY[${value.items.map((item) => literal(item, enumValues)).join(", ")}]`;
  if (value.kind === "word") return enumValues ? quoted(enumValues.get(value.text) ?? value.text) : value.text;
  return "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
