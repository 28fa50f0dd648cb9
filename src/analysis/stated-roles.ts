/** Roles that the configuration states, written onto the tables: whoever asks a table what it is hears them, whatever its name says. */
import { type Change, isTableChange } from "../model/change.ts";
import type { Config } from "../model/config.ts";
import { added, type Migration } from "../model/migration.ts";
import { once } from "../model/once.ts";
import type { Schema, Table } from "../model/schema.ts";
import { isCalled } from "./rules/questions/names/naming.ts";

export interface Stated {
  readonly schema: (schema: Schema) => Schema;
  readonly migrations: (migrations: readonly Migration[]) => readonly Migration[];
}

/** A table stays one object wherever it stood as one: changes and schemas share them. */
export function statedRoles({ roles }: Config): Stated {
  const named = Object.entries(roles);
  if (named.length === 0) return { schema: (schema) => schema, migrations: (migrations) => migrations };
  const table = once((one: Table): Table => {
    const stated = named.find(([name]) => isCalled(one, name))?.[1];
    return stated ? { ...one, roles: stated } : one;
  });
  return {
    schema: once((schema) => ({ ...schema, tables: new Map([...schema.tables].map(([name, one]) => [name, table(one)])) })),
    migrations: (migrations) => {
      const recent = new Set(added(migrations));
      return migrations.map((migration) => (recent.has(migration) ? inMigration(migration, table) : migration));
    },
  };
}

function inMigration(migration: Migration, table: (one: Table) => Table): Migration {
  return { ...migration, statements: migration.statements.map((statement) => ({ ...statement, changes: statement.changes.map((change) => inChange(change, table)) })) };
}

function inChange(change: Change, table: (one: Table) => Table): Change {
  if (!isTableChange(change)) return change;
  return { ...change, ...(change.before && { before: table(change.before) }), ...(change.after && { after: table(change.after) }) };
}
