/** The story of a review, for every event, command and machine: read, examine, compose, plan, publish. */
import type { Job } from "./model/job.ts";
import type { Action, Published } from "./model/publication.ts";
import type { Snapshot } from "./model/snapshot.ts";
import type { Verdict } from "./model/verdict.ts";
import { compose } from "./publication/compose.ts";
import { plan } from "./publication/plan.ts";

/** Where a pull request lives: GitHub, a local git repository, two folders. */
export interface World {
  /** All the reads: base and head files, configuration, waivers. */
  snapshot(job: Job): Promise<Snapshot>;
  /** In the analysis process; a crash or time-out there is an "incomplete" verdict, not an error. */
  examine(snapshot: Snapshot): Promise<Verdict>;
  /** What the pull request shows of ours by now. */
  published(job: Job, snapshot: Snapshot): Promise<Published>;
  publish(job: Job, actions: readonly Action[]): Promise<void>;
}

export async function review(job: Job, world: World): Promise<Verdict> {
  const snapshot = await world.snapshot(job);
  const verdict = await world.examine(snapshot);
  const wanted = compose(verdict, snapshot);
  await world.publish(job, plan(wanted, await world.published(job, snapshot)));
  return verdict;
}
