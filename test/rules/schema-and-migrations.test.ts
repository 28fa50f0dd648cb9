/** schema.prisma and migrations of one pull request: what the one says and the other does not do, and what only looks so. */
import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";

type Pull = Omit<Example, "title">;

async function told(rule: string, pull: Pull) {
  const { findings } = await lint({ ...filesOf({ title: "", ...pull }), config: pull.config, now: "2026-01-15T12:00:00Z" });
  return findings.filter((finding) => finding.rule === rule);
}

async function missing(pull: Pull): Promise<readonly string[]> {
  return (await told("require-migration", pull)).map(({ severity, message }) => `${severity}: ${message}`);
}

async function notFollowed(pull: Pull): Promise<readonly string[]> {
  return (await told("require-schema-change", pull)).map(({ severity, message }) => `${severity}: ${message}`);
}

const HISTORY = `CREATE TYPE "Kind" AS ENUM ('DRAFT', 'NOTE');
CREATE TABLE "Team" ("id" BIGINT PRIMARY KEY);
CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY, "kind" "Kind" NOT NULL, "text" TEXT, "slug" TEXT NOT NULL, "size" INTEGER NOT NULL, "teamId" BIGINT,
  CONSTRAINT "Note_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE);`;

const SCHEMA = `enum Kind {
  DRAFT
  NOTE
}

model Team {
  id    BigInt @id
  notes Note[]
}

model Note {
  id     BigInt  @id
  kind   Kind
  text   String?
  slug   String
  size   Int
  teamId BigInt?
  team   Team?   @relation(fields: [teamId], references: [id])
}
`;

/** The schema with pieces replaced, after and before the pull request. */
function edited(...pieces: readonly (readonly [from: string, to: string])[]): { before: string; after: string } {
  return { before: SCHEMA, after: pieces.reduce((text, [from, to]) => text.replace(from, to), SCHEMA) };
}

const last = (line: string) => ["references: [id])\n}\n", `references: [id])\n${line}\n}\n`] as const;

