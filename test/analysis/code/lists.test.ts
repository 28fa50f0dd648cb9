import { describe, expect, it } from "vitest";
import { readCode } from "../../../src/analysis/code/read-code.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";

const { schema } = readSchema(
  [{ path: "schema.prisma", text: 'model Post {\n  id   Int    @id\n  tags String @map("tag_names")\n  body String\n}\n\nmodel Note {\n  id   Int    @id\n  tags String\n}\n' }],
  "head",
);

function queries(text: string) {
  const { code, gaps } = readCode({ path: "src/a.ts", text }, [schema]);
  expect(gaps).toEqual([]);
  return code.queries;
}

describe("lists put into one text", () => {
  const written = (value: string) => queries(`export const f = (tags: string[], old?: string) => prisma.post.create({ data: { tags: ${value} } });`)[0]?.writes;

  it.each([
    'tags.join(",")',
    'tags.join(", ")',
    'tags.map((tag) => tag.trim()).join(";")',
    "tags?.join(`|`)",
    'tags ? tags.join(",") : ""',
    'old ?? tags.join(",")',
    '{ set: tags.join(",") }',
  ])("%s", (value) => {
    expect(written(value)).toMatchObject([{ column: "tag_names", value: "joined" }]);
  });

  it.each([
    'tags.join(" ")',
    'tags.join("")',
    "tags.join()",
    'tags.join("/")',
    '["a", old].join(",")',
    '["a", old].filter(Boolean).join(", ")',
    "tags.length",
    "JSON.stringify(tags)",
  ])("not: %s", (value) => {
    expect(written(value)?.map((write) => write.value)).toEqual(["other"]);
  });
});

describe("lists taken out of one text", () => {
  const read = (use: string) => queries(`export async function f(id: number) {\n  const post = await prisma.post.findUnique({ where: { id } });\n  return ${use};\n}\n`)[0]?.splits;

  it.each(['post.tags.split(",")', "post!.tags.split(/,\\s*/)", "post?.tags?.split(/[,;]/)", 'post.tags.split("; ")'])("%s", (use) => {
    expect(read(use)).toEqual(["tag_names"]);
  });

  it.each([
    'post.tags.split(" ")',
    'post.tags.split("\\n")',
    "post.tags.split(/\\s+/)",
    "post.tags.split()",
    'post.other.split(",")',
    'tags.split(",")',
    'post["t" + "ags"].split(",")',
  ])("not: %s", (use) => {
    expect(read(use)).toBeUndefined();
  });

  it("belong to the calls of their own function", () => {
    const found = queries(
      'export async function a() {\n  return prisma.note.findMany({ take: 3 });\n}\nexport async function b() {\n  const posts = await prisma.post.findMany({ take: 3 });\n  return posts.map((post) => post.tags.split(","));\n}\n',
    );
    expect(found.map(({ model, splits }) => [model, splits])).toEqual([
      ["Note", undefined],
      ["Post", ["tag_names"]],
    ]);
  });
});
