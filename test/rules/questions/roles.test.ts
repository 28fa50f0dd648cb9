import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import { examine } from "../../../src/analysis/examine.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { softDeleteColumn, versionColumn } from "../../../src/analysis/rules/questions/tables/roles.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { SourceFile } from "../../../src/model/source.ts";
import type { RolesReport, TableRole } from "../../../src/model/table-role.ts";

async function report(files: readonly SourceFile[], config: Readonly<Record<string, unknown>> = {}): Promise<RolesReport> {
  const pull = { title: "", body: "", base: "", head: "abc", draft: false };
  const written = { path: ".github/schema-review.yml", text: JSON.stringify(config) };
  const { roles } = await examine({ pull, files: compareFiles([], files), missing: [], waivers: [], config: written, asksRoles: true, now: "2026-01-15T12:00:00Z" });
  return roles!;
}

function prisma(text: string): SourceFile[] {
  return [{ path: "prisma/schema.prisma", text }];
}

/** `table: role (evidence)` of each. */
async function told(text: string, config: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const { tables } = await report(prisma(text), config);
  return tables.flatMap(({ table, roles }) => roles.map(({ role, evidence }) => `${table}: ${role} (${evidence})`));
}

const model = (name: string, ...fields: readonly string[]) => `model ${name} {\n  id Int @id\n${fields.map((field) => `  ${field}\n`).join("")}}\n`;
const owned = (name: string, ...more: readonly string[]) =>
  model(name, "workspaceId Int", "workspace Workspace @relation(fields: [workspaceId], references: [id])", "title String", ...more);
const WORKSPACE = model("Workspace", "name String", "pages Page[]", "files File[]", "notes Note[]");
const TENANCY = `${WORKSPACE}${owned("Page")}${owned("File")}${owned("Note")}`;

describe("the roles of tables", () => {
  it("come with the evidence that speaks for them", async () => {
    expect(
      await told(
        [
          model("Invoice", "total Int"),
          model("LoginEvent", "name String"),
          model("EventOutbox", "payload Json"),
          model("User", "email String @unique", "profile Profile?", "tags UserTag[]", "deletedAt DateTime?"),
          model("Tag", "name String", "users UserTag[]"),
          "model UserTag {\n  userId Int\n  tagId Int\n  user User @relation(fields: [userId], references: [id])\n  tag Tag @relation(fields: [tagId], references: [id])\n  @@id([userId, tagId])\n}\n",
          model("Profile", "bio String", "userId Int @unique", "user User @relation(fields: [userId], references: [id])"),
          model("Account", "provider String", "providerAccountId String", "expires_at Int?"),
          model("Document", "body String", "version Int @default(0)"),
          model("OrderStatus", "name String"),
          model("QueryCache", "body String"),
        ].join("\n"),
      ),
    ).toEqual([
      "Account: expiring (it has `expires_at`)",
      "Account: adapter (it has `provider` and `providerAccountId`, as Auth.js prescribes)",
      "Document: versioned (`version` is a number that starts at 0)",
      "EventOutbox: append-only (its name ends in `outbox`)",
      "EventOutbox: outbox (its name says `outbox`)",
      "Invoice: ledger (its name ends in `invoice`)",
      "LoginEvent: append-only (its name ends in `event`)",
      "LoginEvent: ledger (its name ends in `event`)",
      "OrderStatus: lookup (its columns only describe, and its name ends in `status`)",
      "OrderStatus: enum-like (a lookup, and its name ends in `status`)",
      "Profile: extension (`userId` is unique and refers to `User`)",
      "QueryCache: ephemeral (its name ends in `cache`)",
      "Tag: lookup (its columns only describe, and its name ends in `tag`)",
      "User: account (its name ends in `user`)",
      "User: soft-deleted (it has `deletedAt`)",
      "UserTag: join (its key is made of `userId` and `tagId`, which refer to other tables)",
    ]);
  });

  it("are read off SQL too", async () => {
    const text = "CREATE TABLE payments (id bigint PRIMARY KEY, total int);\nCREATE TABLE languages (code text PRIMARY KEY, name text NOT NULL);\n";
    const { tables } = await report([{ path: "db/migrations/0001_init.sql", text }]);
    expect(tables.map(({ root, table, roles }) => [root, table, ...roles.map(({ role }) => role)])).toEqual([
      ["db", "languages", "lookup", "enum-like"],
      ["db", "payments", "ledger"],
    ]);
  });

  it("are not those of views and partitions", async () => {
    const text =
      "CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\nCREATE VIEW recent_events AS SELECT * FROM events;\n";
    expect((await report([{ path: "db/migrations/0001_init.sql", text }])).tables.map(({ table }) => table)).toEqual(["events"]);
  });
});

