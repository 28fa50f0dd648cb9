/** What a table is for: stated by the configuration, else guessed from its name and its shape. Rules ask before they judge; `roles.ts` asks for all. */
import type { Config } from "../../../../model/config.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import type { TableRole } from "../../../../model/table-role.ts";
import { code, list } from "../../../../model/text.ts";
import { headNoun, nouns, remembered, sameWords, singular, spelt, words } from "../names/words.ts";
import { columnsOf } from "./new-parts.ts";

/** Names of tables whose rows are written once and then only read. */
export const APPEND_ONLY: ReadonlySet<string> = new Set(
  "event log audit history outbox inbox snapshot view visit click impression metric measurement trail activity version revision archive delivery attempt sample usage execution transition changelog reading telemetry heartbeat ping movement posting stat vote reaction like pageview replay commit error failure exception trash tombstone chunk result regression olap".split(
    " ",
  ),
);

/** Words behind such a name that leave it one: `UsageRecord`, `EventData`, `LogLine`. */
const APPEND_ONLY_TAILS: ReadonlySet<string> = new Set("line entry record row data".split(" "));

/** HTTP exchanges written down: `WebhookRequest`, not `LeaveRequest`. */
const EXCHANGES: ReadonlySet<string> = new Set("webhook http api outgoing incoming inbound outbound".split(" "));

/** Who may work at the moment: `v1_workflow_concurrency_slot`. */
const COORDINATION: ReadonlySet<string> = new Set("concurrency semaphore mutex".split(" "));

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

/** `ReadReceipt`, `MessageReceipt`: who has got it, not who has paid. */
const DELIVERED: ReadonlySet<string> = new Set("read delivery delivered message chat notification seen push mail email".split(" "));

/** Why a table counts as something, as a clause in Markdown; undefined where it does not. */
export type Evidence = string | undefined;

/** What the configuration says of the table in full, else what is guessed. */
export function plays(table: Table, role: TableRole, guess: (table: Table) => Evidence): boolean {
  return table.roles ? table.roles.includes(role) : guess(table) !== undefined;
}

/** Its rows say that two others belong together: a key made of foreign keys only, and little else. */
export function isJoinTable(table: Table): boolean {
  return plays(table, "join", joinEvidence);
}

export const joinEvidence = once((table: Table): Evidence => {
  if (table.foreignKeys.length < 2) return undefined;
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const keys = [table.primaryKey, ...table.indexes.filter(({ unique, where }) => unique && where === undefined)].map(columnsOf);
  const joining = keys.find(
    (columns) =>
      columns.length > 1 &&
      table.foreignKeys.filter((key) => key.columns.every((column) => columns.includes(column))).length > 1 &&
      columns.every((column) => referring.has(column)),
  );
  const own = table.columns.filter((column) => !referring.has(column.name) && !isKeyColumn(table, column) && !isTimestamp(column));
  if (joining) return own.length <= 2 ? `its key is made of ${list(fieldNames(table, joining))}, which refer to other tables` : undefined;
  return own.length === 0 && table.foreignKeys.length === 2 ? "two references and nothing else" : undefined;
});

/** Descriptive columns only, no foreign key, and a name or key that says so. */
export function isLookup(table: Table): boolean {
  return plays(table, "lookup", lookupEvidence);
}

export const lookupEvidence = once((table: Table): Evidence => (isDictionary(table) ? "an id, one unique word, and nothing else" : descriptionEvidence(table)));

