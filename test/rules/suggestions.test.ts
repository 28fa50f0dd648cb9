/** Every suggestion of every example, its own rule's and others', as its reader accepts it: in the file as it stands, formatted, indented otherwise, with other line ends. */
import { describe, expect, it } from "vitest";
import { validateSchema } from "../../src/analysis/prisma/read-schema.ts";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { type LintResult, lint, type PublicFinding, type SourceFile } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";
import { applyFix } from "./apply-fix.ts";
import { formatted, inSchemas } from "./prisma-format.ts";

interface Case {
  readonly example: Example;
  readonly files: readonly SourceFile[];
  readonly base: readonly SourceFile[];
}

function told({ example, files, base }: Case): Promise<LintResult> {
  return lint({ files, base, config: example.config, body: example.body, now: example.now ?? "2026-01-15T12:00:00Z" });
}

function inCase({ example, files, base }: Case, change: (text: string) => string): Case {
  return { example, files: inSchemas(files, change), base: inSchemas(base, change) };
}

/** How many findings each rule has. */
function countByRule({ findings }: LintResult): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** The files once the suggestion is accepted, which then is silent, adds no other finding, and leaves files that their parsers accept. */
async function accept(given: Case, before: LintResult, { rule, fix }: PublicFinding): Promise<readonly SourceFile[]> {
  const files = given.files.map((file) => applyFix(file, fix));
  expect(files).not.toEqual(given.files);
  expect(
    await validateSchema(
      files.filter(({ path }) => path.endsWith(".prisma")),
      "head",
    ),
  ).toEqual([]);
  const after = await told({ ...given, files });
  expect(after.gaps).toEqual([]);
  const [old, now] = [countByRule(before), countByRule(after)];
  expect(now.get(rule) ?? 0, `${rule} is still there`).toBe(old.get(rule)! - 1);
  for (const [other, count] of now) expect(count, `${other} is new`).toBeLessThanOrEqual(old.get(other) ?? 0);
  return files;
}

const wider = (text: string) => text.replace(/^( {2})+/gm, "$&$&");
const narrower = (text: string) => text.replace(/^( {4})+/gm, (indent) => " ".repeat(indent.length / 2));
const toCrLf = (text: string) => text.replaceAll("\n", "\r\n");

const cases = rules.map((rule) => [rule.id, rule.examples.bad.map((example): Case => ({ example, ...filesOf(example) }))] as const);

describe.each(cases)("suggestions to the examples of %s", (_id, examples) => {
  it.each(examples.map((one) => [one.example.title, one] as const))("hold: %s", async (_title, written) => {
    const before = await told(written);
    for (const finding of before.findings.filter(({ fix }) => fix)) await accept(written, before, finding);
    if (!written.files.some(({ path }) => path.endsWith(".prisma"))) return;

    const neat = inCase(written, formatted);
    const said = await told(neat);
    const [indented, windows] = [inCase(neat, wider), inCase(neat, toCrLf)];
    const [saidIndented, saidWindows] = [await told(indented), await told(windows)];
    expect([saidIndented, saidWindows].map(({ findings }) => findings.map(({ message }) => message))).toEqual(
      [said, said].map(({ findings }) => findings.map(({ message }) => message)),
    );
    for (const [index, finding] of said.findings.entries()) {
      if (!finding.fix?.path.endsWith(".prisma")) continue;
      const accepted = await accept(neat, said, finding);
      expect(inSchemas(accepted, formatted), "prisma format has nothing to do").toEqual(accepted);
      const inFour = indented.files.map((file) => applyFix(file, saidIndented.findings[index]?.fix));
      expect(inSchemas(inFour, narrower), "four spaces").toEqual(accepted);
      const inWindows = windows.files.map((file) => applyFix(file, saidWindows.findings[index]?.fix));
      expect(inWindows, "CRLF").toEqual(inSchemas(accepted, toCrLf));
    }
  });
});
