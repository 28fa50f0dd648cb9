/** What undoes one change: SQL, what it cannot bring back, or why there is none. */
import type { Change, ChangeKind } from "../../model/change.ts";
import type { Statement } from "../../model/migration.ts";
import type { Index, Schema } from "../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../model/text.ts";
import { typeChange } from "../../model/type-change.ts";
import { checkSql, columnSql, dependentsSql, foreignKeySql, indexSql, keySql, ownName, tableSql, typeSql } from "./declare.ts";

/** Words are fragments of a sentence: "the values of `email`". */
export interface Way {
  readonly sql?: string;
  /** Data that the SQL does not bring back. */
  readonly loses?: string;
  /** Why no SQL is known. */
  readonly unknown?: string;
  /** What stays after the way back and hurts nobody. */
  readonly keeps?: string;
}

export interface Setting {
  readonly before: Schema;
  /** Tables made by the same migration: they go as a whole. */
  readonly made: ReadonlySet<string>;
  /** Types that the same migration renames: new name → old name. */
  readonly renamedTypes: ReadonlyMap<string, string>;
}

type Of<K extends ChangeKind, C = Change> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;
type Reverse<C> = (change: C, statement: Statement, setting: Setting) => Way;

const NOTHING: Way = {};

export function reverseOf(change: Change, statement: Statement, setting: Setting): Way {
  if ("isNew" in change && "table" in change && setting.made.has(change.table) && !ON_NEW_TABLES.has(change.kind)) return NOTHING;
  const reverse = reverses[change.kind] as Reverse<Change> | undefined;
  return reverse ? reverse(change, statement, setting) : NOTHING;
}

/** A table that the migration made goes as a whole, but keys between two of them first, and new names are undone. */
const ON_NEW_TABLES: ReadonlySet<ChangeKind> = new Set(["create-table", "add-foreign-key", "rename-table", "set-schema", "create-view", "drop-view"]);

