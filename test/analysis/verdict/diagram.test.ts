import { describe, expect, it } from "vitest";
import { examine } from "../../../src/analysis/examine.ts";
import { MAX_COLUMNS, MAX_TABLES } from "../../../src/analysis/verdict/diagram.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { Diagram } from "../../../src/model/verdict.ts";

async function diagram(before: string, after: string): Promise<Diagram> {
  const file = (text: string) => [{ path: "prisma/schema.prisma", text }];
  const pull = { title: "", body: "", base: "main", head: "abc", draft: false };
  return (await examine({ pull, files: compareFiles(file(before), file(after)), missing: [], waivers: [], now: "2026-01-15T12:00:00Z" })).diagram;
}

const TEAM = "model Team {\n  id BigInt @id @default(autoincrement())\n  name String\n}\n";
const OTHER = "model Other {\n  id BigInt @id @default(autoincrement())\n}\n";

describe("the picture of a change", () => {
  it("marks added, changed and dropped fields of a changed table, and leaves other tables out", async () => {
    expect(await diagram(`${TEAM}${OTHER}`, `${TEAM.replace("name String", "name String?\n  slug String @unique")}${OTHER}`)).toEqual({
      tables: [
        {
          name: "Team",
          change: "changed",
          columns: expect.arrayContaining([
            { name: "name", type: "String?", change: "changed" },
            { name: "slug", type: "String", change: "added", key: "UK" },
          ]),
        },
      ],
      relations: [],
    });
    expect((await diagram(TEAM, TEAM.replace("  name String\n", ""))).tables[0]?.columns).toEqual([{ name: "name", type: "String", change: "removed" }]);
  });

  it("shows a new table with its keys and its neighbour by name only", async () => {
    const member =
      "model Member {\n  id BigInt @id @default(autoincrement())\n  teamId BigInt\n  team Team @relation(fields: [teamId], references: [id], onDelete: Cascade)\n  @@index([teamId])\n}\n";
    expect(await diagram(TEAM, `${TEAM.replace("name String", "name String\n  members Member[]")}${member}`)).toEqual({
      tables: [
        {
          name: "Member",
          change: "added",
          columns: [
            { name: "id", type: "BigInt", change: "added", key: "PK" },
            { name: "teamId", type: "BigInt", change: "added", key: "FK" },
          ],
        },
        { name: "Team", change: "neighbour", columns: [] },
      ],
      relations: [{ from: "Member", to: "Team", label: "team", optional: false, one: false }],
    });
  });

  it("shows a dropped table as removed", async () => {
    expect((await diagram(`${TEAM}${OTHER}`, TEAM)).tables).toMatchObject([{ name: "Other", change: "removed" }]);
  });

  it.each([MAX_TABLES, MAX_TABLES + 1])("stays readable with %i new tables", async (count) => {
    const many = Array.from({ length: count }, (_, index) => OTHER.replace("Other", `Other${index}`)).join("");
    expect((await diagram("", many)).tables).toHaveLength(MAX_TABLES);
  });

  it.each([MAX_COLUMNS, MAX_COLUMNS + 1])("stays readable with %i columns", async (count) => {
    const fields = Array.from({ length: count - 1 }, (_, index) => `  f${index} String\n`).join("");
    expect((await diagram("", OTHER.replace("}", `${fields}}`))).tables[0]?.columns).toHaveLength(MAX_COLUMNS);
  });
});
