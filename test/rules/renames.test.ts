/** Two columns that come and go in one migration: when it is taken for a rename. */
import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const HISTORY = [
  { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' },
  {
    path: "prisma/migrations/1_init/migration.sql",
    text: 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "nickname" TEXT, "age" INTEGER, "bossId" BIGINT);\nCREATE TABLE "Boss" ("id" BIGINT PRIMARY KEY, "no" BIGINT UNIQUE);\nALTER TABLE "User" ADD CONSTRAINT "boss" FOREIGN KEY ("bossId") REFERENCES "Boss"("id");',
  },
];

async function rulesFor(actions: string): Promise<string[]> {
  const files = [{ path: "prisma/migrations/2_change/migration.sql", text: `ALTER TABLE "User" ${actions};` }];
  return (await lint({ files: [...HISTORY, ...files], base: HISTORY })).findings.map(({ rule }) => rule);
}

describe("a column is dropped and another added", () => {
  it.each([
    ["like names", 'DROP COLUMN "nickname", ADD COLUMN "nickName" TEXT NOT NULL DEFAULT \'\''],
    ["unlike names, but nothing else about them differs", 'DROP COLUMN "nickname", ADD COLUMN "handle" TEXT'],
  ])("is a rename: %s", async (_title, actions) => {
    const rules = await rulesFor(actions);
    expect(rules).toContain("no-rename-in-disguise");
    expect(rules).not.toContain("no-data-loss");
  });

  it.each([
    ["unlike names, one required and one not", 'DROP COLUMN "nickname", ADD COLUMN "country" TEXT NOT NULL'],
    ["the ids of two other things", 'DROP COLUMN "bossId", ADD COLUMN "teamId" BIGINT'],
    ["parts of two keys, to two other columns", 'DROP CONSTRAINT "boss", DROP COLUMN "bossId", ADD COLUMN "bossNo" BIGINT, ADD FOREIGN KEY ("bossNo") REFERENCES "Boss"("no")'],
    ["another type", 'DROP COLUMN "nickname", ADD COLUMN "nicknames" TEXT[]'],
    ["unlike names, and more comes and goes", 'DROP COLUMN "nickname", DROP COLUMN "age", ADD COLUMN "handle" TEXT'],
  ])("is no rename: %s", async (_title, actions) => {
    const rules = await rulesFor(actions);
    expect(rules).not.toContain("no-rename-in-disguise");
    expect(rules).toContain("no-drop-in-same-deploy");
  });
});
