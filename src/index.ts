/** What the package exports: `lint` for texts at hand, `review` for a pull request in some world, and their types. */
import { examine } from "./analysis/examine.ts";
import { baseCodeOf, filesBefore, isRunningCode } from "./model/base-code.ts";
import { compareFiles } from "./model/compare-files.ts";
import type { Config } from "./model/config.ts";
import type { Job } from "./model/job.ts";
import type { Gate, Severity } from "./model/rule.ts";
import type { Snapshot } from "./model/snapshot.ts";
import type { SourceFile } from "./model/source.ts";
import type { Needs, Verdict } from "./model/verdict.ts";
import { textsOf } from "./publication/places.ts";
import { type PublicFinding, type PublicGap, presenter } from "./publication/present.ts";
import { examined } from "./review.ts";

export type { Job, LocalJob, PullJob } from "./model/job.ts";
export type { Action, Publication, Published } from "./model/publication.ts";
export type { PublicFix } from "./publication/present.ts";
export { review, type World } from "./review.ts";
export type { Config, Gate, PublicFinding, PublicGap, Severity, Snapshot, SourceFile, Verdict };

export interface LintInput {
  /** The files after: schemas, migrations, application code, configuration files that rules read. Paths are relative, `/` between segments. */
  readonly files: readonly SourceFile[];
  /** The files before: in both = unchanged or changed, only here = deleted. Left out = everything in `files` is new. */
  readonly base?: readonly SourceFile[];
  /** Migrations applied before, if they are not in `base`. */
  readonly history?: readonly SourceFile[];
  /** As in `.github/schema-review.yml`; keys that are `undefined` count as absent. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The pull request's title and description: plans are sections of it. */
  readonly title?: string;
  readonly body?: string;
  /** The time of the review, for freeze windows: ISO 8601. Default: now. */
  readonly now?: string;
}

export interface LintResult {
  /** Worst first, then by path and place. */
  readonly findings: readonly PublicFinding[];
  /** What could not be read; while there is any, nothing passes. */
  readonly gaps: readonly PublicGap[];
}

/**
 * Reviews texts that are at hand, in this process. Pure but for the clock.
 * Throws a `TypeError` when the input is not as declared and an `Error` that lists every problem when `config` is invalid; never because of what the files say.
 * For texts that nobody trusts use the command line: it reads them in a process of its own.
 */
export async function lint(input: LintInput): Promise<LintResult> {
  const snapshot = await snapshotOf(input);
  const hasRunningCode = snapshot.files.some((file) => file.status !== "added" && isRunningCode(file.path));
  const world = hasRunningCode ? { examine, more } : { examine };
  const { findings, gaps } = (await examined({ kind: "local", reason: "lint" }, { ...snapshot, findingsOnly: !hasRunningCode }, world)).verdict;
  const presented = presenter(textsOf(snapshot));
  return { findings: findings.map(presented.finding), gaps: gaps.map(presented.gap) };
}

/** The code before is at hand, in `base` and `history`. */
async function more(_: Job, snapshot: Snapshot, { words }: Needs): Promise<Snapshot> {
  return { ...snapshot, baseCode: baseCodeOf(filesBefore(snapshot), words) };
}

async function snapshotOf({ files, base = [], history = [], config, title = "", body = "", now }: LintInput): Promise<Snapshot> {
  const after = checked("files", files);
  const before = [...checked("history", history), ...checked("base", base)];
  const kept = new Set(after.map(({ path }) => path));
  const inBase = new Set(checked("base", base).map(({ path }) => path));
  const applied = checked("history", history).filter(({ path }) => !kept.has(path) && !inBase.has(path));
  const written = config === undefined ? undefined : await writtenConfig(config);
  return {
    pull: { title, body, base: "", head: "head", draft: false },
    files: compareFiles(before, [...applied, ...after]),
    missing: [],
    ...(written === undefined ? {} : { config: { path: ".github/schema-review.yml", text: written } }),
    waivers: [],
    now: now ?? new Date().toISOString(),
  };
}

function checked(name: string, files: unknown): SourceFile[] {
  if (!Array.isArray(files)) throw new TypeError(`lint: ${name} must be a list of { path, text }`);
  return files.map((file: Partial<SourceFile> | null | undefined, index) => {
    if (typeof file?.path !== "string" || typeof file.text !== "string") throw new TypeError(`lint: ${name}[${index}] must be { path, text }, both of them strings`);
    return { path: normal(file.path), text: file.text };
  });
}

/** As git writes paths. */
function normal(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
}

/** JSON is YAML: the analysis reads it like the file. */
async function writtenConfig(config: Readonly<Record<string, unknown>>): Promise<string> {
  const { readConfig } = await import("./analysis/config/read-config.ts");
  const text = JSON.stringify(config);
  const { problems } = readConfig(text);
  if (problems.length > 0) throw new Error(`lint: the configuration is invalid\n${problems.map(({ key, message }) => `  ${key === "" ? "" : `${key}: `}${message}`).join("\n")}`);
  return text;
}
