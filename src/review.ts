/** The story of a review, for every event, command and machine: read, examine, compose, plan, publish. */
import type { Job } from "./model/job.ts";
import type { Action, Published } from "./model/publication.ts";
import type { Snapshot } from "./model/snapshot.ts";
import type { Needs, Verdict } from "./model/verdict.ts";
import { compose } from "./publication/compose.ts";
import { plan } from "./publication/plan.ts";

/** Where a pull request lives: GitHub, a local git repository, two folders. */
export interface World {
  /** All the reads: base and head files, configuration, waivers. */
  snapshot(job: Job): Promise<Snapshot>;
  /** In the analysis process; a crash or time-out there is an "incomplete" verdict, not an error. */
  examine(snapshot: Snapshot): Promise<Verdict>;
  /** What the pull request shows of ours by now; nothing where nothing is ever shown. */
  published(job: Job, snapshot: Snapshot): Promise<Published | undefined>;
  publish(job: Job, actions: readonly Action[]): Promise<void>;
  /** The snapshot with the base branch's code that the verdict asks for. Never rejects for what it cannot read: `BaseCode` says so. */
  more?(job: Job, snapshot: Snapshot, needs: Needs): Promise<Snapshot>;
}

export async function review(job: Job, world: World): Promise<Verdict> {
  const { snapshot, verdict } = await examined(job, await world.snapshot(job), world);
  const published = await world.published(job, snapshot);
  if (published) await world.publish(job, plan(compose(verdict, snapshot), published));
  return verdict;
}

/** What is dropped or renamed is judged against the code that runs now too: only then is that code read, and the snapshot examined again. */
export async function examined(job: Job, snapshot: Snapshot, { examine, more }: Pick<World, "examine" | "more">): Promise<{ snapshot: Snapshot; verdict: Verdict }> {
  const verdict = await examine(snapshot);
  if (!verdict.needs || !more) return { snapshot, verdict };
  const whole = await more(job, snapshot, verdict.needs);
  // Where there is no code, nothing more is known.
  if (!whole.baseCode?.searched) return { snapshot, verdict };
  return { snapshot: whole, verdict: await examine(whole) };
}
