/** Which tables belong to a tenant, and by which column: configured, or learnt from the keys that most tables of the schema carry. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Schema, Table } from "../../../../model/schema.ts";
import { code, plural } from "../../../../model/text.ts";
import { headNoun, sameWords, spelt, words } from "../names/words.ts";
import { type Evidence, isNamed } from "./table-kinds.ts";

/** Models that other models commonly belong to. A user is none: what is a user's own is no tenant's. */
export const TENANTS: readonly string[] = ["tenant", "tenancy", "organization", "organisation", "org", "workspace", "company", "team", "project", "account", "space"];

/** So many tables must refer to a model before it counts as the tenant. */
const ENOUGH = 3;

/** What the schema itself says of its tenants. */
interface Tenancy {
  readonly tenant?: Table;
  /** Tables that must belong to it. */
  readonly owned: number;
  /** Names of the key, most frequent first: of the references to the tenant or, where no reference says so, of plain columns. */
  readonly keys: readonly string[];
}

const tenancyOf = once((schema: Schema): Tenancy => {
  const parents = requiredParents(schema);
  const owned = ({ name }: Table): number => parents.get(name) ?? 0;
  const rank = (table: Table): number => TENANTS.indexOf(headNoun(table.model ?? table.name));
  const candidates = [...schema.tables.values()].filter((table) => (table.roles ? table.roles.includes("tenant") : rank(table) >= 0 && owned(table) >= ENOUGH));
  const [tenant] = candidates.sort((a, b) => Number(b.roles !== undefined) - Number(a.roles !== undefined) || owned(b) - owned(a) || rank(a) - rank(b));
  return tenant ? { tenant, owned: owned(tenant), keys: keysTo(schema, tenant) } : { owned: 0, keys: bareKeys(schema) };
});

/** By table: how many others refer to it with one NOT NULL column. */
function requiredParents(schema: Schema): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const table of schema.tables.values()) {
    const parents = table.foreignKeys.filter((key) => key.columns.length === 1 && !isNullable(table, key.columns[0]!)).map(({ references }) => references.table);
    for (const parent of new Set(parents)) if (parent !== table.name) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  return counts;
}

function keysTo({ tables }: Schema, tenant: Table): string[] {
  const columns = [...tables.values()].flatMap((table) => {
    const key = table === tenant ? undefined : keyTo(table, tenant);
    return key ? [key] : [];
  });
  return mostFrequent(columns).map(([name]) => name);
}

/** `workspaceId` of most tables, in a schema that declares no references to its tenants (they live in another database). */
function bareKeys({ tables }: Schema): string[] {
  const columns = [...tables.values()].flatMap((table) => {
    const referring = new Set(table.foreignKeys.flatMap((key) => key.columns));
    const unique = new Set(
      [table.primaryKey, ...table.indexes.filter((index) => index.unique)].filter((index) => index?.columns.length === 1).map((index) => index?.columns[0]?.column),
    );
    return table.columns.filter((column) => !column.nullable && !column.type.list && !referring.has(column.name) && !unique.has(column.name) && isTenantId(column));
  });
  return mostFrequent(columns).flatMap(([name, count]) => (count >= ENOUGH && count * 2 >= tables.size ? [name] : []));
}

/** `workspaceId`, `org_id`; not `providerAccountId`, nor `accountId`, which may be a person's. */
function isTenantId({ name, field }: Column): boolean {
  const [noun = "", id, ...more] = words(field ?? name);
  return id === "id" && more.length === 0 && noun !== "account" && TENANTS.includes(noun);
}

/** Their names in lower case words, each with its number, most frequent first. */
function mostFrequent(columns: readonly Column[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { name, field } of columns) {
    const key = spelt(field ?? name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** The model that most tables belong to, if its name says so and enough of them refer to it with NOT NULL. */
export function tenantTable(schema: Schema): Table | undefined {
  return tenancyOf(schema).tenant;
}

export function tenantEvidence(schema: Schema, table: Table): Evidence {
  const { tenant, owned } = tenancyOf(schema);
  const noun = headNoun(table.model ?? table.name);
  return tenant === table ? `${plural(owned, "table")} must refer to it${TENANTS.includes(noun) ? `, and its name ends in ${code(noun)}` : ""}` : undefined;
}

/** The column that says whose row it is; undefined for tables that are nobody's, shared, or the tenant itself. */
export function tenantKey(database: Database, table: Table): Column | undefined {
  if (table.roles && !table.roles.includes("tenant-owned")) return undefined;
  return keyOf(database)(table);
}

export function tenantOwnedEvidence(database: Database, table: Table): Evidence {
  const column = keyOf(database)(table);
  if (!column) return undefined;
  const name = code(column.field ?? column.name);
  if (database.config.tenancy.keys.length > 0) return `${name} is one of \`tenancy.keys\``;
  const { tenant, owned } = tenancyOf(database.after);
  if (!tenant) return `it has ${name}, as most tables do`;
  const named = code(tenant.model ?? tenant.name);
  const refers = table.foreignKeys.some(({ columns, references }) => references.table === tenant.name && columns.includes(column.name));
  return refers ? `${name} refers to ${named}, as ${plural(owned, "table")} must` : `it has ${name}, by which others refer to ${named}`;
}

/** Asked for each column of each table. */
const keyOf = once((database: Database) => once((table: Table) => findKey(database, table)));

function findKey(database: Database, table: Table): Column | undefined {
  const { keys, shared } = database.config.tenancy;
  if (shared.some((name) => sameWords(name, table.name) || sameWords(name, table.model ?? ""))) return undefined;
  // What the configuration calls a tenant's may leave the key open in old rows.
  const usable = table.columns.filter((column) => !column.nullable || table.roles !== undefined);
  if (keys.length > 0) return usable.find((column) => isNamed(column, keys));
  const { tenant, keys: learnt } = tenancyOf(database.after);
  if (tenant && tenant.name === table.name) return undefined;
  const key = tenant && keyTo(table, tenant);
  if (key && usable.includes(key)) return key;
  // As part of a compound key it says which tenant the parent must be of; alone it would name another parent.
  const elsewhere = new Set(table.foreignKeys.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
  return usable.find((column) => !elsewhere.has(column.name) && !column.type.list && isTenantId(column) && learnt.includes(spelt(column.field ?? column.name)));
}

/** The one column of its reference to the tenant, a required one first. */
function keyTo(table: Table, tenant: Table): Column | undefined {
  const referring = table.foreignKeys.filter(({ columns, references }) => references.table === tenant.name && columns.length === 1).map(({ columns }) => columns[0]);
  const columns = referring.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
  return columns.find(({ nullable }) => !nullable) ?? columns[0];
}

function isNullable(table: Table, column: string): boolean {
  return table.columns.find(({ name }) => name === column)?.nullable ?? true;
}
