/** What a column is, compared with how a team writes it: Prisma's `DateTime`, `Timestamptz(3)`, `now()` in a schema, `timestamptz` and `now()` in SQL. */
import type { Database } from "../../../../model/database.ts";
import type { Column, ColumnType, Field, Table } from "../../../../model/schema.ts";
import type { Fix } from "../../../../model/source.ts";
import { addFieldAttribute, joinedFix, schemaText } from "../edits/schema-edits.ts";
import { typeText } from "../edits/sql-words.ts";

/** As configured; absent: anything goes. */
export interface Shape {
  /** `DateTime`, `String?`, `String[]`, or a type of PostgreSQL for tables that SQL declares. */
  readonly type?: string;
  /** `Timestamptz(3)`, with or without `@db.`; without a length any length will do. Prisma only. */
  readonly nativeType?: string;
  /** What `@default(…)` or DEFAULT holds. */
  readonly default?: string;
}

export interface Difference {
  readonly is: string;
  readonly asked: string;
}

/** The first thing that is otherwise, in words that stand in code. */
export function differenceOf(database: Database, table: Table, column: Column, shape: Shape): Difference | undefined {
  const field = fieldOf(table, column);
  return field ? prismaDifference(database, field, shape) : sqlDifference(column, shape);
}

export function fieldOf({ fields }: Table, { name }: Column): Field | undefined {
  return fields?.find((field) => field.column === name);
}

/** `type` with its mark: `String?`, `Post[]`. */
export function fieldType({ type, arity }: Field): string {
  return `${type}${{ required: "", optional: "?", list: "[]" }[arity]}`;
}

/** What stands between the brackets of `@default(…)`, or the type behind `@db.`; undefined without such an attribute. */
export function attributeText(database: Database, field: Field, name: "default" | "db"): string | undefined {
  const found = attributeOf(field, name);
  const text = found && schemaText(database, found.span);
  if (text === undefined) return undefined;
  return name === "db" ? text.slice(text.indexOf(".") + 1) : text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")).trim();
}

/** The native type's attribute bears the datasource's name, which need not be `db`. */
export function attributeOf({ attributes }: Field, name: "default" | "db"): Field["attributes"][number] | undefined {
  return attributes.find((attribute) => (name === "db" ? attribute.name.includes(".") : attribute.name === name));
}

function prismaDifference(database: Database, field: Field, shape: Shape): Difference | undefined {
  if (shape.type !== undefined && !isType(field, shape.type)) return { is: fieldType(field), asked: shape.type };
  const native = attributeText(database, field, "db");
  if (shape.nativeType !== undefined && !isNative(native, shape.nativeType)) {
    return { is: native === undefined ? `${fieldType(field)} without @db.${nativeName(shape.nativeType)}` : `@db.${native}`, asked: `@db.${nativeName(shape.nativeType)}` };
  }
  const filled = attributeText(database, field, "default");
  if (shape.default !== undefined && (filled === undefined || tight(filled) !== tight(shape.default)))
    return { is: filled === undefined ? "without a default" : `@default(${filled})`, asked: `@default(${shape.default})` };
  return undefined;
}

/** A type without a mark stands for required and optional alike. */
function isType(field: Field, asked: string): boolean {
  const [, name = asked, mark] = /^(.*?)(\?|\[\])?$/.exec(asked.trim()) ?? [];
  if (field.type !== name) return false;
  return mark === undefined ? field.arity !== "list" : field.arity === (mark === "?" ? "optional" : "list");
}

function isNative(native: string | undefined, asked: string): boolean {
  const wanted = tight(nativeName(asked));
  return native !== undefined && (wanted.includes("(") ? tight(native) : tight(native).replace(/\(.*$/, "")) === wanted;
}

function nativeName(asked: string): string {
  return asked.trim().replace(/^@?\w+\./, "");
}

function sqlDifference(column: Column, shape: Shape): Difference | undefined {
  if (shape.type !== undefined && !isSqlType(column.type, shape.type)) return { is: typeText(column.type), asked: shape.type };
  const expression = column.default?.expression;
  if (shape.default !== undefined && (expression === undefined || plainDefault(expression) !== plainDefault(shape.default)))
    return { is: expression === undefined ? "without a default" : `DEFAULT ${expression}`, asked: `DEFAULT ${shape.default}` };
  return undefined;
}

const SPELLINGS: Readonly<Record<string, string>> = {
  int: "integer",
  int4: "integer",
  int8: "bigint",
  int2: "smallint",
  float8: "double precision",
  float4: "real",
  bool: "boolean",
  varchar: "character varying",
  char: "character",
  decimal: "numeric",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
};

/** A type without a length stands for any length. */
function isSqlType(type: ColumnType, asked: string): boolean {
  const [, name = "", size, zone = "", mark] = /^([^([]*?)\s*(?:\(([\d\s,]*)\))?(\s+with(?:out)? time zone)?\s*(\[\])?$/.exec(asked.trim().toLowerCase().slice(0, 100)) ?? [];
  const full = `${name}${zone}`;
  if ((SPELLINGS[full] ?? full) !== type.name || (mark !== undefined) !== type.list) return false;
  return size === undefined || size.split(",").map(Number).join() === type.modifiers.join();
}

function plainDefault(expression: string): string {
  return tight(expression)
    .toLowerCase()
    .replace(/^current_timestamp(?:\(\d\))?$/, "now()")
    .replace(/::[a-z_"]+$/, "");
}

function tight(text: string): string {
  return text.replace(/\s+/g, "");
}

/** `type`, `@default(…)` and `@db.…` for a new line. */
export function writtenShape(shape: Shape & { readonly type: string }): readonly [type: string, attributes: string] {
  const filled = shape.default === undefined ? [] : [`@default(${shape.default})`];
  const native = shape.nativeType === undefined ? [] : [`@db.${nativeName(shape.nativeType)}`];
  return [shape.type, [...filled, ...native].join(" ")];
}

/** Native type and default as asked, where the type is right already. */
export function shapedFix(database: Database, field: Field, shape: Shape): Fix | undefined {
  if (shape.type !== undefined && !isType(field, shape.type)) return undefined;
  const edits: Fix[] = [];
  const edit = (name: "default" | "db", text: string): void => {
    const there = attributeOf(field, name);
    const added = there ? { span: there.span, text } : addFieldAttribute(database, field, text);
    if (added) edits.push(added);
  };
  if (shape.default !== undefined && tight(attributeText(database, field, "default") ?? "") !== tight(shape.default)) edit("default", `@default(${shape.default})`);
  if (shape.nativeType !== undefined && !isNative(attributeText(database, field, "db"), shape.nativeType)) edit("db", `@db.${nativeName(shape.nativeType)}`);
  edits.sort((a, b) => a.span.start - b.span.start);
  return joinedFix(database, edits);
}
