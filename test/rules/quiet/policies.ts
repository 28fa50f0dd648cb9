/** When the policies of a team stay quiet: pull requests that differ from a bad one in what exempts them. */
import type { Example } from "../../../src/model/rule.ts";

interface Case extends Example {
  readonly rule: string;
}

const ID = "  id BigInt @id @default(autoincrement())\n";
const HISTORY = "CREATE TABLE member (id bigint PRIMARY KEY, nick text, age int);\nCREATE TABLE team (id bigint PRIMARY KEY);";

function on(rule: string, options?: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): Pick<Case, "rule" | "config"> {
  return { rule, config: { ...more, rules: { [rule]: options ? { options } : "warning" } } };
}

function naming(...names: readonly Readonly<Record<string, unknown>>[]): Pick<Case, "rule" | "config"> {
  return on("naming", { names });
}

const fields = (...wanted: readonly Readonly<Record<string, unknown>>[]) => on("require-field", { fields: wanted });
const NONE = { runner: "none" };

export const cases: readonly Case[] = [
  { ...naming({ of: "table", case: "snake" }, { of: "model", case: "snake" }), title: "views", schema: "view UserStats {\n  id BigInt @unique\n}\n" },
  {
    ...naming({ of: "table", case: "snake", number: "plural" }, { of: "index", case: "snake" }),
    title: "Prisma's own join tables, and their indexes",
    schema: `model Post {\n${ID}  tags Tag[]\n  @@map("posts")\n}\n\nmodel Tag {\n${ID}  posts Post[]\n  @@map("tags")\n}\n`,
    migration: 'CREATE TABLE "_PostToTag" ("A" bigint NOT NULL, "B" bigint NOT NULL);\nCREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");',
  },
  {
    ...naming({ of: "table", case: "snake" }),
    title: "temporary tables and partitions",
    migration: 'CREATE TEMP TABLE "Scratch" (id int);\nCREATE TABLE "Log_2026" PARTITION OF log FOR VALUES IN (2026);',
  },
  {
    ...naming({ of: "index", template: "idx_{table}_{columns}" }),
    title: "a name that would be cut to 63 bytes",
    migration: `CREATE TABLE team (id bigint PRIMARY KEY, ${"a".repeat(40)} text, ${"b".repeat(40)} text);\nCREATE INDEX short ON team (${"a".repeat(40)}, ${"b".repeat(40)});`,
  },
  { ...naming({ of: "column", case: "snake" }), title: "the usual way around a reserved word", migration: "CREATE TABLE team (id bigint PRIMARY KEY, when_ text);" },
  {
    ...naming({ of: "table", number: "plural" }, { of: "model", number: "singular" }),
    title: "versions at the end of a name",
    schema: `model EventV2 {\n${ID}  @@map("EventsV2")\n}\n`,
  },
  { ...naming({ of: "list-field", number: "plural" }), title: "a list with a plural anywhere in its name", schema: `model Team {\n${ID}  rulesCreated String[]\n}\n` },
  {
    ...naming({ of: "column", derived: true }),
    title: "digits with an underscore before them, or without",
    schema: `model Team {\n${ID}  address1 String\n  address2 String @map("address_2")\n}\n`,
  },
  { ...naming({ of: "model", case: "pascal", trimPrefix: ["_", "tmp_"] }), title: "a beginning that does not count", schema: `model tmp_Team {\n${ID}}\n` },
  {
    ...naming({ of: "model", case: "pascal" }),
    title: "a model that keeps its name under another table",
    schema: { before: `model team {\n${ID}}\n`, after: `model team {\n${ID}  @@map("teams")\n}\n` },
  },
  {
    ...naming({ of: "foreign-key", suffix: "_fk" }),
    title: "relations without a foreign key",
    schema: `datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}\n\nmodel Team {\n${ID}  parentId BigInt?\n  parent Team? @relation("t", fields: [parentId], references: [id])\n  teams Team[] @relation("t")\n}\n`,
  },
  { ...fields({ name: "tenantId" }), title: "models that Prisma ignores", schema: "model Legacy {\n  a String?\n  @@ignore\n}\n" },
  { ...fields({ name: "tenantId" }), title: "views", schema: "view Stats {\n  id BigInt @unique\n}\n" },
  { ...fields({ name: "tenant_id" }), title: "temporary tables", migration: "CREATE TEMP TABLE scratch (id int);" },
  { ...fields({ name: "id", type: "String?" }), title: "a type with a mark that fits", schema: "model A {\n  key Int @id\n  id String?\n}\n" },
  {
    ...fields({ name: "code", type: "String", nativeType: "@db.VarChar" }),
    title: "any length, where none is asked",
    schema: `model A {\n${ID}  code String @db.VarChar(12)\n}\n`,
  },
  {
    ...fields({ name: "code", type: "varchar", default: "''" }),
    title: "any length in SQL, and a default with a cast",
    migration: "CREATE TABLE a (id bigint PRIMARY KEY, code character varying(12) DEFAULT ''::character varying);",
  },
  {
    ...on("require-field-index", { forAllRelations: true }),
    title: "a compound relation, its columns in another order",
    schema: `model Team {\n  a BigInt\n  b BigInt\n  members Member[]\n  @@id([a, b])\n}\n\nmodel Member {\n${ID}  a BigInt\n  b BigInt\n  team Team @relation(fields: [a, b], references: [a, b], onDelete: Cascade)\n  @@index([b, a])\n}\n`,
  },
  {
    ...on("require-field-index", { forNames: ["tenant_id"] }),
    title: "an index in a later statement",
    migration: "CREATE TABLE a (id bigint PRIMARY KEY, tenant_id bigint);\nCREATE INDEX ON a (tenant_id, id);",
  },
  {
    ...on("field-order", { order: ["id", "...", "updatedAt"] }),
    title: "fields that are not named, in any order",
    schema: `model A {\n${ID}  z String\n  a String\n  updatedAt DateTime @updatedAt\n}\n`,
  },
  { ...on("field-order", { order: ["...", "b", "c", "..."] }), title: "a run in the middle", schema: `model A {\n${ID}  a String\n  b String\n  c String\n  d String\n}\n` },
  { ...on("field-order", { order: ["..."] }), title: "an order that says nothing", schema: "model A {\n  a String\n  id BigInt @id\n}\n" },
  {
    ...on("no-unbounded-text"),
    title: "types with a bound of their own",
    schema: `enum E {\n  A\n}\n\nmodel A {\n${ID}  a String @db.Char(2)\n  b String @db.Uuid\n  c E\n  d Json\n  e String @db.Inet\n}\n`,
  },
  {
    ...on("no-unbounded-text"),
    title: "foreign keys",
    schema:
      "model A {\n  id String @id @db.VarChar(9)\n  bs B[]\n}\n\nmodel B {\n  id BigInt @id\n  aId String\n  a A @relation(fields: [aId], references: [id], onDelete: Cascade)\n  @@index([aId])\n}\n",
  },
  {
    ...on("no-unbounded-text"),
    title: "a list of values",
    migration: "CREATE TABLE a (id bigint PRIMARY KEY, state text CHECK (state IN ('on', 'off')), zip text CHECK (zip ~ '^[0-9]{4,5}$'));",
  },
  { ...on("no-unbounded-text"), title: "a generated column", migration: "CREATE TABLE a (id bigint PRIMARY KEY, code text GENERATED ALWAYS AS (id::text) STORED);" },
  { ...on("no-unbounded-text"), title: "columns that stood before", schema: { before: `model A {\n${ID}  a String\n}\n`, after: `model A {\n${ID}  a String\n  b Int?\n}\n` } },
  {
    ...on("require-default-empty-array"),
    title: "relations, types without a default, columns that stood before",
    schema: {
      before: `model A {\n${ID}  a String[]\n}\n`,
      after: `model A {\n${ID}  a String[]\n  u Unsupported("polygon")[]\n  bs B[]\n}\n\nmodel B {\n${ID}  aId BigInt\n  a A @relation(fields: [aId], references: [id], onDelete: Cascade)\n  @@index([aId])\n}\n`,
    },
  },
  { ...on("require-comment"), title: "views and temporary tables", migration: "CREATE TEMP TABLE scratch (id int);\nCREATE VIEW v AS SELECT 1 AS one;" },
  { ...on("require-comment", { models: ["Team*"], enums: [] }), title: "what its patterns do not describe", schema: `enum E {\n  A\n}\n\nmodel Post {\n${ID}}\n` },
  {
    ...on("no-nullable-boolean"),
    title: "lists and generated columns",
    migration: "CREATE TABLE a (id bigint PRIMARY KEY, flags boolean[], big boolean GENERATED ALWAYS AS (id > 9) STORED);",
  },
  {
    ...on("no-nullable-boolean"),
    title: "one that could be NULL before",
    schema: { before: `model A {\n${ID}  a Boolean?\n}\n`, after: `model A {\n${ID}  a Boolean? @default(true)\n}\n` },
  },
  {
    ...on("require-statement-timeout", undefined, { tables: { member: { rows: 40 } } }),
    title: "small tables",
    history: HISTORY,
    migration: "ALTER TABLE member ADD COLUMN note text;",
  },
  {
    ...on("prefer-idempotent-ddl", undefined, NONE),
    title: "what cannot be said twice",
    history: HISTORY,
    migration:
      "ALTER TABLE member ADD CONSTRAINT c CHECK (age > 0) NOT VALID;\nALTER TABLE member RENAME COLUMN nick TO handle;\nCREATE TYPE t AS ENUM ('a');\nCREATE INDEX ON team (id);\nSELECT 1;",
  },
  {
    ...on("prefer-idempotent-ddl", undefined, NONE),
    title: "a constraint that is made anew with it",
    history: "CREATE TABLE a (id bigint CONSTRAINT c CHECK (id > 0));",
    migration: "ALTER TABLE a DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (id > 1);\nSELECT 1;",
  },
  {
    ...on("prefer-idempotent-ddl", undefined, NONE),
    title: "DO blocks",
    migration: "DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE a (id int); END IF; END $$;\nSELECT 1;",
  },
  {
    ...on("prefer-idempotent-ddl", { always: true }),
    title: "what Prisma has written",
    migration: '-- CreateTable\nCREATE TABLE "a" ("id" BIGINT PRIMARY KEY);',
    files: [{ path: "package.json", text: '{ "dependencies": { "prisma": "6.1.0" } }' }],
  },
  { ...on("prefer-single-alter"), title: "new tables", migration: "CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABLE a ADD COLUMN b int;\nALTER TABLE a ADD COLUMN c int;" },
  {
    ...on("prefer-single-alter"),
    title: "rows written in between",
    history: HISTORY,
    migration: "ALTER TABLE member ADD COLUMN a int;\nUPDATE team SET id = 1 WHERE id = 2;\nALTER TABLE member ADD COLUMN b int;",
  },
  {
    ...on("prefer-single-alter"),
    title: "what stands alone in PostgreSQL",
    history: HISTORY,
    migration: "ALTER TABLE member ADD COLUMN a int;\nALTER TABLE member RENAME COLUMN age TO years;\nALTER TABLE member ADD COLUMN b int;",
  },
  {
    ...on("prefer-single-alter"),
    title: "a validation",
    history: HISTORY,
    migration: "ALTER TABLE member ADD CONSTRAINT c CHECK (age > 0) NOT VALID;\nALTER TABLE member VALIDATE CONSTRAINT c;",
  },
  { ...on("prefer-single-alter"), title: "another migration", history: HISTORY, migration: ["ALTER TABLE member ADD COLUMN a int;", "ALTER TABLE member ADD COLUMN b int;"] },
  {
    ...on("prefer-single-alter"),
    title: "what Prisma has written, its way to swap an enum among it",
    history: "CREATE TYPE t AS ENUM ('a', 'b');\nCREATE TABLE member (id bigint PRIMARY KEY, nick text, t t DEFAULT 'a');",
    migration:
      "-- AlterEnum\nBEGIN;\nCREATE TYPE t_new AS ENUM ('a');\nALTER TABLE member ALTER COLUMN t DROP DEFAULT;\nALTER TABLE member ALTER COLUMN t TYPE t_new USING (t::text::t_new);\nALTER TYPE t RENAME TO t_old;\nALTER TYPE t_new RENAME TO t;\nDROP TYPE t_old;\nCOMMIT;\n\n-- AlterTable\nALTER TABLE member ADD COLUMN a int;\n\n-- AlterTable\nALTER TABLE member ADD COLUMN b int;",
    files: [{ path: "package.json", text: '{ "dependencies": { "prisma": "6.1.0" } }' }],
  },
  {
    ...on("require-schema-qualified"),
    title: "temporary tables and DO blocks",
    migration: "CREATE TEMP TABLE scratch (id int);\nINSERT INTO scratch VALUES (1);\nDO $$ BEGIN CREATE TABLE a (id int); END $$;",
  },
  {
    ...on("require-schema-qualified"),
    title: "what Prisma has written",
    history: HISTORY,
    migration: '-- AlterTable\nALTER TABLE "member" ADD COLUMN "a" INTEGER;',
    files: [{ path: "package.json", text: '{ "dependencies": { "prisma": "6.1.0" } }' }],
  },
  {
    ...on("require-schema-qualified"),
    title: "quoted and spaced names",
    history: HISTORY,
    migration: 'ALTER TABLE "public" . "member" ADD COLUMN a int;\nCREATE INDEX CONCURRENTLY i ON public.member (a);\nDROP INDEX public.i;',
  },
];
