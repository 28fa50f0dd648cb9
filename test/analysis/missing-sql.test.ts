import { beforeAll, describe, expect, it } from "vitest";
import { withSql } from "../../src/analysis/missing-sql.ts";
import { readSchema } from "../../src/analysis/prisma/read-schema.ts";
import { prepareSql } from "../../src/analysis/sql/read-migrations.ts";
import { unmigrated } from "../../src/model/unmigrated.ts";

beforeAll(prepareSql);

const file = (text: string) => [{ path: "schema.prisma", text }];
const BEFORE = "model Note {\n  id Int @id\n}\n";
const AFTER = "model Note {\n  id Int @id\n  a String?\n  b String?\n}\n";

function wanted(before: string, after: string) {
  const [old, now] = [readSchema(file(before), "base").schema, readSchema(file(after), "head").schema];
  return [...unmigrated(old, now, old)];
}

describe("what schema.prisma wants", () => {
  it("gets the SQL of Prisma's engine, each its own part of it", async () => {
    const found = await withSql(wanted(BEFORE, AFTER), file(BEFORE), file(AFTER));
    expect(found.map(({ sql }) => sql)).toEqual(['ALTER TABLE "Note" ADD COLUMN     "a" TEXT;', 'ALTER TABLE "Note" ADD COLUMN     "b" TEXT;']);
  });

  it("is left out where the engine sees no such change", async () => {
    const found = await withSql(wanted(BEFORE, AFTER), file(BEFORE), file(AFTER.replace("  b String?\n", "")));
    expect(found.map((one) => one.kind === "column" && one.column.name)).toEqual(["a"]);
  });

  it("stands without SQL where the engine cannot read a schema", async () => {
    const broken = AFTER.replace("b String?", "b Strang?");
    expect(await withSql(wanted(BEFORE, AFTER), file(BEFORE), file(broken))).toEqual(wanted(BEFORE, AFTER));
  });

  it("has none where Prisma swaps an enum, or drops a column to add it anew: nobody should paste that", async () => {
    const before = `enum Kind {\n  A\n  B\n}\n${BEFORE.replace("}\n", "  kind Kind\n  at Int\n}\n")}`;
    const after = before.replace("  B\n", "  C\n").replace("at Int", "at DateTime");
    const found = await withSql(wanted(before, after), file(before), file(after));
    expect(found.map(({ kind, sql }) => [kind, sql])).toEqual([
      ["enum-value", undefined],
      ["type", undefined],
    ]);
  });
});