/** A number for each word: an id, one unique text, and nothing else. */
function isDictionary(table: Table): boolean {
  if (table.columns.length > 1 + (table.primaryKey?.columns.length ?? 0)) return false;
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

const isDescriptive = remembered((name) => DESCRIPTIVE.has(singular(words(name).at(-1) ?? "")));

function descriptionEvidence(table: Table): Evidence {
  if (table.foreignKeys.length > 0 || table.columns.length > 8) return undefined;
  const descriptive = table.columns.every((column) => isTimestamp(column) || column.type.name === "boolean" || isDescriptive(column.field ?? column.name));
  const [key, ...more] = columnsOf(table.primaryKey);
  const natural = key !== undefined && more.length === 0 && !words(key).includes("id") && !words(key).includes("uuid") && /text|char|enum/.test(`${columnType(table, key)}`);
  const noun = headNoun(table.model ?? table.name);
  if (!descriptive || !(natural || LOOKUPS.has(noun))) return undefined;
  return `its columns only describe, and ${natural ? `${code(fieldNames(table, [key])[0]!)} is its key` : endsIn(noun)}`;
}

/** Lookups that stand for an enum: their rows are made by migrations, nobody deletes them or asks for "all that have this one". */
const ENUM_LIKE: ReadonlySet<string> = new Set("type status kind state country currency language locale timezone unit level priority severity".split(" "));

export function isEnumLike(table: Table): boolean {
  return plays(table, "enum-like", enumEvidence);
}

export function enumEvidence(table: Table): Evidence {
  const noun = headNoun(table.model ?? table.name);
  return ENUM_LIKE.has(noun) && lookupEvidence(table) !== undefined ? `a lookup, and ${endsIn(noun)}` : undefined;
}

function columnType(table: Table, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.type;
  return type?.category === "enum" ? "enum" : (type?.name ?? "");
}

export function isAppendOnly(table: Table): boolean {
  return plays(table, "append-only", appendOnlyEvidence);
}

export const appendOnlyEvidence = once((table: Table): Evidence => {
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  if (APPEND_ONLY.has(last)) return endsIn(last);
  const before = parts.at(-2) ?? "";
  if (APPEND_ONLY_TAILS.has(last) && (APPEND_ONLY.has(before) || (last === "entry" && (before === "ledger" || before === "journal"))))
    return `its name says ${code(before)} and ${code(last)}`;
  const said = parts.find((word) => word === "audit" || word === "outbox" || word === "history" || word === "deleted");
  if (said !== undefined) return `its name says ${code(said)}`;
  const exchange = last === "request" || last === "call" || last === "response" ? parts.slice(0, -1).find((word) => EXCHANGES.has(word)) : undefined;
  return exchange === undefined ? undefined : `its name says ${code(exchange)} and ${code(last)}`;
});

/** What some sign-in library prescribes to the letter; Auth.js: authjs.dev, adapters, models. */
export function isAdapterTable(table: Table): boolean {
  return plays(table, "adapter", adapterEvidence);
}

interface Prescription {
  /** The rarest first. */
  readonly fields: readonly [string, ...string[]];
  readonly by: string;
}

const PRESCRIBED: readonly Prescription[] = [
  { fields: ["provider", "providerAccountId"], by: "Auth.js" },
  { fields: ["sessionToken", "expires"], by: "Auth.js" },
  { fields: ["identifier", "token", "expires"], by: "Auth.js" },
  { fields: ["credentialID", "credentialPublicKey"], by: "Auth.js" },
  { fields: ["credentialID", "publicKey"], by: "better-auth" },
  { fields: ["storeKey", "key"], by: "SAML Jackson" },
];

const isPrescribed = remembered((name) => PRESCRIBED.some(({ fields: [first] }) => sameWords(name, first)));

export const adapterEvidence = once((table: Table): Evidence => {
  if (!table.columns.some(({ name, field }) => isPrescribed(name) || (field !== undefined && isPrescribed(field)))) return undefined;
  const named = new Set(table.columns.flatMap(({ name, field = "" }) => [spelt(name), spelt(field)]));
  const found = PRESCRIBED.find(({ fields }) => fields.every((wanted) => named.has(spelt(wanted))));
  return found && `it has ${list(found.fields)}, as ${found.by} prescribes`;
});

/** Kept for a while and made again: nobody asks a cache, a lock or a limiter's counter when it was made. */
export function isEphemeral(table: Table): boolean {
  return plays(table, "ephemeral", ephemeralEvidence);
}

export function ephemeralEvidence(table: Table): Evidence {
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  if (last === "cache" || last === "ttl") return endsIn(last);
  const coordination = last === "slot" ? parts.find((word) => COORDINATION.has(word)) : undefined;
  if (coordination !== undefined) return `its name says ${code(coordination)} and ${code(last)}`;
  return EPHEMERAL.has(last) && expiringEvidence(table) !== undefined ? `${endsIn(last)}, and it expires` : undefined;
}

/** Its key is its parent's, or refers to it one to one: made and dated with its parent. */
export function isExtension(table: Table): boolean {
  return plays(table, "extension", extensionEvidence);
}

export function extensionEvidence(table: Table): Evidence {
  const keys = [table.primaryKey, ...table.indexes.filter(({ unique, where }) => unique && where === undefined)].map((index) => columnsOf(index).join());
  const own = table.foreignKeys.find(({ columns }) => keys.includes(columns.join()));
  return own && `${list(fieldNames(table, own.columns))} is unique and refers to ${code(own.references.table)}`;
}

/** Who signs in or subscribes: one row a person. */
export function isAccountLike(table: Table): boolean {
  return plays(table, "account", accountEvidence);
}

export function accountEvidence(table: Table): Evidence {
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  // The `Account` of Auth.js is a person's tie to another service, not the person.
  return ACCOUNTS.has(last) && !parts.some((word) => NO_ACCOUNTS.has(word)) && !isAdapterTable(table) ? endsIn(last) : undefined;
}

/** Records that a business must keep. An `Event` with a start stands in a calendar; one that nothing else is said of is a page view as likely as a booking. */
export function isLedger(table: Table, config: Config): boolean {
  return plays(table, "ledger", (one) => ledgerEvidence(one, config));
}

export function ledgerEvidence(table: Table, { cascade }: Config): Evidence {
  return ledgersOf(cascade)(table);
}

const ledgersOf = once((cascade: Config["cascade"]) => {
  const ledgers = ledgerWords(cascade);
  return once((table: Table): Evidence => findLedger(table, ledgers));
});

function findLedger(table: Table, ledgers: ReadonlySet<string>): Evidence {
  const parts = nouns(table.model ?? table.name);
  const last = parts.at(-1) ?? "";
  if (last === "receipt" && parts.some((word) => DELIVERED.has(word))) return undefined;
  const before = LEDGER_TAILS.has(last) ? parts.slice(0, -1).find((word) => ledgers.has(word)) : undefined;
  if (before === undefined && !ledgers.has(last)) return undefined;
  const dated =
    last === "event" &&
    (parts.length === 1 || table.columns.some(({ name, field }) => ["start", "starts", "end", "ends", "title", "location"].includes(words(field ?? name)[0] ?? "")));
  if (dated) return undefined;
  return before === undefined ? endsIn(last) : `its name says ${code(before)} and ${code(last)}`;
}

function ledgerWords({ ledgers }: Config["cascade"]): ReadonlySet<string> {
  return new Set(ledgers.map((word) => singular(word.toLowerCase())));
}

/** A secret or session that lapses: written once, deleted later. */
export function isExpiring(table: Table): boolean {
  return plays(table, "expiring", expiringEvidence);
}

const saysExpiry = remembered((name) => words(name).some((word) => word.startsWith("expir")));

export function expiringEvidence(table: Table): Evidence {
  const column = table.columns.find(({ name, field }) => saysExpiry(field ?? name));
  return column && `it has ${code(column.field ?? column.name)}`;
}

function endsIn(noun: string): string {
  return `its name ends in ${code(noun)}`;
}

function fieldNames(table: Table, columns: readonly string[]): string[] {
  return columns.map((column) => table.columns.find(({ name }) => name === column)?.field ?? column);
}

export function isTimestamp({ type }: Column): boolean {
  return type.name.startsWith("timestamp") || type.name === "date";
}

const TEXTS: ReadonlySet<string> = new Set(["text", "character varying", "character", "citext"]);

export function isText({ type }: Column): boolean {
  return !type.list && TEXTS.has(type.name);
}

/** `id`, or any part of the primary key. */
export function isKeyColumn(table: Table, { name }: Column): boolean {
  return table.primaryKey?.columns.some(({ column }) => column === name) ?? false;
}

const spellings = once((names: readonly string[]): ReadonlySet<string> => new Set(names.map(spelt)));

/** Names of the configuration count however they are spelt: `createdAt` also means `created_at`. */
export function isNamed({ name, field }: Column, names: readonly string[]): boolean {
  const wanted = spellings(names);
  return wanted.has(spelt(name)) || (field !== undefined && wanted.has(spelt(field)));
}
