import { beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import { isFromPrisma } from "../../../src/analysis/rules/questions/edits/source-text.ts";
import { constantText } from "../../../src/analysis/rules/questions/migrations/constants.ts";
import { commonIdLine, idHabit, isUuid, ownId, strategyOf } from "../../../src/analysis/rules/questions/tables/id-strategies.ts";
import { listedValues } from "../../../src/analysis/rules/questions/tables/listed-values.ts";
import { holdsMessages, missingParts, PAYLOAD_WORDS, SENT_WORDS, TOPIC_WORDS } from "../../../src/analysis/rules/questions/tables/outboxes.ts";
import { repeatKeys } from "../../../src/analysis/rules/questions/tables/repeat-keys.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { Database } from "../../../src/model/database.ts";
import type { Column, Table } from "../../../src/model/schema.ts";

async function database(path: string, text: string, before?: string): Promise<Database> {
  const files = compareFiles(before === undefined ? [] : [{ path, text: before }], [{ path, text }]);
  const pull = { title: "", body: "", base: "base", head: "head", draft: false };
  const { databases } = await analyze({ pull, files, missing: [], waivers: [], now: "2026-01-15T12:00:00Z" }, defaultConfig);
  return databases[0]!;
}
const prisma = (text: string, before?: string) => database("prisma/schema.prisma", text, before);
const sql = (text: string) => database("migrations/0001_init.sql", text);

function table(from: Database, name: string): Table {
  return from.after.tables.get(name)!;
}

function column(from: Database, name: string, field: string): Column {
  return table(from, name).columns.find((one) => (one.field ?? one.name) === field)!;
}

const model = (name: string, ...lines: string[]) => `model ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

describe("how an id is made", () => {
  it.each([
    ["Int @id @default(autoincrement())", "sequence"],
    ["BigInt @id @default(autoincrement())", "sequence"],
    ["String @id @default(uuid())", "uuid"],
    ["String @id @default(uuid(7)) @db.Uuid", "uuid"],
    ["String @id @db.Uuid", "uuid"],
    ['String @id @default(dbgenerated("gen_random_uuid()"))', "uuid"],
    ["String @id @default(cuid())", "cuid"],
    ["String @id @default(nanoid())", "nanoid"],
    [`String @id @default(dbgenerated("make_id('ord'::text)"))`, "make_id"],
    ["String @id", "brought"],
    ["Int @id", undefined],
  ])("%s", async (line, strategy) => {
    expect(strategyOf(column(await prisma(model("A", `id ${line}`)), "A", "id"))).toBe(strategy);
  });

  it.each([
    ["id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "sequence"],
    ["id serial PRIMARY KEY", "sequence"],
    ["id text PRIMARY KEY DEFAULT uuid_generate_v4()::text", "uuid"],
    ["id uuid PRIMARY KEY DEFAULT uuidv7()", "uuid"],
    ["id varchar(24) PRIMARY KEY", "brought"],
  ])("in SQL: %s", async (line, strategy) => {
    expect(strategyOf(column(await sql(`CREATE TABLE a (${line});`), "a", "id"))).toBe(strategy);
  });

  it("is a uuid by its type or its default, by no other word", async () => {
    const found = await prisma(model("A", "id String @id @default(uuid())", 'b String @default("uuid")', 'c String @default(dbgenerated("my_uuid_text"))', "d String @db.Uuid"));
    expect(["id", "b", "c", "d"].map((name) => isUuid(column(found, "A", name)))).toEqual([true, false, false, true]);
  });

  it("counts only where it is the table's own", async () => {
    const found = await prisma(
      [
        model("User", "id String @id @default(cuid())", "profile Profile?", "name String", "seats Seat[]"),
        model("Profile", "userId String @id", "bio String", "user User @relation(fields: [userId], references: [id])"),
        model("Team", "id String @id @default(cuid())", "rules Json", "seats Seat[]"),
        model(
          "Seat",
          "userId String",
          "teamId String",
          "user User @relation(fields: [userId], references: [id])",
          "team Team @relation(fields: [teamId], references: [id])",
          "@@id([userId, teamId])",
        ),
        model("Country", "code String @id", "name String"),
      ].join(""),
    );
    expect([...found.after.tables.values()].filter((one) => ownId(one)).map(({ name }) => name)).toEqual(["User", "Team"]);
  });

  it("is a habit from five ids on, of which two thirds are alike", async () => {
    const models = (counted: number, cuid: number) =>
      [
        ...Array.from({ length: counted }, (_, n) => model(`N${n}`, "id Int @id @default(autoincrement())", "x Json")),
        ...Array.from({ length: cuid }, (_, n) => model(`C${n}`, "id   String @id   @default(cuid())", "x Json")),
      ].join("\n");
    const habit = async (counted: number, cuid: number) => idHabit(await prisma(models(counted, cuid)))?.strategy;
    expect([await habit(0, 4), await habit(0, 5), await habit(2, 4), await habit(3, 4)]).toEqual([undefined, "cuid", "cuid", undefined]);
    expect(commonIdLine(await prisma(models(1, 5)), idHabit(await prisma(models(1, 5)))!)).toBe("id String @id @default(cuid())");
  });

  it("is asked of the base, where that has enough tables", async () => {
    const old = Array.from({ length: 5 }, (_, n) => model(`N${n}`, "id Int @id @default(autoincrement())", "x Json")).join("");
    const fresh = Array.from({ length: 20 }, (_, n) => model(`C${n}`, "id String @id @default(cuid())", "x Json")).join("");
    expect(idHabit(await prisma(old + fresh, old))).toEqual({ strategy: "sequence", count: 5, of: 5, isOld: true });
  });
});

describe("values that a comment lists", () => {
  const listed = async (line: string) => {
    const found = await prisma(`model A {\n  id Int @id\n  ${line}\n  other String // one | two\n}\n`);
    return listedValues(found, column(found, "A", "status"));
  };

  it.each([
    ['status String // "draft" | "sent"', ["draft", "sent"]],
    ["status String // draft | sent | in-review", ["draft", "sent", "in-review"]],
    ["status String // draft, sent, paid", ["draft", "sent", "paid"]],
    ['status String @default("draft") // draft, sent', ["draft", "sent"]],
    ["status String // One of: draft, sent, paid.", ["draft", "sent", "paid"]],
    ["status String // DRAFT or SENT or PAID", ["DRAFT", "SENT", "PAID"]],
    ["status String // Can be 'draft', 'sent' or 'paid'", ["draft", "sent", "paid"]],
    ["status String /// (draft/sent/paid)", ["draft", "sent", "paid"]],
    ["/// Where it stands.\n  /// draft | sent\n  status String", ["draft", "sent"]],
  ])("%s", async (line, values) => {
    expect(await listed(line)).toEqual(values);
  });

  it.each([
    "status String",
    "status String // the status of the order",
    "status String // draft, sent",
    "status String // e.g. draft, sent, paid",
    "status String // draft, sent, paid, etc",
    'status String // "draft", "sent", or custom',
    'status String // "draft" or whatever the "courier" says',
    "status String // draft | sent by hand",
    'status String @default("new") // draft | sent',
    "status String // name@example.com, name2@example.com, name3@example.com",
  ])("not: %s", async (line) => {
    expect(await listed(line)).toEqual([]);
  });

  it("behind a column of SQL, before the next", async () => {
    const found = await sql(
      "CREATE TABLE a (\n  id int PRIMARY KEY,\n  status text NOT NULL, -- open | closed\n  kind text -- the kind\n);\nCREATE TABLE b (kind text /* x | y */);",
    );
    expect([listedValues(found, column(found, "a", "status")), listedValues(found, column(found, "a", "kind")), listedValues(found, column(found, "b", "kind"))]).toEqual([
      ["open", "closed"],
      [],
      [],
    ]);
  });

  it("knows the text of a default in both languages", async () => {
    const schema = await prisma(model("A", "id Int @id", 'a String @default("it\'s")', "b Int @default(1)", "c String @default(cuid())", "d String"));
    expect(["a", "b", "c", "d"].map((name) => constantText(column(schema, "A", name)))).toEqual(["it's", undefined, undefined, undefined]);
    const table = await sql("CREATE TABLE a (a text DEFAULT 'x'::character varying(3), b text DEFAULT 'x' || 'y', c text DEFAULT now()::text);");
    expect(["a", "b", "c"].map((name) => constantText(column(table, "a", name)))).toEqual(["x", undefined, undefined]);
  });
});

