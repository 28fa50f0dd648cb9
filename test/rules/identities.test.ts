/** Rules about ids, types and tenants: both sides of their limits, and names that differ between schema and database. */
import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";
import { applyFix } from "./apply-fix.ts";
import { habit } from "./quiet/identities.ts";

const LOCK = "SET lock_timeout = '5s';\n";
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";

async function told(rule: string, example: Omit<Example, "title">) {
  const { findings, gaps } = await lint({ ...filesOf({ title: "", ...example }), config: example.config, now: "2026-01-15T12:00:00Z" });
  expect(gaps).toEqual([]);
  return findings.filter((finding) => finding.rule === rule);
}

const columns = (count: number, type: string) => Array.from({ length: count }, (_, n) => `c${n} ${type}`).join(", ");
const added = (old: string, column: string) => ({
  history: `CREATE TABLE old (id uuid PRIMARY KEY, ${old});`,
  migration: `${LOCK}CREATE TABLE fresh (id uuid PRIMARY KEY, ${column}, ${SQL_TIMES});`,
});

describe("habits", () => {
  it("of references without the tenant count from eight on", async () => {
    const spoken = async (count: number) => (await told("no-cross-tenant-reference", { schema: habit(count) })).length;
    expect([await spoken(7), await spoken(8)]).toEqual([1, 0]);
  });

  it("of a type count from five columns on, if most have it", async () => {
    const spoken = async (old: string) => (await told("prefer-timestamptz", added(old, "at timestamp"))).length;
    expect(await spoken(columns(4, "timestamp"))).toBe(1);
    expect(await spoken(columns(5, "timestamp"))).toBe(0);
    expect(await spoken(`${columns(5, "timestamp")}, a timestamptz, b timestamptz, c timestamptz, d timestamptz, e timestamptz`)).toBe(1);
  });

  it("do not hold where the team gives the rule a severity", async () => {
    expect(await told("prefer-timestamptz", { ...added(columns(5, "timestamp"), "at timestamp"), config: { rules: { "prefer-timestamptz": "warning" } } })).toMatchObject([
      { severity: "warning" },
    ]);
  });

  it("of text uuids count from three on", async () => {
    const models = (count: number) =>
      Array.from({ length: count }, (_, n) => `model M${n} {\n  id String @id @default(uuid())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`);
    const spoken = async (count: number) => (await told("prefer-native-uuid", { schema: { before: models(count).join(""), after: models(count + 1).join("") } })).length;
    expect([await spoken(2), await spoken(3)]).toEqual([1, 0]);
  });
});

describe("a type in SQL is replaced where it stands", () => {
  it.each([
    ["prefer-timestamptz", "at timestamp(6) without time zone NOT NULL DEFAULT now()", "at timestamptz(6) NOT NULL DEFAULT now()"],
    ["prefer-timestamptz", '"timestamp" timestamp NULL', '"timestamp" timestamptz NULL'],
    ["prefer-text", '"varchar(3) note" character varying (40) NOT NULL', '"varchar(3) note" text NOT NULL'],
    ["prefer-jsonb", "json json DEFAULT '{}'::json", "json jsonb DEFAULT '{}'::json"],
    ["prefer-identity", "position bigserial", "position bigint GENERATED ALWAYS AS IDENTITY"],
    ["no-char", "size character(2)", "size text"],
    ["no-float-money", "price double precision NOT NULL DEFAULT 0", "price numeric(12, 2) NOT NULL DEFAULT 0"],
    ["no-float-money", "price_per_unit float8", "price_per_unit numeric(18, 6)"],
  ])("%s: %s", async (rule, before, after) => {
    const example = { migration: `${LOCK}CREATE TABLE fresh (id uuid PRIMARY KEY, ${before}, ${SQL_TIMES});` };
    const [finding] = await told(rule, example);
    const [, file] = filesOf({ title: "", ...example }).files;
    expect(applyFix(file!, finding?.fix).text).toBe(file!.text.replace(before, after));
  });

  it.each([
    ["ALTER TABLE old ADD COLUMN IF NOT EXISTS extra json;", "ALTER TABLE old ADD COLUMN IF NOT EXISTS extra jsonb;"],
    ["ALTER TABLE old ALTER COLUMN a SET DATA TYPE json USING a::json;", "ALTER TABLE old ALTER COLUMN a SET DATA TYPE jsonb USING a::json;"],
    ['ALTER TABLE old ALTER "a" TYPE json USING a::json;', 'ALTER TABLE old ALTER "a" TYPE jsonb USING a::json;'],
  ])("in %s", async (before, after) => {
    const example = { history: "CREATE TABLE old (id uuid PRIMARY KEY, a text);", migration: `${LOCK}${before}` };
    const [finding] = await told("prefer-jsonb", example);
    const file = filesOf({ title: "", ...example }).files.find(({ path }) => path.includes("0002"))!;
    expect(applyFix(file, finding?.fix).text).toBe(`${LOCK}${after}`);
  });

  it("only where it is written out as such", async () => {
    const [finding] = await told("prefer-timestamptz", { migration: `${LOCK}CREATE TABLE fresh (id uuid PRIMARY KEY, at pg_catalog.timestamp, ${SQL_TIMES});` });
    expect(finding).toBeDefined();
    expect(finding?.fix).toBeUndefined();
  });
});

