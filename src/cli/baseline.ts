/** Baseline files of `audit`: the findings of the day when a team started, which stay quiet until their code changes. One finding a line, sorted: made for diffs. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { KnownFinding } from "../model/snapshot.ts";
import type { Finding } from "../model/verdict.ts";
import { UsageError } from "./failure.ts";

/** What the file says of itself, and the version of its shape. Another shape gets another number. */
const FORMAT = "schema-review-baseline";
const VERSION = 1;

/** In bytes: some 200,000 findings. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Rule and path are for those who read the file. */
interface Entry extends KnownFinding {
  readonly path: string;
  readonly rule: string;
}

/** The findings in the file. Throws `UsageError` for one that is missing, broken, of another kind, or of a later version. */
export function readBaseline(path: string): KnownFinding[] {
  const value = parse(textOf(path), path);
  if (!isRecord(value) || value.format !== FORMAT) throw new UsageError(`${path} is no baseline: it does not say "format": "${FORMAT}". \`audit --write-baseline\` writes one.`);
  if (value.version !== VERSION)
    throw new UsageError(`${path} has version ${JSON.stringify(value.version)} of the baseline's format; this schema-review reads version ${VERSION}.`);
  if (!Array.isArray(value.findings)) throw new UsageError(`${path} is broken: \`findings\` is not a list.`);
  return value.findings.map((entry: unknown, index) => {
    const { fingerprint, twin } = isRecord(entry) ? entry : {};
    if (!isName(fingerprint) || !(twin === undefined || isName(twin)))
      throw new UsageError(`${path} is broken: findings[${index}] has no fingerprint of 16 hexadecimal digits, or a twin that is none.`);
    return { fingerprint, ...(twin === undefined ? {} : { twin }) };
  });
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{16}$/.test(value);
}

/** Throws `UsageError` where the file cannot be written. */
export function writeBaseline(path: string, findings: readonly Finding[]): void {
  try {
    writeFileSync(path, baselineText(findings));
  } catch (error) {
    throw new UsageError(`The baseline ${path} cannot be written (${codeOf(error)}).`);
  }
}

export function baselineText(findings: readonly Finding[]): string {
  const entries = findings.map(({ span, rule, fingerprint, twin }): Entry => ({ path: span.path, rule, fingerprint, ...(twin === undefined ? {} : { twin }) })).sort(inOrder);
  const lines = entries.map((entry) => `\n    ${JSON.stringify(entry)}`);
  return `{\n  "format": "${FORMAT}",\n  "version": ${VERSION},\n  "findings": [${lines.join(",")}${lines.length > 0 ? "\n  " : ""}]\n}\n`;
}

function inOrder(a: Entry, b: Entry): number {
  return compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint);
}

/** By code units: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new UsageError(`${path} is larger than a baseline can be (${size} bytes; the limit is ${MAX_BYTES}).`);
    return readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (codeOf(error) === "ENOENT") throw new UsageError(`There is no baseline ${path}. \`audit --write-baseline ${path}\` writes one.`);
    throw new UsageError(`The baseline ${path} cannot be read (${codeOf(error)}).`);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^(?:<{7}|={7}|>{7})/m.test(text);
    throw new UsageError(
      conflict
        ? `${path} holds the marks of a merge conflict: write it anew with \`audit --write-baseline\`.`
        : `${path} is no baseline: it is not JSON (${(error as Error).message}).`,
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown error";
}