/** Kinds that stand nowhere here change nothing that would have to be undone: settings, locks, VACUUM, transactions, comments on them. */
const reverses: { readonly [K in ChangeKind]?: Reverse<Of<K>> } = {
  "create-table": ({ table, ifNotExists }, _statement, { before }) =>
    ifNotExists && before.tables.has(table) ? NOTHING : { sql: `DROP TABLE IF EXISTS ${quoteIdentifier(table)};` },
  "drop-table": ({ table, before, ifExists, cascade }) => {
    const sql = before && tableSql(before);
    if (!before && ifExists) return { keeps: `table ${code(table)}, which may not have been there` };
    return sql
      ? { sql: sql.join("\n"), loses: `the rows of ${code(table)}${cascade ? ", and what CASCADE took along" : ""}` }
      : { unknown: `the columns of ${code(table)} are not known from the migrations` };
  },
  "rename-table": ({ table, to }) => ({ sql: `ALTER TABLE ${quoteIdentifier(to)} RENAME TO ${quoteName(ownName(table))};` }),
  "set-schema": ({ table, to }) => ({
    sql: `ALTER TABLE ${quoteName(to)}.${quoteName(ownName(table))} SET SCHEMA ${quoteName(table.includes(".") ? (table.split(".")[0] ?? "public") : "public")};`,
  }),
  "add-column": ({ table, column, ifNotExists, before }) =>
    ifNotExists && before?.columns.some(({ name }) => name === column.name) ? NOTHING : { sql: `${alter(table)} DROP COLUMN IF EXISTS ${quoteName(column.name)};` },
  "drop-column": ({ table, column, dropped, ifExists, before }) => {
    const known = dropped && columnSql(dropped, dropped.nullable || dropped.default === undefined);
    if (!dropped && ifExists) return { keeps: `column ${code(column)}, which may not have been there` };
    return known
      ? { sql: [`${alter(table)} ADD COLUMN ${known};`, ...(before ? dependentsSql(before, column) : [])].join("\n"), loses: `the values of ${code(`${table}.${column}`)}` }
      : { unknown: `the type of ${code(`${table}.${column}`)} is not known from the migrations` };
  },
  "rename-column": ({ table, column, to }) => ({ sql: `${alter(table)} RENAME COLUMN ${quoteName(to)} TO ${quoteName(column)};` }),
  "alter-column": reverseAlteration,
  "add-index": ({ table, index, concurrently }) => dropIndex(table, index, concurrently),
  "drop-index": ({ table, name, dropped, concurrently, ifExists }) => {
    const sql = dropped && indexSql(table, { ...dropped, name: dropped.name ?? name }, concurrently);
    if (sql) return { sql };
    return ifExists ? { keeps: `index ${code(name)}, which may not have been there` } : { unknown: `the columns of index ${code(name)} are not known from the migrations` };
  },
  "rename-index": ({ name, to, table }) => ({ sql: `ALTER INDEX ${beside(table, to)} RENAME TO ${quoteName(ownName(name))};` }),
  "add-primary-key": ({ table, index }) => dropConstraint(table, index.name ?? `${ownName(table)}_pkey`),
  "add-unique": ({ table, index }) => dropConstraint(table, index.name ?? derivedName(table, index, "key")),
  "add-foreign-key": ({ table, foreignKey }) => dropConstraint(table, foreignKey.name ?? `${ownName(table)}_${foreignKey.columns.join("_")}_fkey`),
  "add-check": ({ table, check }) => (check.name === undefined ? { unknown: `the CHECK on ${code(table)} has no name of its own` } : dropConstraint(table, check.name)),
  "add-not-null-constraint": ({ table, column }) => ({ sql: `${alter(table)} ALTER COLUMN ${quoteName(column)} DROP NOT NULL;` }),
  "add-exclusion": ({ table, name }) => (name === undefined ? { unknown: `the exclusion constraint on ${code(table)} has no name of its own` } : dropConstraint(table, name)),
  "drop-constraint": reverseDroppedConstraint,
  "rename-constraint": ({ table, name, to }) => ({ sql: `${alter(table)} RENAME CONSTRAINT ${quoteName(to)} TO ${quoteName(name)};` }),
  "set-logged": ({ table, logged }) => ({ sql: `${alter(table)} SET ${logged ? "UNLOGGED" : "LOGGED"};` }),
  "attach-partition": ({ table, partition }) => ({ sql: `${alter(table)} DETACH PARTITION ${quoteIdentifier(partition)};` }),
  "detach-partition": ({ partition }) => ({ unknown: `the bounds of partition ${code(partition)} are not known` }),
  "row-level-security": ({ table, enabled }) => ({ sql: `${alter(table)} ${enabled ? "DISABLE" : "ENABLE"} ROW LEVEL SECURITY;` }),
  "create-policy": ({ table, name }) => ({ sql: `DROP POLICY IF EXISTS ${quoteName(name)} ON ${quoteIdentifier(table)};` }),
  "alter-policy": ({ name }) => ({ unknown: `the former text of policy ${code(name)} is not known` }),
  "drop-policy": ({ name }) => ({ unknown: `the text of policy ${code(name)} is not known` }),
  "create-trigger": ({ table, name }, { text }) =>
    replaces(text) ? { unknown: `the former text of trigger ${code(name)} is not known` } : { sql: `DROP TRIGGER IF EXISTS ${quoteName(name)} ON ${quoteIdentifier(table)};` },
  "drop-trigger": ({ name }) => ({ unknown: `the text of trigger ${code(name)} is not known` }),
  "enable-trigger": ({ table, name }) => ({ sql: `${alter(table)} DISABLE TRIGGER ${triggerName(name)};` }),
  "disable-trigger": ({ table, name }) => ({ sql: `${alter(table)} ENABLE TRIGGER ${triggerName(name)};` }),
  "create-rule": ({ table, name }) => ({ sql: `DROP RULE IF EXISTS ${quoteName(name)} ON ${quoteIdentifier(table)};` }),
  "drop-rule": ({ name }) => ({ unknown: `the text of rule ${code(name)} is not known` }),
  revoke: ({ table }) => ({ unknown: `which rights on ${code(table)} were held before is not known` }),
  "create-view": ({ table, materialized, before }, { text }) =>
    replaces(text) || before
      ? { unknown: `the former text of view ${code(table)} is not known` }
      : { sql: `DROP ${materialized ? "MATERIALIZED VIEW" : "VIEW"} IF EXISTS ${quoteIdentifier(table)};` },
  "drop-view": ({ table }) => ({ unknown: `the text of view ${code(table)} is not known` }),
  insert: ({ table }) => ({ keeps: `the rows inserted into ${code(table)}` }),
  copy: ({ table, direction }) => (direction === "from" ? { keeps: `the rows copied into ${code(table)}` } : NOTHING),
  update: ({ table, columns }, _statement, { before }) => {
    const old = before.tables.get(table);
    const known = columns.filter((column) => old === undefined || old.columns.some(({ name }) => name === column) || !old.complete);
    return columns.length > 0 && known.length === 0
      ? NOTHING
      : { loses: `the former values of ${known.length > 0 ? known.map((column) => code(`${table}.${column}`)).join(", ") : code(table)}` };
  },
  delete: ({ table }) => ({ loses: `the deleted rows of ${code(table)}` }),
  merge: ({ table }) => ({ loses: `the former rows of ${code(table)}` }),
  truncate: ({ table }) => ({ loses: `the rows of ${code(table)}` }),
  "create-enum": ({ enum: { name } }) => ({ sql: `DROP TYPE IF EXISTS ${quoteIdentifier(name)};` }),
  // Manual, ALTER TYPE: values cannot be removed. The former version does not know the value and is not hurt by it.
  "add-enum-value": ({ enum: name, value, isNew }) => (isNew ? NOTHING : { unknown: `PostgreSQL cannot remove the value ${code(value)} from ${code(name)}; it may stay` }),
  "rename-enum-value": ({ enum: name, value, to }) => ({ sql: `ALTER TYPE ${quoteIdentifier(name)} RENAME VALUE ${literal(to)} TO ${literal(value)};` }),
  "create-type": ({ name }) => ({ sql: `DROP TYPE IF EXISTS ${quoteIdentifier(name)};` }),
  "alter-type": ({ name }) => ({ unknown: `the former shape of type ${code(name)} is not known` }),
  "rename-type": ({ name, to }) => ({ sql: `ALTER TYPE ${quoteIdentifier(to)} RENAME TO ${quoteName(ownName(name))};` }),
  "drop-type": ({ name }, _statement, { before, renamedTypes }) => {
    const values = before.enums.get(renamedTypes.get(name) ?? name)?.values;
    return values ? { sql: `CREATE TYPE ${quoteIdentifier(name)} AS ENUM (${values.map(literal).join(", ")});` } : { unknown: `the shape of type ${code(name)} is not known` };
  },
  "create-domain": ({ name }) => ({ sql: `DROP DOMAIN IF EXISTS ${quoteIdentifier(name)};` }),
  "alter-domain": ({ name }) => ({ unknown: `the former shape of domain ${code(name)} is not known` }),
  "drop-domain": ({ name }) => ({ unknown: `the shape of domain ${code(name)} is not known` }),
  "create-sequence": ({ name }) => ({ sql: `DROP SEQUENCE IF EXISTS ${quoteIdentifier(name)};` }),
  "drop-sequence": ({ name }) => ({ loses: `the position of sequence ${code(name)}`, sql: `CREATE SEQUENCE ${quoteIdentifier(name)};` }),
  "create-function": ({ name }, { text }) =>
    replaces(text) ? { unknown: `the former text of ${code(name)} is not known` } : { sql: `DROP ROUTINE IF EXISTS ${quoteIdentifier(name)};` },
  "drop-function": ({ name }) => ({ unknown: `the text of ${code(name)} is not known` }),
  "create-extension": ({ name }) => ({ keeps: `extension ${code(name)}` }),
  "drop-extension": ({ name, cascade }) =>
    cascade ? { unknown: `what hung on extension ${code(name)} is not known` } : { sql: `CREATE EXTENSION IF NOT EXISTS ${quoteName(name)};` },
  "create-schema": ({ name }, { text }) => (/\bif\s+not\s+exists\b/i.test(text) ? { keeps: `schema ${code(name)}` } : { sql: `DROP SCHEMA IF EXISTS ${quoteName(name)};` }),
  "rename-schema": ({ name, to }) => ({ sql: `ALTER SCHEMA ${quoteName(to)} RENAME TO ${quoteName(name)};` }),
  "drop-schema": ({ name }) => ({ unknown: `what schema ${code(name)} held is not known` }),
  "drop-owned": () => ({ unknown: "what DROP OWNED removes is not known" }),
  "drop-database": ({ name }) => ({ unknown: `database ${code(name)} is gone` }),
  do: ({ readable, dynamic }) => (readable && !dynamic ? NOTHING : { unknown: "a DO block does what cannot be read" }),
  call: ({ name }) => ({ unknown: `what ${code(name)} does is not known` }),
};

