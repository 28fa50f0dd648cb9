/** What a row is found by must be unique in the database: a check in the code loses the race. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addBlockAttribute, addFieldAttribute } from "../questions/edits/schema-edits.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { withoutShorter } from "../questions/edits/unique-edits.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { isBusinessKey, isOfAccounts, KEY_NAMES, scopeOf } from "../questions/tables/business-keys.ts";
import { columnsOf, newColumns, uniquesOn } from "../questions/tables/new-parts.ts";
import { claim } from "../questions/tables/roles.ts";
import { tenantKey } from "../questions/tables/tenancy.ts";
import { bad, good } from "./require-business-key.examples.ts";

/** Found by a link or a request that names no tenant: unique for all. */
const GLOBAL = /token|hash|secret/i;

export const requireBusinessKey = defineRule({
  id: "require-business-key",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Make unique what a row is looked up by",
  why: "Two requests that check first and insert then both find nothing and both insert. From that day on a slug leads to one of two pages, a token signs in one of two people, and an idempotency key books twice. Only a unique index closes the race; adding it later fails on the duplicates that exist by then.",
  remedy: "`@unique` on the field, or `@@unique([tenantId, slug])` where each tenant has its own.",
  quiet: [
    "the column is part of a unique or of the primary key, in the schema or in SQL, partial ones included",
    `other names than these: ${KEY_NAMES.slice(0, 7).join(", ")}, numbers of invoices, orders and tickets, codes of invitations and coupons, tokens that the application itself hands out, \`email\` and \`username\` of users and accounts`,
    "logs, join tables, what Auth.js prescribes, and rows that copy another row's key (`OrderItem.sku`, `Payment.invoiceNumber`)",
    "codes that are sent to somebody and typed in once (`VerificationCode`), and those that are redeemed (`Order.couponCode`)",
    "columns that refer to another table, lists, and everything that is not text",
  ],
  heuristic: true,
  *check(database) {
    for (const { table, column, isNew } of newColumns(database)) {
      if (isBusinessKey(table, column) && !isCovered(database, table, column)) yield tell(database, table, column, isNew);
    }
  },
  examples: { bad, good },
});

function isCovered(database: Database, table: Table, { name }: Column): boolean {
  return uniquesOn(database, table.name).some((index) => columnsOf(index).includes(name) || index.columns.some(({ expression }) => expression?.includes(name)));
}

function tell(database: Database, table: Table, column: Column, isNew: boolean): Report {
  const tenant = GLOBAL.test(column.field ?? column.name) ? undefined : tenantKey(database, table);
  const name = column.field ?? column.name;
  const scopes = [tenant, scopeOf(table, column)].filter((one) => one !== undefined);
  const columns = [...scopes, column].map((one) => one.name);
  const fields = columnNames(table, columns);
  const attribute = scopes.length > 0 ? `@@unique([${fields.join(", ")}])` : "@unique";
  const scope = scopes.length > 0 ? ` within one ${list(fields.slice(0, -1))}` : "";
  const message = `Rows of ${code(tableName(table))} look as if they were found by ${code(name)}, but nothing keeps two of them from having the same one${scope}: two requests at once will both insert it.`;
  const roles = isOfAccounts(column) ? claim(database, table, "account") : [];
  if (table.model === undefined)
    return {
      span: column.span,
      message,
      roles,
      advice: { language: "sql", text: `CREATE UNIQUE INDEX ${isNew ? "" : "CONCURRENTLY "}ON ${quoteIdentifier(table.name)} (${columnList(columns)});` },
    };
  const fix = scopes.length > 0 ? withoutShorter(database, table, [addBlockAttribute(database, table, attribute)], columns[0]!) : addFieldAttribute(database, column, attribute);
  return { span: column.span, message, roles, advice: { language: "prisma", text: attribute }, fix };
}