describe("the tenant", () => {
  it("is learnt from the references that most tables must have, and its key from them", async () => {
    const roles = await told(`${TENANCY}${model("Draft", "workspaceId Int")}${model("Visit", "workspaceId Int?")}${model("Blob", "teamId Int")}`);
    expect(roles.filter((line) => line.includes("tenant"))).toEqual([
      "Draft: tenant-owned (it has `workspaceId`, by which others refer to `Workspace`)",
      "File: tenant-owned (`workspaceId` refers to `Workspace`, as 3 tables must)",
      "Note: tenant-owned (`workspaceId` refers to `Workspace`, as 3 tables must)",
      "Page: tenant-owned (`workspaceId` refers to `Workspace`, as 3 tables must)",
      "Workspace: tenant (3 tables must refer to it, and its name ends in `workspace`)",
    ]);
  });

  it("owns a row whose compound reference carries the key", async () => {
    const compound =
      "model Line {\n  id Int @id\n  workspaceId Int\n  pageId Int\n  page Sheet @relation(fields: [workspaceId, pageId], references: [workspaceId, id])\n}\nmodel Sheet {\n  id Int\n  workspaceId Int\n  lines Line[]\n  @@id([workspaceId, id])\n}\n";
    expect(await told(`${TENANCY}${compound}`)).toContain("Line: tenant-owned (it has `workspaceId`, by which others refer to `Workspace`)");
  });

  it("is learnt from a plain key where no references say so and most tables carry it", async () => {
    const bare = (name: string, key: string) => model(name, `${key} String`, "title String");
    const three = (key: string) => ["Run", "Step", "Result"].map((name) => bare(name, key)).join("");
    expect(await told(three("projectId"))).toContain("Run: tenant-owned (it has `projectId`, as most tables do)");
    expect(await told(`${three("projectId")}${["A", "B", "C"].map((name) => model(name, "x Int")).join("")}`)).toContain(
      "Run: tenant-owned (it has `projectId`, as most tables do)",
    );
    expect((await told(`${three("projectId")}${["A", "B", "C", "D"].map((name) => model(name, "x Int")).join("")}`)).join()).not.toContain("tenant");
    expect((await told(bare("Run", "projectId") + bare("Step", "projectId"))).join()).not.toContain("tenant");
    for (const key of ["accountId", "providerAccountId", "userId", "project"]) expect((await told(three(key))).join(), key).not.toContain("tenant");
  });

  it("is what the configuration says", async () => {
    expect(await told(model("Page", "shopId Int"), { tenancy: { keys: ["shop_id"] } })).toEqual(["Page: tenant-owned (`shopId` is one of `tenancy.keys`)"]);
    const shop = (name: string) => model(name, "shopId Int", "shop Shop @relation(fields: [shopId], references: [id])");
    expect(await told(`${model("Shop", "pages Page[]")}${shop("Page")}`, { roles: { Shop: "tenant" } })).toEqual([
      "Page: tenant-owned (`shopId` refers to `Shop`, as 1 table must)",
      "Shop: tenant (the configuration; 1 table must refer to it)",
    ]);
    expect((await told(TENANCY, { roles: { Workspace: "none" } })).join()).not.toContain("tenant");
  });
});