function reverseAlteration(change: Of<"alter-column">): Way {
  const { table, column, from, to, action } = change;
  const alterColumn = `${alter(table)} ALTER COLUMN ${quoteName(column)}`;
  const unknown: Way = { unknown: `the former state of ${code(`${table}.${column}`)} is not known from the migrations` };
  switch (action) {
    case "set-not-null":
      return from && !from.nullable ? NOTHING : { sql: `${alterColumn} DROP NOT NULL;` };
    case "drop-not-null":
      return from?.nullable ? NOTHING : { sql: `${alterColumn} SET NOT NULL;` };
    case "set-default":
    case "drop-default":
      if (!from) return unknown;
      return { sql: from.default && from.default.kind !== "client" ? `${alterColumn} SET DEFAULT ${from.default.expression};` : `${alterColumn} DROP DEFAULT;` };
    case "type": {
      if (!from) return unknown;
      const type = typeSql(from.type);
      const { fits } = typeChange(from.type, change.type ?? to?.type, change.using, column);
      // One enum is not cast to another but by its text.
      const cast = from.type.category === "enum" && !from.type.list ? `text::${type}` : from.type.category === "enum" ? `text[]::${type}` : type;
      const restored = { sql: `${alterColumn} TYPE ${type} USING ${quoteName(column)}::${cast};` };
      return fits === "all" ? restored : { ...restored, loses: `what the cast cuts, rounds or turns in ${code(`${table}.${column}`)}` };
    }
    case "identity":
      if (!from || !to) return unknown;
      if (!from.generated) return { sql: `${alterColumn} DROP IDENTITY IF EXISTS;` };
      return {
        sql: `${alterColumn} ${to.generated ? "SET" : "ADD"} GENERATED ${from.generated === "identity-always" ? "ALWAYS" : "BY DEFAULT"}${to.generated ? "" : " AS IDENTITY"};`,
      };
    case "generated":
    case "several":
      return unknown;
    default:
      return NOTHING;
  }
}

