/** Columns named after another model: `userId`, `author_ids`. */

import { once } from "../../../../model/once.ts";
import type { Column, Schema, Table } from "../../../../model/schema.ts";
import { nouns, singular, words } from "../names/words.ts";
import { columnsOf } from "./new-parts.ts";
import { isAdapterTable } from "./table-kinds.ts";

/** By the words of their names in the singular; built once for a schema. */
const tablesByName = once(
  (schema: Schema): ReadonlyMap<string, Table> =>
    new Map([...schema.tables.values()].filter(({ kind }) => kind === "table" || kind === "partitioned-table").map((table) => [nouns(table.model ?? table.name).join(" "), table])),
);

/** The table that `userId`, `user_id` (or `userIds` for a list) is named after: the whole name before `id`, nothing less. */
export function namedAfter(schema: Schema, column: Column, suffix: "id" | "ids"): Table | undefined {
  const parts = words(column.field ?? column.name);
  if (parts.length < 2 || parts.at(-1) !== suffix) return undefined;
  return tablesByName(schema).get(parts.slice(0, -1).map(singular).join(" "));
}

/** The table that a column should refer to: named after it, of its id's type, neither a list nor one half of a polymorphic pair. */
export function parentOf(schema: Schema, table: Table, column: Column): Table | undefined {
  const parent = namedAfter(schema, column, "id");
  const id = parent && idOf(parent);
  // `Cart.sessionId` is the browser's session, not a sign-in's row of Auth.js.
  return parent && id && parent !== table && !isAdapterTable(parent) && !column.type.list && id.type.name === column.type.name && !typeBeside(table, column) ? parent : undefined;
}

interface Habit {
  related: number;
  bare: number;
}

/** Per schema: how columns that are named after each table refer to it; `""` is all of them. */
const habits = new WeakMap<Schema, ReadonlyMap<string, Habit>>();

function habitsOf(schema: Schema): ReadonlyMap<string, Habit> {
  const known = habits.get(schema);
  if (known) return known;
  const found = new Map<string, Habit>();
  for (const table of schema.tables.values()) {
    const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
    for (const column of table.columns) {
      const parent = parentOf(schema, table, column);
      for (const name of parent ? [parent.name, ""] : []) {
        const habit = found.get(name) ?? { related: 0, bare: 0 };
        habit[referring.has(column.name) ? "related" : "bare"]++;
        found.set(name, habit);
      }
    }
  }
  habits.set(schema, found);
  return found;
}

/** Whether a schema leaves such references bare as a rule: three and more of them, and less than half are declared. */
export function isLeftBare(schema: Schema, parent: Table): boolean {
  return [parent.name, ""].some((name) => {
    const { related, bare } = habitsOf(schema).get(name) ?? { related: 0, bare: 0 };
    return related + bare >= 3 && related < bare;
  });
}

/** The one column of a table's primary key. */
export function idOf(table: Table): Column | undefined {
  const [key, ...more] = columnsOf(table.primaryKey);
  return more.length === 0 ? table.columns.find(({ name }) => name === key) : undefined;
}

/** `commentableType` beside `commentableId`: the id may mean a row of any table. */
export function typeBeside(table: Table, column: Column): Column | undefined {
  const stem = words(column.field ?? column.name).slice(0, -1);
  return table.columns.find(({ name, field }) => {
    const parts = words(field ?? name);
    return parts.length === stem.length + 1 && TYPES.has(parts.at(-1)!) && stem.every((word, index) => parts[index] === word);
  });
}

const TYPES: ReadonlySet<string> = new Set(["type", "kind", "model", "table"]);