describe("keys that refuse what comes a second time", () => {
  const USER = model("User", "id String @id @default(cuid())");
  const keys = async (...lines: string[]) => {
    const found = await prisma(`${USER}${model("Payment", "id String @id @default(cuid())", ...lines)}`);
    return repeatKeys(found, table(found, "Payment")).map(({ columns }) => columns.map(({ column }) => column).join());
  };

  it.each([
    [["idempotencyKey String @unique"], ["idempotencyKey"]],
    [["dedupeKey Int @unique"], ["dedupeKey"]],
    [["stripeEventId String @unique"], ["stripeEventId"]],
    [["externalId String?", "provider String", "@@unique([provider, externalId])"], ["provider,externalId"]],
    [["eventId String @unique @default(uuid())"], []],
    [["number String @unique"], []],
    [["userId String @unique"], []],
    [["stripeEventId String"], []],
    [["orderId Int @unique"], []],
  ] as const)("%s", async (lines, found) => {
    expect(await keys(...lines)).toEqual(found);
  });

  it("in SQL: the primary key and partial uniques, too", async () => {
    const found = await sql("CREATE TABLE deliveries (event_id text PRIMARY KEY, webhook_id text);\nCREATE UNIQUE INDEX ON deliveries (webhook_id) WHERE webhook_id IS NOT NULL;");
    expect(repeatKeys(found, table(found, "deliveries")).map(({ columns }) => columns[0]?.column)).toEqual(["event_id", "webhook_id"]);
  });
});

