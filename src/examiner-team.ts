/** Several analysis processes at work on one large snapshot: each hears some of its databases, then the first judges them all. */
import { isShareable } from "./analysis/shares.ts";
import type { Examiner } from "./examiner.ts";
import { type ChildLimits, type Reply, reasonOf, startChild } from "./examiner-child.ts";
import { incompleteVerdict } from "./model/incomplete.ts";
import type { Snapshot } from "./model/snapshot.ts";
import type { Verdict } from "./model/verdict.ts";

/** The processes start at once. */
export function createTeam(processes: number, limits: ChildLimits): Examiner {
  const children = Array.from({ length: processes }, () => startChild(limits));
  const [first] = children;

  async function ask(snapshot: Snapshot): Promise<Reply> {
    if (!first) return { reason: "there is no analysis process" };
    if (children.length === 1 || !isShareable(snapshot)) return first.ask({ snapshot });
    const replies = await Promise.all(children.map((child, index) => child.ask({ snapshot, share: { index, of: children.length } })));
    const shares = replies.flatMap((reply) => ("heard" in reply ? [reply.heard] : []));
    return shares.length === children.length ? first.ask({ shares }) : replies.find((reply) => !("heard" in reply))!;
  }

  async function examine(snapshot: Snapshot): Promise<Verdict> {
    const reply = await ask(snapshot);
    return "verdict" in reply ? reply.verdict : incompleteVerdict(snapshot, reasonOf(reply));
  }

  async function close(): Promise<void> {
    for (const child of children) child.kill();
    await Promise.all(children.map(({ ended }) => ended));
  }

  return { examine, close };
}
