import { describe, expect, it } from "vitest";
import { sqlBetween } from "../../../src/analysis/prisma/schema-engine.ts";
import { MAX_BLOCKS, MAX_MEMBERS, MAX_SCRIPT_LENGTH, schemaScript } from "../../../src/analysis/prisma/schema-script.ts";

const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n  directUrl = env("DIRECT_URL")\n}\n';
const NOTE = "model Note {\n  id BigInt @id\n}\n";
const NOTE_WITH_TEXT = "model Note {\n  id   BigInt  @id\n  text String?\n}\n";
const ADDS_TEXT = '-- AlterTable\nALTER TABLE "Note" ADD COLUMN     "text" TEXT;\n';

function script(before: string, after: string): Promise<string | undefined> {
  return schemaScript([{ path: "schema.prisma", text: before }], [{ path: "schema.prisma", text: after }]);
}

describe("the SQL between two schemas", () => {
  it("is what Prisma itself would write", async () => {
    expect(await script(NOTE, NOTE_WITH_TEXT)).toBe(ADDS_TEXT);
    expect(await script("", NOTE)).toContain('CREATE TABLE "Note"');
  });

  it("is empty where Prisma sees no difference: comments, names of fields, defaults of the client", async () => {
    expect(await script(NOTE_WITH_TEXT, `/// What people write down.\n${NOTE_WITH_TEXT.replace("text String?", 'body String? @default(cuid()) @map("text")')}`)).toBe("");
  });

  it("reads schemas of Prisma 5 and 6, with the settings that Prisma 7 has moved", async () => {
    const generator = 'generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["metrics", "noSuchThing"]\n}\n';
    expect(await script(`${DATASOURCE}${generator}${NOTE}`, `${DATASOURCE}${generator}${NOTE_WITH_TEXT}`)).toBe(ADDS_TEXT);
  });

  it("reads several files, and views with keys as models", async () => {
    const view = { path: "views.prisma", text: "view Report {\n  a Int\n  b Int\n  @@id([a, b])\n}\n" };
    const base = [{ path: "base.prisma", text: DATASOURCE }, view, { path: "note.prisma", text: NOTE }];
    const head = [{ path: "base.prisma", text: DATASOURCE }, view, { path: "note.prisma", text: NOTE_WITH_TEXT }];
    expect(await schemaScript(base, head)).toBe(ADDS_TEXT);
  });

  it("leaves foreign keys out under relationMode = prisma, and keeps schemas apart", async () => {
    const models = (relation: string) =>
      `model User {\n  id BigInt @id\n  notes Note[]\n\n  @@schema("auth")\n}\nmodel Note {\n  id BigInt @id\n${relation}\n  @@schema("app")\n}\n`;
    const user = "  userId BigInt?\n  user User? @relation(fields: [userId], references: [id])\n";
    const none = models("").replace("  notes Note[]\n", "");
    const datasource = (mode: string) => `datasource db {\n  provider = "postgresql"\n  schemas  = ["app", "auth"]\n${mode}}\n`;
    expect(await script(`${datasource("")}${none}`, `${datasource("")}${models(user)}`)).toContain('REFERENCES "auth"."User"("id")');
    const emulated = datasource('  relationMode = "prisma"\n');
    expect(await script(`${emulated}${none}`, `${emulated}${models(user)}`)).not.toContain("REFERENCES");
  });
});

describe("a schema that Prisma's engine does not read", () => {
  it.each([
    ["is broken", "model Note {\n  id BigInt @id\n"],
    ["has a type that nobody declares", "model Note {\n  id BigInt @id\n  text Text\n}\n"],
    ["is for another database", 'datasource db {\n  provider = "mysql"\n}\nmodel Note {\n  id BigInt @id\n}\n'],
    ["is larger than it bears", `${NOTE_WITH_TEXT}${"// more\n".repeat(MAX_SCRIPT_LENGTH / 8)}`],
    ["has more models than it bears", Array.from({ length: MAX_BLOCKS + 1 }, (_, index) => `model M${index} {\n  id Int @id\n}\n`).join("")],
    ["has more enum values than it bears", `enum E {\n${Array.from({ length: MAX_MEMBERS + 1 }, (_, index) => `  V${index}\n`).join("")}}\n`],
    ["is nested deeply", `model Note {\n  id BigInt @id\n  text Int[] @default(${"[".repeat(20_000)}${"]".repeat(20_000)})\n}\n`],
  ])("has no script: it %s", async (_, after) => {
    expect(await script(NOTE, after)).toBeUndefined();
    expect(await script(after, NOTE)).toBeUndefined();
    expect(await script(NOTE, NOTE_WITH_TEXT)).toBe(ADDS_TEXT);
  });
});

describe("the engine", () => {
  it("does not take the process with it when it breaks, and is replaced", async () => {
    const whole = (text: string) => [{ path: "schema.prisma", text: `datasource db {\n  provider = "postgresql"\n}\n${text}` }];
    const nested = whole(`model Note {\n  id BigInt @id\n  text Int[] @default(${"[".repeat(50_000)}${"]".repeat(50_000)})\n}\n`);
    await expect(sqlBetween(whole(NOTE), nested)).rejects.toThrow();
    await expect(sqlBetween(nested, whole(NOTE))).rejects.toThrow();
    expect(await sqlBetween(whole(NOTE), whole(NOTE_WITH_TEXT))).toBe(ADDS_TEXT);
  });
});
