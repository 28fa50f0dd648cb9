/** Which statement made what schema.prisma does not follow, in words, and the line that schema.prisma lacks. */
import { columnSet } from "../../../../model/agreement.ts";
import type { Change } from "../../../../model/change.ts";
import type { Column, Index, Table } from "../../../../model/schema.ts";
import { code, list } from "../../../../model/text.ts";
import { typeText } from "../edits/sql-words.ts";
import type { Undeclared } from "./undeclared.ts";

export function isMadeBy(change: Change, made: Undeclared): boolean {
  if ("enum" in made) return isOnEnum(change, made);
  if (!("table" in change)) return false;
  // A renamed table goes on under its new name.
  if (made.kind === "table-dropped") return change.table === made.table && (change.kind === "drop-table" || change.kind === "rename-table" || change.kind === "set-schema");
  if (change.table !== made.table) return change.kind === "rename-table" && change.to === made.table;
  switch (made.kind) {
    case "column-added":
      return (
        (change.kind === "add-column" && change.column.name === made.column.name) ||
        (change.kind === "rename-column" && change.to === made.column.name) ||
        change.kind === "create-table"
      );
    case "column-dropped":
      return (change.kind === "drop-column" || change.kind === "rename-column") && change.column === made.column.name;
    case "retyped":
      return change.kind === "alter-column" && change.column === made.column.name && change.action === "type";
    case "made-required":
      return (change.kind === "alter-column" && change.column === made.column.name && change.action === "set-not-null") || change.kind === "add-primary-key";
    case "made-optional":
      return (change.kind === "alter-column" && change.column === made.column.name && change.action === "drop-not-null") || change.kind === "drop-constraint";
    case "index-added":
      return (change.kind === "add-index" || change.kind === "add-unique") && columnSet(change.index) === columnSet(made.index);
    case "index-dropped":
      return (change.kind === "drop-index" || change.kind === "drop-constraint") && (made.index.name === undefined || change.name.endsWith(made.index.name));
    case "key-added":
      return change.kind === "add-foreign-key" && change.foreignKey.columns.join() === made.foreignKey.columns.join();
    case "key-dropped":
      return change.kind === "drop-constraint" && change.name === made.foreignKey.name;
  }
}

function isOnEnum(change: Change, made: Extract<Undeclared, { readonly enum: string }>): boolean {
  switch (change.kind) {
    case "add-enum-value":
      return change.enum === made.enum && change.value === made.value;
    case "rename-enum-value":
      return change.enum === made.enum && (change.value === made.value || change.to === made.value);
    // Prisma's swap: a new type takes the old one's name.
    case "create-enum":
      return change.enum.name.startsWith(made.enum);
    case "rename-type":
      return change.to === made.enum || change.name === made.enum;
    default:
      return false;
  }
}

/** For a list of such things on one statement. */
export function nameOfMade(made: Undeclared): string {
  if ("enum" in made) return code(made.value);
  if ("column" in made) return code(made.column.name);
  return "index" in made ? `the index on ${columnsOf(made.index)}` : "foreignKey" in made ? `the foreign key on ${list(made.foreignKey.columns)}` : code(made.table);
}

