import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { headNoun, sameWords, singular, words } from "../../../src/analysis/rules/questions/names/words.ts";
import { isBusinessKey } from "../../../src/analysis/rules/questions/tables/business-keys.ts";
import { ancestorsOf, reachOf } from "../../../src/analysis/rules/questions/tables/cascades.ts";
import { joinModel } from "../../../src/analysis/rules/questions/tables/join-models.ts";
import { isAccountLike, isAppendOnly, isExpiring, isJoinTable, isLedger, isLookup } from "../../../src/analysis/rules/questions/tables/table-kinds.ts";
import { tenantTable } from "../../../src/analysis/rules/questions/tables/tenancy.ts";
import type { Schema, Table } from "../../../src/model/schema.ts";

function schema(text: string): Schema {
  return readSchema([{ path: "schema.prisma", text }], "head").schema;
}

/** The first model of the text. */
function table(text: string): Table {
  return [...schema(text).tables.values()][0]!;
}

const named = (name: string, fields = "") => table(`model ${name} {\n  id Int @id\n${fields}}\n`);

describe("names", () => {
  it.each([
    ["stripeCustomerID", ["stripe", "customer", "id"]],
    ["auth.stripe_customer_id", ["stripe", "customer", "id"]],
    ["HTTPServerLog", ["http", "server", "log"]],
    ["phone2Home", ["phone2", "home"]],
    ["__x__", ["x"]],
    ["", []],
  ])("%s", (name, parts) => {
    expect(words(name)).toEqual(parts);
  });

  it.each([
    ["entries", "entry"],
    ["addresses", "address"],
    ["users", "user"],
    ["status", "status"],
    ["boss", "boss"],
    ["boxes", "box"],
  ])("%s → %s", (many, one) => {
    expect(singular(many)).toBe(one);
  });

  it("compare in any casing, and know the noun of a table", () => {
    expect(sameWords("tenantId", "tenant_id")).toBe(true);
    expect(sameWords("tenantId", "tenantKey")).toBe(false);
    expect(["app_users", "VerificationToken", "TaskEventPartitioned", "events_v2"].map(headNoun)).toEqual(["user", "token", "event", "event"]);
  });
});

describe("what a table is for", () => {
  const PAIR = "model A {\n  id Int @id\n}\nmodel B {\n  id Int @id\n}\n";
  const join = (body: string) => schema(`${PAIR}model J {\n${body}\n}\n`).tables.get("J")!;
  const KEYS = "  aId Int\n  bId Int\n  a A @relation(fields: [aId], references: [id])\n  b B @relation(fields: [bId], references: [id])\n";

  it("joins two others", () => {
    expect(isJoinTable(join(`${KEYS}  @@id([aId, bId])`))).toBe(true);
    expect(isJoinTable(join(`  id Int @id\n${KEYS}  role String\n  @@unique([aId, bId])`))).toBe(true);
    expect(isJoinTable(join(`  id Int @id\n${KEYS}  at DateTime @default(now())`))).toBe(true);
    expect(isJoinTable(join(`  id Int @id\n${KEYS}  title String`))).toBe(false);
    expect(isJoinTable(join(`${KEYS}  x String\n  y String\n  z String\n  @@id([aId, bId])`))).toBe(false);
  });

  it("is looked things up in", () => {
    expect(isLookup(table("model Country {\n  code String @id\n  name String\n}\n"))).toBe(true);
    expect(isLookup(named("OrderStatus", "  name String\n"))).toBe(true);
    expect(isLookup(named("Project", "  name String\n"))).toBe(false);
    expect(isLookup(named("OrderStatus", "  name String\n  amount Int\n"))).toBe(false);
  });

  it("is only added to, expires, or is an account", () => {
    expect(["LoginEvent", "AuditTrailEntry", "page_views", "Outbox"].map((name) => isAppendOnly(named(name)))).toEqual([true, true, true, true]);
    expect(["Project", "EventType", "Login"].map((name) => isAppendOnly(named(name)))).toEqual([false, false, false]);
    expect([isExpiring(named("Session", "  expiresAt DateTime\n")), isExpiring(named("Session"))]).toEqual([true, false]);
    expect(["User", "app_users", "AdminAccount", "WhitelistedUser", "Contact"].map((name) => isAccountLike(named(name)))).toEqual([true, true, true, false, false]);
  });

  it("is a ledger", () => {
    const ledger = (name: string, fields = "") => isLedger(named(name, fields), defaultConfig);
    expect(["Payment", "invoices", "InvoiceLine", "AuditLog", "WebhookEvent"].map((name) => ledger(name))).toEqual([true, true, true, true, true]);
    expect(["PaymentMethod", "InvoiceSetting", "EventType"].map((name) => ledger(name))).toEqual([false, false, false]);
    expect(ledger("Event", "  startsAt DateTime\n")).toBe(false);
  });
});

