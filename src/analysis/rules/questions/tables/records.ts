/** What keeps the past as it was: a copy in it is no denormalisation, since its source may change. */
import type { Database } from "../../../../model/database.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { nouns, singular, words } from "../names/words.ts";
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

/** `at` and `when` stand within the name: `createdAt` is no snapshot. */
export function isSnapshotName({ field, name }: Column): boolean {
  const parts = words(field ?? name);
  return parts.some((word) => SNAPSHOT_WORDS.includes(word)) || parts.slice(1, -1).some((word) => word === "at" || word === "when");
}

/** Ledgers, logs, orders and what belongs to them (`OrderItem`), figures put together at some time. */
export function keepsThePast({ config }: Pick<Database, "config">, table: Table): boolean {
  const parts = nouns(table.model ?? table.name);
  return isAppendOnly(table) || isLedger(table, config) || parts.some((word) => RECORDS.includes(word) || SNAPSHOT_WORDS.includes(word) || RECORDS.includes(singular(word)));
}
