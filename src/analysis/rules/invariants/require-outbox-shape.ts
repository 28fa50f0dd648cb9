/** An outbox is read by a program that asks one question: what has not gone out yet, oldest first? */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addBlockAttribute, addFields, joinedFix } from "../questions/edits/schema-edits.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { tableName } from "../questions/names/naming.ts";
import { auditField, auditName, createdColumn } from "../questions/tables/audit-columns.ts";
import { indexesOn, newTables } from "../questions/tables/new-parts.ts";
import { holdsMessages, missingParts, type OutboxPart, PAYLOAD_WORDS, SENT_WORDS, sentColumn, TOPIC_WORDS } from "../questions/tables/outboxes.ts";
import { claim } from "../questions/tables/roles.ts";
import { bad, good } from "./require-outbox-shape.examples.ts";

export const requireOutboxShape = defineRule({
  id: "require-outbox-shape",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Give an outbox what its relay asks for: topic, payload, createdAt, sentAt and an index on the last two",
  why: "The relay asks every second which messages have not gone out, oldest first. Without a mark on those that have, it sends them again after each restart; without an index that begins with the mark, it reads the whole table each time, which grows with every message ever sent; without a time of creation there is no order and no age to alert on.",
  remedy:
    "`topic String`, `payload Json`, `createdAt DateTime @default(now())`, `sentAt DateTime?` and `@@index([sentAt, createdAt])`; in SQL a partial index on the waiting rows.",
  quiet: [
    "other names for the same: `eventType`, `data`, `publishedAt`, `processed`, a status; the lists are options",
    "an index that begins with the mark, or with one id before it (the tenant's); a partial index on the waiting rows",
    "outboxes of one medium (`EmailOutbox`): they need neither topic nor payload",
    "tables that only speak of an outbox (`OutboxSetting`); tables that stood before",
  ],
  heuristic: true,
  supersedes: ["require-audit-columns"],
  options: {
    topic: { default: TOPIC_WORDS, description: "Words of the column that says what a message is about" },
    payload: { default: PAYLOAD_WORDS, description: "Words of the column that holds the message; any JSON column counts" },
    sent: { default: SENT_WORDS, description: "Words of the column that says that a message has gone out; a status counts" },
  },
  *check(database, options) {
    const names = { topic: options.list("topic"), payload: options.list("payload"), sent: options.list("sent") };
    for (const table of newTables(database)) {
      if (!holdsMessages(table) || !table.complete || table.columns.length === 0) continue;
      const missing = missingParts(table, indexesOn(database, table.name), names, database.config);
      if (missing.length > 0) yield tell(database, table, missing, sentColumn(table, names.sent)?.name);
    }
  },
  examples: { bad, good },
});

const LOST: Readonly<Record<OutboxPart, string>> = {
  topic: "nobody can tell what a message is about",
  payload: "there is nothing to send",
  createdAt: "messages have neither order nor age",
  sentAt: "a relay cannot tell which messages have gone out",
  index: "each look for waiting messages reads the whole table",
};

function tell(database: Database, table: Table, missing: readonly OutboxPart[], mark: string | undefined): Report {
  const columns = missing.filter((part) => part !== "index");
  const what = [columns.length > 0 ? list(columns) : "", missing.includes("index") ? `an index on (${code(fieldOf(table, mark) ?? "sentAt")}, …)` : ""].filter(
    (text) => text !== "",
  );
  const [worst] = [...missing].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return {
    span: table.nameSpan,
    message: `${code(tableName(table))} is an outbox without ${what.join(" and without ")}: ${LOST[worst!]}.`,
    roles: claim(database, table, "outbox"),
    ...(table.model === undefined ? { advice: { language: "sql", text: inSql(database, table, missing, mark) } } : inPrisma(database, table, missing, mark)),
  };
}

/** What hurts most is told. */
const ORDER: readonly OutboxPart[] = ["payload", "sentAt", "index", "createdAt", "topic"];

function fieldOf(table: Table, column: string | undefined): string | undefined {
  return column === undefined ? undefined : (table.columns.find(({ name }) => name === column)?.field ?? column);
}

function inPrisma(database: Database, table: Table, missing: readonly OutboxPart[], mark: string | undefined): Pick<Report, "advice" | "fix"> {
  const created = auditField(database, table, "createdAt");
  const [snake, mapped] = [table.columns.some(({ field }) => field?.includes("_")), created[2].includes("@map(")];
  const sentAt = snake ? "sent_at" : "sentAt";
  const wanted: Readonly<Record<Exclude<OutboxPart, "index">, readonly [string, string, string]>> = {
    topic: ["topic", "String", ""],
    payload: ["payload", "Json", ""],
    createdAt: created,
    sentAt: [sentAt, "DateTime?", mapped ? '@map("sent_at")' : ""],
  };
  const fields = missing.flatMap((part) => (part === "index" ? [] : [wanted[part]]));
  const known = createdColumn(table, database.config.audit.createdAt);
  const attribute = `@@index([${fieldOf(table, mark) ?? sentAt}, ${known ? (known.field ?? known.name) : created[0]}])`;
  const index = missing.includes("index") ? [attribute] : [];
  return {
    advice: { language: "prisma", text: [...fields.map((parts) => parts.join(" ").trim()), ...index].join("\n") },
    fix: joinedFix(database, [...(fields.length > 0 ? [addFields(database, table, fields)] : []), ...index.map((line) => addBlockAttribute(database, table, line))]),
  };
}

function inSql(database: Database, table: Table, missing: readonly OutboxPart[], mark: string | undefined): string {
  const created = createdColumn(table, database.config.audit.createdAt)?.name ?? auditName(table, "createdAt");
  const sent = auditName(table, "createdAt") === "createdAt" ? "sentAt" : "sent_at";
  const target = quoteIdentifier(table.name);
  const columns = {
    topic: "topic text NOT NULL",
    payload: "payload jsonb NOT NULL",
    createdAt: `${columnList([created])} timestamptz NOT NULL DEFAULT now()`,
    sentAt: `${columnList([sent])} timestamptz`,
  };
  const lines = missing.flatMap((part) => (part === "index" ? [] : [columns[part]]));
  const index =
    mark === undefined
      ? `CREATE INDEX ON ${target} (${columnList([created])}) WHERE ${columnList([sent])} IS NULL;`
      : `CREATE INDEX ON ${target} (${columnList([mark, created])});`;
  return [...(lines.length > 0 ? [lines.join(",\n")] : []), ...(missing.includes("index") ? [index] : [])].join("\n");
}