/** One sentence about what the migration does, one about what comes of it; `isPrisma`: `prisma migrate dev` writes this repository's migrations. */
export function tellUndeclared(made: Undeclared, isPrisma: boolean): string {
  const next = (does: string) => (isPrisma ? `The next \`prisma migrate dev\` writes a migration that ${does}.` : "");
  const table = "table" in made ? code(made.table) : "";
  switch (made.kind) {
    case "table-dropped":
      return `${table} goes, but schema.prisma keeps the model: all its queries in the new version fail. Take the model out of schema.prisma one deploy before its table.`;
    case "column-added":
      return `${code(made.column.name)} is added to ${table}, but schema.prisma does not have it: ${made.breaks ? "Prisma Client cannot fill it, so every row that it creates is refused." : `Prisma Client does not know it. ${next("drops it again")}`}`;
    case "column-dropped":
      return `${code(made.column.name)} of ${table} goes, but schema.prisma keeps the field: Prisma Client selects every column by name, so its queries on ${table} fail in the new version too. Take the field out of schema.prisma one deploy before the column.`;
    case "retyped":
      return `${code(made.column.name)} of ${table} becomes ${code(typeText(made.column.type))}, but schema.prisma says ${code(typeText(made.field.type))} as before. ${made.breaks ? "Prisma Client goes on sending values of the old type, which the database may refuse." : next("changes it back")}`;
    case "made-required":
      return `${code(made.column.name)} of ${table} can no longer be empty, but schema.prisma leaves the field optional: nothing keeps the code from writing rows that the database now refuses. ${next("drops NOT NULL again")}`;
    case "made-optional":
      return `${code(made.column.name)} of ${table} may be empty from now on, but schema.prisma says that it has a value: Prisma Client fails on the first empty row that it reads. ${next("sets NOT NULL again")}`;
    case "index-added":
      return `This ${made.index.unique ? "unique index" : "index"} on ${columnsOf(made.index)} of ${table} is not in schema.prisma. ${next("drops it")}`;
    case "index-dropped":
      return `The ${made.index.unique ? "unique index" : "index"} on ${columnsOf(made.index)} of ${table} goes, but schema.prisma keeps it. ${next("builds it anew")}`;
    case "key-added":
      return `This foreign key from ${list(made.foreignKey.columns)} of ${table} to ${code(made.foreignKey.references.table)} is no relation in schema.prisma. ${next("drops it")}`;
    case "key-dropped":
      return `The foreign key from ${list(made.foreignKey.columns)} of ${table} to ${code(made.foreignKey.references.table)} goes, but schema.prisma keeps the relation. ${next("adds it anew")}`;
    case "value-added":
      return `${code(made.value)} is added to ${code(made.enum)}, but schema.prisma does not have it: Prisma Client fails on the first row with it. ${next("takes it out again")}`;
    case "value-removed":
      return `${code(made.value)} is no longer in ${code(made.enum)} after this migration, but schema.prisma keeps it: rows that hold it stop the migration, and the new version cannot write it. Another branch may have added it since the migration was generated: generate it again.`;
  }
}

/** A line for schema.prisma; none where something is taken out. */
export function lineFor(made: Undeclared, model: Table | undefined): string | undefined {
  switch (made.kind) {
    case "column-added":
      return fieldLine(made.column);
    case "value-added":
      return made.value;
    case "index-added": {
      const fields = made.index.columns.map(
        ({ column = "", order }) => `${model?.columns.find(({ name }) => name === column)?.field ?? column}${order === "desc" ? "(sort: Desc)" : ""}`,
      );
      return `@@${made.index.unique ? "unique" : "index"}([${fields.join(", ")}])`;
    }
    default:
      return undefined;
  }
}

/** By Prisma's own type mapping (prisma db pull); undefined where a type has no scalar. */
function fieldLine({ name, type, nullable }: Column): string | undefined {
  const known = type.category === "enum" ? type.name : SCALARS[type.name]?.(type.modifiers.join(", "));
  if (known === undefined) return undefined;
  const [scalar, ...native] = known.split(" ");
  return [name, `${scalar}${type.list ? "[]" : nullable ? "?" : ""}`, ...native].join(" ");
}

type Scalar = (size: string) => string;
const sized =
  (scalar: string, native: string): Scalar =>
  (size) =>
    `${scalar} @db.${native}${size === "" ? "" : `(${size.replace(" ", "")})`}`;

const SCALARS: Readonly<Record<string, Scalar>> = {
  text: () => "String",
  "character varying": sized("String", "VarChar"),
  uuid: () => "String @db.Uuid",
  integer: () => "Int",
  smallint: () => "Int @db.SmallInt",
  bigint: () => "BigInt",
  "double precision": () => "Float",
  real: () => "Float @db.Real",
  numeric: sized("Decimal", "Decimal"),
  boolean: () => "Boolean",
  "timestamp without time zone": (size) => (size === "3" ? "DateTime" : sized("DateTime", "Timestamp")(size)),
  "timestamp with time zone": sized("DateTime", "Timestamptz"),
  date: () => "DateTime @db.Date",
  jsonb: () => "Json",
  json: () => "Json @db.Json",
  bytea: () => "Bytes",
};

function columnsOf({ columns }: Index): string {
  return list(columns.flatMap(({ column }) => column ?? []));
}
