/** Schemas that rules were wrong about: each case failed once. */
import { describe, expect, it } from "vitest";
import { validateSchema } from "../../src/analysis/prisma/read-schema.ts";
import { type LintInput, lint, type PublicFinding } from "../../src/index.ts";
import { applyFix } from "./apply-fix.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const model = (name: string, ...lines: string[]) =>
  `model ${name} {\n  id        BigInt   @id @default(autoincrement())\n${lines.map((line) => `  ${line}\n`).join("")}${TIMES}}\n`;

async function told(input: LintInput, rule: string): Promise<readonly PublicFinding[]> {
  return (await lint(input)).findings.filter((finding) => finding.rule === rule);
}

const schema = (text: string, more: Partial<LintInput> = {}): LintInput => ({ files: [{ path: "prisma/schema.prisma", text }], ...more });

function migrated(first: string, next: string, config: LintInput["config"] = {}): LintInput {
  const base = [{ path: "migrations/1_first.sql", text: first }];
  return { base, files: [...base, { path: "migrations/2_next.sql", text: `SET lock_timeout = '5s';\n${next}` }], config };
}

describe("what is only called otherwise is not new", () => {
  const USERS = `CREATE TABLE users (id bigint PRIMARY KEY, ${SQL_TIMES});\nCREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, done boolean NOT NULL, ${SQL_TIMES});\nCREATE INDEX posts_done ON posts (done);`;

  it.each([
    ["a table that others refer to", "ALTER TABLE users RENAME TO accounts;"],
    ["a schema", "CREATE SCHEMA app;\nALTER TABLE users SET SCHEMA app;"],
    ["the key's column", "ALTER TABLE posts RENAME COLUMN user_id TO author_id;"],
    ["an indexed column", "ALTER TABLE posts RENAME COLUMN done TO finished;"],
  ])("in SQL: %s", async (_title, next) => {
    const { findings } = await lint(migrated(USERS, next));
    expect(findings.filter(({ gate }) => gate === "relations" || gate === "queries" || gate === "invariants")).toEqual([]);
  });

  it.each([
    ["a model", 'ALTER TABLE "Post" RENAME TO "Article";', (text: string) => text.replaceAll("Post", "Article")],
    ["a model under a mapped name", 'ALTER TABLE "Post" RENAME TO "posts";', (text: string) => text.replace(/\n\}\n$/, '\n\n  @@map("posts")\n}\n')],
    ["a field", 'ALTER TABLE "Post" RENAME COLUMN "price" TO "cost";', (text: string) => text.replace("price", "cost")],
  ])("in Prisma: %s", async (_title, next, renamed) => {
    const before =
      "model User {\n  id    Int    @id @default(autoincrement())\n  posts Post[]\n}\n\nmodel Post {\n  id     Int   @id @default(autoincrement())\n  price  Float\n  userId Int\n  user   User  @relation(fields: [userId], references: [id])\n}\n";
    const init = {
      path: "prisma/migrations/1_init/migration.sql",
      text: 'CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));\nCREATE TABLE "Post" ("id" SERIAL NOT NULL, "price" DOUBLE PRECISION NOT NULL, "userId" INTEGER NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));\nALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;\n',
    };
    const base = [{ path: "prisma/schema.prisma", text: before }, init];
    const files = [
      { path: "prisma/schema.prisma", text: renamed(before) },
      init,
      { path: "prisma/migrations/2_rename/migration.sql", text: `SET lock_timeout = '5s';\n${next}\n` },
    ];
    const { findings } = await lint({ base, files });
    expect(findings.filter(({ gate }) => gate === "relations" || gate === "invariants")).toEqual([]);
  });

  it("but a table that is made anew is", async () => {
    const next = `CREATE TABLE comments (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, ${SQL_TIMES});\nALTER TABLE posts RENAME TO articles;`;
    expect(await told(migrated(USERS, next), "require-foreign-key-index")).toMatchObject([{ path: "migrations/2_next.sql", line: 2 }]);
  });
});

describe("what goes is told where it goes", () => {
  const POSTS = `CREATE TABLE users (id bigint PRIMARY KEY, ${SQL_TIMES});\nCREATE TABLE posts (id bigint PRIMARY KEY, tenant_id uuid, f boolean NOT NULL, user_id bigint NOT NULL REFERENCES users, ${SQL_TIMES});\nCREATE INDEX posts_user ON posts (user_id);\nCREATE INDEX posts_tenant ON posts (tenant_id);`;

  it.each([
    ["require-foreign-key-index", "DROP INDEX posts_user;", {}],
    ["require-field-index", "DROP INDEX posts_tenant;", { rules: { "require-field-index": { options: { forNames: ["tenant_id"] } } } }],
    ["require-field", "ALTER TABLE posts DROP COLUMN tenant_id;", { rules: { "require-field": { options: { fields: [{ name: "tenant_id" }] } } } }],
    ["require-field", "ALTER TABLE posts ALTER COLUMN tenant_id TYPE text;", { rules: { "require-field": { options: { fields: [{ name: "tenant_id", type: "uuid" }] } } } }],
    ["no-nullable-boolean", "ALTER TABLE posts ALTER COLUMN f DROP NOT NULL;", { rules: { "no-nullable-boolean": "warning" } }],
  ])("%s: %s", async (rule, next, config) => {
    expect(await told(migrated(POSTS, next, config), rule)).toMatchObject([{ path: "migrations/2_next.sql", line: 2 }]);
  });
});

