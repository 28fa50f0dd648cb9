/** Which tables belong to a tenant, and by which column: configured, or learnt from the foreign keys of the schema. */
import type { Database } from "../../../model/database.ts";
import { once } from "../../../model/once.ts";
import type { Column, Schema, Table } from "../../../model/schema.ts";
import { headNoun, sameWords } from "./words.ts";

/** Models that other models commonly belong to. A user is none: what is a user's own is no tenant's. */
export const TENANTS: readonly string[] = ["tenant", "tenancy", "organization", "organisation", "org", "workspace", "company", "team", "project", "account", "space"];

/** So many tables must refer to a model before it counts as the tenant. */
const ENOUGH = 3;

/** The model that most tables belong to, if its name says so and enough of them refer to it with NOT NULL. */
export const tenantTable = once((schema: Schema): Table | undefined => {
  const counts = new Map<string, number>();
  for (const table of schema.tables.values()) {
    const parents = table.foreignKeys.filter((key) => key.columns.length === 1 && !isNullable(table, key.columns[0]!)).map(({ references }) => references.table);
    for (const parent of new Set(parents)) if (parent !== table.name) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  const candidates = [...schema.tables.values()].filter((table) => TENANTS.includes(headNoun(table.model ?? table.name)) && (counts.get(table.name) ?? 0) >= ENOUGH);
  return candidates.sort((a, b) => counts.get(b.name)! - counts.get(a.name)! || TENANTS.indexOf(headNoun(a.model ?? a.name)) - TENANTS.indexOf(headNoun(b.model ?? b.name)))[0];
});

/** The column that says whose row it is; undefined for tables that are nobody's, shared, or the tenant itself. */
export function tenantKey(database: Database, table: Table): Column | undefined {
  const { keys, shared } = database.config.tenancy;
  if (shared.some((name) => sameWords(name, table.name) || sameWords(name, table.model ?? ""))) return undefined;
  if (keys.length > 0) return table.columns.find((column) => !column.nullable && keys.some((key) => sameWords(key, column.name) || sameWords(key, column.field ?? "")));
  const tenant = tenantTable(database.after);
  if (!tenant || tenant.name === table.name) return undefined;
  const key = table.foreignKeys.find(({ columns, references }) => references.table === tenant.name && columns.length === 1 && !isNullable(table, columns[0]!));
  return key && table.columns.find(({ name }) => name === key.columns[0]);
}

function isNullable(table: Table, column: string): boolean {
  return table.columns.find(({ name }) => name === column)?.nullable ?? true;
}
