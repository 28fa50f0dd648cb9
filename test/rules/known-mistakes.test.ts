/** What other linters get wrong about rollouts, each as the pull request that a user would open. */
import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";

const TABLES = `CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT NOT NULL, "name" TEXT);
CREATE TABLE "Post" ("id" BIGINT PRIMARY KEY, "authorId" BIGINT);
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");`;

async function review(migration: Example["migration"], more: Partial<Example> = {}) {
  return lint({ ...filesOf({ title: "", history: TABLES, migration, ...more }), config: more.config, body: more.body ?? "", now: "2026-01-15T12:00:00Z" });
}

async function rulesOf(migration: Example["migration"], more: Partial<Example> = {}): Promise<string[]> {
  return (await review(migration, more)).findings.map(({ rule }) => rule);
}

describe("known mistakes of other linters", () => {
  it("does not call now() a rewrite", async () => {
    expect(await rulesOf(`SET lock_timeout = '5s';\nALTER TABLE "User" ADD COLUMN "seenAt" TIMESTAMPTZ NOT NULL DEFAULT now();`)).toEqual([]);
  });

  it("advises NOT VALID for none of unique, primary key and exclusion", async () => {
    const { findings } = await lint({
      ...filesOf({
        title: "",
        history: "CREATE TABLE stay (id bigint NOT NULL, room int4range);",
        migration: "ALTER TABLE stay ADD PRIMARY KEY (id);\nALTER TABLE stay ADD UNIQUE (room);\nALTER TABLE stay ADD EXCLUDE USING gist (room WITH &&);",
      }),
      now: "2026-01-15T12:00:00Z",
    });
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["require-unique-using-index", "no-exclusion-constraint-scan"]));
    for (const { rule, message } of findings.filter(({ rule }) => rule !== "no-set-not-null-scan")) expect(`${rule}: ${message}`).not.toMatch(/(?:add|use) .*NOT VALID/i);
  });

  it("lets a validated check bless its own column only", async () => {
    const checked = `${TABLES}\nALTER TABLE "User" ADD CONSTRAINT c CHECK ("email" <> '') NOT VALID;\nALTER TABLE "User" VALIDATE CONSTRAINT c;`;
    expect(await rulesOf(`ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;`, { history: checked })).toContain("no-set-not-null-scan");
    const proven = `${TABLES}\nALTER TABLE "User" ADD CONSTRAINT c CHECK ("name" IS NOT NULL) NOT VALID;\nALTER TABLE "User" VALIDATE CONSTRAINT c;`;
    expect(await rulesOf(`ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;`, { history: proven })).not.toContain("no-set-not-null-scan");
    const unproven = `${TABLES}\nALTER TABLE "User" ADD CONSTRAINT c CHECK ("name" IS NOT NULL) NOT VALID;`;
    expect(await rulesOf(`ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;`, { history: unproven })).toContain("no-set-not-null-scan");
  });

  it("does not take a table for new whose making was rolled back", async () => {
    const migration = `BEGIN;\nDROP TABLE "Post";\nCREATE TABLE "Post" ("id" BIGINT PRIMARY KEY, "authorId" BIGINT);\nROLLBACK;\nCREATE INDEX "Post_a" ON "Post"("authorId", "id");`;
    expect(await rulesOf(migration, { config: { runner: "none" } })).toContain("require-concurrent-index");
  });

  it("follows a new table through its rename", async () => {
    const migration = `CREATE TABLE "Draft" ("id" BIGINT PRIMARY KEY, "kind" TEXT);\nALTER TABLE "Draft" RENAME TO "Note";\nCREATE INDEX "Note_kind_idx" ON "Note"("kind");`;
    expect(await rulesOf(migration)).not.toContain("require-concurrent-index");
  });

  it("says that an identity column rewrites the table", async () => {
    expect(await rulesOf(`ALTER TABLE "User" ADD COLUMN "n" BIGINT GENERATED ALWAYS AS IDENTITY;`)).toContain("no-rewriting-column");
  });

  it("says that a foreign key blocks writers, not readers", async () => {
    const { findings } = await review(`ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT;`);
    const finding = findings.find(({ rule }) => rule === "require-not-valid-foreign-key");
    expect(finding?.message).toContain("nobody can write to `Post` or `User`");
    expect(finding?.message).not.toMatch(/\bread\b/);
  });

  it("does not say that ADD VALUE locks a table", async () => {
    expect(await rulesOf("ALTER TYPE mood ADD VALUE 'calm';", { history: "CREATE TYPE mood AS ENUM ('fine');\nCREATE TABLE diary (id bigint PRIMARY KEY, mood mood);" })).toEqual(
      [],
    );
  });

  it("leaves the temporary check's DROP CONSTRAINT alone", async () => {
    const history = `${TABLES}\nUPDATE "User" SET "name" = 'unknown' WHERE "name" IS NULL;\nALTER TABLE "User" ADD CONSTRAINT "User_name_filled" CHECK ("name" IS NOT NULL) NOT VALID;\nALTER TABLE "User" VALIDATE CONSTRAINT "User_name_filled";`;
    const migration = `SET lock_timeout = '5s';\nALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;\nALTER TABLE "User" DROP CONSTRAINT "User_name_filled";`;
    expect(await rulesOf(migration, { history, body: "## Rollback\n`name` of `User` may be null again." })).toEqual([]);
  });

  it("keeps the transaction rules on under a comment above BEGIN", async () => {
    const migration = `-- adds the index\n-- for the search\nBEGIN;\nCREATE INDEX CONCURRENTLY "User_email_idx" ON "User"("email");\nCOMMIT;`;
    expect(await rulesOf(migration)).toContain("no-concurrently-in-transaction");
  });

  it("never passes a file that does not parse", async () => {
    const { gaps } = await review(`ALTER TABLE "User" ADD COLUM "oops" TEXT;`);
    expect(gaps).toHaveLength(1);
  });
});

