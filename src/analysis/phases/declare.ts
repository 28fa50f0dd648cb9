/** Columns, indexes, keys and tables of the model as the SQL that would declare them anew; undefined where the model does not hold all of it. */
import type { Check, Column, ColumnType, ForeignKey, Index, ReferentialAction, Table } from "../../model/schema.ts";
import { quoteIdentifier, quoteName } from "../../model/text.ts";

export function typeSql(type: ColumnType): string {
  const name = type.category === "builtin" ? type.name : quoteIdentifier(type.name);
  const length = type.modifiers.length > 0 ? `(${type.modifiers.join(", ")})` : "";
  const zoned = /^(time|timestamp)( with(?:out)? time zone)$/.exec(name);
  return `${zoned ? `${zoned[1]}${length}${zoned[2]}` : `${name}${length}`}${type.list ? "[]" : ""}`;
}

/** `nullable` overrides the column's own: a column that comes back to a table with rows cannot be NOT NULL without a default. */
export function columnSql(column: Column, nullable = column.nullable): string | undefined {
  const parts = [quoteName(column.name), typeSql(column.type)];
  if (column.generated === "stored" || column.generated === "virtual") {
    if (!column.default) return undefined;
    parts.push(`GENERATED ALWAYS AS (${column.default.expression}) ${column.generated.toUpperCase()}`);
  } else if (column.generated) parts.push(`GENERATED ${column.generated === "identity-always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`);
  else if (column.default && column.default.kind !== "client") parts.push(`DEFAULT ${column.default.expression}`);
  if (!nullable) parts.push("NOT NULL");
  return parts.join(" ");
}

/** Undefined for an index without a name: PostgreSQL would choose one. */
export function indexSql(table: string, index: Index, concurrently = false): string | undefined {
  if (index.name === undefined) return undefined;
  const method = index.method === "btree" || index.method === "" ? "" : ` USING ${quoteName(index.method)}`;
  const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
  const distinct = index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  return `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${concurrently ? "CONCURRENTLY " : ""}${quoteName(ownName(index.name))} ON ${quoteIdentifier(table)}${method} (${partsSql(index)})${includeSql(index)}${distinct}${where};`;
}

/** The constraint clause of a PRIMARY KEY or UNIQUE. */
export function keySql(index: Index, kind: "PRIMARY KEY" | "UNIQUE"): string {
  const columns = index.columns.map(({ column }) => quoteName(column ?? "")).join(", ");
  return `${named(index.name)}${kind}${index.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} (${columns})${includeSql(index)}`;
}

export function foreignKeySql(key: ForeignKey): string {
  const actions = [...actionSql("DELETE", key.onDelete), ...actionSql("UPDATE", key.onUpdate)].join("");
  const target = key.references.columns.length > 0 ? ` (${key.references.columns.map(quoteName).join(", ")})` : "";
  return `${named(key.name)}FOREIGN KEY (${key.columns.map(quoteName).join(", ")}) REFERENCES ${quoteIdentifier(key.references.table)}${target}${actions}${key.valid ? "" : " NOT VALID"}`;
}

export function checkSql(check: Check): string {
  return `${named(check.name)}CHECK (${check.expression})${check.valid ? "" : " NOT VALID"}`;
}

/** The whole table without its rows; undefined when the history does not hold all of it. */
export function tableSql(table: Table): string[] | undefined {
  const columns = table.columns.map((column) => columnSql(column));
  if (!table.complete || table.kind !== "table" || columns.length === 0 || columns.includes(undefined)) return undefined;
  const bare = table.indexes.filter((index) => !index.constraint).map((index) => indexSql(table.name, index));
  if (bare.includes(undefined)) return undefined;
  const constraints = [
    ...(table.primaryKey ? [keySql(table.primaryKey, "PRIMARY KEY")] : []),
    ...table.indexes.filter((index) => index.constraint).map((index) => keySql(index, "UNIQUE")),
    ...table.checks.map(checkSql),
    ...table.foreignKeys.filter((key) => key.enforced).map(foreignKeySql),
  ];
  const kind = table.persistence === "unlogged" ? "UNLOGGED TABLE" : "TABLE";
  return [`CREATE ${kind} ${quoteIdentifier(table.name)} (\n  ${[...columns, ...constraints].join(",\n  ")}\n);`, ...(bare as string[])];
}

/** What PostgreSQL drops together with a column: the constraints and indexes that name it. Not the primary key, which a column without values cannot carry. */
export function dependentsSql(table: Table, column: string): string[] {
  const isNamed = (expression: string | undefined): boolean => expression !== undefined && mentionedNames(expression).includes(column);
  const alter = `ALTER TABLE ${quoteIdentifier(table.name)} ADD `;
  const indexes = table.indexes.filter(
    (index) => index.columns.some((part) => part.column === column || isNamed(part.expression)) || index.include.includes(column) || isNamed(index.where),
  );
  return [
    ...indexes.flatMap((index) => (index.constraint ? `${alter}${keySql(index, "UNIQUE")};` : (indexSql(table.name, index) ?? []))),
    ...table.checks.filter((check) => isNamed(check.expression)).map((check) => `${alter}${checkSql(check)};`),
    ...table.foreignKeys.filter((key) => key.enforced && key.columns.includes(column)).map((key) => `${alter}${foreignKeySql(key)};`),
  ];
}

/** Names in an expression as PostgreSQL reads them: key words and functions too. */
export function mentionedNames(expression: string): string[] {
  return [...expression.matchAll(/"((?:[^"]|"")+)"|([A-Za-z_][\w$]*)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? "").toLowerCase());
}

/** `public.users_email_key` → `users_email_key`: an index is named without its schema where it is made. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function named(name: string | undefined): string {
  return name === undefined ? "" : `CONSTRAINT ${quoteName(ownName(name))} `;
}

function partsSql(index: Index): string {
  return index.columns
    .map(
      ({ column, expression, order, opclass, nulls, collation }) =>
        `${column === undefined ? `(${expression ?? ""})` : quoteName(column)}${collation ? ` COLLATE ${quoteName(collation)}` : ""}${opclass ? ` ${opclass}` : ""}${order === "desc" ? " DESC" : ""}${nulls ? ` NULLS ${nulls.toUpperCase()}` : ""}`,
    )
    .join(", ");
}

function includeSql(index: Index): string {
  return index.include.length > 0 ? ` INCLUDE (${index.include.map(quoteName).join(", ")})` : "";
}

function actionSql(event: "DELETE" | "UPDATE", action: ReferentialAction): string[] {
  return action === "no-action" ? [] : [` ON ${event} ${action.replace("-", " ").toUpperCase()}`];
}
