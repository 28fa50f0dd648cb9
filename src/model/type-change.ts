/** What ALTER COLUMN TYPE does to a column's rows: PostgreSQL's own rules, for effects, phases and rules alike. */
import type { ColumnType } from "./schema.ts";

export interface TypeChange {
  /** Every row is written anew. `may`: the session's time zone, a domain's base or the unknown old type decides. */
  readonly rewrites: "no" | "yes" | "may";
  /** `all`: every old value is kept whole; `some`: the cast can fail, round or cut. */
  readonly fits: "all" | "some" | "unknown";
}

const UNKNOWN: TypeChange = { rewrites: "may", fits: "unknown" };
const TIMES = ["timestamp without time zone", "timestamp with time zone"] as const;
const INTEGER_DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };

/**
 * Manual, ALTER TABLE, Notes: no rewrite when "the USING clause does not change the column contents and the old type is either binary coercible to the new type or an
 * unconstrained domain over the new type". Length changes that cannot cut are seen through (varchar, varbit, numeric, timestamp, time, interval: their
 * planner support functions), timestamp ↔ timestamptz under UTC (release notes 12).
 * `from` absent: the history does not know the column. `column`: its name, to read USING.
 */
export function typeChange(from: ColumnType | undefined, to: ColumnType | undefined, using?: string, column?: string): TypeChange {
  const own = using === undefined || to === undefined || isPlainCast(using, column, to);
  if (!from || !to) return own ? UNKNOWN : { rewrites: "yes", fits: "unknown" };
  const fits = fitsInto(from, to, own);
  if (!own) return { rewrites: "yes", fits };
  if (from.list !== to.list) return { rewrites: "yes", fits };
  // PostgreSQL coerces a list element by element and sees through none of it.
  return { rewrites: from.list ? (same(from, to) ? "no" : "yes") : rewrites(from, to), fits };
}

