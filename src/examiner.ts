/** The app's side of the wall: keeps analysis processes warm, hands them one snapshot at a time, and kills the one that hangs, grows or breaks. */
import { availableParallelism } from "node:os";
import { type ChildLimits, type Reply, reasonOf, startChild, type WarmChild } from "./examiner-child.ts";
import { incompleteVerdict, withoutPassing } from "./model/incomplete.ts";
import type { Snapshot } from "./model/snapshot.ts";
import type { Verdict } from "./model/verdict.ts";

/** A review that takes longer is given up. The slowest real pull request takes well under a second. */
export const TIME_LIMIT_MS = 30_000;
/** Resident memory of an analysis process. facts.md §1–§7: the parsers need 60 to 500 MB for the largest real input. */
export const MEMORY_LIMIT_BYTES = 1_500 * 1024 * 1024;
/** A process is replaced after so many reviews: wasm memory never shrinks. */
const REVIEWS_PER_PROCESS = 200;

export interface ExaminerOptions {
  /** Processes at work at the same time. Default: one for each processor but one, at most four. */
  readonly processes?: number;
  readonly timeLimitMs?: number;
  readonly memoryLimitBytes?: number;
  readonly reviewsPerProcess?: number;
  /** Priority of the analysis processes, as of nice(1). */
  readonly niceness?: number;
  /** Another entry than `bundle/process.js`, as a file path: tests only. */
  readonly entry?: string;
  /** Hears why a process was replaced; never source text. */
  readonly log?: (message: string) => void;
}

export interface Examiner {
  /** Never rejects: whatever happens to the process is an incomplete verdict. */
  examine(snapshot: Snapshot): Promise<Verdict>;
  /** Ends all processes; snapshots that still wait get an incomplete verdict. */
  close(): Promise<void>;
}

interface Waiting {
  readonly snapshot: Snapshot;
  readonly settle: (reply: Reply) => void;
}

const CLOSED = "the analysis was shut down";

export function createExaminer(options: ExaminerOptions = {}): Examiner {
  const { processes = Math.max(1, Math.min(4, availableParallelism() - 1)), reviewsPerProcess = REVIEWS_PER_PROCESS, log = () => {} } = options;
  const limits: ChildLimits = {
    timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS,
    memoryLimitBytes: options.memoryLimitBytes ?? MEMORY_LIMIT_BYTES,
    ...(options.entry === undefined ? {} : { entry: options.entry }),
    ...(options.niceness === undefined ? {} : { niceness: options.niceness }),
  };
  const queue: Waiting[] = [];
  const idle: WarmChild[] = [];
  const all = new Set<WarmChild>();
  let busy = 0;
  let closed = false;

  function start(): WarmChild {
    const child = startChild(limits);
    all.add(child);
    void child.ended.then((why) => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
      if (why !== undefined && !closed) log(why);
    });
    return child;
  }

  async function work(): Promise<void> {
    busy++;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const child = idle.pop() ?? start();
      const reply = await child.ask({ snapshot: next.snapshot });
      next.settle(reply);
      if ("verdict" in reply && child.reviews < reviewsPerProcess && !closed) idle.push(child);
      else {
        child.kill();
        if (!closed && idle.length === 0) idle.push(start());
      }
    }
    busy--;
  }

  function ask(snapshot: Snapshot): Promise<Reply> {
    if (closed) return Promise.resolve({ reason: CLOSED });
    return new Promise((settle) => {
      queue.push({ snapshot, settle });
      if (busy < processes) void work();
    });
  }

  async function examine(snapshot: Snapshot): Promise<Verdict> {
    const reply = await ask(snapshot);
    if ("verdict" in reply) return reply.verdict;
    // Without the files that broke it, the configuration alone still says under which name the check run stands.
    const settings = await ask({ ...snapshot, files: [], missing: [] });
    return "verdict" in settings ? withoutPassing(settings.verdict, snapshot, reasonOf(reply)) : incompleteVerdict(snapshot, reasonOf(reply));
  }

  async function close(): Promise<void> {
    closed = true;
    for (const { settle } of queue.splice(0)) settle({ reason: CLOSED });
    const children = [...all];
    for (const child of children) child.kill();
    await Promise.all(children.map(({ ended }) => ended));
  }

  idle.push(start());
  return { examine, close };
}