describe("an index beside one of the same columns", () => {
  const PARTIAL = 'generator client {\n  provider        = "prisma-client-js"\n  previewFeatures = ["partialIndexes"]\n}\n\n';
  const post = (index: string) =>
    `${PARTIAL}model User {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}  posts     Post[]\n}\n\nmodel Post {\n  id        BigInt    @id @default(autoincrement())\n  userId    BigInt\n  deletedAt DateTime?\n  createdAt DateTime  @default(now())\n  updatedAt DateTime  @updatedAt\n  user      User      @relation(fields: [userId], references: [id], onDelete: Restrict)\n\n  ${index}\n}\n`;

  it.each([
    ["partial", "@@index([userId], where: { deletedAt: null })", "Only a partial index of `Post` begins with `userId`, and it leaves out rows"],
    ["of another method", "@@index([userId], type: Brin)", "No B-tree of `Post` begins with `userId`"],
  ])("%s: has a name of its own, and the message tells of it", async (_title, index, words) => {
    const input = schema(post(index));
    const [finding] = await told(input, "require-foreign-key-index");
    expect(finding?.message).toContain(words);
    const files = input.files.map((file) => applyFix(file, finding!.fix));
    expect(await validateSchema(files, "head")).toEqual([]);
    expect(await told({ files }, "require-foreign-key-index")).toEqual([]);
  });
});

describe("names that are no keys, no money and no ledgers", () => {
  it.each([
    ["require-business-key", model("BackupCode", "code      String")],
    ["require-business-key", model("Cart", "couponCode String?")],
    ["require-business-key", model("Shipment", "orderNumber String")],
    ["no-float-money", model("RecipeIngredient", "amount    Float", "unit      String")],
    ["no-float-money", model("Reading", "batteryCharge Float")],
    ["require-audit-columns", model("SensorReading", "value     Float").replace("  updatedAt DateTime @updatedAt\n", "")],
    ["require-audit-columns", model("LedgerEntry", "cents     Int").replace("  updatedAt DateTime @updatedAt\n", "")],
    ["require-audit-columns", model("UsageRecord", "units     Int").replace("  updatedAt DateTime @updatedAt\n", "")],
    ["require-audit-columns", "model WorkerConcurrencySlot {\n  id   BigInt @id @default(autoincrement())\n  held Boolean\n}\n"],
    ["require-audit-columns", "model JacksonIndex {\n  id       BigInt @id @default(autoincrement())\n  key      String\n  storeKey String\n}\n"],
    ["prefer-bigint-id", model("AppMigration", "name      String").replace("BigInt  ", "Int     ")],
    ["require-soft-delete-unique", model("Invoice", "invoiceNumber String @unique", "deletedAt DateTime?")],
    ["no-delimited-list", model("Customer", "priceList String")],
    ["no-json-as-schema", model("Order", "shippingAddress Json", "billingAddress Json")],
  ])("%s: %s", async (rule, text) => {
    expect(await told(schema(text), rule)).toEqual([]);
  });

  it.each([
    ["require-business-key", model("Coupon", "code      String")],
    ["require-business-key", model("User", "referralCode String")],
    ["require-business-key", model("Order", "orderNumber String")],
    ["no-float-money", model("Payout", "amount    Float", "currency  String")],
    ["require-audit-columns", model("ProductRecord", "units     Int").replace("  updatedAt DateTime @updatedAt\n", "")],
    ["require-audit-columns", "model StepConcurrency {\n  id      BigInt @id @default(autoincrement())\n  allowed Int\n}\n"],
    ["require-audit-columns", "model ParkingSlot {\n  id   BigInt @id @default(autoincrement())\n  held Boolean\n}\n"],
    ["prefer-bigint-id", model("MigrationOrder", "name      String").replace("BigInt  ", "Int     ")],
    ["require-soft-delete-unique", model("Page", "number    String @unique", "deletedAt DateTime?")],
  ])("but %s: %s", async (rule, text) => {
    expect(await told(schema(text), rule)).toHaveLength(1);
  });
});

it("finds the table that a column is named after, whatever its plural", async () => {
  for (const [table, column] of [
    ["people", "person_id"],
    ["caches", "cache_id"],
    ["movies", "movie_id"],
    ["quizzes", "quiz_id"],
  ]) {
    const text = `SET lock_timeout = '5s';\nCREATE TABLE ${table} (id bigint PRIMARY KEY, ${SQL_TIMES});\nCREATE TABLE parts (id bigint PRIMARY KEY, ${column} bigint NOT NULL, ${SQL_TIMES});`;
    expect(await told({ files: [{ path: "migrations/1_a.sql", text }] }, "require-relation")).toHaveLength(1);
  }
});

