/** A table → the table after one change. Pure; each keeps what it does not touch. */
import type { Check, Column, ForeignKey, Index, IndexColumn, Table } from "../../model/schema.ts";

export function columnNamed(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => column.name === name);
}

export function withColumn(table: Table, column: Column): Table {
  const others = columnNamed(table, column.name) ? table.columns.filter((other) => other.name !== column.name) : table.columns;
  return { ...table, columns: [...others, column] };
}

export function withColumnChanged(table: Table, name: string, change: (column: Column) => Column): Table {
  return { ...table, columns: table.columns.map((column) => (column.name === name ? change(column) : column)) };
}

/** With the column go its indexes, keys and checks (manual, ALTER TABLE, DROP COLUMN). */
export function withoutColumn(table: Table, name: string): Table {
  const uses = (index: Index) =>
    index.columns.some((part) => part.column === name) ||
    index.include.includes(name) ||
    mentions(index.where, name) ||
    index.columns.some((part) => mentions(part.expression, name));
  return {
    ...table,
    columns: table.columns.filter((column) => column.name !== name),
    primaryKey: table.primaryKey && uses(table.primaryKey) ? undefined : table.primaryKey,
    indexes: kept(table.indexes, (index) => !uses(index)),
    foreignKeys: kept(table.foreignKeys, (key) => !key.columns.includes(name)),
    checks: kept(table.checks, (check) => !mentions(check.expression, name)),
  };
}

export function withColumnRenamed(table: Table, from: string, to: string): Table {
  const one = (name: string) => (name === from ? to : name);
  const inText = (text: string) => renamedIn(text, from, to);
  const inIndex = (index: Index): Index => ({
    ...index,
    columns: index.columns.map((part): IndexColumn => ({ ...part, column: part.column && one(part.column), expression: part.expression && inText(part.expression) })),
    include: index.include.map(one),
    where: index.where && inText(index.where),
  });
  return {
    ...table,
    columns: table.columns.map((column) => (column.name === from ? { ...column, name: to } : column)),
    primaryKey: table.primaryKey && inIndex(table.primaryKey),
    indexes: table.indexes.map(inIndex),
    foreignKeys: table.foreignKeys.map(
      (key): ForeignKey => ({ ...key, columns: key.columns.map(one), references: key.references.table === table.name ? renamedReference(key, from, to) : key.references }),
    ),
    checks: table.checks.map(
      (check): Check => ({
        ...check,
        expression: inText(check.expression),
        notNullColumn: check.notNullColumn && one(check.notNullColumn),
        filledColumns: check.filledColumns?.map(one),
      }),
    ),
  };
}

/** Foreign keys of another table that refer to the renamed column. */
export function withReferenceRenamed(table: Table, referenced: string, from: string, to: string): Table {
  if (!table.foreignKeys.some((key) => key.references.table === referenced && key.references.columns.includes(from))) return table;
  return { ...table, foreignKeys: table.foreignKeys.map((key) => (key.references.table === referenced ? { ...key, references: renamedReference(key, from, to) } : key)) };
}

function renamedReference(key: ForeignKey, from: string, to: string): ForeignKey["references"] {
  return { table: key.references.table, columns: key.references.columns.map((name) => (name === from ? to : name)) };
}

export function withoutReferencesTo(table: Table, dropped: string): Table {
  return withForeignKeys(
    table,
    kept(table.foreignKeys, (key) => key.references.table !== dropped),
  );
}

function withForeignKeys(table: Table, foreignKeys: readonly ForeignKey[]): Table {
  return foreignKeys === table.foreignKeys ? table : { ...table, foreignKeys };
}

export function withIndex(table: Table, index: Index): Table {
  return { ...table, indexes: [...table.indexes, index] };
}

export function indexNamed(table: Table | undefined, name: string): Index | undefined {
  if (!table) return undefined;
  return table.primaryKey?.name === name ? table.primaryKey : table.indexes.find((index) => index.name === name);
}

export function withoutIndex(table: Table, name: string): Table {
  if (table.primaryKey?.name === name) return { ...table, primaryKey: undefined };
  return { ...table, indexes: kept(table.indexes, (index) => index.name !== name) };
}

export function withIndexRenamed(table: Table, from: string, to: string): Table {
  const one = (index: Index) => (index.name === from ? { ...index, name: to } : index);
  return { ...table, primaryKey: table.primaryKey && one(table.primaryKey), indexes: table.indexes.map(one) };
}

/** A primary key makes its columns NOT NULL. */
export function withPrimaryKey(table: Table, index: Index): Table {
  const names = new Set(index.columns.map((part) => part.column));
  return { ...table, primaryKey: index, columns: table.columns.map((column) => (names.has(column.name) && column.nullable ? { ...column, nullable: false } : column)) };
}

export function withoutConstraint(table: Table, name: string): Table {
  const without = withoutIndex(table, name);
  return { ...without, foreignKeys: kept(without.foreignKeys, (key) => key.name !== name), checks: kept(without.checks, (check) => check.name !== name) };
}

export function withConstraintRenamed(table: Table, from: string, to: string): Table {
  const renamed = <T extends { readonly name?: string }>(item: T): T => (item.name === from ? { ...item, name: to } : item);
  return { ...withIndexRenamed(table, from, to), foreignKeys: table.foreignKeys.map(renamed), checks: table.checks.map(renamed) };
}

export function withConstraintValidated(table: Table, name: string): Table {
  const validated = <T extends { readonly name?: string; readonly valid: boolean }>(item: T): T => (item.name === name ? { ...item, valid: true } : item);
  return { ...table, foreignKeys: table.foreignKeys.map(validated), checks: table.checks.map(validated) };
}

/** The same array when nothing goes. */
function kept<T>(items: readonly T[], keep: (item: T) => boolean): readonly T[] {
  return items.every(keep) ? items : items.filter(keep);
}

function mentions(text: string | undefined, name: string): boolean {
  return text?.includes(name) === true && pattern(name).test(text);
}

function renamedIn(text: string, from: string, to: string): string {
  if (!text.includes(from)) return text;
  return text.replace(pattern(from), () => (/^[a-z_][a-z0-9_$]*$/.test(to) ? to : `"${to.replaceAll('"', '""')}"`));
}

/** The name in SQL text, quoted or not. */
function pattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`"${escaped}"|(?<![\\w$"'])${escaped}(?![\\w$"'])`, "g");
}
