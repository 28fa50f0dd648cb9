/** Outboxes: messages that a transaction writes down beside its rows, for somebody else to send. */
import type { Config } from "../../../../model/config.ts";
import type { Column, Index, Table } from "../../../../model/schema.ts";
import { nouns, words } from "../names/words.ts";
import { createdColumn } from "./audit-columns.ts";
import { columnsOf } from "./new-parts.ts";
import { isOutbox } from "./roles.ts";
import { isTimestamp } from "./table-kinds.ts";

/** Said behind `outbox`: `OutboxEvent`, `outbox_messages`. Not `OutboxSetting`. */
const TAILS: ReadonlySet<string> = new Set("event message entry item record row queue".split(" "));

/** Said before it: all rows are of one kind, in columns of their own. */
const MEDIA: ReadonlySet<string> = new Set("email mail sms push letter notification webhook".split(" "));

export const TOPIC_WORDS: readonly string[] = "topic type event name kind channel subject queue destination exchange action operation stream".split(" ");
export const PAYLOAD_WORDS: readonly string[] = "payload data body message content event value envelope arguments args params".split(" ");
export const SENT_WORDS: readonly string[] =
  "sent published processed dispatched delivered completed finished handled relayed emitted consumed acknowledged acked forwarded done".split(" ");

/** Its rows are the messages themselves: the configuration says so, or the name ends there. */
export function holdsMessages(table: Table): boolean {
  if (!isOutbox(table)) return false;
  const last = nouns(table.model ?? table.name).at(-1)!;
  return table.roles !== undefined || last === "outbox" || TAILS.has(last);
}

/** What an outbox consists of: what the message is about, what it says, since when it waits, whether it has gone out, and how the waiting ones are found. */
export type OutboxPart = "topic" | "payload" | "createdAt" | "sentAt" | "index";

export interface OutboxWords {
  readonly topic: readonly string[];
  readonly payload: readonly string[];
  readonly sent: readonly string[];
}

/** `indexes`: all that the schema and the migrations know of. */
export function missingParts(table: Table, indexes: readonly Index[], { topic, payload, sent }: OutboxWords, { audit }: Config): readonly OutboxPart[] {
  const parts = nouns(table.model ?? table.name);
  const ofOneKind = parts.slice(0, parts.indexOf("outbox")).some((word) => MEDIA.has(word));
  const marks = table.columns.filter((column) => isMark(column, sent));
  const missing: OutboxPart[] = [];
  if (!ofOneKind && !table.columns.some((column) => !marks.includes(column) && (column.type.category === "enum" || speaksOf(column, topic)))) missing.push("topic");
  if (!ofOneKind && !table.columns.some((column) => isDocument(column) || speaksOf(column, payload))) missing.push("payload");
  if (!createdColumn(table, audit.createdAt)) missing.push("createdAt");
  if (marks.length === 0) missing.push("sentAt");
  if (marks.length === 0 || !indexes.some((index) => finds(index, marks, table))) missing.push("index");
  return missing;
}

/** The column that says whether a message has gone out. */
export function sentColumn(table: Table, sent: readonly string[]): Column | undefined {
  return table.columns.find((column) => isMark(column, sent));
}

function speaksOf({ name, field }: Column, wanted: readonly string[]): boolean {
  return words(field ?? name).some((word) => wanted.includes(word));
}

function isDocument({ type }: Column): boolean {
  return type.name === "jsonb" || type.name === "json" || type.name === "bytea";
}

/** `sentAt`, `published`, or a state. */
function isMark(column: Column, sent: readonly string[]): boolean {
  const parts = words(column.field ?? column.name);
  if (["status", "state"].includes(parts.at(-1) ?? "")) return true;
  return (isTimestamp(column) || column.type.name === "boolean") && parts.some((word) => sent.includes(word));
}

/** Led by the mark, by one foreign key before it (the tenant's), or left to the rows that wait. */
function finds(index: Index, marks: readonly Column[], table: Table): boolean {
  const names = new Set(marks.map(({ name }) => name));
  if (index.where !== undefined) return [...names].some((name) => index.where!.includes(name));
  const [first = "", second = ""] = columnsOf(index);
  return names.has(first) || (names.has(second) && (isKey(table, first) || words(first).at(-1) === "id"));
}

function isKey(table: Table, column: string): boolean {
  return table.foreignKeys.some(({ columns }) => columns.includes(column));
}
