/** `/schema-review rerun`: as the check's "Re-run" button, for those who do not see it. */
import type { Command } from "./command.ts";

export const rerun: Command = {
  name: "rerun",
  usage: "/schema-review rerun",
  who: "author or write",
  effect: "Reviews the pull request again from scratch.",
  example: "/schema-review rerun",
  answer: () => ({ kind: "review" }),
};
