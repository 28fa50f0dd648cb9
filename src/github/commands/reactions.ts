/** What our reactions to a comment say: 👀 seen; then one that says it was dealt with: 👍 done, 👎 refused, 😕 not understood. */
import type { CommandAnswer } from "./obey.ts";

export type Reaction = "eyes" | "+1" | "-1" | "confused";

export const REACTION: Readonly<Record<CommandAnswer["kind"], Exclude<Reaction, "eyes">>> = {
  reply: "+1",
  review: "+1",
  given: "+1",
  refused: "-1",
  unclear: "confused",
  unknown: "confused",
};

/** As GraphQL tells of them. */
export type ReactionGroups = readonly { readonly content: string; readonly viewerHasReacted: boolean }[] | null | undefined;

const FINAL = ["THUMBS_UP", "THUMBS_DOWN", "CONFUSED"];

export function isDealtWith(groups: ReactionGroups): boolean {
  return groups?.some(({ content, viewerHasReacted }) => viewerHasReacted && FINAL.includes(content)) ?? false;
}
