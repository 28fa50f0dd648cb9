/** Entry of the process without keys: snapshots come in over IPC as JSON, verdicts go out. `src/examiner.ts` starts it, limits it and ends it. */
import { setFlagsFromString } from "node:v8";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { examine, hearShare, judgeShares } from "./examine.ts";
import type { Share } from "./shares.ts";
import { prepareSql } from "./sql/read-migrations.ts";
import type { Heard } from "./verdict/hearing.ts";

/** What the two processes say to each other. */
export type Question =
  | { readonly snapshot: Snapshot; readonly share?: Share }
  /** All shares of the snapshot that this process got last, in their order. */
  | { readonly shares: readonly Heard[] };
export type Request = Question & { readonly id: number };
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly verdict: Verdict }
  | { readonly id: number; readonly heard: Heard }
  /** The analysis threw: its parsers may be broken from now on, so this process ends. */
  | { readonly id: number; readonly error: string };

/**
 * Most reviews are over before compiled code pays: V8 compiles only what has run for much longer than usual, the parser's wasm likewise. Halves the CPU time
 * of a lint of 4,000 files. A V8 that does not know a flag says so on stderr and goes on.
 */
for (const flag of ["--interrupt-budget=2000000", "--wasm-tiering-budget=50000000"]) setFlagsFromString(flag);

const IDLE_MS = 2_000;

process.on("message", (request: Request) => void answer(request));
// The parent is gone: nobody will read an answer.
process.on("disconnect", () => process.exit(0));

await prepareSql();
send({ ready: true });
// Most repositories have no configuration: its reader is loaded where there is one, or by a process that has nothing to do yet.
setTimeout(() => void import("./config/read-config.ts"), IDLE_MS).unref();

let last: Snapshot | undefined;

async function answer({ id, ...question }: Request): Promise<void> {
  try {
    if ("snapshot" in question) last = question.snapshot;
    if (!last) throw new Error("shares of no snapshot");
    if ("shares" in question) send({ id, verdict: await judgeShares(last, question.shares) });
    else send(question.share ? { id, heard: await hearShare(last, question.share) } : { id, verdict: await examine(last) });
  } catch (error) {
    send({ id, error: error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : "unknown error" }, () => process.exit(1));
  }
}

function send(message: Answer, sent?: () => void): void {
  process.send?.(message, () => sent?.());
}
