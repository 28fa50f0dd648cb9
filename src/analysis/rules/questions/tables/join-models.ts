/** An implicit many-to-many relation written out as a model. */
import type { ColumnType, ImplicitJoin, Schema, Table } from "../../../../model/schema.ts";
import { columnName } from "../names/naming.ts";
import { columnsOf } from "./new-parts.ts";

/** Compound keys are left to the reader: `id` stands for them. */
export function joinModel(schema: Schema, { models, table }: ImplicitJoin): string {
  const [one, other] = models.map((model) => [...schema.tables.values()].find((candidate) => candidate.model === model));
  const self = models[0] === models[1];
  const sides = [side(models[0], one, self ? "first" : ""), side(models[1], other, self ? "second" : "")] as const;
  const width = Math.max(...sides.map(({ field }) => field.length), "createdAt".length) + 1;
  const typeWidth = Math.max(...sides.flatMap(({ type, model }) => [type.length, model.length]), "DateTime".length) + 1;
  const line = (name: string, type: string, rest = "") => `  ${name.padEnd(width)}${type.padEnd(typeWidth)}${rest}`.trimEnd();
  return [
    `model ${self ? pascal(table.replace(/^.*_/, "")) : `${models[0]}${models[1]}`} {`,
    ...sides.map(({ field, type, native }) => line(field, type, native)),
    line("createdAt", "DateTime", "@default(now())"),
    ...sides.map(({ relation, model, field, key }) =>
      line(relation, model, `@relation(${self ? `"${relation}", ` : ""}fields: [${field}], references: [${key}], onDelete: Cascade)`),
    ),
    "",
    `  @@id([${sides.map(({ field }) => field).join(", ")}])`,
    `  @@index([${sides[1].field}])`,
    "}",
  ].join("\n");
}

function side(model: string, table: Table | undefined, prefix: string) {
  const column = table && columnsOf(table.primaryKey)[0];
  const key = table && column !== undefined ? columnName(table, column) : "id";
  const type = table?.columns.find(({ name }) => name === column)?.type;
  const name = prefix === "" ? camel(model) : `${prefix}${pascal(model)}`;
  return { model, relation: name, field: `${name}Id`, key, type: type?.prisma ?? "String", native: type ? nativeText(type) : "" };
}

/** `@db.VarChar(30)`, where it is not what Prisma's type has by itself. */
function nativeText({ name, modifiers }: ColumnType): string {
  const size = modifiers.length > 0 ? `(${modifiers.join(", ")})` : "";
  if (name === "uuid") return "@db.Uuid";
  if (name === "smallint") return "@db.SmallInt";
  return name === "character varying" || name === "character" ? `@db.${name === "character" ? "Char" : "VarChar"}${size}` : "";
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
