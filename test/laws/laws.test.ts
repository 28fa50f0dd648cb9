/** What holds for every schema: of all examples of all rules, and of those that chance makes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSchemas } from "../../src/analysis/diff/diff-schemas.ts";
import { readSchema, validateSchema } from "../../src/analysis/prisma/read-schema.ts";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { lint, type PublicFinding, type SourceFile } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";
import type { Schema } from "../../src/model/schema.ts";
import { printSchema, type Rename } from "./print-schema.ts";
import { schemas } from "./schemas.ts";

const PATH = "prisma/schema.prisma";
const RUNS = { seed: 20_260_115, numRuns: 60 };

function read(text: string, side: "base" | "head" = "head"): Schema {
  return readSchema([{ path: PATH, text }], side).schema;
}

/** The rule and the words of each, in the order of the rules. */
async function told(files: readonly SourceFile[], base: readonly SourceFile[] = [], example: Partial<Example> = {}): Promise<string[]> {
  const { findings } = await lint({ files, base, config: example.config, body: example.body, now: example.now ?? "2026-01-15T12:00:00Z" });
  return findings.map(said).sort();
}

function said({ rule, severity, message }: PublicFinding): string {
  return `${severity} ${rule}: ${message}`;
}

/** Examples that are schemas alone: SQL and code have names of their own. */
const inSchema = rules.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good].flatMap((example) => {
    const { files, base } = filesOf(example);
    const alone = files.length > 0 && [...files, ...base].every(({ path }) => path === PATH);
    return alone ? [[`${rule.id}: ${example.title}`, { rule: rule.id, example, files, base }] as const] : [];
  }),
);

describe("a schema that is printed and read again", () => {
  it.each(inSchema)("is no change: %s", async (_title, { files }) => {
    const before = read(files[0]!.text, "base");
    const text = printSchema(before);
    expect(diffSchemas(before, read(text))).toEqual([]);
    const refused = async (one: string) => (await validateSchema([{ path: PATH, text: one }], "head")).length > 0;
    expect(await refused(text)).toBe(await refused(files[0]!.text));
  });

  it("is no change, whatever the schema", async () => {
    await fc.assert(
      fc.asyncProperty(schemas, async (text) => {
        expect((await validateSchema([{ path: PATH, text }], "head")).map(({ reason }) => reason)).toEqual([]);
        const before = read(text, "base");
        const printed = printSchema(before);
        expect(diffSchemas(before, read(printed))).toEqual([]);
        expect((await validateSchema([{ path: PATH, text: printed }], "head")).map(({ reason }) => reason)).toEqual([]);
      }),
      { ...RUNS, numRuns: 200 },
    );
  });
});

/** Names themselves are what these rules speak of. */
const OF_NAMES: ReadonlySet<string> = new Set(["naming", "no-identifier-truncation"]);

/** The same words for every heuristic that takes names apart, another name for everything else. */
const renamed: Rename = (model) => `${model}_`;

/** Findings of the printed schemas, their models under the names that `rename` gives them, told in the old names. */
async function toldUnder(rename: Rename, before: Schema | undefined, after: Schema, example: Partial<Example> = {}): Promise<string[]> {
  const models = [...new Set([...(before?.tables.values() ?? []), ...after.tables.values()].flatMap(({ model }) => model ?? []))];
  const inConfig = (text: string, model: string) => text.replaceAll(`"${model}"`, `"${rename(model)}"`).replaceAll(`"${model}.`, `"${rename(model)}.`);
  const config = JSON.parse(models.reduce(inConfig, JSON.stringify(example.config ?? {}))) as Record<string, unknown>;
  const file = (schema: Schema): SourceFile[] => [{ path: PATH, text: printSchema(schema, rename) }];
  const lines = await told(file(after), before ? file(before) : [], { ...example, config });
  const old = (line: string) => models.reduce((text, model) => text.replace(new RegExp(`\\b${rename(model)}(?![A-Za-z0-9])`, "g"), model), line);
  return lines
    .filter((line) => !OF_NAMES.has(/^\w+ ([\w-]+):/.exec(line)?.[1] ?? ""))
    .map(old)
    .sort();
}

