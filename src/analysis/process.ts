/** Entry of the process without keys: snapshots come in over IPC as JSON, verdicts go out. `src/examiner.ts` starts it, limits it and ends it. */
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
