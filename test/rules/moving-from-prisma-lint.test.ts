/** docs/moving-from-prisma-lint.md: each of its configurations is valid, and speaks of what the rule that it replaces speaks of. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/analysis/config/read-config.ts";
import { examine } from "../../src/analysis/examine.ts";
import { PRISMA_LINT_RULES } from "../../src/analysis/prisma/prisma-lint.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { compareFiles } from "../../src/model/compare-files.ts";

const page = readFileSync(new URL("../../docs/moving-from-prisma-lint.md", import.meta.url), "utf8");
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n", 1)[0] ?? "", section] as const),
);

function yamlOf(section: string): string[] {
  return [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
}

const ID = "  id BigInt @id @default(autoincrement())\n";
const model = (name: string, ...lines: string[]) => `model ${name} {\n${ID}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const uuid = (...lines: string[]) => `model Post {\n  id String @id @db.Uuid\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const TAG = "model Tag {\n  id BigInt @id\n  posts Post[]\n  tenantId String\n  @@index([tenantId])\n}\n";

/** By their rule: what it reports, and what it leaves alone. */
const MODELS: Readonly<Record<string, readonly [bad: string, good: string]>> = {
  "ban-unbounded-string-type": [model("Post", "title String"), model("Post", "title String @db.VarChar(80)", "body String @db.Text")],
  "enum-name-pascal-case": ["enum post_state {\n  A\n}\n", "enum PostState {\n  A\n}\n\nenum dbState {\n  B\n}\n\nenum legacy_state {\n  C\n}\n"],
  "enum-value-case": ["enum State {\n  isDone\n}\n", "enum State {\n  IS_DONE\n}\n"],
  "enum-value-snake-case": ["enum State {\n  isDone\n}\n", "enum State {\n  is_done\n  v1Done\n}\n"],
  "field-name-camel-case": [model("Post", "post_title Int"), model("Post", "postTitle Int", "raw_postTitle Int")],
  "field-name-grammatical-number": [model("Post", "word Int[]"), model("Post", "words Int[]", "data Int[]")],
  "field-name-mapping-snake-case": [model("Post", "graphQLId Int"), model("Post", 'graphQLId Int @map("graphql_id")', "title Int")],
  "field-order": [model("Post", "createdAt DateTime", "title Int"), model("Post", "title Int", "createdAt DateTime")],
  "forbid-field": [uuid("costD6 Int").replace("id String", "key String"), "model Post {\n  key BigInt @id\n  amountD6 Int\n}\n"],
  "forbid-required-ignored-field": [model("Post", "gone Int @ignore"), model("Post", "gone Int? @ignore", "filled Int @default(1) @ignore")],
  "model-name-grammatical-number": [model("Posts"), `${model("Post")}${model("PostData")}${model("PostSettings")}`],
  "model-name-mapping-snake-case": [model("DbPost"), `${model("DbPost", '@@map("posts")')}${model("DbCactus", '@@map("cactuses")')}`],
  "model-name-pascal-case": [model("blog_post"), model("BlogPost")],
  "model-name-prefix": [model("Post"), model("DbPost")],
  "require-default-empty-arrays": [model("Post", "words Int[]"), model("Post", "words Int[] @default([])")],
  "require-field": [
    model("Post", "tenantId String @db.Uuid", "amountD6 Int"),
    `${model("Tenant")}${model("Post", "tenantId String @db.Uuid", "amountD6 Int", "currencyCode String")}`,
  ],
  "require-field-index": [
    model("Post", "refNumber Int"),
    `${TAG}${model("Post", "refNumber Int @unique", "tagId BigInt", "tag Tag @relation(fields: [tagId], references: [id], onDelete: Cascade)", "@@index([tagId])")}`,
  ],
  "require-field-type": [uuid("doneAt String"), uuid("doneAt DateTime?")],
};

async function said(config: string, schema: string, among: readonly string[]): Promise<string[]> {
  const files = compareFiles([], [{ path: "prisma/schema.prisma", text: schema }]);
  const pull = { title: "", body: "", base: "", head: "head", draft: false };
  const { findings, gaps } = await examine({ pull, files, missing: [], config: { path: ".github/schema-review.yml", text: config }, waivers: [], now: "2026-01-15T12:00:00Z" });
  expect(gaps).toEqual([]);
  return findings.filter(({ rule }) => among.includes(rule)).map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

describe("moving from prisma-lint", () => {
  it("has a section for each of its rules", () => {
    expect([...sections.keys()].filter((title) => title !== "What there is besides").sort()).toEqual(Object.keys(PRISMA_LINT_RULES).sort());
  });

  it("shows configurations that are valid", () => {
    const texts = yamlOf(page);
    expect(texts.length).toBeGreaterThan(18);
    expect(texts.flatMap((text) => readConfig(text).problems.map(({ reason }) => `${reason}\n${text}`))).toEqual([]);
  });

  it("links to rules that exist", () => {
    const ids = new Set(rules.map(({ id }) => id));
    const linked = [...page.matchAll(/\(rules\/([\w-]+)\.md\)/g)].map(([, id]) => id);
    expect(linked.length).toBeGreaterThan(10);
    expect(linked.filter((id) => !ids.has(id ?? ""))).toEqual([]);
  });

  it.each(Object.entries(MODELS))("%s: the same models are reported, and the same left alone", async (rule, [bad, good]) => {
    const [config = ""] = yamlOf(sections.get(rule) ?? "");
    const ours = PRISMA_LINT_RULES[rule]?.rules ?? [];
    expect(await said(config, bad, ours)).toEqual([expect.stringMatching(/^error /)]);
    expect(await said(config, good, ours)).toEqual([]);
  });
});