describe("roles in the configuration", () => {
  it("are all that a table is; what is set aside is told", async () => {
    const { tables } = await report(prisma(model("Invoice", "deletedAt DateTime?") + model("Receipt", "total Int") + model("Thing", "total Int")), {
      roles: { invoice: ["outbox"], Receipt: "none", thing: ["ledger", "enum-like"] },
    });
    const roles = (name: string): readonly TableRole[] => tables.find(({ table }) => table === name)!.roles.map(({ role }) => role);
    expect([roles("Invoice"), roles("Receipt"), roles("Thing")]).toEqual([["outbox", "append-only"], [], ["ledger", "enum-like", "lookup"]]);
    expect(tables.map(({ setAside }) => setAside.map(({ role }) => role))).toEqual([["ledger", "soft-deleted"], ["ledger"], []]);
    expect(tables.every(({ stated }) => stated)).toBe(true);
  });

  it("go by the table's name as well as the model's, with its schema where there are two", async () => {
    const sql = (text: string) => [{ path: "db/migrations/0001_init.sql", text }];
    const two = sql("CREATE SCHEMA shop;\nCREATE TABLE shop.things (id int PRIMARY KEY);\nCREATE TABLE things (id int PRIMARY KEY);\n");
    const stated = async (name: string) => (await report(two, { roles: { [name]: "ledger" } })).tables.filter((one) => one.stated).map(({ table }) => table);
    expect(await stated("shop.things")).toEqual(["shop.things"]);
    expect(await stated("Things")).toEqual(["shop.things", "things"]);
    const mapped = prisma('model OrderLine {\n  id Int @id\n  @@map("order_lines")\n}\n');
    for (const name of ["order_lines", "orderLine", "OrderLine"]) expect((await report(mapped, { roles: { [name]: "ledger" } })).tables[0]!.stated, name).toBe(true);
  });

  it("that name no table are told, with the nearest", async () => {
    expect((await report(prisma(model("Invoice")), { roles: { Invoce: "ledger", Zebra: "none" } })).unknown).toEqual([{ name: "Invoce", nearest: "Invoice" }, { name: "Zebra" }]);
  });
});

describe("columns that a role rests on", () => {
  const table = (...fields: readonly string[]) => [...readSchema(prisma(model("Doc", ...fields)), "head").schema.tables.values()][0]!;

  it("mark rows as deleted", () => {
    expect(softDeleteColumn(table("deletedAt DateTime?"), defaultConfig)?.name).toBe("deletedAt");
    expect(softDeleteColumn(table("isDeleted Boolean @default(false)"), defaultConfig)?.name).toBe("isDeleted");
    expect(softDeleteColumn(table("deletedAt DateTime"), defaultConfig)).toBeUndefined();
    expect(softDeleteColumn({ ...table("deletedAt DateTime?"), roles: [] }, defaultConfig)).toBeUndefined();
    expect(softDeleteColumn({ ...table("deletedAt DateTime?"), roles: ["soft-deleted"] }, defaultConfig)?.name).toBe("deletedAt");
  });

  it.each([
    ["version Int @default(0)", true],
    ["lockVersion BigInt @default(1)", true],
    ["row_version Int @default(0)", true],
    ["version Int", false],
    ["version Int @default(2)", false],
    ['version String @default("0")', false],
    ["version Int? @default(0)", false],
    ["version Int @unique @default(0)", false],
    ["schemaVersion Int @default(1)", false],
  ])("count versions: %s", (field, counts) => {
    expect(versionColumn(table(field)) !== undefined).toBe(counts);
  });

  it("count no versions of what is a version itself, nor where the configuration says so", () => {
    const [version] = [...readSchema(prisma(model("DocVersion", "version Int @default(1)")), "head").schema.tables.values()];
    expect(versionColumn(version!)).toBeUndefined();
    expect(versionColumn({ ...table("version Int @default(0)"), roles: [] })).toBeUndefined();
  });
});
