/** The models of the schemas as the Prisma Client spells them. */
import type { Schema, Table } from "../../model/schema.ts";

export interface ClientModel {
  /** As the schema spells it. */
  readonly name: string;
  readonly table: Table;
  /** Columns by the client's field name. */
  readonly columns: ReadonlyMap<string, string>;
}

export interface ClientModels {
  /** By the client's accessor: the model's name with its first letter lowered. With several schemas the first that has the model. */
  byAccessor(name: string): ClientModel | undefined;
}

const read = new WeakMap<Schema, ReadonlyMap<string, ClientModel>>();

export function clientModels(schemas: readonly Schema[]): ClientModels {
  return {
    byAccessor(name) {
      for (const schema of schemas) {
        const found = modelsOf(schema).get(name);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function modelsOf(schema: Schema): ReadonlyMap<string, ClientModel> {
  const known = read.get(schema);
  if (known) return known;
  const models = new Map<string, ClientModel>();
  for (const table of schema.tables.values()) {
    if (!table.model || table.ignored) continue;
    const columns = new Map<string, string>();
    for (const column of table.columns) if (column.field && !column.ignored) columns.set(column.field, column.name);
    models.set(table.model[0]!.toLowerCase() + table.model.slice(1), { name: table.model, table, columns });
  }
  read.set(schema, models);
  return models;
}