function reverseDroppedConstraint({ table, name, before, constraint, ifExists }: Of<"drop-constraint">): Way {
  const key = before?.foreignKeys.find((candidate) => candidate.name === name);
  const check = before?.checks.find((candidate) => candidate.name === name);
  const unique = before?.indexes.find((candidate) => candidate.name === name && candidate.constraint);
  const primary = before?.primaryKey && (before.primaryKey.name ?? `${ownName(table)}_pkey`) === name ? before.primaryKey : undefined;
  const clause = key ? foreignKeySql(key) : check ? checkSql(check) : unique ? keySql(unique, "UNIQUE") : primary ? keySql({ ...primary, name }, "PRIMARY KEY") : undefined;
  if (clause) return { sql: `${alter(table)} ADD ${clause};` };
  if (ifExists) return { keeps: `constraint ${code(name)}, which may not have been there` };
  return { unknown: `what ${constraint ?? "constraint"} ${code(name)} said is not known from the migrations` };
}

function dropIndex(table: string, index: Index, concurrently: boolean): Way {
  const name = index.name ?? derivedName(table, index, "idx");
  return { sql: `DROP INDEX ${concurrently ? "CONCURRENTLY " : ""}IF EXISTS ${beside(table, name)};` };
}

function dropConstraint(table: string, name: string): Way {
  return { sql: `${alter(table)} DROP CONSTRAINT IF EXISTS ${quoteName(ownName(name))};` };
}

/** PostgreSQL's own choice (ChooseIndexName): `table_column_idx`, `expr` for an expression. */
function derivedName(table: string, index: Index, suffix: string): string {
  return `${ownName(table)}_${index.columns.map(({ column }) => column ?? "expr").join("_")}_${suffix}`;
}

/** An index lies in its table's schema. */
function beside(table: string, index: string): string {
  return index.includes(".") || !table.includes(".") ? quoteIdentifier(index) : `${quoteName(table.slice(0, table.indexOf(".")))}.${quoteName(index)}`;
}

function alter(table: string): string {
  return `ALTER TABLE ${quoteIdentifier(table)}`;
}

function triggerName(name: string): string {
  return /^(all|user)$/i.test(name) ? name.toUpperCase() : quoteName(name);
}

function replaces(text: string): boolean {
  return /^\s*create\s+or\s+replace\b/i.test(text);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
