/** `schema-review audit`: a whole repository as if one pull request brought it, grouped by gate, less what a baseline knows already. */
import type { KnownFinding, Snapshot } from "../model/snapshot.ts";
import { plural } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import { readBaseline, writeBaseline } from "./baseline.ts";
import { UsageError } from "./failure.ts";
import { judgeLocally } from "./judge-locally.ts";
import type { CommonOptions } from "./options.ts";
import { printVerdict } from "./print.ts";
import { wholeRepository } from "./whole.ts";

export interface AuditOptions extends CommonOptions {
  readonly repo: string;
  readonly head?: string;
  /** A file; its findings stay quiet. */
  readonly baseline?: string;
  /** A file that is to hold all that is found now. */
  readonly writeBaseline?: string;
}

export async function auditCommand(options: AuditOptions): Promise<number> {
  const { baseline, writeBaseline: target } = options;
  if (baseline !== undefined && target !== undefined) throw new UsageError("--write-baseline writes all that is found now, known or not: leave --baseline out.");
  const known = baseline === undefined ? undefined : readBaseline(baseline);
  const quiet = target === undefined ? known : ("all" as const);
  const read = wholeRepository(options);
  const { snapshot, verdict } = await judgeLocally(async () => ({
    ...(await read()),
    findingsOnly: options.format !== "markdown",
    ...(quiet === undefined ? {} : { baseline: quiet }),
  }));
  if (target !== undefined) writeKnown(target, isJudged(verdict, snapshot) ? verdict.known : undefined);
  if (baseline !== undefined && known) tellGone(baseline, known, verdict);
  return printVerdict(verdict, snapshot, { ...options, findingsOnly: true, byGate: true });
}

function writeKnown(path: string, known: Verdict["known"]): void {
  if (known) writeBaseline(path, known);
  say(known ? `Wrote ${plural(known.length, "finding")} to ${path}: they stay quiet until their code changes.` : `${path} was not written: nothing could be judged.`);
}

/** With an invalid configuration nothing is. */
function isJudged({ gaps }: Verdict, { config }: Snapshot): boolean {
  return !gaps.some(({ span }) => span.path === config?.path);
}

/** What is mended can leave the baseline. Where something could not be read, nobody knows what is mended. */
function tellGone(path: string, baseline: readonly KnownFinding[], { known = [], waived, gaps }: Verdict): void {
  const names = new Set(waived.map(({ fingerprint }) => fingerprint));
  const gone = baseline.length - known.length - baseline.filter(({ fingerprint }) => names.has(fingerprint)).length;
  if (gone > 0 && gaps.length === 0)
    say(`${plural(gone, "finding")} of ${path} ${gone === 1 ? "is" : "are"} gone: \`audit --write-baseline ${path}\` takes ${gone === 1 ? "it" : "them"} out.`);
}

/** Beside the report, which a program may read. */
function say(line: string): void {
  process.stderr.write(`schema-review: ${line}\n`);
}