describe("schema.prisma changes and no migration does it", () => {
  it.each([
    ["a model", edited(["enum Kind", "model Tag {\n  id BigInt @id\n}\n\nenum Kind"]), "error: The table `Tag` is new"],
    ["an enum", edited(["enum Kind", "enum Mood {\n  GOOD\n}\n\nenum Kind"]), "error: The enum `Mood` is new"],
    ["two fields", edited(last("  a String?\n  b String?")), "error: `a` and `b` of `Note` are new in schema.prisma, but no migration adds them"],
    ["an enum value", edited(["  NOTE\n", "  NOTE\n  TASK\n"]), "error: `TASK` of `Kind` is new"],
    ["another type", edited(["size   Int", "size   BigInt"]), "error: `size` of `Note` is `bigint` in schema.prisma and `integer` in the database"],
    ["a field that may be empty", edited(["slug   String", "slug   String?"]), "error: `slug` of `Note` may be empty"],
    ["a field that may no longer be empty", edited(["text   String?", "text   String"]), "error: `text` of `Note` can no longer be empty"],
    ["a required field that goes", edited(["  slug   String\n", ""]), "error: `slug` of `Note` is gone from schema.prisma, but the database still asks every new row for it"],
    ["a unique", edited(["slug   String", "slug   String @unique"]), "error: `slug` of `Note` is unique in schema.prisma"],
    ["two columns that are unique together", edited(last("  @@unique([teamId, slug])")), "error: `teamId` and `slug` of `Note` are unique together"],
    ["another primary key", edited(["id     BigInt  @id", "id     BigInt"], last("  @@id([id, slug])")), "error: The primary key of `Note` is `id` and `slug`"],
    ["another onDelete", edited(["references: [id])", "references: [id], onDelete: Cascade)"]), "error: What becomes of a `Note` when its `Team` goes has changed"],
    ["an index", edited(last("  @@index([slug])")), "warning: The index on `slug` of `Note` is new"],
    [
      "a many-to-many relation",
      edited(["notes Note[]", 'notes Note[]\n  kept  Note[] @relation("Kept")'], last('  keepers Team[] @relation("Kept")')),
      "error: The table `_Kept` is new",
    ],
  ])("%s", async (_, schema, words) => {
    expect(await missing({ history: HISTORY, schema })).toEqual([expect.stringContaining(words)]);
  });

  it("and one finding tells of all, with the SQL of Prisma's engine", async () => {
    const schema = edited(last('  color String @default("red")\n\n  @@index([slug])'), ["  NOTE\n", "  NOTE\n  TASK\n"]);
    const [finding, ...more] = await told("require-migration", { history: HISTORY, schema });
    expect(more).toEqual([]);
    expect(finding?.message).toContain("Likewise missing: `TASK` of `Kind`, the index on `slug` of `Note`.");
    expect(finding?.advice?.text).toBe(
      'ALTER TABLE "Note" ADD COLUMN     "color" TEXT NOT NULL DEFAULT \'red\';\nALTER TYPE "Kind" ADD VALUE \'TASK\';\nCREATE INDEX "Note_slug_idx" ON "Note"("slug");',
    );
  });

  it("and the relation that only the database would have to enforce is named", async () => {
    const before = SCHEMA.replace(/ {2}team .*\n/, "").replace("  notes Note[]\n", "");
    const history = HISTORY.replace(/,\s+CONSTRAINT.*\)/, ")");
    expect(await missing({ history, schema: { before, after: SCHEMA } })).toEqual([expect.stringContaining("error: The relation over `teamId` of `Note` is new")]);
    const emulated = (text: string) => `datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}\n${text}`;
    expect(await missing({ history, schema: { before: emulated(before), after: emulated(SCHEMA) } })).toEqual([]);
  });

  it("and a key that changes its actions is dropped first in the SQL", async () => {
    const [finding] = await told("require-migration", { history: HISTORY, schema: edited(["references: [id])", "references: [id], onDelete: Cascade)"]) });
    expect(finding?.advice?.text).toMatch(/^ALTER TABLE "Note" DROP CONSTRAINT "Note_teamId_fkey";\nALTER TABLE "Note" ADD CONSTRAINT .* ON DELETE CASCADE/);
  });

  it("and a required column that stays behind loses its NOT NULL, and nothing else", async () => {
    const [finding] = await told("require-migration", { history: HISTORY, schema: edited(["  slug   String\n", ""]) });
    expect(finding?.advice?.text).toBe('ALTER TABLE "Note" ALTER COLUMN slug DROP NOT NULL;');
  });
});

