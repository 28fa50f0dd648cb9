/** Columns named after another model: `userId`, `author_ids`. */
import type { Column, Schema, Table } from "../../../model/schema.ts";
import { columnsOf } from "./new-parts.ts";
import { nouns, singular, words } from "./words.ts";

/** By the words of their names in the singular; built once for a schema. */
const byName = new WeakMap<Schema, ReadonlyMap<string, Table>>();

function tablesByName(schema: Schema): ReadonlyMap<string, Table> {
  const known = byName.get(schema);
  if (known) return known;
  const found = new Map(
    [...schema.tables.values()].filter(({ kind }) => kind === "table" || kind === "partitioned-table").map((table) => [nouns(table.model ?? table.name).join(" "), table]),
  );
  byName.set(schema, found);
  return found;
}

/** The table that `userId`, `user_id` (or `userIds` for a list) is named after: the whole name before `id`, nothing less. */
export function namedAfter(schema: Schema, column: Column, suffix: "id" | "ids"): Table | undefined {
  const parts = words(column.field ?? column.name);
  if (parts.length < 2 || parts.at(-1) !== suffix) return undefined;
  return tablesByName(schema).get(parts.slice(0, -1).map(singular).join(" "));
}

/** The one column of a table's primary key. */
export function idOf(table: Table): Column | undefined {
  const [key, ...more] = columnsOf(table.primaryKey);
  return more.length === 0 ? table.columns.find(({ name }) => name === key) : undefined;
}

/** `commentableType` beside `commentableId`: the id may mean a row of any table. */
export function typeBeside(table: Table, column: Column): Column | undefined {
  const stem = words(column.field ?? column.name)
    .slice(0, -1)
    .join(" ");
  return table.columns.find(({ name, field }) => ["type", "kind", "model", "table"].some((word) => words(field ?? name).join(" ") === `${stem} ${word}`));
}
