import { describe, expect, it } from "vitest";
import { lint } from "../../../src/index.ts";

const model = (name: string, line = "") =>
  `model ${name} {\n  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n${line}}\n`;
const BASE = ["One", "Two", "Three"].map((name) => model(name)).join("\n");
const NEW = `${BASE}\n${model("Page", "  slug      String\n")}`;
const CREATE =
  'SET lock_timeout = \'5s\';\nCREATE TABLE "Page" (id bigserial PRIMARY KEY, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL, slug text NOT NULL);';

async function told(paths: readonly string[], texts: readonly (readonly [string, string])[] = paths.map(() => [BASE, NEW]), more: readonly { path: string; text: string }[] = []) {
  const { findings } = await lint({
    files: [...paths.map((path, index) => ({ path, text: texts[index]![1] })), ...more],
    base: paths.map((path, index) => ({ path, text: texts[index]![0] })),
    now: "2026-01-15T12:00:00Z",
  });
  return findings.filter(({ rule }) => rule === "require-business-key").map(({ path }) => path);
}

describe("a schema that stands twice in a repository", () => {
  it("is judged once, where it is migrated", async () => {
    const migration = { path: "db/prisma/migrations/0002_page/migration.sql", text: CREATE };
    expect(await told(["apps/web/prisma/schema.prisma", "db/prisma/schema.prisma"], undefined, [migration])).toEqual(["db/prisma/schema.prisma"]);
  });

  it("has nothing new where the copy only catches up with what is migrated", async () => {
    const migration = { path: "db/prisma/migrations/0002_page/migration.sql", text: CREATE };
    expect(
      await told(
        ["apps/web/prisma/schema.prisma", "db/prisma/schema.prisma"],
        [
          [BASE, NEW],
          [NEW, NEW],
        ],
        [migration],
      ),
    ).toEqual([]);
  });

  it("is judged once, at the first, where none is migrated", async () => {
    expect(await told(["apps/web/prisma/schema.prisma", "db/prisma/schema.prisma"])).toEqual(["apps/web/prisma/schema.prisma"]);
  });

  it("is two where both are migrated, or where most tables are others", async () => {
    const migrations = ["apps/a/prisma", "apps/b/prisma"].map((root) => ({ path: `${root}/migrations/0002_page/migration.sql`, text: CREATE }));
    expect(await told(["apps/a/prisma/schema.prisma", "apps/b/prisma/schema.prisma"], undefined, migrations)).toHaveLength(2);
    const others = ["Four", "Five", "Six"].map((name) => model(name)).join("\n");
    expect(
      await told(
        ["apps/a/prisma/schema.prisma", "apps/b/prisma/schema.prisma"],
        [
          [BASE, NEW],
          [others, `${others}\n${NEW.slice(BASE.length)}`],
        ],
      ),
    ).toHaveLength(2);
  });
});
