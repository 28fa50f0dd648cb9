import { describe, expect, it } from "vitest";
import { examine } from "../../../src/analysis/examine.ts";
import { MAX_ARROWS, MAX_DRAWN } from "../../../src/analysis/rules/questions/tables/cascades.ts";
import type { CascadePicture } from "../../../src/model/cascade.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { Finding } from "../../../src/model/verdict.ts";

async function cascades(after: string, before = ""): Promise<Finding[]> {
  const file = (text: string) => [{ path: "prisma/schema.prisma", text }];
  const pull = { title: "", body: "", base: "main", head: "abc", draft: false };
  const { findings } = await examine({ pull, files: compareFiles(file(before), file(after)), missing: [], waivers: [], now: "2026-01-15T12:00:00Z" });
  return findings.filter(({ rule }) => rule === "no-cascade-reach");
}

/** Each `[name, parents]`; a parent is written `Parent` or, to have the row outlive it, `Parent!`. */
function schema(...models: readonly (readonly [name: string, ...parents: readonly string[]])[]): string {
  return models
    .map(([name, ...parents]) => {
      const keys = parents.map((parent, index) => {
        const model = parent.replace("!", "");
        return `  k${index} Int?\n  r${index} ${model}? @relation("${name}${index}", fields: [k${index}], references: [id], onDelete: ${parent.endsWith("!") ? "Restrict" : "Cascade"})\n  @@index([k${index}])\n`;
      });
      const back = models.flatMap(([child, ...all]) =>
        all.flatMap((parent, index) => (parent.replace("!", "") === name ? [`  b${child}${index} ${child}[] @relation("${child}${index}")\n`] : [])),
      );
      return `model ${name} {\n  id Int @id\n  title String\n${keys.join("")}${back.join("")}}\n`;
    })
    .join("\n");
}

const names = (picture: CascadePicture | undefined) => picture?.tables.map(({ name }) => name);
const arrows = (picture: CascadePicture | undefined) => picture?.cascades.map(({ from, to, isNew }) => `${from} ${isNew ? "=>" : "->"} ${to}`);

describe("the reach of a cascade", () => {
  it("is told with its longest way, and drawn", async () => {
    const [finding, ...more] = await cascades(schema(["A"], ["B", "A"], ["C", "B"], ["D", "C"], ["E", "A"]));
    expect(more).toEqual([]);
    expect(finding?.message).toContain("4 other tables: `A` → `B` → `C` → `D`; also `E`");
    expect(finding?.picture?.tables).toEqual([
      { name: "A", kind: "root" },
      { name: "B", kind: "reached" },
      { name: "E", kind: "reached" },
      { name: "C", kind: "reached" },
      { name: "D", kind: "reached" },
    ]);
    expect(arrows(finding?.picture)).toEqual(["A => B", "A => E", "B => C", "C => D"]);
    expect(finding?.picture?.cascades[0]).toEqual({ from: "A", to: "B", label: "k0", isNew: true });
    expect(finding?.picture?.more).toBe(0);
  });

  it("goes round circles once, and through tables that refer to themselves", async () => {
    const [finding] = await cascades(schema(["A", "D"], ["B", "A", "B"], ["C", "B"], ["D", "C"], ["E", "D"]));
    expect(names(finding?.picture)?.toSorted()).toEqual(["A", "B", "C", "D", "E"]);
    expect(arrows(finding?.picture)?.toSorted()).toEqual(["A => B", "B => B", "B => C", "C => D", "D => A", "D => E"]);
    expect(await cascades(schema(["A", "A", "B"], ["B", "A"]))).toEqual([]);
  });

  it("tells new cascades from old ones, and leaves out relations that do not cascade", async () => {
    const before = schema(["A"], ["B", "A"], ["C", "B"], ["D", "C!"], ["E", "D"], ["F", "A!"]);
    const [finding] = await cascades(before.replace('"D0", fields: [k0], references: [id], onDelete: Restrict', '"D0", fields: [k0], references: [id], onDelete: Cascade'), before);
    expect(arrows(finding?.picture)).toEqual(["A -> B", "B -> C", "C => D", "D -> E"]);
  });

  it("shows the way to a ledger, but draws no parent and child", async () => {
    const [finding] = await cascades(schema(["A"], ["B", "A"], ["Invoice", "B"]));
    expect(finding?.message).toMatch(/`B` → `Invoice`/);
    expect(finding?.picture).toBeUndefined();
    const later = schema(["A"], ["B", "A!"], ["Invoice", "B"]);
    const [longer] = await cascades(schema(["A"], ["B", "A"], ["Invoice", "B"]), later);
    expect(longer?.message).toMatch(/`A` → `B` → `Invoice`/);
    expect(longer?.picture?.tables.map(({ kind }) => kind)).toEqual(["root", "reached", "ledger"]);
    expect(longer?.roles).toEqual([{ role: "ledger", table: "Invoice", evidence: "its name ends in `invoice`", others: [] }]);
  });

  it.each([MAX_DRAWN - 2, MAX_DRAWN - 1])("stays readable: of %i children and a grandchild as many as fit are drawn, the rest counted", async (count) => {
    const children = Array.from({ length: count }, (_, index) => [`C${index}`, "A"] as const);
    const [finding] = await cascades(schema(["A"], ...children, ["X", "C0"]));
    expect(finding?.picture?.tables).toHaveLength(Math.min(count + 2, MAX_DRAWN));
    expect(finding?.picture?.more).toBe(Math.max(0, count + 2 - MAX_DRAWN));
  });

  it("draws the way of the message even where it is the farthest", async () => {
    const children = Array.from({ length: 30 }, (_, index) => [`C${index}`, "A"] as const);
    const [finding] = await cascades(schema(["A"], ...children, ["X", "C29"], ["Y", "X"]));
    expect(finding?.message).toContain("`A` → `C29` → `X` → `Y`");
    expect(names(finding?.picture)).toEqual(expect.arrayContaining(["A", "C29", "X", "Y"]));
    expect(names(finding?.picture)).toHaveLength(MAX_DRAWN);
    expect(finding?.picture?.more).toBe(33 - MAX_DRAWN);
  });

  it("has no more arrows than can be followed", async () => {
    const models = Array.from({ length: 9 }, (_, index) => [`T${index}`, ...Array.from({ length: 9 }, (__, other) => `T${other}`)] as const);
    const [finding] = await cascades(schema(...models));
    expect(finding?.picture?.cascades).toHaveLength(MAX_ARROWS);
  });
});
