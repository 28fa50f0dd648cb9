/** The pull request behind a command: read at most once for a comment, judged with what the command would change. */
import type { Waiver } from "../../model/snapshot.ts";
import { code } from "../../model/text.ts";
import type { CommentJob } from "../events/trigger.ts";
import type { Look } from "../look.ts";
import type { Reading } from "../snapshot/read-pull.ts";
import { type SpokenWaiver, waiverId } from "../snapshot/waivers.ts";
import type { Matter, Weighing } from "./command.ts";
import type { Speaker } from "./obey.ts";

/** The answer: the matter of the comment's command at that place, counted from 0. */
export function matterOf({ id }: Pick<CommentJob, "id">, speaker: Speaker, read: () => Promise<Look>): (command: number) => Matter {
  let looked: Promise<Look> | undefined;
  const look = (): Promise<Look> => {
    looked ??= read();
    return looked;
  };
  return (command) => ({
    async judged({ asksConfig } = {}) {
      const { reading, judge } = await look();
      return judge(asksConfig ? { ...reading.snapshot, asksConfig } : reading.snapshot);
    },
    async weighed() {
      const { reading, judge } = await look();
      const spoken = reading.spoken?.find((waiver) => waiver.id === waiverId(id, command));
      const objection = objectionTo(spoken, reading);
      if (!spoken || objection) return objection ?? { refused: UNREADABLE };
      const waiver = await candidate(spoken, speaker, reading);
      const { snapshot } = reading;
      const judged = await judge({ ...snapshot, waivers: [...snapshot.waivers.filter((other) => other.id !== waiver.id), waiver] });
      const outcome = judged.verdict.waivers?.find((weighed) => weighed.id === waiver.id);
      return outcome ? { outcome, ...judged } : { refused: "The pull request could not be analysed, so nothing of it can be let pass." };
    },
  });
}

const UNREADABLE = "This comment was edited. Say it again in a new one.";

/** What speaks against it before anything is judged. A rule, a thread and a head mean what stood there when the comment was written. */
function objectionTo(spoken: SpokenWaiver | undefined, { seen, headSince, snapshot }: Reading): Exclude<Weighing, { readonly outcome: unknown }> | undefined {
  if (seen.closed) return { refused: "The pull request is closed." };
  if (!spoken) return { refused: UNREADABLE };
  if (spoken.kind === "waive" && spoken.target === undefined && !spoken.thread)
    return { unclear: "Which finding? Name its rule, `/schema-review waive <rule> reason: <why>`, or answer in the finding's own thread." };
  const isPinned = spoken.target !== undefined && /^[0-9a-f]{16}$/.test(spoken.target);
  if (!isPinned && (headSince === undefined || Date.parse(spoken.at) < Date.parse(headSince)))
    return { refused: `${code(snapshot.pull.head.slice(0, 7))} came after this comment. Look at its review, and say it again if it still holds.` };
  return undefined;
}

async function candidate({ id, kind, target, reason, by, thread }: SpokenWaiver, speaker: Speaker, { snapshot }: Reading): Promise<Waiver> {
  const what = target === undefined ? { fingerprints: thread ?? [] } : { target };
  return { id, kind, reason, by, role: await speaker.role(), ...(kind === "override" ? { head: snapshot.pull.head } : what) };
}
