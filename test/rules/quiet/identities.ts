/** When rules about ids, types, tenants and outboxes stay quiet: pull requests that differ from a bad one in what exempts them. */
import type { Example } from "../../../src/model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const LOCK = "SET lock_timeout = '5s';\n";
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";

const bare = (name: string, ...lines: string[]) => `model ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}${TIMES}}\n`;
const model = (name: string, ...lines: string[]) => `model ${name} {\n${ID}${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const many = (names: string, id: string) =>
  names
    .split(" ")
    .map((name) => bare(name, id, "title String"))
    .join("");
const CUID = "id String @id @default(cuid())";
const COUNTED = "id BigInt @id @default(autoincrement())";
const FIVE = many("Board Card Team Comment Invoice", CUID);
const later = (before: string, more: string): Example["schema"] => ({ before, after: `${before}${more}` });

/** A table that stands, and one that comes, in SQL. */
const sql = (history: string, columns: string): Partial<Example> => ({
  history: `CREATE TABLE old (id uuid PRIMARY KEY, ${history});`,
  migration: `${LOCK}CREATE TABLE fresh (id uuid PRIMARY KEY, ${columns}, ${SQL_TIMES});`,
});
const five = (type: string) => ["a", "b", "c", "d", "e"].map((name) => `${name} ${type}`).join(", ");
const generated = (columns: string): Partial<Example> => ({
  migration: `${LOCK}-- CreateTable\nCREATE TABLE "Order" ("id" uuid NOT NULL, ${columns}, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));`,
});

/** Old tables of a tenant's that refer to each other by their id alone, `many` of them, and one more. */
export function habit(count: number): Example["schema"] {
  const owned = (name: string, ...lines: string[]) =>
    model(
      name,
      "workspaceId BigInt",
      "workspace Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)",
      ...lines,
      "",
      "@@index([workspaceId, createdAt])",
    );
  const child = (name: string) => owned(name, "boardId BigInt", "board Board @relation(fields: [boardId], references: [id], onDelete: Restrict)");
  const text = (names: readonly string[]) =>
    [
      model("Workspace", "boards Board[]", ...names.map((name) => `${name.toLowerCase()}s ${name}[]`)),
      owned("Board", ...names.map((name) => `${name.toLowerCase()}s ${name}[]`)),
      ...names.map((name) => child(name).replace("@@index([workspaceId", "@@index([boardId])\n  @@index([workspaceId")),
    ].join("");
  const names = Array.from({ length: count }, (_, n) => `Card${String.fromCharCode(65 + n)}`);
  return { before: text(names), after: text([...names, "Extra"]) };
}

interface Case extends Example {
  readonly rule: string;
}

export const cases: readonly Case[] = [
  {
    rule: "prefer-consistent-id",
    title: "Int beside BigInt",
    schema: later(many("Board Card Team Comment Invoice", COUNTED), bare("Order", "id Int @id @default(autoincrement())")),
  },
  { rule: "prefer-consistent-id", title: "no two thirds", schema: later(`${many("Board Card Team", CUID)}${many("Comment Invoice", COUNTED)}`, bare("Order", COUNTED)) },
  {
    rule: "prefer-consistent-id",
    title: "handed out in a link",
    schema: later(many("Board Card Team Comment Invoice", COUNTED), bare("Invitation", "id String @id @default(uuid()) @db.Uuid")),
  },
  { rule: "prefer-consistent-id", title: "the application brings it", schema: later(FIVE, bare("Order", "id String @id")) },
  { rule: "prefer-consistent-id", title: "a compound key", schema: later(FIVE, bare("Page", "site Int", "day Int", "", "@@id([site, day])")) },
  { rule: "prefer-consistent-id", title: "a cache", schema: later(FIVE, bare("PageCache", COUNTED)) },
  { rule: "prefer-consistent-id", title: "the team changes its ways", schema: later(FIVE, many("Order Parcel Shipment", COUNTED)) },
  {
    rule: "prefer-consistent-id",
    title: "a table that stood before",
    schema: { before: `${FIVE}${bare("Order", COUNTED)}`, after: `${FIVE}${bare("Order", COUNTED, "note String?")}` },
  },
  {
    rule: "prefer-native-uuid",
    title: "it stood before",
    schema: { before: bare("Order", "id String @id @default(uuid())"), after: bare("Order", "id String @id @default(uuid())", "note String?") },
  },
  { rule: "prefer-native-uuid", title: "an id of another service", schema: model("Order", "stripeId String @unique") },
  {
    rule: "prefer-native-uuid",
    title: "one comment for a line: the id departs from the others",
    schema: later(FIVE, bare("Order", "id String @id @default(uuid())")),
  },
  { rule: "no-cross-tenant-reference", title: "eight old references that do not carry it either", schema: habit(8) },
  {
    rule: "no-cross-tenant-reference",
    title: "a relation that Prisma Client alone enforces",
    schema: `datasource db {\n  provider     = "postgresql"\n  relationMode = "prisma"\n}\n\n${model("Board", "tenantId BigInt", "cards Card[]")}${model("Card", "tenantId BigInt", "boardId BigInt", "board Board @relation(fields: [boardId], references: [id], onDelete: Cascade)", "", "@@index([tenantId, boardId])", "@@index([boardId])")}`,
    config: { tenancy: { keys: ["tenantId"] } },
  },
  {
    rule: "no-cross-tenant-reference",
    title: "a parent without a tenant",
    schema: `${model("Country", "cards Card[]")}${model("Card", "tenantId BigInt", "countryId BigInt", "country Country @relation(fields: [countryId], references: [id], onDelete: Restrict)", "", "@@index([tenantId, countryId])", "@@index([countryId])")}`,
    config: { tenancy: { keys: ["tenantId"] } },
  },
  { rule: "prefer-enum", title: "a unique", schema: model("Order", "status String @unique // open | closed") },
  { rule: "prefer-enum", title: "a list", schema: model("Order", "status String[] // open | closed") },
  { rule: "prefer-enum", title: "words of a postal address", schema: model("Order", "billingState String? // CA | NY") },
  { rule: "prefer-enum", title: "values that are no words", schema: model("Order", 'kind String // "in transit" | "at the door"') },
  { rule: "prefer-enum", title: "a sentence", schema: model("Order", "status String // the status that the courier reports, and its text") },
  { rule: "prefer-enum", title: "a list without the default", schema: model("Order", 'status String @default("new") // open | closed') },
  {
    rule: "prefer-enum",
    title: "Auth.js's account",
    schema: `${model("Account", "type String // oauth | email", "provider String", "providerAccountId String", "", "@@unique([provider, providerAccountId])")}`,
  },
  {
    rule: "prefer-enum",
    title: "a test compares",
    schema: model("Order", "status String"),
    files: [{ path: "test/orders.test.ts", text: 'export const all = () => prisma.order.findFirst({ where: { status: "OPEN" } });\n' }],
  },
  {
    rule: "prefer-enum",
    title: "a CHECK that the migrations have, beside the schema",
    schema: model("Order", 'status String @default("open") // open | closed'),
    migration: `${LOCK}CREATE TABLE "Order" (id bigserial PRIMARY KEY, status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')), "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);`,
  },
  { rule: "prefer-timestamptz", title: "the schema's habit", ...sql(five("timestamp"), "at timestamp") },
  { rule: "prefer-timestamptz", title: "SQL that Prisma generated", ...generated('"at" timestamp(6)') },
  {
    rule: "prefer-timestamptz",
    title: "an old column",
    history: "CREATE TABLE old (id uuid PRIMARY KEY, at timestamp);",
    migration: `${LOCK}ALTER TABLE old ADD COLUMN note text;`,
  },
  { rule: "prefer-text", title: "the schema's habit", ...sql(five("varchar(40)"), "note varchar(40)") },
  { rule: "prefer-text", title: "SQL that Prisma generated", ...generated('"note" VARCHAR(40)') },
  { rule: "prefer-text", title: "it refers to a column of its type", ...sql("slug varchar(40) UNIQUE", "slug varchar(40) REFERENCES old (slug) ON DELETE RESTRICT") },
  { rule: "prefer-jsonb", title: "the schema's habit", ...sql(five("json"), "payload json") },
  { rule: "prefer-identity", title: "SQL that Prisma generated", ...generated('"position" BIGSERIAL NOT NULL') },
  { rule: "prefer-identity", title: "PostgreSQL 9", ...sql("a text", "position bigserial"), config: { postgres: 9 } },
  { rule: "prefer-identity", title: "what the other rule on ids says already", migration: `${LOCK}CREATE TABLE orders (id serial PRIMARY KEY, ${SQL_TIMES});` },
  { rule: "no-char", title: "bpchar without a length", ...sql("a text", "size bpchar") },
  { rule: "no-char", title: "Prisma's own choice, where the team asked", schema: model("Order", "size String"), config: { rules: { "no-char": "warning" } } },
  { rule: "no-required-ignored-field", title: "a list", schema: model("Order", "tags String[] @ignore") },
  { rule: "no-required-ignored-field", title: "the database counts", schema: model("Order", "position Int @default(autoincrement()) @ignore") },
  {
    rule: "no-required-ignored-field",
    title: "a trigger may fill it",
    schema: model("Order", "search String @ignore"),
    migration: `${LOCK}CREATE TABLE "Order" (id bigserial PRIMARY KEY, search text NOT NULL, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL);\nCREATE TRIGGER fill BEFORE INSERT ON "Order" FOR EACH ROW EXECUTE FUNCTION fill();`,
  },
  { rule: "no-required-ignored-field", title: "a view", schema: "view Total {\n  day   DateTime\n  value Int @ignore\n}\n" },
  {
    rule: "require-outbox-shape",
    title: "led by the tenant's id",
    schema: model("Outbox", "tenantId BigInt", "topic String", "payload Json", "sentAt DateTime?", "", "@@index([tenantId, sentAt])"),
  },
  { rule: "require-outbox-shape", title: "said to be something else", schema: model("OutboxItem", "note String"), config: { roles: { OutboxItem: "none" } } },
  {
    rule: "require-relation",
    title: "a relation without a foreign key",
    schema: `datasource db {\n  provider     = "postgresql"\n  relationMode = "prisma"\n}\n\n${model("User", "posts Post[]")}${model("Post", "userId BigInt", "user User @relation(fields: [userId], references: [id], onDelete: Restrict)", "", "@@index([userId])")}`,
  },
  { rule: "no-float-money", title: "a rate in cents", schema: model("Machine", "centsPerMs Float") },
  { rule: "no-float-money", title: "a measure of something", schema: model("Recipe", "amountInGrams Float", "costTimeMs Float") },
  {
    rule: "no-foreign-key-type-mismatch",
    title: "two types that stood before, one of which changes again",
    history: "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE notes (id bigint PRIMARY KEY, user_id integer REFERENCES users (id));",
    migration: `${LOCK}ALTER TABLE notes ALTER COLUMN user_id TYPE numeric(9, 0);`,
  },
];
