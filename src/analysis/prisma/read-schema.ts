/** `.prisma` files → one `Schema` in PostgreSQL's words. Never throws and reads each file once; Prisma's own judgement is `validate-schema.ts`. */
import type { Column, Enum, Field, Schema, Table } from "../../model/schema.ts";
import type { Gap, IgnoreComment, Side, SourceFile } from "../../model/source.ts";
import { attribute, type Member } from "./blocks.ts";
import { defaultOf } from "./defaults.ts";
import { ignoresOf } from "./ignores.ts";
import { indexesOf, primaryKeyOf } from "./indexes.ts";
import { columnName, type EnumBlock, type ModelBlock, type Names, namesOf, spanOf } from "./models.ts";
import { prismaLintIgnoresOf } from "./prisma-lint.ts";
import { foreignKeysOf, implicitJoinsOf } from "./relations.ts";
import { scan } from "./scan.ts";
import { settingsOf } from "./settings.ts";
import { columnType, isRelation } from "./types.ts";

/** All the files of one schema; with several databases, call it once for each. */
export function readSchema(files: readonly SourceFile[], side: Side): { schema: Schema; gaps: Gap[]; ignores: IgnoreComment[] } {
  const scanned = files.map(({ path, text }) => ({ path, side, text, ...scan(text) }));
  const names = namesOf(scanned);
  const prisma = settingsOf(scanned);
  const tables = new Map<string, Table>();
  for (const model of names.models.values()) if (!tables.has(model.table)) tables.set(model.table, tableOf(model, names, prisma.relationMode === "foreignKeys"));
  const enums = new Map([...names.enums.values()].map((block) => [block.name, enumOf(block)]));
  return {
    schema: { tables, enums, implicitJoins: implicitJoinsOf(names), prisma },
    gaps: scanned.flatMap(({ path, problems }) => problems.map(({ start, end, reason }) => ({ span: { path, side, start, end }, reason }))),
    ignores: scanned.flatMap(({ path, text, blocks, comments }) => [...ignoresOf(path, side, text, comments), ...prismaLintIgnoresOf(path, side, text, blocks, comments)]),
  };
}

/** Only PostgreSQL's schemas are reviewed: MySQL, SQLite, SQL Server, MongoDB and CockroachDB lock and index in other ways. */
export function isPostgres(schema: Schema): boolean {
  return schema.prisma === undefined || schema.prisma.provider === "postgresql";
}

function tableOf(model: ModelBlock, names: Names, enforcing: boolean): Table {
  return {
    name: model.table,
    kind: model.block.keyword === "view" ? "view" : "table",
    model: model.block.name,
    columns: [...model.fields.values()].flatMap((member) => columnOf(model, member, names) ?? []),
    fields: [...model.fields.values()].map((member) => fieldOf(model, member, names)),
    primaryKey: primaryKeyOf(model),
    indexes: indexesOf(model),
    foreignKeys: foreignKeysOf(model, names, enforcing),
    checks: [],
    ignored: model.attributes.some((attr) => attr.name === "@ignore"),
    complete: true,
    persistence: "permanent",
    doc: model.block.doc,
    span: spanOf(model, model.block),
    nameSpan: spanOf(model, model.block.nameAt),
  };
}

function fieldOf(model: ModelBlock, member: Member, names: Names): Field {
  const type = member.type!;
  const relation = isRelation(type, names) || attribute(member, "relation") !== undefined;
  return {
    name: member.name,
    type: type.name,
    arity: type.arity,
    ...(relation ? {} : { column: columnName(model, member.name) }),
    attributes: member.attributes.map((attr) => ({ name: attr.name, span: spanOf(model, attr) })),
    nameSpan: spanOf(model, { start: member.start, end: member.start + member.name.length }),
    typeSpan: spanOf(model, type),
    span: spanOf(model, member),
  };
}

/** Lists are nullable in the database: Prisma declares `TEXT[]` without NOT NULL. */
function columnOf(model: ModelBlock, member: Member, names: Names): Column | undefined {
  const type = member.type!;
  if (isRelation(type, names) || attribute(member, "relation")) return undefined;
  return {
    name: columnName(model, member.name),
    field: member.name,
    type: columnType(member, type, names),
    nullable: type.arity !== "required",
    default: defaultOf(attribute(member, "default"), type.name, names),
    updatedAt: attribute(member, "updatedAt") !== undefined,
    ignored: attribute(member, "ignore") !== undefined,
    doc: member.doc,
    span: spanOf(model, member),
  };
}

function enumOf({ path, side, block, name, values }: EnumBlock): Enum {
  const members = block.members.filter((member) => member.name).map((member) => ({ name: member.name, value: values.get(member.name)!, span: spanOf({ path, side }, member) }));
  return { name, model: block.name, values: [...values.values()], members, doc: block.doc, span: { path, side, start: block.start, end: block.end } };
}

export { validateSchema } from "./validate-schema.ts";
