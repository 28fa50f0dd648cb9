/** A pull request read and judged without a write: for commands that answer from its verdict. */
import type { PullJob } from "../model/job.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Needs, Verdict } from "../model/verdict.ts";
import { examined } from "../review.ts";
import type { Client } from "./client.ts";
import { readBaseCode } from "./snapshot/base-code.ts";
import type { Memory } from "./snapshot/memory.ts";
import { type Reading, readPull } from "./snapshot/read-pull.ts";

export interface LookTools {
  readonly client: Client;
  readonly examine: (snapshot: Snapshot) => Promise<Verdict>;
  readonly memory: Memory;
  readonly appId?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Look {
  readonly reading: Reading;
  /** The verdict on the pull request as it was read, or on a snapshot made from it. */
  judge(snapshot?: Snapshot): Promise<{ readonly snapshot: Snapshot; readonly verdict: Verdict }>;
}

export async function look(job: PullJob, tools: LookTools): Promise<Look> {
  const { client, examine, memory, appId, now } = tools;
  const reading = await readPull(job, { client, memory, now: now(), ...(appId === undefined ? {} : { appId }) });
  const more = (_: unknown, snapshot: Snapshot, needs: Needs): Promise<Snapshot> => withBaseCode(job, reading, snapshot, needs, { client, memory });
  return { reading, judge: (snapshot = reading.snapshot) => examined(job, snapshot, { examine, more }) };
}

/** The snapshot with what the base branch's code has of the words that the verdict asks for. */
export async function withBaseCode(
  { owner, repo }: PullJob,
  { base }: Reading,
  snapshot: Snapshot,
  { words }: Needs,
  { client, memory, signal }: { readonly client: Client; readonly memory: Memory; readonly signal?: AbortSignal | undefined },
): Promise<Snapshot> {
  if (!base) return snapshot;
  return { ...snapshot, baseCode: await readBaseCode({ owner, repo, ref: base.ref }, base.tree, words, { client, cache: memory.searches }, signal) };
}
