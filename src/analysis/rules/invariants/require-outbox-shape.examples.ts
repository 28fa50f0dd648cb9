/** Both sides of require-outbox-shape. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const outbox = (name: string, ...lines: string[]) => `model ${name} {\n${ID}${lines.map((line) => (line === "" ? "\n" : `  ${line}\n`)).join("")}}\n`;

const TOPIC = "topic     String";
const PAYLOAD = "payload   Json";
const CREATED = "createdAt DateTime @default(now())";
const SENT = "sentAt    DateTime?";
const INDEX = "@@index([sentAt, createdAt])";

const SQL = "SET lock_timeout = '5s';\nCREATE TABLE outbox_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_type text NOT NULL, payload jsonb NOT NULL";
const TIMES = ", created_at timestamptz NOT NULL DEFAULT now(), published_at timestamptz);";

export const bad: readonly Example[] = [
  { title: "no mark on what has gone out", schema: outbox("Outbox", TOPIC, PAYLOAD, CREATED) },
  { title: "no index that finds what waits", schema: outbox("OutboxEvent", TOPIC, PAYLOAD, CREATED, SENT) },
  { title: "an index in the wrong order", schema: outbox("OutboxEvent", TOPIC, PAYLOAD, CREATED, SENT, "", "@@index([createdAt, sentAt])") },
  { title: "hardly anything", schema: outbox("OutboxMessage", "note      String?") },
  { title: "no time of creation, a status", schema: outbox("Outbox", TOPIC, PAYLOAD, "status    Int", "", "@@index([status, id])") },
  { title: "in SQL, without the index", migration: `${SQL}${TIMES}` },
];

export const good: readonly Example[] = [
  { title: "all of it", schema: outbox("Outbox", TOPIC, PAYLOAD, CREATED, SENT, "", INDEX) },
  {
    title: "in other words",
    schema: outbox("OutboxEvent", "eventType String", "body      String", CREATED, "processed Boolean  @default(false)", "", "@@index([processed, createdAt])"),
  },
  { title: "a partial index on what waits, in SQL", migration: `${SQL}${TIMES}\nCREATE INDEX ON outbox_events (created_at) WHERE published_at IS NULL;` },
  { title: "emails, in columns of their own", schema: outbox("EmailOutbox", "recipient String", "html      String", CREATED, SENT, "", INDEX) },
  { title: "what only speaks of an outbox", schema: outbox("OutboxSetting", "batchSize Int", CREATED, "updatedAt DateTime @updatedAt") },
  {
    title: "it was like that before",
    schema: { before: outbox("Outbox", TOPIC, PAYLOAD, CREATED), after: outbox("Outbox", TOPIC, PAYLOAD, CREATED, "attempts  Int      @default(0)") },
  },
  {
    title: "in the words of the team",
    schema: outbox("Outbox", TOPIC, PAYLOAD, CREATED, "gone      DateTime?", "", "@@index([gone, createdAt])"),
    config: { rules: { "require-outbox-shape": { options: { sent: ["gone"] } } } },
  },
];