it("asks once for a column that the team's own policy demands", async () => {
  const text = "model Post {\n  id    BigInt @id @default(autoincrement())\n  title String\n}\n";
  const fields = [
    { name: "createdAt", type: "DateTime" },
    { name: "updatedAt", type: "DateTime" },
  ];
  const { findings } = await lint(schema(text, { config: { rules: { "require-field": { options: { fields } } } } }));
  expect(findings.map(({ rule }) => rule).filter((rule) => rule !== "require-migration")).toEqual(["require-field", "require-field"]);
});

it("makes no primary key of a unique that is sorted", async () => {
  const text = "model Pair {\n  a Int\n  b Int\n\n  @@unique([a(sort: Desc), b])\n}\n";
  const [finding] = await told(schema(text), "require-primary-key");
  expect(finding?.message).toContain("has no primary key");
  expect(finding?.fix === undefined || (await validateSchema([applyFix({ path: "prisma/schema.prisma", text }, finding.fix)], "head")).length === 0).toBe(true);
});

it("takes the superfluous index out together with the unique that it suggests", async () => {
  const org = `model Org {\n  id        BigInt   @id @default(autoincrement())\n${TIMES}  pages     Page[]\n}\n\n`;
  const text = `${org}model Page {\n  id        BigInt   @id @default(autoincrement())\n  orgId     BigInt\n  slug      String\n${TIMES}  org       Org      @relation(fields: [orgId], references: [id], onDelete: Restrict)\n\n  @@index([orgId])\n}\n`;
  const config = { tenancy: { keys: ["orgId"] } };
  const [finding] = await told(schema(text, { config }), "require-business-key");
  const files = [applyFix({ path: "prisma/schema.prisma", text }, finding!.fix)];
  expect((await lint({ files, config })).findings).toEqual([]);
});

describe("a composite key of which an index leads with a part", () => {
  const PARENTS = `CREATE TABLE users (tenancy_id bigint, id bigint, ${SQL_TIMES}, PRIMARY KEY (tenancy_id, id));`;
  const notes = (index: string) =>
    migrated(
      PARENTS,
      `CREATE TABLE notes (id bigint PRIMARY KEY, tenancy_id bigint NOT NULL, user_id bigint NOT NULL, ${SQL_TIMES}, FOREIGN KEY (tenancy_id, user_id) REFERENCES users (tenancy_id, id));\n${index}`,
    );

  it("is a warning, and says how much is read", async () => {
    const [finding] = await told(notes("CREATE INDEX ON notes (tenancy_id, created_at);"), "require-foreign-key-index");
    expect(finding).toMatchObject({ severity: "warning" });
    expect(finding?.message).toContain("each DELETE from `users` reads all rows of `notes` with the same `tenancy_id`");
  });

  it.each(["", "CREATE INDEX ON notes (created_at, tenancy_id);", "CREATE INDEX ON notes (lower(id::text), tenancy_id);", "CREATE INDEX ON notes (tenancy_id) WHERE id > 5;"])(
    "is an error where none does: %s",
    async (index) => {
      const [finding] = await told(notes(index), "require-foreign-key-index");
      expect(finding).toMatchObject({ severity: "error" });
      expect(finding?.message).toContain("reads all of `notes`");
    },
  );
});

describe("a long name that Drizzle Kit made", () => {
  const LONG = "customer_subscription_renewals_notification_preference_customers_id_fk";
  const constraint = (breakpoint: string) =>
    `CREATE TABLE a (id bigint PRIMARY KEY, ${SQL_TIMES});${breakpoint}\nALTER TABLE b ADD CONSTRAINT ${LONG} FOREIGN KEY (a_id) REFERENCES a (id) NOT VALID;`;
  const into = (text: string): LintInput => {
    const base = [{ path: "supabase/migrations/20260101000000_first.sql", text: "CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint);" }];
    return { base, files: [...base, { path: "supabase/migrations/20260201000000_next.sql", text }] };
  };

  it("is cut alike on both sides, in whatever folder it stands", async () => {
    expect(await told(into(constraint("--> statement-breakpoint")), "no-identifier-truncation")).toEqual([]);
    expect(await told(into(constraint("")), "no-identifier-truncation")).toHaveLength(1);
  });
});

it("widens the type of an id, not its name", async () => {
  const text = `model Order {\n  Int       Int      @id @default(autoincrement())\n${TIMES}}\n`;
  const [finding] = await told(schema(text), "prefer-bigint-id");
  expect(applyFix({ path: "prisma/schema.prisma", text }, finding?.fix).text).toContain("  Int       BigInt   @id");
});