const same: Rename = (model) => model;

describe("models under other names", () => {
  it.each(inSchema)("are told the same: %s", async (_title, { files, base, example }) => {
    const [before, after] = [base[0] && read(base[0].text, "base"), read(files[0]!.text)];
    expect(await toldUnder(renamed, before, after, example)).toEqual(await toldUnder(same, before, after, example));
  });

  it("are told the same, whatever the schema and its change", async () => {
    await fc.assert(
      fc.asyncProperty(schemas, schemas, async (before, after) => {
        const [old, now] = [read(before, "base"), read(after)];
        expect(await toldUnder(renamed, old, now)).toEqual(await toldUnder(same, old, now));
      }),
      RUNS,
    );
  });
});

/** It has nothing to do with anything, and nothing is wrong with it but what a team's own policies ask for. */
const UNRELATED =
  "\nmodel Zeppelin {\n  id        BigInt   @id @default(autoincrement())\n  gas       String\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n";

function withUnrelated(files: readonly SourceFile[]): SourceFile[] {
  return files.map((file) => ({ ...file, text: file.text + UNRELATED }));
}

/** Rules that count the models of the schema: its habits decide, and the number stands in the message. */
const OF_HABITS: ReadonlySet<string> = new Set(["prefer-consistent-id", "prefer-native-uuid", "prefer-surrogate-key", "require-audit-columns", "require-relation"]);

interface Said {
  readonly rule: string;
  /** The unrelated model stands below the file as it was. */
  readonly above: boolean;
  readonly line: string;
}

async function toldAt(last: number, files: readonly SourceFile[], base: readonly SourceFile[], example: Partial<Example> = {}): Promise<Said[]> {
  const { findings } = await lint({ files, base, config: example.config, body: example.body, now: example.now ?? "2026-01-15T12:00:00Z" });
  return findings.map((finding) => ({
    rule: finding.rule,
    above: finding.path !== PATH || finding.line <= last,
    line: `${finding.line}:${finding.column} ${OF_HABITS.has(finding.rule) ? `${finding.severity} ${finding.rule}` : said(finding)}`,
  }));
}

function withoutHabits(all: readonly Said[]): Said[] {
  return all.filter(({ rule }) => !OF_HABITS.has(rule));
}

/** Where a policy objects to the unrelated model too, it may tell of all its objections in one place: that rule is then not compared. */
function expectSame(now: readonly Said[], before: readonly Said[], why: string): void {
  const objecting = new Set(now.filter(({ above }) => !above).map(({ rule }) => rule));
  const lines = (all: readonly Said[]) =>
    all
      .filter(({ rule, above }) => above && !objecting.has(rule))
      .map(({ line }) => line)
      .sort();
  expect(lines(now), why).toEqual(lines(before));
}

describe("a model that has nothing to do with the change", () => {
  it.each(inSchema)("changes no finding: %s", async (_title, { files, base, example }) => {
    const last = files[0]!.text.split("\n").length - 1;
    const before = await toldAt(last, files, base, example);
    expectSame(await toldAt(last, withUnrelated(files), withUnrelated(base), example), before, "it stood there before");
    expectSame(withoutHabits(await toldAt(last, withUnrelated(files), base, example)), withoutHabits(before), "it is new");
  });

  it("changes no finding, whatever the schema, but where habits decide", async () => {
    await fc.assert(
      fc.asyncProperty(schemas, schemas, async (old, after) => {
        const [base, files, last] = [[{ path: PATH, text: old }], [{ path: PATH, text: after }], after.split("\n").length - 1];
        const before = withoutHabits(await toldAt(last, files, base));
        expectSame(withoutHabits(await toldAt(last, withUnrelated(files), withUnrelated(base))), before, "it stood there before");
        expectSame(withoutHabits(await toldAt(last, withUnrelated(files), base)), before, "it is new");
      }),
      RUNS,
    );
  });
});
