/** A schema as `.prisma` text that declares the same database; `rename` gives its models other names. */
import type { Column, Default, Enum, ForeignKey, Index, IndexColumn, ReferentialAction, Schema, Table } from "../../src/model/schema.ts";

export type Rename = (model: string) => string;

export function printSchema(schema: Schema, rename: Rename = (model) => model): string {
  const printer = { schema, rename };
  const mode = schema.prisma?.relationMode === "prisma" ? '  relationMode = "prisma"\n' : "";
  const models = [...schema.tables.values()].filter(({ model }) => model !== undefined);
  const header = `datasource db {\n  provider = "postgresql"\n${mode}}\n`;
  return [header, ...[...schema.enums.values()].map((one) => enumText(printer, one)), ...models.map((table) => modelText(printer, table))].join("\n");
}

interface Printer {
  readonly schema: Schema;
  readonly rename: Rename;
}

function enumText(_: Printer, { name, model = name, members = [] }: Enum): string {
  const values = members.map((member) => `  ${member.name}${member.value === member.name ? "" : ` @map(${JSON.stringify(member.value)})`}\n`);
  return `enum ${model} {\n${values.join("")}${mapText(name, model)}}\n`;
}

function modelText(printer: Printer, table: Table): string {
  const name = printer.rename(table.model!);
  const lines = [
    ...table.columns.map((column) => fieldText(printer, column)),
    ...table.foreignKeys.flatMap((key) => relationText(printer, table, key)),
    ...backText(printer, table),
    ...joinText(printer, table),
    ...(table.primaryKey ? [`@@id([${table.primaryKey.columns.map((column) => columnText(table, column)).join(", ")}]${named(table.primaryKey)})`] : []),
    ...table.indexes.map((index) => indexText(table, index)),
    ...(table.ignored ? ["@@ignore"] : []),
  ];
  // A model without `@@map` is its table's name: renamed, so is the table.
  const own = table.name.slice(table.name.lastIndexOf(".") + 1) === table.model ? `${table.name.slice(0, table.name.lastIndexOf(".") + 1)}${name}` : table.name;
  return `${table.kind === "view" ? "view" : "model"} ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}${mapText(own, name)}}\n`;
}

function mapText(name: string, model: string): string {
  const dot = name.lastIndexOf(".");
  const own = name.slice(dot + 1);
  return `${own === model ? "" : `  @@map(${JSON.stringify(own)})\n`}${dot === -1 ? "" : `  @@schema(${JSON.stringify(name.slice(0, dot))})\n`}`;
}

function fieldText({ schema }: Printer, column: Column): string {
  const { type, nullable, field = column.name } = column;
  const attributes = [
    ...(column.default ? [defaultText(schema, column, column.default)] : []),
    ...(column.updatedAt ? ["@updatedAt"] : []),
    ...(field === column.name ? [] : [`@map(${JSON.stringify(column.name)})`]),
    ...(column.ignored ? ["@ignore"] : []),
    ...nativeText(column),
  ];
  return [field, `${typeText(column)}${type.list ? "[]" : nullable ? "?" : ""}`, ...attributes].join(" ");
}

function typeText({ type }: Column): string {
  return type.prisma === "Unsupported" ? `Unsupported(${JSON.stringify(`${type.name}${type.modifiers.length > 0 ? `(${type.modifiers.join(", ")})` : ""}`)})` : type.prisma!;
}

/** What each scalar is where nothing else is said. */
const PLAIN: Readonly<Record<string, string>> = {
  String: "text",
  Boolean: "boolean",
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  Decimal: "numeric(65,30)",
  DateTime: "timestamp without time zone(3)",
  Json: "jsonb",
  Bytes: "bytea",
};

const NATIVE: Readonly<Record<string, string>> = {
  text: "Text",
  "character varying": "VarChar",
  character: "Char",
  uuid: "Uuid",
  xml: "Xml",
  inet: "Inet",
  citext: "Citext",
  bit: "Bit",
  "bit varying": "VarBit",
  integer: "Integer",
  smallint: "SmallInt",
  oid: "Oid",
  bigint: "BigInt",
  real: "Real",
  "double precision": "DoublePrecision",
  numeric: "Decimal",
  money: "Money",
  "timestamp without time zone": "Timestamp",
  "timestamp with time zone": "Timestamptz",
  date: "Date",
  "time without time zone": "Time",
  "time with time zone": "Timetz",
  json: "Json",
  jsonb: "JsonB",
  bytea: "ByteA",
  boolean: "Boolean",
};

