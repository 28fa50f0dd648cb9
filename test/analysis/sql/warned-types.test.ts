import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/read-migrations.ts";
import { lint } from "../../../src/index.ts";
import { changesOf, read, statementsOf } from "./history.ts";

beforeAll(prepareSql);

function migration(from: string, to: string, sql: string, above = ""): string {
  return `${above}/*
  Warnings:

  - You are about to alter the column \`note\` on the \`Item\` table. The data in that column could be lost. The data in that column will be cast from \`${from}\` to \`${to}\`.

*/
-- AlterTable
${sql}
`;
}

const TO_VARCHAR = 'ALTER TABLE "shop"."Item" ALTER COLUMN "note" SET DATA TYPE VARCHAR(50);';

describe("the old type of a column that the history has never seen", () => {
  it("is the one that Prisma's warnings say", () => {
    const text = migration("Text", "VarChar(50)", TO_VARCHAR);
    expect(changesOf(text)[0]).toMatchObject({ kind: "alter-column", from: undefined, warnedFrom: { name: "text", modifiers: [] } });
    expect(statementsOf(read(text))[0]?.effects).toMatchObject({ rewrites: ["shop.Item"] });
    expect(statementsOf(read(text))[0]?.effects.doubtful ?? []).toEqual([]);
  });

  it("is doubted without them", () => {
    expect(statementsOf(read(TO_VARCHAR))[0]?.effects.doubtful).toEqual(["shop.Item"]);
  });

  it("is the history's where it knows better", () => {
    const [change] = changesOf(migration("Text", "VarChar(50)", TO_VARCHAR), ['CREATE TABLE shop."Item" (note VARCHAR(20));']);
    expect(change).toMatchObject({ from: { type: { name: "character varying", modifiers: [20] } } });
    expect(change).not.toHaveProperty("warnedFrom");
  });

  it("is read below another tool's own line, too", () => {
    expect(changesOf(migration("Text", "VarChar(50)", TO_VARCHAR, "-- +goose Up\n"))[0]).toMatchObject({ warnedFrom: { name: "text" } });
    expect(read(migration("Text", "VarChar(50)", TO_VARCHAR, "\uFEFF")).migrations[0]?.warnings).toHaveLength(1);
  });

  it("stays unknown where the warnings speak of something else, or of a type of one's own", () => {
    expect(changesOf(migration("Mood", "VarChar(50)", TO_VARCHAR))[0]).not.toHaveProperty("warnedFrom.name");
    expect(changesOf(migration("Text", "VarChar(50)", 'ALTER TABLE "Item" ALTER COLUMN "other" TYPE VARCHAR(50);'))[0]).not.toHaveProperty("warnedFrom.name");
    expect(changesOf(`SELECT 1;\n${migration("Text", "VarChar(50)", TO_VARCHAR)}`).find(({ kind }) => kind === "alter-column")).not.toHaveProperty("warnedFrom");
  });
});

describe("what Prisma warned of", () => {
  const HISTORY = [
    { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' },
    { path: "prisma/migrations/1_init/migration.sql", text: 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT);' },
  ];

  async function messages(rule: string, text: string): Promise<string[]> {
    const files = [...HISTORY, { path: "prisma/migrations/2_change/migration.sql", text }];
    return (await lint({ files, base: HISTORY })).findings.filter((finding) => finding.rule === rule).map(({ message }) => message);
  }

  it("is quoted as the source of the old type", async () => {
    const cut = migration("Text", "VarChar(50)", 'ALTER TABLE "Item" ALTER COLUMN "note" SET DATA TYPE VARCHAR(50);');
    expect(await messages("no-narrowing", cut)).toEqual([
      expect.stringMatching(
        /goes from `text` to `character varying\(50\)`: .* The history at hand does not know the column; Prisma's own warning above the migration says what it was\./,
      ),
    ]);
    const wider = migration("Integer", "BigInt", 'ALTER TABLE "Item" ALTER COLUMN "note" SET DATA TYPE BIGINT;');
    expect(await messages("no-table-rewrite", wider)).toEqual([
      expect.stringMatching(/from `integer` to `bigint` rewrites every row .* Prisma's own warning above the migration says what it was\./),
    ]);
  });

  it("is said beside a required column and a unique", async () => {
    const header = (item: string) => `/*\n  Warnings:\n\n  - ${item}\n\n*/\n`;
    const required = 'ALTER TABLE "User" ADD COLUMN "no" INTEGER NOT NULL;';
    const so = "Prisma's own warning above the migration says so too.";
    expect(await messages("no-required-column", header("Added the required column `no` to the `User` table without a default value.") + required)).toEqual([
      expect.stringContaining(so),
    ]);
    expect(await messages("no-required-column", required)).toEqual([expect.not.stringContaining(so)]);
    const unique = 'CREATE UNIQUE INDEX "User_email_key" ON "User"("email");';
    expect(await messages("no-unchecked-unique", header("A unique constraint covering the columns `[email]` on the table `User` will be added.") + unique)).toEqual([
      expect.stringContaining(so),
    ]);
    expect(await messages("no-unchecked-unique", header("A unique constraint covering the columns `[name]` on the table `User` will be added.") + unique)).toEqual([
      expect.not.stringContaining(so),
    ]);
  });
});
