/** What stands on a pull request, and what people said on it that counts. */
import type { Waiver } from "../../model/snapshot.ts";
import type { Client } from "../client.ts";
import { readConversation } from "./conversation.ts";
import type { Place } from "./query.ts";
import { NOTHING_SEEN, type ReviewAnswer, type Seen, seenChecks, seenOf } from "./seen.ts";
import { readWaivers, type SpokenWaiver, spokenWaivers } from "./waivers.ts";

export interface Said {
  readonly seen: Seen;
  readonly waivers: readonly Waiver[];
  readonly spoken: readonly SpokenWaiver[];
  /** Since when GitHub knows the head, ISO 8601. */
  readonly headSince?: string;
}

/** Reads on where the conversation is longer than the query's answer, and what the authors of waivers may do. */
export async function readSaid(client: Client, place: Place, answer: ReviewAnswer): Promise<Said> {
  const { pullRequest: pull, head } = answer.repository;
  const headSince = head?.checkSuites?.nodes.map(({ createdAt }) => createdAt).sort()[0];
  const since = headSince === undefined ? {} : { headSince };
  if (!pull) return { seen: { ...NOTHING_SEEN, checks: seenChecks(place, answer.repository) }, waivers: [], spoken: [], ...since };
  const conversation = await readConversation(client, place, pull);
  const spoken = spokenWaivers(conversation);
  return { seen: seenOf(place, answer, pull, conversation), waivers: await readWaivers(client, place, spoken, [place.head, pull.headRefOid]), spoken, ...since };
}