function nativeText({ type }: Column): string[] {
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(",")})` : "";
  const native = NATIVE[type.name];
  return native === undefined || type.prisma === "Unsupported" || PLAIN[type.prisma!] === `${type.name}${modifiers}` ? [] : [`@db.${native}${modifiers}`];
}

function defaultText({ enums }: Schema, { type }: Column, { kind, expression }: Default): string {
  if (kind === "sequence") return "@default(autoincrement())";
  if (kind === "client") return `@default(${expression})`;
  if (expression === "CURRENT_TIMESTAMP" && kind === "stable") return "@default(now())";
  if (kind === "constant" && expression === "'{}'" && type.list) return "@default([])";
  const text = /^'((?:[^']|'')*)'$/.exec(expression)?.[1]?.replaceAll("''", "'");
  const member = type.category === "enum" ? enums.get(type.name)?.members?.find(({ value }) => value === text) : undefined;
  if (kind === "constant" && member) return `@default(${member.name})`;
  if (kind === "constant" && text !== undefined && !type.list && ["String", "Json", "DateTime"].includes(type.prisma!)) return `@default(${JSON.stringify(text)})`;
  if (kind === "constant" && /^(?:-?[\d.]+|true|false)$/.test(expression)) return `@default(${expression})`;
  return `@default(dbgenerated(${JSON.stringify(expression)}))`;
}

const ACTIONS: Readonly<Record<ReferentialAction, string>> = {
  cascade: "Cascade",
  restrict: "Restrict",
  "no-action": "NoAction",
  "set-null": "SetNull",
  "set-default": "SetDefault",
};

function relationText({ schema, rename }: Printer, table: Table, key: ForeignKey): string[] {
  const target = schema.tables.get(key.references.table);
  if (!target?.model || !key.relation) return [];
  const optional = key.columns.some((name) => columnIn(table, name)?.nullable);
  const said = key.onDeleteStated ? `, onDelete: ${ACTIONS[key.onDelete]}` : "";
  const update = key.onUpdate === "cascade" ? "" : `, onUpdate: ${ACTIONS[key.onUpdate]}`;
  const lists = `fields: [${key.columns.map((name) => fieldIn(table, name)).join(", ")}], references: [${key.references.columns.map((name) => fieldIn(target, name)).join(", ")}]`;
  const name = key.name === undefined ? "" : `, map: ${JSON.stringify(key.name)}`;
  return [`${key.relation.field} ${rename(target.model)}${optional ? "?" : ""} @relation(${JSON.stringify(relationName(table, key))}, ${lists}${said}${update}${name})`];
}

/** The other ends of relations that other models hold. */
function backText({ schema, rename }: Printer, table: Table): string[] {
  return [...schema.tables.values()].flatMap((other) =>
    other.foreignKeys.flatMap((key) =>
      key.references.table === table.name && key.relation?.back !== undefined && other.model !== undefined
        ? [`${key.relation.back} ${rename(other.model)}${key.relation.backIsList ? "[]" : "?"} @relation(${JSON.stringify(relationName(other, key))})`]
        : [],
    ),
  );
}

/** Each has a name of its own: two models may be related twice. */
function relationName({ model }: Table, { relation }: ForeignKey): string {
  return `${model}_${relation?.field}`;
}

/** Both ends of an implicit many-to-many relation. */
function joinText({ schema, rename }: Printer, table: Table): string[] {
  return schema.implicitJoins.flatMap((join) => {
    const name = join.table.slice(join.table.lastIndexOf(".") + 2);
    const [one, other] = join.models;
    const taken = new Set(schema.tables.get(nameOf(schema, other))?.columns.map(({ field }) => field));
    const back = [...(tableOf(schema, other)?.fields ?? [])].find(
      (field) => field.type === one && field.arity === "list" && !taken.has(field.name) && (one !== other || field.name !== join.field),
    );
    const relation = `@relation(${JSON.stringify(name)})`;
    return [
      ...(table.model === one ? [`${join.field} ${rename(other)}[] ${relation}`] : []),
      ...(table.model === other && back ? [`${back.name} ${rename(one)}[] ${relation}`] : []),
    ];
  });
}

function tableOf({ tables }: Schema, model: string): Table | undefined {
  return [...tables.values()].find((table) => table.model === model);
}

function nameOf(schema: Schema, model: string): string {
  return tableOf(schema, model)?.name ?? model;
}

function indexText(table: Table, index: Index): string {
  const fields = `[${index.columns.map((column) => columnText(table, column)).join(", ")}]`;
  const method = index.method === "btree" ? "" : `, type: ${METHODS[index.method] ?? index.method}`;
  const where = index.where === undefined ? "" : `, where: raw(${JSON.stringify(index.where)})`;
  return `@@${index.unique ? "unique" : "index"}(${fields}${method}${named(index)}${where})`;
}

const METHODS: Readonly<Record<string, string>> = { hash: "Hash", gin: "Gin", gist: "Gist", spgist: "SpGist", brin: "Brin" };

function columnText(table: Table, { column = "", order, opclass }: IndexColumn): string {
  const options = [...(order === "desc" ? ["sort: Desc"] : []), ...(opclass === undefined ? [] : [`ops: raw(${JSON.stringify(opclass)})`])];
  return `${fieldIn(table, column)}${options.length > 0 ? `(${options.join(", ")})` : ""}`;
}

function named({ name }: Index): string {
  return name === undefined ? "" : `, map: ${JSON.stringify(name)}`;
}

function columnIn({ columns }: Table, name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

function fieldIn(table: Table, name: string): string {
  return columnIn(table, name)?.field ?? name;
}