const MAPPED = `datasource db {
  provider = "postgresql"
  schemas  = ["app"]
}

model Workspace {
  id     String  @id @default(cuid())
  boards Board[]
  cards  Card[]
  labels Label[]

  @@map("workspaces")
  @@schema("app")
}

model Board {
  id          String    @id @default(cuid())
  workspaceId String    @map("workspace_id")
  createdAt   DateTime  @default(now()) @map("created_at")
  updatedAt   DateTime  @updatedAt @map("updated_at")
  workspace   Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)
  // more

  @@index([workspaceId, createdAt])
  @@map("boards")
  @@schema("app")
}

model Label {
  id          String    @id @default(cuid())
  workspaceId String    @map("workspace_id")
  createdAt   DateTime  @default(now()) @map("created_at")
  updatedAt   DateTime  @updatedAt @map("updated_at")
  workspace   Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)

  @@index([workspaceId, createdAt])
  @@map("labels")
  @@schema("app")
}
`;

const card = (...lines: string[]) =>
  `${MAPPED.replace("  // more\n", lines.some((line) => line.startsWith("board ")) ? "  cards       Card[]\n" : "")}\nmodel Card {\n  id          String    @id @default(cuid())\n  workspaceId String    @map("workspace_id")\n  createdAt   DateTime  @default(now()) @map("created_at")\n  updatedAt   DateTime  @updatedAt @map("updated_at")\n  workspace   Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)\n${lines.map((line) => (line === "" ? "\n" : `  ${line}\n`)).join("")}\n  @@index([workspaceId, createdAt])\n  @@map("cards")\n  @@schema("app")\n}\n`;

/** The schema's names in messages and in Prisma's text, the database's in SQL. */
describe("mapped names", () => {
  const BOARD = ['boardId String @map("board_id")', "board Board @relation(fields: [boardId], references: [id], onDelete: Restrict)"];

  it.each([
    [
      "no-cross-tenant-reference",
      [...BOARD, "", "@@index([boardId])"],
      "`Card.board` does not carry `workspaceId`",
      "fields: [workspaceId, boardId], references: [workspaceId, id]",
    ],
    ["require-foreign-key-index", BOARD, "No index of `Card` begins with `boardId`", "@@index([boardId])"],
    ["require-relation", ['boardId String @map("board_id")'], "`Card.boardId` is named after `Board`", "board Board @relation(fields: [boardId], references: [id]"],
    ["require-tenant-in-unique", ['name String @unique @map("card_name")'], "`name` must be unique", "@@unique([workspaceId, name])"],
    [
      "require-soft-delete-unique",
      ['handle String @map("card_handle")', 'deletedAt DateTime? @map("deleted_at")', "@@unique([workspaceId, handle])"],
      "keep their `workspaceId` and `handle`",
      "ON app.cards (workspace_id, card_handle) WHERE deleted_at IS NULL",
    ],
    ["no-required-ignored-field", ['oldName String @map("old_name") @ignore'], "`Card.oldName`", "ALTER TABLE app.cards ALTER COLUMN old_name DROP NOT NULL;"],
    ["prefer-enum", ['cardState String @default("open") @map("card_state") // open | closed'], "`Card.cardState` accepts any text", "cardState CardCardState @default(open)"],
    ["no-float-money", ['unitPrice Float @map("unit_price")'], "`Card.unitPrice` looks like money", "unitPrice Decimal"],
  ] as const)("%s", async (rule, lines, message, advice) => {
    const found = await told(rule, { schema: card(...lines) });
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(message);
    expect(found[0]?.advice?.text).toContain(advice);
  });

  it("what both languages declare is told once, at the line of the schema", async () => {
    const found = await told("require-foreign-key-index", {
      schema: card(...BOARD),
      migration: `${LOCK}CREATE SCHEMA app;
CREATE TABLE app.workspaces (id text PRIMARY KEY);
CREATE TABLE app.boards (id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES app.workspaces (id), created_at timestamp(3) NOT NULL DEFAULT now(), updated_at timestamp(3) NOT NULL);
CREATE TABLE app.labels (id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES app.workspaces (id), created_at timestamp(3) NOT NULL DEFAULT now(), updated_at timestamp(3) NOT NULL);
CREATE TABLE app.cards (id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES app.workspaces (id), board_id text NOT NULL REFERENCES app.boards (id), created_at timestamp(3) NOT NULL DEFAULT now(), updated_at timestamp(3) NOT NULL);`,
    });
    expect(found.map(({ path }) => path)).toEqual(["prisma/schema.prisma"]);
  });
});

describe("an index serves a foreign key", () => {
  const served = async (index: string) =>
    (
      await told("require-foreign-key-index", {
        history: "CREATE TABLE boards (tenant_id bigint NOT NULL, site_id bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (site_id, id));",
        migration: `${LOCK}CREATE TABLE cards (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, site_id bigint NOT NULL, board_id bigint NOT NULL, FOREIGN KEY (site_id, board_id) REFERENCES boards (site_id, id) ON DELETE RESTRICT, ${SQL_TIMES});\nCREATE INDEX ON cards ${index};`,
        config: { tenancy: { keys: ["tenantId"] } },
      })
    ).length === 0;

  it.each([
    ["(board_id, site_id)", true],
    ["(site_id, board_id, created_at)", true],
    ["(board_id)", false],
    ["(tenant_id, site_id, board_id)", false],
    ["((lower('x')), site_id, board_id)", false],
    ["USING brin (site_id, board_id)", false],
  ])("%s: %s", async (index, serves) => {
    expect(await served(index)).toBe(serves);
  });
});
