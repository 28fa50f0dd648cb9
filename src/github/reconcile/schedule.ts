/** Looks at the start and every so often; of several processes one at a time. */
import type { Clock } from "../queue/clock.ts";
import type { JobQueue } from "../queue/job-queue.ts";
import type { Reconciler } from "./reconciler.ts";

/** Milliseconds: the server listens by then, and its neighbours too. */
const FIRST = 2_000;

/** The answer stops it; what is under way ends by itself. */
export function scheduleReconciler(
  reconciler: Reconciler,
  { clock, every, queue }: { readonly clock: Clock; readonly every: number; readonly queue: Pick<JobQueue<never>, "turn"> },
): () => void {
  let stopped = false;
  let cancel = clock.after(FIRST, again);
  async function again(): Promise<void> {
    // A turn that is not over yet is another process's: this one asks again in time to take over from it.
    const isOurs = await queue.turn("reconcile", every * 0.9).catch(() => false);
    if (isOurs && !stopped) await reconciler.look();
    if (!stopped) cancel = clock.after(every, again);
  }
  return () => {
    stopped = true;
    cancel();
  };
}
