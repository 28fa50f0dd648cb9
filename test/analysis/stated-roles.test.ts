/** Roles that the configuration states reach every rule that asks, in both languages and directions. */
import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../src/analysis/config/defaults.ts";
import { prepareSql, readMigrations } from "../../src/analysis/sql/read-migrations.ts";
import { statedRoles } from "../../src/analysis/stated-roles.ts";
import { lint } from "../../src/index.ts";
import { isTableChange } from "../../src/model/change.ts";
import type { SourceFile } from "../../src/model/source.ts";
import type { TableRole } from "../../src/model/table-role.ts";

type Roles = Readonly<Record<string, TableRole | "none" | readonly TableRole[]>>;

async function rulesOf(files: readonly SourceFile[], roles: Roles, config: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const { findings, gaps } = await lint({ files, config: { ...config, roles }, now: "2026-01-15T12:00:00Z" });
  expect(gaps).toEqual([]);
  return [...new Set(findings.map(({ rule }) => rule))];
}

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const MADE = "  createdAt DateTime @default(now())\n";
const model = (name: string, body: string, times = TIMES) => `model ${name} {\n  id BigInt @id @default(autoincrement())\n${body}${times}}\n`;
const schema = (...models: readonly string[]): SourceFile[] => [{ path: "prisma/schema.prisma", text: models.join("\n") }];
const child = (name: string, parent: string, body = "") =>
  model(name, `  pId BigInt\n${body}  p ${parent} @relation(fields: [pId], references: [id], onDelete: Cascade)\n  title String\n`).replace(/}\n$/, "\n  @@index([pId])\n}\n");

describe("roles that the configuration states", () => {
  const customer = (kind: string) => schema(model("Customer", `  kids ${kind}[]\n`), child(kind, "Customer"));
  const lookUp = (name: string) =>
    schema(model("Order", `  kindId BigInt\n  kind ${name} @relation(fields: [kindId], references: [id], onDelete: Restrict)\n`), model(name, "  name String\n  orders Order[]\n"));
  const page = schema(model("Page", "  orgId BigInt\n  slug String @unique\n").replace(/}\n$/, "\n  @@index([orgId])\n}\n"));
  const kinds = schema(model("TicketKind", "  name String\n  weight Int\n  ownerName String\n").replace("BigInt @id", "Int @id"));
  const gone = schema(model("Page", "  slug String @unique\n  deletedAt DateTime?\n"));
  const asked = [...gone, { path: "src/pages.ts", text: "export const live = () => prisma.page.findMany({ where: { deletedAt: null }, take: 50 });\n" }];
  const sql = (name: string) => [
    { path: "db/migrations/0001_init.sql", text: `CREATE TABLE ${name} (id bigint PRIMARY KEY, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());\n` },
  ];

  it.each<[string, string, readonly SourceFile[], Roles, boolean]>([
    ["a ledger by its name", "no-cascade-reach", customer("Invoice"), {}, true],
    ["is none", "no-cascade-reach", customer("Invoice"), { Invoice: "none" }, false],
    ["a ledger by the configuration", "no-cascade-reach", customer("Booklet"), { Booklet: "ledger" }, true],
    ["a log by its name", "require-audit-columns", schema(model("LoginEvent", "  body String\n", MADE)), {}, false],
    ["is none", "require-audit-columns", schema(model("LoginEvent", "  body String\n", MADE)), { LoginEvent: "none" }, true],
    ["a log by the configuration, in SQL", "require-audit-columns", sql("parcels"), { parcels: ["append-only"] }, false],
    ["none by its name, in SQL", "require-audit-columns", sql("parcels"), {}, true],
    ["an enum by its name", "require-foreign-key-index", lookUp("OrderStatus"), {}, false],
    ["is none", "require-foreign-key-index", lookUp("OrderStatus"), { OrderStatus: "none" }, true],
    ["an enum by the configuration", "require-foreign-key-index", lookUp("Carton"), { Carton: "enum-like" }, false],
    ["a lookup by its name, with more columns", "prefer-bigint-id", kinds, {}, false],
    ["is none", "prefer-bigint-id", kinds, { TicketKind: "none" }, true],
    ["an account by its name", "require-business-key", schema(model("User", "  email String\n")), {}, true],
    ["is none", "require-business-key", schema(model("User", "  email String\n")), { User: "none" }, false],
    ["an account by the configuration", "require-business-key", schema(model("Guest", "  email String\n")), { Guest: "account" }, true],
    ["soft-deleted by its column", "require-soft-delete-unique", gone, {}, true],
    ["is not", "require-soft-delete-unique", gone, { Page: "none" }, false],
    ["soft-deleted by its column, in code", "require-soft-delete-index", asked, {}, true],
    ["is not", "require-soft-delete-index", asked, { Page: ["tenant-owned"] }, false],
  ])("%s: %s", async (_title, rule, files, roles, speaks) => {
    expect((await rulesOf(files, roles)).includes(rule)).toBe(speaks);
  });

  it("make a table a tenant's, or nobody's, against the configured key", async () => {
    const tenancy = { tenancy: { keys: ["orgId"] } };
    expect(await rulesOf(page, {}, tenancy)).toEqual(["require-tenant-in-unique"]);
    expect(await rulesOf(page, { Page: "none" }, tenancy)).toEqual([]);
    expect(await rulesOf(page, { Page: ["tenant-owned"] }, tenancy)).toEqual(["require-tenant-in-unique"]);
  });

  it("make the reach of a cascade longer or shorter: join tables do not count", async () => {
    const chain = schema(model("A", "  b B[]\n"), child("B", "A", "  c C[]\n"), child("C", "B", "  d D[]\n"), child("D", "C", "  e E[]\n"), child("E", "D"));
    expect(await rulesOf(chain, {})).toEqual(["no-cascade-reach"]);
    expect(await rulesOf(chain, { C: "join" })).toEqual([]);
  });
});

describe("a statement", () => {
  it("speaks of tables with the stated roles, which stay one object", async () => {
    await prepareSql();
    const text = "CREATE TABLE things (id bigint PRIMARY KEY);\nALTER TABLE things ADD COLUMN n int;\n";
    const file = { path: "db/migrations/0001_init.sql", name: "0001_init", status: "added", text } as const;
    const { migrations, catalog } = readMigrations(
      { root: "db", layout: "plain", files: [file] } as unknown as Parameters<typeof readMigrations>[0],
      { runner: { name: "plain", transaction: "unsure", evidence: "" }, postgres: 15 } as Parameters<typeof readMigrations>[1],
    );
    const stated = statedRoles({ ...defaultConfig, roles: { things: ["ledger"] } });
    const after = stated.schema(catalog.after);
    const changes = stated.migrations(migrations).flatMap(({ statements }) => statements.flatMap((statement) => statement.changes.filter(isTableChange)));
    expect(after.tables.get("things")?.roles).toEqual(["ledger"]);
    expect(changes.map(({ after: table }) => table?.roles)).toEqual([["ledger"], ["ledger"]]);
    expect(changes.at(-1)!.after).toBe(after.tables.get("things"));
    expect(stated.schema(catalog.after)).toBe(after);
    expect(statedRoles(defaultConfig).schema(catalog.after)).toBe(catalog.after);
  });
});
