/** How a schema makes the ids of its rows, and what most of its tables do. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Schema, Table } from "../../../../model/schema.ts";
import { declaredText } from "../edits/source-text.ts";
import { idOf } from "./references.ts";
import { isAdapterTable, isExtension, isJoinTable, isLookup, isText } from "./table-kinds.ts";

/** `sequence`, `uuid`, the name of a function (`cuid`, `nanoid`, `make_id`), or `brought`: a text that whoever inserts has to give. */
export type IdStrategy = string;

/** Undefined for numbers that nothing counts: they come from elsewhere. */
export function strategyOf(id: Column): IdStrategy | undefined {
  if (id.default?.kind === "sequence" || id.generated?.startsWith("identity")) return "sequence";
  if (isUuid(id)) return "uuid";
  const call = /^"?([\p{L}_][\p{L}\p{N}_.]*)"?\s*\(/u.exec(id.default?.expression ?? "");
  if (call?.[1] !== undefined) return call[1];
  return isText(id) && id.default === undefined ? "brought" : undefined;
}

/** The type says so, or the default that fills it. */
export function isUuid({ type, default: fallback }: Column): boolean {
  return type.name === "uuid" || UUID.test(fallback?.expression ?? "");
}

/** `uuid()`, `uuid(7)`, `gen_random_uuid()`, `uuid_generate_v4()`, `uuidv7()`, in any schema. */
const UUID = /\b(?:\w*_)?(?:random_)?(?:uuid|guid)(?:_generate)?(?:_?v\d)?\s*\(/i;

/** The one column that tells its rows apart and is its own: not a parent's key, a word that people know, or what a library prescribes. */
export function ownId(table: Table): Column | undefined {
  if (isJoinTable(table) || isLookup(table) || isExtension(table) || isAdapterTable(table) || !table.complete) return undefined;
  const id = idOf(table);
  return id && table.foreignKeys.some(({ columns }) => columns.includes(id.name)) ? undefined : id;
}

export interface Habit {
  readonly strategy: IdStrategy;
  /** Ids that are made so. */
  readonly count: number;
  /** All ids. */
  readonly of: number;
  /** Of the tables that stood before. */
  readonly isOld: boolean;
}

/** So many ids are a habit, if two thirds of all are alike. */
const ENOUGH = 5;

const habitOf = once((schema: Schema): Omit<Habit, "isOld"> | undefined => {
  const byStrategy = new Map<IdStrategy, number>();
  let of = 0;
  for (const table of schema.tables.values()) {
    const id = table.kind === "table" || table.kind === "partitioned-table" ? ownId(table) : undefined;
    const strategy = id && strategyOf(id);
    if (strategy === undefined) continue;
    of++;
    byStrategy.set(strategy, (byStrategy.get(strategy) ?? 0) + 1);
  }
  const [most] = [...byStrategy].sort((a, b) => b[1] - a[1]);
  return most && of >= ENOUGH && most[1] * 3 >= of * 2 ? { strategy: most[0], count: most[1], of } : undefined;
});

/** What most tables of the base do; where there are too few, what most tables do after the pull request. */
export function idHabit({ before, after }: Database): Habit | undefined {
  const isOld = before.tables.size >= ENOUGH;
  const habit = habitOf(isOld ? before : after);
  return habit && { ...habit, isOld };
}

/** The id's declaration as most tables with the habit have it. */
export function commonIdLine(database: Database, { strategy }: Habit): string | undefined {
  const counts = new Map<string, number>();
  for (const table of database.after.tables.values()) {
    const id = ownId(table);
    const line = id && strategyOf(id) === strategy ? declaredText(database, id.span)?.replace(/\s+/g, " ") : undefined;
    if (line) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
