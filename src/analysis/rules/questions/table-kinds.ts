/** What a table is for, guessed from its name and its shape: rules ask before they judge. */
import type { Config } from "../../../model/config.ts";
import { once } from "../../../model/once.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { columnsOf } from "./new-parts.ts";
import { headNoun, nouns, sameWords, singular, words } from "./words.ts";

/** Names of tables whose rows are written once and then only read. */
export const APPEND_ONLY: ReadonlySet<string> = new Set(
  "event log audit history outbox inbox snapshot view visit click impression metric measurement trail activity version revision archive delivery attempt sample usage execution transition changelog stat vote reaction like pageview replay commit error failure exception trash tombstone chunk".split(
    " ",
  ),
);

/** HTTP exchanges written down: `WebhookRequest`, not `LeaveRequest`. */
const EXCHANGES: ReadonlySet<string> = new Set("webhook http api outgoing incoming inbound outbound".split(" "));

const EPHEMERAL: ReadonlySet<string> = new Set("lock limiter flexible otp nonce challenge state lease captcha".split(" "));

/** Names of tables that people fill once and refer to. */
export const LOOKUPS: ReadonlySet<string> = new Set(
  "type status category kind country currency language locale region state city timezone role permission tag label unit genre color setting option feature plan reason level priority".split(
    " ",
  ),
);

/** Columns that only describe: what a lookup table consists of. */
const DESCRIPTIVE: ReadonlySet<string> = new Set(
  "id uuid code key name identifier label title description slug symbol icon color value sort order position rank active enabled iso locale text emoji group comment note".split(
    " ",
  ),
);

const ACCOUNTS: ReadonlySet<string> = new Set("user account admin subscriber identity login".split(" "));

/** `WhitelistedUser`, `LegacyUser`: lists of people, or copies of accounts. */
const NO_ACCOUNTS: ReadonlySet<string> = new Set(
  "whitelisted blocked blacklisted banned muted invited deleted archived anonymous guest legacy team project space organization linked social oauth external bank".split(" "),
);

/** Words that make a compound name a ledger all the same: `InvoiceLine`, `AuditLog`, `PaymentRecord`. */
const LEDGER_TAILS: ReadonlySet<string> = new Set("line item entry record log history row".split(" "));

/** Its rows say that two others belong together: a key made of foreign keys only, and little else. */
export const isJoinTable = once((table: Table): boolean => {
  if (table.foreignKeys.length < 2) return false;
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const keys = [table.primaryKey, ...table.indexes.filter(({ unique, where }) => unique && where === undefined)].map(columnsOf);
  const joins = keys.some(
    (columns) =>
      columns.length > 1 &&
      table.foreignKeys.filter((key) => key.columns.every((column) => columns.includes(column))).length > 1 &&
      columns.every((column) => referring.has(column)),
  );
  const own = table.columns.filter((column) => !referring.has(column.name) && !isKeyColumn(table, column) && !isTimestamp(column));
  return joins ? own.length <= 2 : own.length === 0 && table.foreignKeys.length === 2;
});

/** Descriptive columns only, no foreign key, and a name or key that says so. */
export function isLookup(table: Table): boolean {
  return isDictionary(table) || isDescription(table);
}

/** A number for each word: an id, one unique text, and nothing else. */
function isDictionary(table: Table): boolean {
  const own = table.columns.filter((column) => !isKeyColumn(table, column));
  const [only] = own;
  return (
    only !== undefined &&
    own.length === 1 &&
    isText(only) &&
    DESCRIPTIVE.has(words(only.field ?? only.name).at(-1) ?? "") &&
    !only.nullable &&
    table.indexes.some((index) => index.unique && columnsOf(index).join() === only.name)
  );
}

function isDescription(table: Table): boolean {
  if (table.foreignKeys.length > 0 || table.columns.length > 8) return false;
  const descriptive = table.columns.every(
    (column) => isTimestamp(column) || column.type.name === "boolean" || DESCRIPTIVE.has(singular(words(column.field ?? column.name).at(-1) ?? "")),
  );
  const [key, ...more] = columnsOf(table.primaryKey);
  const natural = key !== undefined && more.length === 0 && !words(key).includes("id") && !words(key).includes("uuid") && /text|char|enum/.test(`${columnType(table, key)}`);
  return descriptive && (natural || LOOKUPS.has(headNoun(table.model ?? table.name)));
}

/** Lookups that stand for an enum: their rows are made by migrations, nobody deletes them or asks for "all that have this one". */
const ENUM_LIKE: ReadonlySet<string> = new Set("type status kind state country currency language locale timezone unit level priority severity".split(" "));

export function isEnumLike(table: Table): boolean {
  return ENUM_LIKE.has(headNoun(table.model ?? table.name)) && isLookup(table);
}

function columnType(table: Table, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.type;
  return type?.category === "enum" ? "enum" : (type?.name ?? "");
}

export const isAppendOnly = once((table: Table): boolean => {
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  if (APPEND_ONLY.has(last) || parts.some((word) => word === "audit" || word === "outbox" || word === "history" || word === "deleted")) return true;
  return (last === "request" || last === "call" || last === "response") && parts.slice(0, -1).some((word) => EXCHANGES.has(word));
});

/** What some sign-in library prescribes to the letter; Auth.js: authjs.dev, adapters, models. */
export function isAdapterTable(table: Table): boolean {
  const has = (...fields: readonly string[]) => fields.every((wanted) => table.columns.some(({ name, field }) => sameWords(wanted, name) || sameWords(wanted, field ?? "")));
  return has("provider", "providerAccountId") || has("sessionToken", "expires") || has("identifier", "token", "expires");
}

/** Kept for a while and made again: nobody asks a cache, a lock or a limiter's counter when it was made. */
export function isEphemeral(table: Table): boolean {
  const last = headNoun(table.model ?? table.name);
  return last === "cache" || last === "ttl" || (isExpiring(table) && EPHEMERAL.has(last));
}

/** Its key is its parent's, or refers to it one to one: made and dated with its parent. */
export function isExtension(table: Table): boolean {
  const keys = [table.primaryKey, ...table.indexes.filter(({ unique, where }) => unique && where === undefined)].map((index) => columnsOf(index).join());
  return table.foreignKeys.some(({ columns }) => keys.includes(columns.join()));
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