describe("business keys", () => {
  const key = (model: string, field: string, type = "String") => {
    const found = named(model, `  ${field} ${type}\n`);
    return isBusinessKey(found, found.columns.at(-1)!);
  };

  it.each([
    ["Post", "slug"],
    ["Product", "sku"],
    ["Invite", "token"],
    ["Team", "inviteCode"],
    ["Order", "orderNumber"],
    ["Payment", "idempotency_key"],
    ["User", "email"],
    ["Coupon", "code"],
    ["ApiToken", "hashedToken"],
  ])("%s.%s", (model, field) => {
    expect(key(model, field)).toBe(true);
  });

  it.each([
    ["Account", "accessToken"],
    ["Failure", "code"],
    ["Address", "postalCode"],
    ["Contact", "email"],
    ["OrderItem", "sku"],
    ["Usage", "token"],
    ["House", "number"],
    ["AuditLog", "slug"],
  ])("not %s.%s", (model, field) => {
    expect(key(model, field)).toBe(false);
  });

  it("are text", () => {
    expect(key("Post", "slug", "Int")).toBe(false);
    expect(key("Post", "slug", "String[]")).toBe(false);
  });
});

describe("the tenant", () => {
  const child = (name: string, key = "workspaceId", optional = "") =>
    `model ${name} {\n  id Int @id\n  ${key} Int${optional}\n  w Workspace${optional} @relation(fields: [${key}], references: [id])\n}\n`;

  it("is a model of such a name that three tables must belong to", () => {
    const text = (n: number, optional = "") => `model Workspace {\n  id Int @id\n}\n${Array.from({ length: n }, (_, i) => child(`C${i}`, "workspaceId", optional)).join("")}`;
    expect(tenantTable(schema(text(3)))?.model).toBe("Workspace");
    expect(tenantTable(schema(text(2)))).toBeUndefined();
    expect(tenantTable(schema(text(3, "?")))).toBeUndefined();
    expect(tenantTable(schema(text(3).replaceAll("Workspace", "Author")))).toBeUndefined();
  });
});

describe("cascades", () => {
  const link = (name: string, parent: string, action = "Cascade") =>
    `model ${name} {\n  id Int @id\n  p Int\n  r ${parent} @relation(fields: [p], references: [id], onDelete: ${action})\n}\n`;
  const tree = schema(`model A {\n  id Int @id\n}\n${link("B", "A")}${link("C", "B")}${link("D", "A", "Restrict")}${link("E", "D")}${link("F", "F")}`);

  it("are followed to the end, and no further", () => {
    expect([...reachOf(tree, "A").values()]).toEqual([
      ["A", "B"],
      ["A", "B", "C"],
    ]);
    expect([...reachOf(tree, "F").keys()]).toEqual([]);
    expect(ancestorsOf(tree, "C")).toEqual(["C", "B", "A"]);
    expect(ancestorsOf(tree, "E")).toEqual(["E", "D"]);
  });
});

describe("an implicit many-to-many relation as a model", () => {
  it("is a schema that Prisma reads, with the types of both keys", () => {
    const text = "model Post {\n  id String @id @db.Uuid\n  tags Tag[]\n}\nmodel Tag {\n  key Int @id\n  posts Post[]\n}\n";
    const written = joinModel(schema(text), schema(text).implicitJoins[0]!);
    expect(written).toContain("@@id([postId, tagId])");
    const join = schema(`${text}${written}\n`).tables.get("PostTag");
    expect(join?.foreignKeys).toMatchObject([
      { columns: ["postId"], references: { table: "Post", columns: ["id"] }, onDelete: "cascade" },
      { columns: ["tagId"], references: { table: "Tag", columns: ["key"] }, onDelete: "cascade" },
    ]);
    expect(join?.columns.map(({ type }) => type.name)).toEqual(["uuid", "integer", "timestamp without time zone"]);
  });

  it("of a model with itself tells both sides apart", () => {
    const text = 'model User {\n  id Int @id\n  friends User[] @relation("friends")\n  friendOf User[] @relation("friends")\n}\n';
    expect(joinModel(schema(text), schema(text).implicitJoins[0]!)).toMatch(/model Friends \{\s+firstUserId\s+Int\s+secondUserId\s+Int/);
  });
});
