import { describe, expect, it } from "vitest";
import { placeInBlock, placeInField } from "../../../src/analysis/rules/questions/edits/attribute-order.ts";
import { formatted } from "../prisma-format.ts";

function inField(line: string, attribute: string): string {
  const { at, before } = placeInField(line, attribute);
  return line.slice(0, at) + (before ? `${attribute} ` : ` ${attribute}`) + line.slice(at);
}

/** As `prisma format` has it, without its columns. */
function asFormatted(line: string): string {
  return formatted(`model M {\n  ${line}\n}\n`).split("\n")[1]!.trim().replace(/ +/g, " ");
}

describe("an attribute's place among those of a field", () => {
  it.each([
    ["slug String", "@unique", "slug String @unique"],
    ['slug String @map("s")', "@unique", 'slug String @unique @map("s")'],
    ['slug String @default("a @db b") @map("s") @db.Text', "@unique", 'slug String @unique @default("a @db b") @map("s") @db.Text'],
    ["at DateTime @default(now()) @db.Timestamptz(6)", "@updatedAt", "at DateTime @default(now()) @updatedAt @db.Timestamptz(6)"],
    ["ids Int[] @default([1, 2])", "@db.Integer", "ids Int[] @default([1, 2]) @db.Integer"],
    ['a String @default(dbgenerated("f(\\"x\\")"))', "@id", 'a String @id @default(dbgenerated("f(\\"x\\")"))'],
    ["flag Boolean @ignore", '@map("f")', 'flag Boolean @map("f") @ignore'],
  ])("%s + %s", (line, attribute, wanted) => {
    expect(inField(line, attribute)).toBe(wanted);
    expect(asFormatted(wanted)).toBe(wanted);
  });

  it("is the end where their authors order them otherwise", () => {
    expect(inField('slug String @db.Text @map("s")', "@unique")).toBe('slug String @db.Text @map("s") @unique');
  });
});

describe("an attribute's place among those of a model", () => {
  const body = (...lines: readonly string[]) => ["model M {", "  id Int @id", "", ...lines.map((line) => `  ${line}`)].join("\n");
  const inBlock = (text: string, attribute: string): string => {
    const place = placeInBlock(text, attribute);
    return place === undefined ? `${text}\n  ${attribute}\n}\n` : `${text.slice(0, place)}  ${attribute}\n${text.slice(place)}\n}\n`;
  };

  it.each([
    [["@@index([id])"], "@@index([id, id])"],
    [['@@map("ms")'], "@@index([id])"],
    [["@@index([id])", '@@map("ms")', '@@schema("s")'], "@@unique([id])"],
    [["@@unique([id])", "// how it is called", '@@map("ms")'], "@@index([id])"],
    [['@@map("ms")'], '@@schema("s")'],
  ] as const)("%j + %s", (lines, attribute) => {
    const text = inBlock(body(...lines), attribute);
    expect(text).toContain(`  ${attribute}\n`);
    expect(formatted(text)).toBe(text);
  });

  it("is the end where nothing stands there, or something else does", () => {
    expect(placeInBlock("model M {\n  id Int @id", "@@index([id])")).toBeUndefined();
    expect(placeInBlock('model M {\n  @@map("ms")\n  id Int @id', "@@index([id])")).toBeUndefined();
    expect(placeInBlock("", "@@index([id])")).toBeUndefined();
  });
});
