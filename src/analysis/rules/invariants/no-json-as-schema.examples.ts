/** Both sides of no-json-as-schema. */
import type { Example } from "../../../model/rule.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const model = (name: string, ...lines: string[]) => `model ${name} {\n${BASE}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const find = (field: string) => `export const inCity = (city: string) => prisma.customer.findMany({ where: { ${field}: { path: ["city"], equals: city } }, take: 20 });\n`;
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const sql = (columns: string) => `SET lock_timeout = '5s';\nCREATE TABLE customers (id bigint PRIMARY KEY, ${columns}, ${SQL_TIMES});`;

export const bad: readonly Example[] = [
  { title: "the whole row in one document", schema: model("Customer", "data      Json") },
  { title: "two documents", schema: model("Customer", "addresses Json", "contacts  Json") },
  { title: "a second one joins the first", schema: { before: model("Customer", "addresses Json"), after: model("Customer", "addresses Json", "contacts  Json?") } },
  {
    title: "it takes the place of columns",
    schema: { before: model("Customer", "street    String?", "city      String?", "zip       String?"), after: model("Customer", "address   Json?") },
    config: { rules: { "no-data-loss": "off" } },
  },
  {
    title: "settings take the place of columns",
    schema: { before: model("Customer", "color     String?", "fontSize  Int?"), after: model("Customer", "settings  Json?") },
    config: { rules: { "no-data-loss": "off" } },
  },
  { title: "the code looks inside", schema: { before: model("Customer", "address   Json"), after: model("Customer", "address   Json") }, code: find("address") },
  { title: "the code looks inside what is new", schema: model("Customer", "address   Json"), code: find("address") },
  {
    title: "raw SQL looks inside",
    schema: model("Customer", "address   Json"),
    code: `export const inCity = (city: string) => prisma.$queryRaw\`SELECT id FROM "Customer" WHERE address->>'city' = \${city} LIMIT 20\`;\n`,
  },
  { title: "in SQL", migration: sql("info jsonb NOT NULL") },
];

export const good: readonly Example[] = [
  { title: "a document by nature", schema: model("Customer", "metadata  Json", "emailSettings Json", "payload   Json") },
  { title: "one with a name of its own", schema: model("Customer", "address   Json") },
  { title: "two of which none is a row in disguise", schema: model("Customer", "cursorStart Json", "cursorEnd Json") },
  { title: "an event's data", schema: model("CustomerEvent", "data      Json", "details   Json") },
  {
    title: "an outbox",
    schema: model("CustomerOutbox", "topic     String", "payload   Json", "data      Json", "recipients Json", "sentAt    DateTime?", "", "@@index([sentAt, createdAt])"),
  },
  { title: "another column decides its shape", schema: model("PaymentMethod", "type      String", "data      Json") },
  { title: "a job's data", schema: model("ImportJob", "data      Json") },
  { title: "the code looks inside free properties", schema: model("Customer", "metadata  Json"), code: find("metadata") },
  {
    title: "there is an index for it",
    schema: { before: model("Customer", "address   Json", "@@index([address], type: Gin)"), after: model("Customer", "address   Json", "@@index([address], type: Gin)") },
    code: find("address"),
  },
  { title: "documented as denormalised", schema: model("Customer", "/// @denormalized source: Order rebuild: npm run customers:fill", "data      Json") },
  {
    title: "they stood before",
    schema: { before: model("Customer", "addresses Json", "contacts  Json"), after: model("Customer", "addresses Json", "contacts  Json", "note      String?") },
  },
  { title: "in SQL, one with a name of its own", migration: sql("address jsonb NOT NULL") },
];
