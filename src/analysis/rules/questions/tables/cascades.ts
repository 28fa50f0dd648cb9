/** How far one DELETE goes: the tables that ON DELETE CASCADE empties with it. */
import type { CascadePicture } from "../../../../model/cascade.ts";
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { ForeignKey, Schema, Table } from "../../../../model/schema.ts";
import { columnNames, tableName, tableNamed } from "../names/naming.ts";
import { isJoinTable, isLedger } from "./table-kinds.ts";

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

const NOWHERE: Reach = new Map();

/** All that is emptied when a row of `root` is deleted, `root` itself left out; nearest first, no more than `most`. */
export function reachOf(schema: Schema, root: string, most = MOST_TABLES): Reach {
  if (!cascadesOf(schema).has(root)) return NOWHERE;
  if (most < MOST_TABLES) return findReach(schema, root, most);
  const known = reaches(schema);
  const reach = known.get(root) ?? findReach(schema, root, most);
  known.set(root, reach);
  return reach;
}

/** Each new cascade asks how far it goes on from its table. Filled as it is asked. */
const reaches = once((_: Schema) => new Map<string, Reach>());

function findReach(schema: Schema, root: string, most: number): Reach {
  const reach = new Map<string, readonly string[]>();
  for (const [name, way] of walk(schema, root)) {
    if (reach.size >= most) break;
    const table = schema.tables.get(name);
    if (name !== root && table && !isJoinTable(table)) reach.set(name, way);
  }
  return reach;
}

/** Tables in the order of their distance, join tables and `root` included, each once and with the shortest way to it: whoever refers to itself or back ends there. */
function* walk(schema: Schema, root: string): Generator<readonly [name: string, way: readonly string[]]> {
  const seen = new Set([root]);
  const queue: (readonly [string, readonly string[]])[] = [[root, [root]]];
  const cascades = cascadesOf(schema);
  for (const next of queue) {
    yield next;
    const [at, way] = next;
    for (const { table } of cascades.get(at) ?? []) {
      if (seen.has(table.name) || seen.size > MOST_TABLES) continue;
      seen.add(table.name);
      queue.push([table.name, [...way, table.name]]);
    }
  }
}

/** More tables than this are no picture, nor are more arrows. */
export const MAX_DRAWN = 14;
export const MAX_ARROWS = 30;

/** The tables on `way` (which begins with `root`) and the nearest others, with the cascades between all of them. */
export function cascadePicture({ before, after, config }: Database, root: string, way: readonly string[]): CascadePicture {
  const all = [...walk(after, root)].map(([name]) => name);
  const drawn = [...new Set([...way, ...all])].slice(0, MAX_DRAWN);
  const cascades = all
    .filter((name) => drawn.includes(name))
    .flatMap((name) => (cascadesOf(after).get(name) ?? []).filter(({ table }) => drawn.includes(table.name)).map(({ table, key }) => arrow(before, after, name, table, key)));
  const kindOf = (name: string): CascadePicture["tables"][number]["kind"] => {
    const table = after.tables.get(name);
    return name === root || !table ? "root" : isJoinTable(table) ? "join" : isLedger(table, config) ? "ledger" : "reached";
  };
  return {
    tables: all.filter((name) => drawn.includes(name)).map((name) => ({ name: tableNamed(after, name), kind: kindOf(name) })),
    cascades: cascades.slice(0, MAX_ARROWS),
    more: all.length - drawn.length,
  };
}

function arrow(before: Schema, after: Schema, from: string, table: Table, key: ForeignKey): CascadePicture["cascades"][number] {
  const old = before.tables.get(table.name)?.foreignKeys.some((one) => one.onDelete === "cascade" && one.references.table === from && one.columns.join() === key.columns.join());
  return { from: tableNamed(after, from), to: tableName(table), label: columnNames(table, key.columns).join(", "), isNew: old !== true };
}

/** The table and those whose DELETE reaches it, nearest first, no more than `MOST_TABLES`. */
export function ancestorsOf(schema: Schema, name: string): string[] {
  const found = new Set([name]);
  for (const at of found) for (const key of schema.tables.get(at)?.foreignKeys ?? []) if (key.onDelete === "cascade" && found.size < MOST_TABLES) found.add(key.references.table);
  return [...found];
}
