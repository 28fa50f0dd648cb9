/** The blocks of all files of one schema, findable by Prisma's names, with the names that PostgreSQL has for them. */
import type { Side, Span } from "../../model/source.ts";
import { type Attribute, argument, attribute, type Block, type Member, type Place, textOf, type Value } from "./blocks.ts";

export interface ModelBlock {
  readonly path: string;
  readonly side: Side;
  readonly block: Block;
  /** As PostgreSQL has it, qualified unless in `public`. */
  readonly table: string;
  readonly fields: ReadonlyMap<string, Member>;
  readonly attributes: readonly Attribute[];
}

export interface EnumBlock {
  readonly path: string;
  readonly side: Side;
  readonly block: Block;
  readonly name: string;
  /** Values as PostgreSQL has them, by Prisma's name. */
  readonly values: ReadonlyMap<string, string>;
}

export interface Names {
  readonly models: ReadonlyMap<string, ModelBlock>;
  readonly enums: ReadonlyMap<string, EnumBlock>;
}

export function namesOf(files: readonly { readonly path: string; readonly side: Side; readonly blocks: readonly Block[] }[]): Names {
  const models = new Map<string, ModelBlock>();
  const enums = new Map<string, EnumBlock>();
  for (const { path, side, blocks } of files)
    for (const block of blocks) {
      if ((block.keyword === "model" || block.keyword === "view") && !models.has(block.name)) models.set(block.name, modelOf(path, side, block));
      if (block.keyword === "enum" && !enums.has(block.name)) enums.set(block.name, enumOf(path, side, block));
    }
  return { models, enums };
}

function modelOf(path: string, side: Side, block: Block): ModelBlock {
  const fields = new Map<string, Member>();
  for (const member of block.members) if (member.name && member.type && !fields.has(member.name)) fields.set(member.name, member);
  return { path, side, block, table: qualifiedName(block), fields, attributes: blockAttributes(block) };
}

function enumOf(path: string, side: Side, block: Block): EnumBlock {
  const values = new Map(block.members.filter((member) => member.name).map((member) => [member.name, mappedName(attribute(member, "map")) ?? member.name]));
  return { path, side, block, name: qualifiedName(block), values };
}

/** `@@index([a])` and its like: lines of a block that name no field. */
function blockAttributes(block: Block): Attribute[] {
  return block.members.flatMap((member) => (member.name ? [] : member.attributes));
}

function qualifiedName(block: Block): string {
  const attributes = blockAttributes(block);
  const name = mappedName(attributes.find((attr) => attr.name === "@map")) ?? block.name;
  const schema = textOf(
    argument(
      attributes.find((attr) => attr.name === "@schema"),
      "map",
      "first",
    ),
  );
  return schema && schema !== "public" ? `${schema}.${name}` : name;
}

/** What `@map("…")`, `@@map(name: "…")` say. */
function mappedName(attr: Attribute | undefined): string | undefined {
  return textOf(argument(attr, "name", "first")) || undefined;
}

export function columnName(model: ModelBlock, field: string): string {
  const member = model.fields.get(field);
  return (member && mappedName(attribute(member, "map"))) ?? field;
}

export function spanOf(model: { readonly path: string; readonly side: Side }, place: Place): Span {
  return { path: model.path, side: model.side, start: place.start, end: place.end };
}

/** `[a, b]`, or a lone `a`: the names that a list argument holds. */
export function listed(value: Value | undefined): readonly Value[] {
  if (!value) return [];
  return value.kind === "list" ? value.items : [value];
}