describe("what the team has said", () => {
  it("silences lock rules on tables that are small, by flag or by rows, with or without their schema", async () => {
    const index = `CREATE INDEX "User_name_idx" ON "User"("name");`;
    expect(await rulesOf(index)).toContain("require-concurrent-index");
    expect(await rulesOf(index, { config: { tables: { User: { small: true } } } })).toEqual([]);
    expect(await rulesOf(index, { config: { tables: { User: { rows: 9_999 } } } })).toEqual([]);
    expect(await rulesOf(index, { config: { tables: { User: { rows: 10_000 } } } })).toContain("require-concurrent-index");
  });

  it("takes an ignore comment with a reason", async () => {
    const index = `CREATE INDEX "User_name_idx" ON "User"("name");`;
    expect(await rulesOf(`SET lock_timeout = '5s';\n-- schema-review-ignore require-concurrent-index: forty rows\n${index}`)).not.toContain("require-concurrent-index");
    expect(await rulesOf(`SET lock_timeout = '5s';\n-- schema-review-ignore require-concurrent-index\n${index}`)).toContain("require-concurrent-index");
  });
});

describe("many statements with the same fault", () => {
  const indexes = ["id", "email", "name"].flatMap((a) => ["asc", "desc"].map((order) => `CREATE INDEX ON "User"("${a}" ${order}, "name");`));

  it("become one finding that says how many there are", async () => {
    const { findings } = await review(indexes.join("\n"), { config: { lockTimeout: "by-connection" } });
    const own = findings.filter(({ rule }) => rule === "require-concurrent-index");
    expect(own).toHaveLength(1);
    expect(own[0]?.message).toContain("5 more statements of this file");
  });

  it("stay apart as long as there are three", async () => {
    expect((await rulesOf(indexes.slice(0, 3).join("\n"))).filter((rule) => rule === "require-concurrent-index")).toHaveLength(3);
  });

  it("are not all silenced by the comment above the first", async () => {
    const first = `-- schema-review-ignore require-concurrent-index: of use tonight\n${indexes.join("\n")}`;
    const { findings } = await review(first);
    expect(findings.find(({ rule }) => rule === "require-concurrent-index")?.message).toContain("4 more statements");
  });
});
