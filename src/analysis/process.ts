/** Entry of the process without keys: snapshots come in over IPC as JSON, verdicts go out. `src/examiner.ts` starts it, limits it and ends it. */
import { setFlagsFromString } from "node:v8";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { examine } from "./examine.ts";
import { prepareSql } from "./sql/read-migrations.ts";

/** What the two processes say to each other. */
export type Request = { readonly id: number; readonly snapshot: Snapshot };
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly verdict: Verdict }
  /** The analysis threw: its parsers may be broken from now on, so this process ends. */
  | { readonly id: number; readonly error: string };

/**
 * Most reviews are over before compiled code pays: V8 compiles only what has run for four times as long as usual, the parser's wasm likewise. Halves the CPU time
 * of a lint of 4,000 files. A V8 that does not know a flag says so on stderr and goes on.
 */
for (const flag of ["--interrupt-budget=500000", "--wasm-tiering-budget=20000000"]) setFlagsFromString(flag);

process.on("message", (request: Request) => void answer(request));
// The parent is gone: nobody will read an answer.
process.on("disconnect", () => process.exit(0));

await prepareSql();
send({ ready: true });

async function answer({ id, snapshot }: Request): Promise<void> {
  try {
    send({ id, verdict: await examine(snapshot) });
  } catch (error) {
    send({ id, error: error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : "unknown error" }, () => process.exit(1));
  }
}

function send(message: Answer, sent?: () => void): void {
  process.send?.(message, () => sent?.());
}
