/** How a table tells that a request or an event has come a second time: a unique on something that the sender gave. */
import { columnOf } from "../../../../model/agreement.ts";
import type { Database } from "../../../../model/database.ts";
import type { Column, Index, Table } from "../../../../model/schema.ts";
import { words } from "../names/words.ts";
import { columnsOf, uniquesOn } from "./new-parts.ts";
import { namedAfter } from "./references.ts";
import { isText } from "./table-kinds.ts";

/** Said of keys that are made for it: `idempotencyKey`, `dedupe_id`. */
export const REPEAT_WORDS: readonly string[] = "idempotency idempotent dedupe dedup deduplication".split(" ");

/**
 * Uniques and primary keys that refuse the same event, payment or request when it is delivered again: on a key that is made for it, or on an id that another
 * system gave out (`stripeEventId`, `externalId`, `eventId` of no model), alone or with what says whose it is. What the client or the database makes up
 * differs each time; partial uniques count, since they leave out what has no such id.
 */
export function repeatKeys(database: Database, table: Table): readonly Index[] {
  return [...new Set(uniquesOn(database, table.name))].filter((index) => {
    const columns = columnsOf(index).flatMap((name) => columnOf(table, name) ?? []);
    return columns.length === index.columns.length && columns.every(isGiven) && columns.some((column) => isSenders(database, table, column));
  });
}

/** Nobody here makes it up. */
function isGiven({ default: fallback, generated }: Column): boolean {
  return generated === undefined && (fallback === undefined || fallback.kind === "constant");
}

function isSenders({ after }: Database, table: Table, column: Column): boolean {
  const parts = words(column.field ?? column.name);
  if (parts.some((word) => REPEAT_WORDS.includes(word))) return true;
  const refers = table.foreignKeys.some(({ columns }) => columns.includes(column.name));
  return isText(column) && !refers && parts.length > 1 && parts.at(-1) === "id" && namedAfter(after, column, "id") === undefined;
}