describe("a migration of the pull request makes a part of it", () => {
  const schema = edited(last("  color String?\n  shape String?"));

  it("the rest is missing", async () => {
    expect(await missing({ history: HISTORY, schema, migration: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;' })).toEqual([
      expect.stringContaining("`shape` of `Note` is new in schema.prisma, but the migrations of this pull request do not add it: "),
    ]);
  });

  it("a slip of the pen is shown", async () => {
    expect(await missing({ history: HISTORY, schema, migration: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT, ADD COLUMN "shpae" TEXT;' })).toEqual([
      expect.stringContaining("do not add it (there is `shpae`)"),
    ]);
  });

  it("a required field whose column is added nullable wants its rows filled", async () => {
    const required = edited(last("  color String"));
    const add = 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;';
    expect(await missing({ history: HISTORY, schema: required, migration: add })).toEqual([expect.stringContaining("the migration leaves every row that exists empty")]);
    expect(await missing({ history: HISTORY, schema: required, migration: `${add}\nUPDATE "Note" SET "color" = 'red' WHERE "color" IS NULL;` })).toEqual([]);
    expect(await missing({ history: HISTORY, schema: required, migration: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT DEFAULT \'red\';' })).toEqual([]);
  });

  it("a column of a type that Prisma Client cannot read for the field's is named", async () => {
    const schema = edited(last("  at DateTime?"));
    expect(await missing({ history: HISTORY, schema, migration: 'ALTER TABLE "Note" ADD COLUMN "at" TEXT;' })).toEqual([
      expect.stringContaining("`at` of `Note` is `timestamp(3) without time zone` in schema.prisma and `text` in the database"),
    ]);
    expect(await missing({ history: HISTORY, schema, migration: 'ALTER TABLE "Note" ADD COLUMN "at" TIMESTAMPTZ;' })).toEqual([]);
  });

  it("a table without one of the model's columns gets the column's SQL", async () => {
    const tag = edited(["enum Kind", "model Tag {\n  id   BigInt @id\n  name String\n}\n\nenum Kind"]);
    const [finding] = await told("require-migration", { history: HISTORY, schema: tag, migration: 'CREATE TABLE "Tag" ("id" BIGINT PRIMARY KEY);' });
    expect(finding?.advice?.text).toBe('ALTER TABLE "Tag" ADD COLUMN "name" TEXT NOT NULL;');
  });
});

describe("no migration is missing", () => {
  it.each<[string, Pull]>([
    ["defaults, which Prisma Client fills in", { schema: edited(["size   Int", "size   Int @default(1)"]) }],
    ["a field under another name", { schema: edited(["slug   String", 'handle String @map("slug")']) }],
    ["a field that is @ignored", { schema: edited(last("  color String? @ignore")) }],
    ["a model that is @@ignored", { schema: edited(["enum Kind", "model Tag {\n  id BigInt @id\n\n  @@ignore\n}\n\nenum Kind"]) }],
    ["a view", { schema: edited(["enum Kind", "view Recent {\n  id BigInt\n}\n\nenum Kind"]) }],
    ["an optional field goes, its column later", { schema: edited(["  text   String?\n", ""]) }],
    ["a model goes, its table later", { schema: edited(["model Team {\n  id    BigInt @id\n  notes Note[]\n}\n", ""], [/ {2}team .*\n/.exec(SCHEMA)![0], ""]) }],
    ["an enum value goes, the type later", { schema: edited(["  DRAFT\n", ""]) }],
    ["the schema catches up", { schema: { before: SCHEMA.replace("  slug   String\n", ""), after: SCHEMA } }],
    ["the schema has never been in step with the database", { history: HISTORY.replace('"slug" TEXT NOT NULL, ', ""), schema: edited(["model Team", "/// People.\nmodel Team"]) }],
    [
      "a unique that is partial in the database",
      { schema: edited(["slug   String", "slug   String @unique"]), migration: 'CREATE UNIQUE INDEX CONCURRENTLY by_slug ON "Note" ("slug") WHERE "text" IS NOT NULL;' },
    ],
    [
      "a unique constraint from an index",
      {
        schema: edited(["slug   String", "slug   String @unique"]),
        migration: 'ALTER TABLE "Note" ADD CONSTRAINT by_slug UNIQUE USING INDEX by_slug_index;',
        history: `${HISTORY}\nCREATE UNIQUE INDEX by_slug_index ON "Note" ("slug");`,
      },
    ],
    ["an index in another order", { schema: edited(last("  @@index([teamId, slug])")), migration: 'CREATE INDEX CONCURRENTLY by_both ON "Note" ("slug", "teamId" DESC);' }],
    [
      "NOT NULL that is a check so far",
      { schema: edited(["text   String?", "text   String"]), migration: 'ALTER TABLE "Note" ADD CONSTRAINT text_filled CHECK ("text" IS NOT NULL) NOT VALID;' },
    ],
    [
      "a foreign key under another name, not yet validated",
      {
        history: HISTORY.replace(/,\s+CONSTRAINT.*\)/, ")"),
        schema: { before: SCHEMA.replace(/ {2}team .*\n/, "").replace("  notes Note[]\n", ""), after: SCHEMA },
        migration: 'ALTER TABLE "Note" ADD CONSTRAINT of_team FOREIGN KEY ("teamId") REFERENCES "Team"("id") NOT VALID;',
      },
    ],
    [
      "a table of a model under @@map and @@schema",
      {
        schema: edited(["enum Kind", 'model Tag {\n  id BigInt @id\n\n  @@map("tags")\n  @@schema("app")\n}\n\nenum Kind']),
        migration: "CREATE SCHEMA app;\nCREATE TABLE app.tags (id BIGINT PRIMARY KEY);",
      },
    ],
    [
      "an enum under another name",
      {
        schema: edited(["enum Kind", "enum Sort"], ["kind   Kind", "kind   Sort"]),
        migration: 'ALTER TYPE "Kind" RENAME TO "Sort";',
      },
    ],
    ["a renamed table", { schema: edited(["model Team", "model Group"], ["Team?   @relation", "Group?  @relation"]), migration: 'ALTER TABLE "Team" RENAME TO "Group";' }],
    ["a table that the history has never seen", { history: 'CREATE TABLE "Team" ("id" BIGINT PRIMARY KEY);', schema: edited(last("  color String?")) }],
    [
      "a migration that makes its SQL while it runs",
      { schema: edited(last("  color String?")), migration: "DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN color TEXT', 'Note'); END $$;" },
    ],
    ["a migration that cannot be read", { schema: edited(last("  color String?")), migration: 'ALTER TABLE "Note" ADD COLUM "color" TEXT;' }],
    ["an old migration that cannot be read and names it", { schema: edited(last("  color String?")), history: `${HISTORY}\nALTER TABLE "Note" ADD COLUM "color" TEXT;` }],
    [
      "a migration of another tool that names it",
      { schema: edited(last("  color String?")), files: [{ path: "atlas/migrations/20260101_color.sql", text: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;' }] },
    ],
    [
      "a merged migration is edited, which is another matter",
      {
        schema: edited(last("  color String?")),
        history: HISTORY,
        files: [{ path: "prisma/migrations/0001_base/migration.sql", text: `${HISTORY}\nALTER TABLE "Note" ADD COLUMN "color" TEXT;` }],
      },
    ],
    [
      "the schema turns to PostgreSQL",
      {
        schema: {
          before: `datasource db {\n  provider = "mysql"\n}\n${SCHEMA}`,
          after: `datasource db {\n  provider = "postgresql"\n}\n${SCHEMA.replace("text   String?", "text   String?\n  color String?")}`,
        },
      },
    ],
    ["there was no schema before", { schema: SCHEMA }],
  ])("%s", async (_, pull) => {
    expect(await missing({ history: HISTORY, ...pull })).toEqual([]);
  });

  it("but what an old unreadable migration does not name is", async () => {
    const history = `${HISTORY}\nALTER TABLE "Note" ADD COLUM "color" TEXT;`;
    expect(await missing({ history, schema: edited(last("  shape String?")) })).toEqual([expect.stringContaining("`shape` of `Note` is new")]);
  });

  it("but SQL of another product is no excuse", async () => {
    const files = [{ path: "clickhouse/migrations/1_color.sql", text: "ALTER TABLE Note ADD COLUMN color String;" }];
    expect(await missing({ history: HISTORY, schema: edited(last("  color String?")), files })).toEqual([expect.stringContaining("`color` of `Note` is new")]);
  });

  it("but a field that is @ignored and may be empty now needs its column to be so", async () => {
    expect(await missing({ history: HISTORY, schema: edited(["slug   String", "slug   String? @ignore"]) })).toEqual([expect.stringContaining("`slug` of `Note` may be empty")]);
  });
});

const SAME = { before: SCHEMA, after: SCHEMA };

describe("a migration changes what schema.prisma keeps as it was", () => {
  it.each([
    ["a column is added", 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;', "warning: `color` is added to `Note`"],
    [
      "a required column is added",
      'ALTER TABLE "Note" ADD COLUMN "color" TEXT NOT NULL;',
      "error: `color` is added to `Note`, but schema.prisma does not have it: Prisma Client cannot fill it",
    ],
    ["a column goes", 'ALTER TABLE "Note" DROP COLUMN "text";', "error: `text` of `Note` goes, but schema.prisma keeps the field"],
    ["a column is renamed", 'ALTER TABLE "Note" RENAME COLUMN "text" TO "body";', "error: `text` of `Note` goes, but schema.prisma keeps the field"],
    ["a table goes", 'DROP TABLE "Note";', "error: `Note` goes, but schema.prisma keeps the model"],
    ["a table is renamed", 'ALTER TABLE "Note" RENAME TO "Notes";', "error: `Note` goes, but schema.prisma keeps the model"],
    ["a wider integer", 'ALTER TABLE "Note" ALTER COLUMN "size" TYPE BIGINT;', "warning: `size` of `Note` becomes `bigint`, but schema.prisma says `integer` as before"],
    ["another type", 'ALTER TABLE "Note" ALTER COLUMN "size" TYPE TEXT;', "error: `size` of `Note` becomes `text`"],
    ["NOT NULL comes", 'ALTER TABLE "Note" ALTER COLUMN "text" SET NOT NULL;', "warning: `text` of `Note` can no longer be empty"],
    ["NOT NULL goes", 'ALTER TABLE "Note" ALTER COLUMN "slug" DROP NOT NULL;', "warning: `slug` of `Note` may be empty from now on"],
    ["an enum value", "ALTER TYPE \"Kind\" ADD VALUE 'TASK';", "warning: `TASK` is added to `Kind`"],
    [
      "an index",
      'CREATE INDEX CONCURRENTLY a ON "Note" ("slug");',
      "warning: This index on `slug` of `Note` is not in schema.prisma. The next `prisma migrate dev` writes a migration that drops it.",
    ],
    ["a unique", 'CREATE UNIQUE INDEX CONCURRENTLY a ON "Note" ("slug");', "warning: This unique index on `slug`"],
    ["a foreign key", 'ALTER TABLE "Team" ADD FOREIGN KEY ("id") REFERENCES "Note"("id");', "warning: This foreign key from `id` of `Team` to `Note` is no relation"],
    ["a foreign key goes", 'ALTER TABLE "Note" DROP CONSTRAINT "Note_teamId_fkey";', "warning: The foreign key from `teamId` of `Note` to `Team` goes"],
  ])("%s", async (_, migration, words) => {
    expect(await notFollowed({ history: HISTORY, schema: SAME, migration })).toEqual([expect.stringContaining(words)]);
  });

  it("with the line that schema.prisma lacks", async () => {
    const migration = 'ALTER TABLE "Note" ADD COLUMN "price" NUMERIC(8,2), ADD COLUMN "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(), ADD COLUMN "tags" TEXT[];';
    const lines = (await told("require-schema-change", { history: HISTORY, schema: SAME, migration })).map(({ advice }) => advice?.text.split("\n")[2]?.trim());
    expect(lines).toEqual(["price Decimal? @db.Decimal(8,2)", "seenAt DateTime @db.Timestamptz(3)", "tags String[]"]);
    const [index] = await told("require-schema-change", { history: HISTORY, schema: SAME, migration: 'CREATE INDEX CONCURRENTLY a ON "Note" ("teamId", "slug" DESC);' });
    expect(index?.advice?.text).toContain("@@index([teamId, slug(sort: Desc)])");
  });

  it("where another tool than Prisma writes the migrations, only what breaks the new version", async () => {
    const config = { runner: "plain" };
    expect(await notFollowed({ history: HISTORY, schema: SAME, config, migration: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;' })).toEqual([]);
    expect(await notFollowed({ history: HISTORY, schema: SAME, config, migration: 'ALTER TABLE "Note" DROP COLUMN "text";' })).toHaveLength(1);
  });
});

describe("schema.prisma has nothing to follow", () => {
  it.each<[string, Pull]>([
    ["a partial index", { migration: 'CREATE INDEX CONCURRENTLY a ON "Note" ("slug") WHERE "text" IS NULL;' }],
    ["an index over an expression", { migration: 'CREATE INDEX CONCURRENTLY a ON "Note" (lower("slug"));' }],
    [
      "another index method, operator class or INCLUDE",
      {
        migration:
          'CREATE INDEX CONCURRENTLY a ON "Note" USING hash ("slug");\nCREATE INDEX CONCURRENTLY b ON "Note" ("slug" text_pattern_ops);\nCREATE INDEX CONCURRENTLY c ON "Note" ("slug") INCLUDE ("text");',
      },
    ],
    ["a check that a column is filled", { migration: 'ALTER TABLE "Note" ADD CONSTRAINT filled CHECK ("text" IS NOT NULL) NOT VALID;' }],
    [
      "a generated column, and types of extensions",
      { migration: 'ALTER TABLE "Note" ADD COLUMN "words" tsvector, ADD COLUMN "long" BOOLEAN GENERATED ALWAYS AS ("size" > 9) STORED, ADD COLUMN "at" vector(3);' },
    ],
    ["a default", { migration: 'ALTER TABLE "Note" ALTER COLUMN "size" SET DEFAULT 1;' }],
    [
      "a table that schema.prisma does not have",
      { history: `${HISTORY}\nCREATE TABLE queue (id BIGINT PRIMARY KEY);`, migration: "ALTER TABLE queue ADD COLUMN at TIMESTAMP;\nDROP TABLE queue;" },
    ],
    [
      "a field that is @ignored",
      {
        schema: { before: SCHEMA.replace("text   String?", "text   String? @ignore"), after: SCHEMA.replace("text   String?", "text   String? @ignore") },
        migration: 'ALTER TABLE "Note" DROP COLUMN "text";',
      },
    ],
    [
      "a column that schema.prisma gave up one deploy before",
      { schema: { before: SCHEMA.replace("  text   String?\n", ""), after: SCHEMA.replace("  text   String?\n", "") }, migration: 'ALTER TABLE "Note" DROP COLUMN "text";' },
    ],
    ["a column and its field go together, which is another matter", { schema: edited(["  text   String?\n", ""]), migration: 'ALTER TABLE "Note" DROP COLUMN "text";' }],
    ["a column renamed under @map", { schema: edited(["text   String?", 'text   String? @map("body")']), migration: 'ALTER TABLE "Note" RENAME COLUMN "text" TO "body";' }],
    ["a column replaced under its name", { schema: edited(["size   Int", "size   Boolean?"]), migration: 'ALTER TABLE "Note" DROP COLUMN "size", ADD COLUMN "size" BOOLEAN;' }],
    [
      "the last step of a required column",
      { history: `${HISTORY}\nALTER TABLE "Note" ALTER COLUMN "slug" DROP NOT NULL;`, migration: 'ALTER TABLE "Note" ALTER COLUMN "slug" SET NOT NULL;' },
    ],
    [
      "a foreign key that is made anew",
      {
        migration:
          'ALTER TABLE "Note" DROP CONSTRAINT "Note_teamId_fkey";\nALTER TABLE "Note" ADD CONSTRAINT "Note_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;',
      },
    ],
    [
      "a key to a table outside schema.prisma",
      { history: `${HISTORY}\nCREATE TABLE place (id BIGINT PRIMARY KEY);`, migration: 'ALTER TABLE "Note" ADD FOREIGN KEY ("teamId") REFERENCES place(id) NOT VALID;' },
    ],
    ["a table renamed behind a view of its name", { migration: 'ALTER TABLE "Note" RENAME TO "Notes";\nCREATE VIEW "Note" AS SELECT * FROM "Notes";' }],
    [
      "a merged migration is edited",
      { migration: 'ALTER TABLE "Note" ADD COLUMN "color" TEXT;', files: [{ path: "prisma/migrations/0001_base/migration.sql", text: `${HISTORY}\n-- later` }] },
    ],
  ])("%s", async (_, pull) => {
    expect(await notFollowed({ history: HISTORY, schema: SAME, ...pull })).toEqual([]);
  });
});
