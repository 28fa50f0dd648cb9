/** What keeps the past as it was: a copy in it is no denormalisation, since its source may change. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { headNoun, nouns, singular, words } from "../names/words.ts";
import { isAppendOnly, isLedger } from "./table-kinds.ts";

/** Said of a value that was true at some time: `priceAtPurchase`, `originalTitle`, `nameSnapshot`. */
export const SNAPSHOT_WORDS: readonly string[] =
  "snapshot original initial previous prior former old historical frozen locked archived legacy billed invoiced charged printed signed recorded submitted imported external".split(
    " ",
  );

/** Names of tables whose rows state what was agreed, sent or handed in. */
export const RECORDS: readonly string[] =
  "order purchase sale checkout booking reservation quote quotation estimate contract agreement shipment bill billing invoice charge credit debit fee receipt payment payslip payroll refund timesheet certificate application submission signature notification email mail letter statement stat summary report digest projection replica mirror copy backup import export".split(
    " ",
  );

const SNAPSHOTS: ReadonlySet<string> = new Set(SNAPSHOT_WORDS);

/** `at` and `when` stand within the name: `createdAt` is no snapshot. */
export function isSnapshotName({ field, name }: Column): boolean {
  const parts = words(field ?? name);
  for (let index = 0; index < parts.length; index++) {
    const word = parts[index]!;
    if (SNAPSHOTS.has(word) || ((word === "at" || word === "when") && index > 0 && index < parts.length - 1)) return true;
  }
  return false;
}

/** `LineItem` with an `orderId`. */
function isLine(table: Table): boolean {
  return nouns(table.model ?? table.name).some((word) => word === "line" || word === "position") || headNoun(table.model ?? table.name) === "item";
}

/** Ledgers, logs, orders and what belongs to them (`OrderItem`), figures put together at some time. */
export function keepsThePast({ config }: Pick<Database, "config">, table: Table): boolean {
  if (isLine(table) && table.foreignKeys.some(({ references }) => nouns(references.table).some((word) => RECORDS.includes(word)))) return true;
  return isAppendOnly(table) || isLedger(table, config) || isRecord(table);
}

/** Asked for each column of the table. */
const isRecord = once((table: Table): boolean =>
  nouns(table.model ?? table.name).some((word) => RECORDS.includes(word) || SNAPSHOTS.has(word) || RECORDS.includes(singular(word))),
);
