/** How far one DELETE goes: the tables that ON DELETE CASCADE empties with it. */
import { once } from "../../../model/once.ts";
import type { ForeignKey, Schema, Table } from "../../../model/schema.ts";
import { isJoinTable } from "./table-kinds.ts";

/** Tables reached from a parent, each with the way to it: `[Organization, Project, Task]`. Join tables are passed through, not counted. */
export type Reach = ReadonlyMap<string, readonly string[]>;

/** Tables are followed no further than this: a schema made to be slow is not worth its exact number. */
export const MOST_TABLES = 200;

interface Child {
  readonly table: Table;
  readonly key: ForeignKey;
}

/** By parent. A relation that only Prisma Client enforces cascades too: the client deletes. */
const cascadesOf = once((schema: Schema): ReadonlyMap<string, readonly Child[]> => {
  const found = new Map<string, Child[]>();
  for (const table of schema.tables.values())
    for (const key of table.foreignKeys) {
      if (key.onDelete !== "cascade") continue;
      const siblings = found.get(key.references.table);
      if (siblings) siblings.push({ table, key });
      else found.set(key.references.table, [{ table, key }]);
    }
  return found;
});

/** All that is emptied when a row of `root` is deleted, `root` itself left out; nearest first, no more than `most`. */
export function reachOf(schema: Schema, root: string, most = MOST_TABLES): Reach {
  const reach = new Map<string, readonly string[]>();
  const ways = new Map<string, readonly string[]>([[root, [root]]]);
  const queue = [root];
  for (let at = queue.shift(); at !== undefined && reach.size < most && ways.size <= MOST_TABLES; at = queue.shift()) {
    for (const { table } of cascadesOf(schema).get(at) ?? []) {
      if (ways.has(table.name) || reach.size >= most || ways.size > MOST_TABLES) continue;
      const way = [...ways.get(at)!, table.name];
      ways.set(table.name, way);
      queue.push(table.name);
      if (!isJoinTable(table)) reach.set(table.name, way);
    }
  }
  return reach;
}

/** The table and those whose DELETE reaches it, nearest first, no more than `MOST_TABLES`. */
export function ancestorsOf(schema: Schema, name: string): string[] {
  const found = new Set([name]);
  for (const at of found) for (const key of schema.tables.get(at)?.foreignKeys ?? []) if (key.onDelete === "cascade" && found.size < MOST_TABLES) found.add(key.references.table);
  return [...found];
}
