import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagram } from "../../src/model/verdict.ts";
import { mermaid } from "../../src/publication/diagram.ts";

function table(name: string, change: Diagram["tables"][number]["change"], columns: Diagram["tables"][number]["columns"] = []): Diagram["tables"][number] {
  return { name, change, columns };
}

describe("the diagram", () => {
  it("shows changed tables with their changed fields, neighbours by name, and relations", () => {
    expect(
      mermaid({
        tables: [
          table("User", "neighbour"),
          table("Post", "added", [
            { name: "id", type: "Int", change: "added", key: "PK" },
            { name: "price", type: "numeric(8,2)?", change: "added" },
          ]),
          table("auth.sessions", "changed", [
            { name: "nick", type: "String?", change: "removed" },
            { name: "id", type: "uuid", change: "kept" },
          ]),
        ],
        relations: [
          { from: "Post", to: "User", label: "author", optional: false, one: false },
          { from: "auth.sessions", to: "User", label: "user", optional: true, one: true },
          { from: "Post", to: "Unknown", label: "x", optional: true, one: true },
        ],
      }),
    ).toBe(`\`\`\`mermaid
erDiagram
  t1["Post (added)"] {
    Int id PK
    numeric(8_2) price
  }
  t2["auth.sessions"] {
    String nick "removed"
    uuid id
  }
  t3["User"]
  t1 }o--|| t3 : "author"
  t2 |o--o| t3 : "user"
\`\`\`
`);
  });

  it("is not drawn when no table changes", () => {
    expect(mermaid({ tables: [table("User", "neighbour")], relations: [] })).toBe("");
  });

  it("stays readable: the rest is counted", () => {
    const columns = Array.from({ length: 30 }, (_, at) => ({ name: `c${at}`, type: "text", change: "added" as const }));
    const drawn = mermaid({ tables: Array.from({ length: 20 }, (_, at) => table(`T${at}`, "added", columns)), relations: [] });
    expect(drawn).toContain('more columns "18 not drawn"');
    expect(drawn).toContain("_5 more tables not drawn._");
    expect(drawn.length).toBeLessThan(20_000);
    const cut = mermaid({ tables: [{ ...table("T", "added", columns), moreColumns: 9 }], relations: [], more: 7 });
    expect(cut).toContain('more columns "27 not drawn"');
    expect(cut).toContain("_7 more tables not drawn._");
  });

  it("has no name that Mermaid reads as a sign of a key, or as the picture's direction", () => {
    const names = ["pk", "UK", "Fk", "pk[]", "uk-1", "pkey", "sk"];
    const drawn = mermaid({
      tables: [
        table(
          "direction LR",
          "added",
          names.map((name) => ({ name, type: name, change: "added" as const, key: "PK" as const })),
        ),
      ],
      relations: [],
    });
    expect(drawn.split("\n").slice(2, 10)).toEqual([
      '  t1["direction_LR (added)"] {',
      "    pk_ pk_ PK",
      "    UK_ UK_ PK",
      "    Fk_ Fk_ PK",
      "    pk_[] pk_[] PK",
      "    uk_-1 uk_-1 PK",
      "    pkey pkey PK",
      "    sk sk PK",
    ]);
  });

  it("keeps to Mermaid's grammar whatever the names", () => {
    const name = fc.string({ unit: fc.constantFrom('"', "`", "\n", "{", "}", "%", "\\", "<b>", "#quot;", "日", "é", "a", " ", "-", "1", "😀", "\u202e", "[", "]", "(", ")", "|") });
    fc.assert(
      fc.property(name, name, name, (tableName, columnName, label) => {
        const drawn = mermaid({
          tables: [table(tableName, "changed", [{ name: columnName, type: columnName, change: "changed", key: "UK" }])],
          relations: [{ from: tableName, to: tableName, label, optional: true, one: false }],
        });
        const [, ...lines] = drawn.trim().split("\n").slice(1, -1);
        expect(lines).toHaveLength(4);
        expect(lines[0]).toMatch(/^ {2}t1\["[\p{L}\p{N} _.,()-]+"\] \{$/u);
        expect(lines[1]).toMatch(/^ {4}[A-Za-z][A-Za-z0-9_()[\]-]* [A-Za-z][A-Za-z0-9_()[\]-]* UK "changed"$/);
        expect(lines[3]).toMatch(/^ {2}t1 \}o--o\| t1 : "[\p{L}\p{N} _.,()-]+"$/u);
      }),
    );
  });
});
