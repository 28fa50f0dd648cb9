import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/read-migrations.ts";
import { readScript } from "../../../src/analysis/sql/read-script.ts";

beforeAll(prepareSql);

function steps(script: string): [string, string[]][] {
  return readScript(script).map(({ text, changes }) => [text, changes.map(({ kind }) => kind)]);
}

describe("a script", () => {
  it("is its statements, and each action of an ALTER TABLE runs alone", () => {
    const script = `-- AlterTable
ALTER TABLE "auth"."User" DROP COLUMN "old",
ADD COLUMN     "a" TEXT NOT NULL DEFAULT 'x, y',
ALTER COLUMN "b" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "User_a_key" ON "auth"."User"("a");`;
    expect(steps(script)).toEqual([
      ['ALTER TABLE "auth"."User" DROP COLUMN "old";', ["drop-column"]],
      [`ALTER TABLE "auth"."User" ADD COLUMN     "a" TEXT NOT NULL DEFAULT 'x, y';`, ["add-column"]],
      ['ALTER TABLE "auth"."User" ALTER COLUMN "b" DROP NOT NULL;', ["alter-column"]],
      ['CREATE UNIQUE INDEX "User_a_key" ON "auth"."User"("a");', ["add-index"]],
    ]);
    expect(readScript(script)[1]?.changes[0]).toMatchObject({ table: "auth.User", column: { name: "a", nullable: false } });
  });

  it("that PostgreSQL cannot read is left out", () => {
    expect(steps("ALTER TABEL a;\nDROP TABLE b;")).toEqual([["DROP TABLE b;", ["drop-table"]]]);
    expect(steps("")).toEqual([]);
  });
});
