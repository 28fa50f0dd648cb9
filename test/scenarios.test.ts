/**
 * Pull requests on disk and the words that they get: `scenarios/<name>/{base,head}/…`, `removed.txt`, `body.md`, `expected.md`.
 * The base is `scenario-base/`, or what the scenario named in `after.txt` left when it was merged, with the scenario's own `base/` laid over it. Renew with `npx vitest run test/scenarios.test.ts -u` and read the diff.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { examine } from "../src/analysis/examine.ts";
import { baseCodeOf } from "../src/model/base-code.ts";
import { compareFiles } from "../src/model/compare-files.ts";
import type { Job } from "../src/model/job.ts";
import type { Snapshot } from "../src/model/snapshot.ts";
import type { SourceFile } from "../src/model/source.ts";
import type { Needs } from "../src/model/verdict.ts";
import { reviewAsMarkdown } from "../src/publication/markdown.ts";
import { examined } from "../src/review.ts";

const FOLDER = path.join(import.meta.dirname, "scenarios");
const SHARED = read(path.join(import.meta.dirname, "scenario-base"));

function read(folder: string): SourceFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ path: path.relative(folder, file).split(path.sep).join("/"), text: readFileSync(file, "utf8") }));
}

function laidOver(files: readonly SourceFile[], others: readonly SourceFile[]): SourceFile[] {
  const replaced = new Set(others.map((file) => file.path));
  return [...files.filter((file) => !replaced.has(file.path)), ...others];
}

function textOr(file: string, fallback: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : fallback;
}

/** The repository before the pull request, and with it. */
function sidesOf(name: string): { readonly base: SourceFile[]; readonly after: SourceFile[] } {
  const folder = path.join(FOLDER, name);
  const previous = textOr(path.join(folder, "after.txt"), "").trim();
  const base = laidOver(previous === "" ? SHARED : sidesOf(previous).after, read(path.join(folder, "base")));
  const removed = new Set(textOr(path.join(folder, "removed.txt"), "").split("\n"));
  return { base, after: laidOver(base, read(path.join(folder, "head"))).filter((file) => !removed.has(file.path)) };
}

describe("a pull request gets its words", () => {
  const names = readdirSync(FOLDER);
  it.each(names)("%s", async (name) => {
    const folder = path.join(FOLDER, name);
    const { base, after } = sidesOf(name);
    expect(after).not.toEqual(base);
    const config = base.find((file) => file.path === ".github/schema-review.yml");
    const snapshot: Snapshot = {
      pull: { title: name, body: textOr(path.join(folder, "body.md"), ""), base: "main", head: "0123456789abcdef0123456789abcdef01234567", draft: false },
      files: compareFiles(base, after),
      missing: [],
      ...(config ? { config } : {}),
      waivers: [],
      now: "2026-02-12T12:00:00Z",
    };
    const more = async (_: Job, given: Snapshot, { words }: Needs): Promise<Snapshot> => ({ ...given, baseCode: baseCodeOf(base, words) });
    const { verdict } = await examined({ kind: "local", reason: name }, snapshot, { examine, more });
    await expect(reviewAsMarkdown(verdict, snapshot)).toMatchFileSnapshot(path.join(folder, "expected.md"));
  });
});
