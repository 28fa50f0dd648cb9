/** `@id`, `@unique`, `@@id`, `@@unique`, `@@index`, `@@fulltext`. */
import type { Index, IndexColumn } from "../../model/schema.ts";
import { type Argument, type Attribute, argument, attribute, textOf, type Value } from "./blocks.ts";
import { columnName, listed, type ModelBlock, spanOf } from "./models.ts";

export function primaryKeyOf(model: ModelBlock): Index | undefined {
  for (const [field, member] of model.fields) {
    const id = attribute(member, "id");
    if (id) return keyIndex(model, id, [indexColumn(model, field, id.args)], member);
  }
  const id = model.attributes.find((attr) => attr.name === "@id");
  return id && keyIndex(model, id, columnsOf(model, id), id);
}

/** All but the primary key, in the order of the block: fields first. */
export function indexesOf(model: ModelBlock): Index[] {
  const indexes: Index[] = [];
  for (const [field, member] of model.fields) {
    const unique = attribute(member, "unique");
    if (unique) indexes.push(bareIndex(model, unique, [indexColumn(model, field, unique.args)], member, true));
  }
  for (const attr of model.attributes) {
    if (attr.name === "@unique") indexes.push(bareIndex(model, attr, columnsOf(model, attr), attr, true));
    if (attr.name === "@index" || attr.name === "@fulltext") indexes.push(bareIndex(model, attr, columnsOf(model, attr), attr, false));
  }
  return indexes;
}

type Placed = { readonly start: number; readonly end: number };

function keyIndex(model: ModelBlock, attr: Attribute, columns: readonly IndexColumn[], place: Placed): Index {
  const name = textOf(argument(attr, "map"));
  return { name, columns, unique: true, constraint: true, nullsNotDistinct: false, method: "btree", include: [], span: spanOf(model, place) };
}

/** Prisma makes a unique index, not a constraint, of `@unique` (CREATE UNIQUE INDEX). */
function bareIndex(model: ModelBlock, attr: Attribute, columns: readonly IndexColumn[], place: Placed, unique: boolean): Index {
  return {
    name: textOf(argument(attr, "map")) ?? (attr.name === "@index" ? textOf(argument(attr, "name")) : undefined),
    columns,
    unique,
    constraint: false,
    nullsNotDistinct: false,
    method: attr.name === "@fulltext" ? "fulltext" : (textOf(argument(attr, "type")) ?? "BTree").toLowerCase(),
    where: predicate(model, argument(attr, "where")),
    include: [],
    span: spanOf(model, place),
  };
}

function columnsOf(model: ModelBlock, attr: Attribute): IndexColumn[] {
  return listed(argument(attr, "fields", "first")).flatMap((item) => {
    if (item.kind === "word") return [indexColumn(model, item.text, [])];
    return item.kind === "call" ? [indexColumn(model, item.name, item.args)] : [];
  });
}

function indexColumn(model: ModelBlock, field: string, args: readonly Argument[]): IndexColumn {
  const sort = textOf(args.find((arg) => arg.name === "sort")?.value);
  const opclass = operatorClass(args.find((arg) => arg.name === "ops")?.value);
  return { column: columnName(model, field), order: sort?.toLowerCase() === "desc" ? "desc" : "asc", ...(opclass ? { opclass } : {}) };
}

/** `JsonbPathOps` → `jsonb_path_ops`, `raw("gin_trgm_ops")` → `gin_trgm_ops`. */
function operatorClass(value: Value | undefined): string | undefined {
  if (value?.kind === "call") return textOf(value.args[0]?.value);
  const name = textOf(value);
  return name
    ?.replace("MinMax", "Minmax")
    .replace(/(?<=.)(?=[A-Z])/g, "_")
    .toLowerCase();
}

/** `where: raw("deleted_at IS NULL")`, or Prisma's object form `where: { deletedAt: null }`, as SQL. */
function predicate(model: ModelBlock, value: Value | undefined): string | undefined {
  if (value?.kind === "call") return textOf(value.args[0]?.value);
  if (value?.kind === "string") return value.text;
  if (value?.kind !== "object") return undefined;
  return value.entries.map((entry) => condition(`"${columnName(model, entry.name ?? "")}"`, entry.value)).join(" AND ");
}

function condition(column: string, value: Value): string {
  if (value.kind === "object") {
    const not = value.entries.find((entry) => entry.name === "not")?.value;
    if (!not) return column;
    return isNull(not) ? `${column} IS NOT NULL` : `${column} <> ${operand(not)}`;
  }
  return isNull(value) ? `${column} IS NULL` : `${column} = ${operand(value)}`;
}

function isNull(value: Value): boolean {
  return value.kind === "word" && value.text === "null";
}

function operand(value: Value): string {
  const text = textOf(value) ?? "";
  return value.kind === "word" && /^(?:true|false|-?[\d.]+)$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