/** USING that says what PostgreSQL would do without it: the column itself, or its cast to the new type. */
function isPlainCast(using: string, column: string | undefined, to: ColumnType): boolean {
  const plain = using.replace(/[\s"()]/g, "").toLowerCase();
  const name = column?.toLowerCase().replace(/[\s"()]/g, "");
  if (name === undefined) return false;
  if (plain === name) return true;
  const target = plain.startsWith(`${name}::`) ? plain.slice(name.length + 2) : plain.startsWith(`cast${name}as`) ? plain.slice(name.length + 6) : undefined;
  return target !== undefined && SPELLINGS[target.replace(/[\d,[\]]+$/, "")] === SPELLINGS[to.name.replace(/\s/g, "")] && !target.includes("::");
}

/** Spellings in USING, blanks removed, by what they mean. */
const SPELLINGS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    varchar: ["varchar", "charactervarying"],
    text: ["text"],
    int4: ["int", "int4", "integer"],
    int8: ["int8", "bigint"],
    int2: ["int2", "smallint"],
    numeric: ["numeric", "decimal"],
    float8: ["float8", "doubleprecision"],
    float4: ["float4", "real"],
    bool: ["bool", "boolean"],
    timestamp: ["timestamp", "timestampwithouttimezone"],
    timestamptz: ["timestamptz", "timestampwithtimezone"],
    date: ["date"],
    uuid: ["uuid"],
    json: ["json"],
    jsonb: ["jsonb"],
    bytea: ["bytea"],
    citext: ["citext"],
    inet: ["inet"],
  }).flatMap(([meaning, spellings]) => spellings.map((spelling) => [spelling, meaning])),
);

function same(from: ColumnType, to: ColumnType): boolean {
  return from.name === to.name && from.modifiers.join() === to.modifiers.join();
}

function rewrites(from: ColumnType, to: ColumnType): TypeChange["rewrites"] {
  if (same(from, to)) return "no";
  if (isText(from) && isText(to)) return textRewrites(from, to) ? "yes" : "no";
  if ([from, to].some(({ category }) => category === "domain" || category === "unknown")) return "may";
  if (from.category === "enum" || to.category === "enum") return "yes";
  if (from.name === to.name) return lengthRewrites(from, to) ? "yes" : "no";
  if (TIMES.includes(from.name as (typeof TIMES)[number]) && TIMES.includes(to.name as (typeof TIMES)[number])) return precision(to) < precision(from) ? "yes" : "may";
  return BINARY_COERCIBLE.has(`${from.name}>${to.name}`) && to.modifiers.length === 0 ? "no" : "yes";
}

/** pg_cast rows with castmethod `b` that are allowed in an assignment, and no length to check. */
const BINARY_COERCIBLE: ReadonlySet<string> = new Set(["cidr>inet", "bit>bit varying", "xml>text", "xml>character varying", "integer>oid", "oid>integer"]);

function isText({ name }: ColumnType): boolean {
  return name === "text" || name === "character varying" || name === "citext";
}

function textRewrites(from: ColumnType, to: ColumnType): boolean {
  return to.modifiers.length > 0 && (from.name !== to.name || lengthRewrites(from, to));
}

function lengthRewrites(from: ColumnType, to: ColumnType): boolean {
  const [old, oldScale = 0] = from.modifiers;
  const [wanted, scale = 0] = to.modifiers;
  switch (from.name) {
    case "character varying":
    case "bit varying":
      return wanted !== undefined && (old === undefined || wanted < old);
    case "numeric":
      return wanted !== undefined && (old === undefined || wanted < old || scale !== oldScale);
    case "timestamp without time zone":
    case "timestamp with time zone":
    case "time without time zone":
    case "time with time zone":
    case "interval":
      return precision(to) < precision(from);
    default:
      return true;
  }
}

/** Fractional digits of a time type; six where none is given. */
function precision(type: ColumnType): number {
  return type.modifiers.at(-1) ?? 6;
}

function fitsInto(from: ColumnType, to: ColumnType, own: boolean): TypeChange["fits"] {
  if (from.list !== to.list) return from.list ? "some" : "unknown";
  if (same(from, to)) return own ? "all" : "unknown";
  const digits = INTEGER_DIGITS[from.name];
  if (from.category === "builtin" && to.category === "builtin") {
    if (to.name === "text" || to.name === "citext" || (to.name === "character varying" && to.modifiers.length === 0)) return from.name === "bytea" ? "unknown" : "all";
    if (from.name === to.name) return modifiersFit(from, to) ? "all" : "some";
    if (digits !== undefined) return integerFits(from, digits, to);
    return FITS[`${from.name}>${to.name}`] ?? (from.name === "text" || from.name === "character varying" || from.name === "character" ? "some" : "unknown");
  }
  return from.category === "enum" && to.name === "text" ? "all" : from.category === "builtin" && to.category === "enum" ? "some" : "unknown";
}

function modifiersFit(from: ColumnType, to: ColumnType): boolean {
  if (from.name !== "numeric") return from.name === "character" ? (to.modifiers[0] ?? 1) >= (from.modifiers[0] ?? 1) : !lengthRewrites(from, to);
  const [old, oldScale = 0] = from.modifiers;
  const [wanted, scale = 0] = to.modifiers;
  return wanted === undefined || (old !== undefined && scale >= oldScale && wanted - scale >= old - oldScale);
}

function integerFits(from: ColumnType, digits: number, to: ColumnType): TypeChange["fits"] {
  const wider = INTEGER_DIGITS[to.name];
  if (wider !== undefined) return wider >= digits ? "all" : "some";
  if (to.name === "numeric") return to.modifiers[0] === undefined || to.modifiers[0] - (to.modifiers[1] ?? 0) >= digits ? "all" : "some";
  if (to.name === "double precision") return from.name === "bigint" ? "some" : "all";
  if (to.name === "real") return from.name === "smallint" ? "all" : "some";
  return to.name === "boolean" ? "some" : "unknown";
}

const FITS: Readonly<Record<string, TypeChange["fits"]>> = {
  "real>double precision": "all",
  "double precision>real": "some",
  "real>numeric": "unknown",
  "double precision>numeric": "unknown",
  "date>timestamp without time zone": "all",
  "date>timestamp with time zone": "all",
  "timestamp without time zone>timestamp with time zone": "all",
  "timestamp without time zone>date": "some",
  "timestamp with time zone>date": "some",
  "timestamp without time zone>time without time zone": "some",
  "json>jsonb": "all",
  "jsonb>json": "all",
  "cidr>inet": "all",
  "inet>cidr": "some",
  "numeric>integer": "some",
  "numeric>bigint": "some",
  "numeric>smallint": "some",
  "numeric>real": "some",
  "numeric>double precision": "some",
  "real>integer": "some",
  "real>bigint": "some",
  "double precision>integer": "some",
  "double precision>bigint": "some",
  "boolean>integer": "all",
};
