/** Json columns: which may be documents by nature, and which look like columns or rows that nobody wrote down. */
import type { Database } from "../../../../model/database.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { nouns, singular, words } from "../names/words.ts";
import { isOutbox } from "./roles.ts";
import { isAppendOnly, isEphemeral, isExpiring } from "./table-kinds.ts";

/**
 * What is a document by nature: other systems' messages, settings, rich text and layouts, free properties, the past as it was. One such word in a name is
 * enough: `emailSettings`, `responseHeaders`.
 */
export const DOCUMENTS: readonly string[] = [
  ..."payload event message request response body header headers webhook input output arg args argument param params parameter query result error exception raw claim token jwk credential secret encrypted cipher external provider auth authentication oauth onboarding survey".split(
    " ",
  ),
  ..."setting settings config configuration preference pref prefs option opt opts flag feature theme style branding color colors appearance limit override env var variable default".split(
    " ",
  ),
  ..."content block document schema definition spec template layout ast node edge manifest blueprint shape form field widget chart dashboard canvas editor narrative translation i18n locale prompt part tool".split(
    " ",
  ),
  ..."metadata meta attribute property props prop label annotation context extra custom additional tag trait dimension".split(" "),
  ..."snapshot state history change delta diff patch log trace report summary stat stats metric usage embedding centroid vector previous before after old version".split(" "),
  ..."filter column sort order view selection criteria condition rule policy mapping map capability permission cache cached json jsonb geo geometry location polygon coordinates".split(
    " ",
  ),
];

/** Tables of what comes and goes, or is another system's: `data` is its payload. */
const CARRIERS: ReadonlySet<string> = new Set(
  "queue job task worker cache session token code challenge setting config configuration preference webhook message notification email import export sync integration plugin extension connection provider payload lookup match deletion stream state store draft form submission response answer run step artifact file blob".split(
    " ",
  ),
);

/** Says of what kind the row is: what is in the document differs from kind to kind. */
const KINDS: ReadonlySet<string> = new Set("type kind variant provider format schema discriminator".split(" "));

export function isJson({ type }: Column): boolean {
  return type.name === "jsonb" || type.name === "json";
}

/** By one of its words. */
export function isDocument({ field, name }: Column, documents: readonly string[]): boolean {
  return words(field ?? name).some((word) => documents.includes(word) || documents.includes(singular(word)));
}

/** Last words of names that mean a record with fields of its own. */
const RECORDS: ReadonlySet<string> = new Set("details detail info information record address contact profile company customer person owner member".split(" "));

/** Several things (`contacts`), or one with fields (`companyDetails`): rows or columns that nobody wrote down. */
export function isRowLike({ field, name }: Column): boolean {
  const last = words(field ?? name).at(-1) ?? "";
  return RECORDS.has(last) || singular(last) !== last;
}

/** Logs, outboxes, what lapses: their documents are written once and read whole. */
export function isWrittenOnce(table: Table): boolean {
  return isAppendOnly(table) || isOutbox(table) || isEphemeral(table) || isExpiring(table);
}

/** A payload in a queue, or a document whose shape another column decides. */
export function isCarrier(table: Table): boolean {
  return nouns(table.model ?? table.name).some((word) => CARRIERS.has(word)) || table.columns.some(({ field, name }) => KINDS.has(words(field ?? name).at(-1) ?? ""));
}

/** An expression index on a key of it, or a GIN index on the whole: whoever made it means to search in the document. */
export function isSearchable({ after, catalog }: Database, table: Table, column: Column): boolean {
  const indexes = [...(after.tables.get(table.name)?.indexes ?? []), ...(catalog.after.tables.get(table.name)?.indexes ?? [])];
  return indexes.some((index) =>
    index.columns.some((part) => part.column === column.name || new RegExp(`\\b${column.name.replace(/\W/g, "\\$&")}\\b`).test(part.expression ?? "")),
  );
}
