/** A review outside GitHub: the same story in a world where nothing is published. The analysis process warms up while the files are read. */
import { createExaminer } from "../examiner.ts";
import { createTeam } from "../examiner-team.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Needs, Verdict } from "../model/verdict.ts";
import { review, type World } from "../review.ts";
import { progress } from "./progress.ts";

/** Whole repositories are larger than pull requests. */
const TIME_LIMIT_MS = 300_000;
const MEMORY_LIMIT_BYTES = 3_000 * 1024 * 1024;

export interface Judged {
  readonly snapshot: Snapshot;
  readonly verdict: Verdict;
}

/** `more`: reads the base branch's code where the first look at the snapshot asks for it. `processes`: share a snapshot that wants findings only. */
export async function judgeLocally(read: () => Promise<Snapshot>, more?: (snapshot: Snapshot, needs: Needs) => Promise<Snapshot>, processes = 1): Promise<Judged> {
  const limits = { timeLimitMs: TIME_LIMIT_MS, memoryLimitBytes: MEMORY_LIMIT_BYTES };
  const examiner = processes > 1 ? createTeam(processes, limits) : createExaminer({ processes, ...limits });
  const show = progress();
  try {
    show("Reading files");
    let snapshot = await read();
    const world: World = {
      snapshot: async () => snapshot,
      examine: (given) => {
        show(`Reviewing ${given.files.length} files`);
        return examiner.examine(given);
      },
      published: async () => undefined,
      publish: async () => {},
      ...(more === undefined ? {} : { more: async (_, given, needs) => (snapshot = await more(given, needs)) }),
    };
    const verdict = await review({ kind: "local", reason: "command line" }, world);
    return { snapshot, verdict };
  } finally {
    show(undefined);
    await examiner.close();
  }
}
