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

  it.each([MAX_TABLES, MAX_TABLES + 1])("stays readable with %i new tables, and counts the rest", async (count) => {
    const many = Array.from({ length: count }, (_, index) => OTHER.replace("Other", `Other${index}`)).join("");
    const { tables, more } = await diagram("", many);
    expect(tables).toHaveLength(MAX_TABLES);
    expect(more).toBe(count > MAX_TABLES ? 1 : undefined);
  });

  it("counts neighbours that have no room", async () => {
    const children = Array.from(
      { length: MAX_TABLES + 2 },
      (_, index) => `model C${index} {\n  id BigInt @id\n  hubId BigInt?\n  hub Hub? @relation(fields: [hubId], references: [id])\n}\n`,
    );
    const hub = (lists: string) => `model Hub {\n  id BigInt @id\n${lists}}\n`;
    const lists = children.map((_, index) => `  c${index} C${index}[]\n`).join("");
    const bare = children.map((text) => text.replace(/ {2}hub.*\n/g, "")).join("");
    const { tables, more } = await diagram(hub("") + bare, hub(lists) + children.join(""));
    expect(tables).toHaveLength(MAX_TABLES);
    expect(more).toBe(3);
  });

  it.each([MAX_COLUMNS, MAX_COLUMNS + 1])("stays readable with %i columns, and counts the rest", async (count) => {
    const fields = Array.from({ length: count - 1 }, (_, index) => `  f${index} String\n`).join("");
    const { tables } = await diagram("", OTHER.replace("}", `${fields}}`));
    expect(tables[0]?.columns).toHaveLength(MAX_COLUMNS);
    expect(tables[0]?.moreColumns).toBe(count > MAX_COLUMNS ? 1 : undefined);
  });

  it("marks fields whose keys change, shows those of an index as they are, and each field once", async () => {
    const before = TEAM.replace("name String", "name String\n  slug String @unique\n  size Int\n  rank Int");
    const after = before
      .replace("slug String @unique", "slug String")
      .replace("name String", "name String @unique")
      .replace("rank Int", "rank BigInt\n  fresh Int @unique\n  @@index([size, rank])");
    expect((await diagram(before, after)).tables).toEqual([
      {
        name: "Team",
        change: "changed",
        columns: [
          { name: "rank", type: "BigInt", change: "changed" },
          { name: "fresh", type: "Int", change: "added", key: "UK" },
          { name: "name", type: "String", change: "changed", key: "UK" },
          { name: "slug", type: "String", change: "changed" },
          { name: "size", type: "Int", change: "kept" },
        ],
      },
    ]);
  });

  it("marks the field of a relation that comes or goes", async () => {
    const bare = `${TEAM}model Member {\n  id BigInt @id\n  teamId BigInt\n}\n`;
    const related = `${TEAM.replace("name String", "name String\n  members Member[]")}${bare.slice(TEAM.length).replace("teamId BigInt", "teamId BigInt\n  team Team @relation(fields: [teamId], references: [id])")}`;
    const field = [{ name: "teamId", type: "BigInt", change: "changed" }];
    expect(await diagram(bare, related)).toMatchObject({
      tables: [
        { name: "Member", change: "changed", columns: [{ ...field[0], key: "FK" }] },
        { name: "Team", change: "neighbour", columns: [] },
      ],
      relations: [{ from: "Member", to: "Team", label: "team" }],
    });
    expect(await diagram(related, bare)).toEqual({ tables: [{ name: "Member", change: "changed", columns: field }], relations: [] });
  });
});