describe("outboxes", () => {
  const WORDS = { topic: TOPIC_WORDS, payload: PAYLOAD_WORDS, sent: SENT_WORDS };
  const missing = async (name: string, ...lines: string[]) => {
    const found = await prisma(`${model(name, "id Int @id", ...lines)}enum Kind {\n  A\n}\nenum State {\n  WAITING\n}\n`);
    return missingParts(table(found, name), table(found, name).indexes, WORDS, defaultConfig);
  };

  it("are tables of messages, by their name or by the configuration", async () => {
    const found = await prisma(["Outbox", "EventOutbox", "outbox_messages", "EmailOutbox", "OutboxSetting", "Message"].map((name) => model(name, "id Int @id")).join(""));
    expect([...found.after.tables.values()].filter(holdsMessages).map(({ name }) => name)).toEqual(["Outbox", "EventOutbox", "outbox_messages", "EmailOutbox"]);
    expect([holdsMessages({ ...table(found, "Message"), roles: ["outbox", "append-only"] }), holdsMessages({ ...table(found, "Outbox"), roles: [] })]).toEqual([true, false]);
  });

  it.each([
    [["note String?"], ["topic", "payload", "createdAt", "sentAt", "index"]],
    [["eventName String", "data Json", "occurredAt DateTime", "delivered Boolean", "@@index([delivered])"], []],
    [["topic String", "content String", "createdAt DateTime @default(now())", "state String", "@@index([state, createdAt])"], []],
    [["kind Kind", "content String", "createdAt DateTime @default(now())", "state State", "@@index([state])"], []],
    [["content String", "createdAt DateTime @default(now())", "state State", "@@index([state])"], ["topic"]],
    [["topic String", "content String", "createdAt DateTime @default(now())", "sentAt DateTime?", "@@index([createdAt])"], ["index"]],
    [["topic String", "content String", "createdAt DateTime @default(now())", "sentAt DateTime?", "@@index([tenantId, sentAt])", "tenantId Int"], []],
    [["topic String", "content String", "createdAt DateTime @default(now())", "sentAt DateTime?", "@@index([topic, sentAt])"], ["index"]],
  ])("%s", async (lines, parts) => {
    expect(await missing("Outbox", ...lines)).toEqual(parts);
  });
});

describe("what Prisma has generated", () => {
  let found: Database;
  beforeAll(async () => {
    found = await sql("-- CreateTable\nCREATE TABLE a (x int);\n\n-- The orders of last year\nCREATE TABLE b (x int);\n-- AlterTable\nALTER TABLE b ADD COLUMN y int;");
  });

  it("is told by its own words above a statement", () => {
    expect([isFromPrisma(found, column(found, "a", "x").span), isFromPrisma(found, column(found, "b", "x").span), isFromPrisma(found, column(found, "b", "y").span)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
