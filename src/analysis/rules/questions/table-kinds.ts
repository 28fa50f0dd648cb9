/** What a table is for, guessed from its name and its shape: rules ask before they judge. */
import type { Config } from "../../../model/config.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { columnsOf } from "./new-parts.ts";
import { headNoun, nouns, sameWords, singular, words } from "./words.ts";

/** Names of tables whose rows are written once and then only read. */
export const APPEND_ONLY: ReadonlySet<string> = new Set(
  "event log audit history outbox inbox snapshot view visit click impression metric measurement trail activity version revision archive delivery attempt sample usage execution transition changelog stat vote reaction like pageview replay commit".split(
    " ",
  ),
);

/** Names of tables that people fill once and refer to. */
export const LOOKUPS: ReadonlySet<string> = new Set(
  "type status category kind country currency language locale region state city timezone role permission tag label unit genre color setting option feature plan reason level priority".split(
    " ",
  ),
);

/** Columns that only describe: what a lookup table consists of. */
const DESCRIPTIVE: ReadonlySet<string> = new Set(
  "id uuid code key name label title description slug symbol icon color value sort order position rank active enabled iso locale text emoji group comment note".split(" "),
);

const ACCOUNTS: ReadonlySet<string> = new Set("user account admin subscriber identity login".split(" "));

/** `WhitelistedUser`, `LegacyUser`: lists of people, or copies of accounts. */
const NO_ACCOUNTS: ReadonlySet<string> = new Set(
  "whitelisted blocked blacklisted banned muted invited deleted archived anonymous guest legacy team project space organization linked social oauth external bank".split(" "),
);

/** Words that make a compound name a ledger all the same: `InvoiceLine`, `AuditLog`, `PaymentRecord`. */
const LEDGER_TAILS: ReadonlySet<string> = new Set("line item entry record log history row".split(" "));

/** Its rows say that two others belong together: a key made of foreign keys only, and little else. */
export function isJoinTable(table: Table): boolean {
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  if (table.foreignKeys.length < 2) return false;
  const keys = [table.primaryKey, ...table.indexes.filter(({ unique, where }) => unique && where === undefined)].map(columnsOf);
  const joins = keys.some(
    (columns) =>
      columns.length > 1 &&
      table.foreignKeys.filter((key) => key.columns.every((column) => columns.includes(column))).length > 1 &&
      columns.every((column) => referring.has(column)),
  );
  const own = table.columns.filter((column) => !referring.has(column.name) && !isKeyColumn(table, column) && !isTimestamp(column));
  return joins ? own.length <= 2 : own.length === 0 && table.foreignKeys.length === 2;
}

/** Descriptive columns only, no foreign key, and a name or key that says so. */
export function isLookup(table: Table): boolean {
  if (table.foreignKeys.length > 0 || table.columns.length > 8) return false;
  const descriptive = table.columns.every(
    (column) => isTimestamp(column) || column.type.name === "boolean" || DESCRIPTIVE.has(singular(words(column.field ?? column.name).at(-1) ?? "")),
  );
  const [key, ...more] = columnsOf(table.primaryKey);
  const natural = key !== undefined && more.length === 0 && !words(key).includes("id") && !words(key).includes("uuid") && /text|char|enum/.test(`${columnType(table, key)}`);
  return descriptive && (natural || LOOKUPS.has(headNoun(table.model ?? table.name)));
}

function columnType(table: Table, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.type;
  return type?.category === "enum" ? "enum" : (type?.name ?? "");
}

export function isAppendOnly(table: Table): boolean {
  const parts = nouns(table.model ?? table.name);
  return APPEND_ONLY.has(parts.at(-1) ?? "") || parts.some((word) => word === "audit" || word === "outbox" || word === "history");
}

/** Who signs in or subscribes: one row a person. */
export function isAccountLike(table: Table): boolean {
  const parts = nouns(table.model ?? table.name);
  return ACCOUNTS.has(parts.at(-1) ?? "") && !parts.some((word) => NO_ACCOUNTS.has(word));
}

/** Records that a business must keep. An `Event` with a start stands in a calendar; one that nothing else is said of is a page view as likely as a booking. */
export function isLedger(table: Table, { cascade }: Config): boolean {
  const ledgers = new Set(cascade.ledgers.map((word) => singular(word.toLowerCase())));
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  const compound = LEDGER_TAILS.has(last) && parts.slice(0, -1).some((word) => ledgers.has(word));
  if (!compound && !ledgers.has(last)) return false;
  return !(
    last === "event" &&
    (parts.length === 1 || table.columns.some(({ name, field }) => ["start", "starts", "end", "ends", "title", "location"].includes(words(field ?? name)[0] ?? "")))
  );
}

/** A secret or session that lapses: written once, deleted later. */
export function isExpiring(table: Table): boolean {
  return table.columns.some(({ name, field }) => words(field ?? name).some((word) => word.startsWith("expir")));
}

export function isTimestamp({ type }: Column): boolean {
  return type.name.startsWith("timestamp") || type.name === "date";
}

export function isText({ type }: Column): boolean {
  return !type.list && ["text", "character varying", "character", "citext"].includes(type.name);
}

/** `id`, or any part of the primary key. */
export function isKeyColumn(table: Table, { name }: Column): boolean {
  return columnsOf(table.primaryKey).includes(name);
}

/** Names of the configuration count however they are spelt: `createdAt` also means `created_at`. */
export function isNamed({ name, field }: Column, names: readonly string[]): boolean {
  return names.some((wanted) => sameWords(wanted, name) || (field !== undefined && sameWords(wanted, field)));
}
