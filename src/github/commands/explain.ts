/** `/schema-review explain <rule>`: the rule's page, where the discussion is. */
import { nearest } from "../../model/nearest.ts";
import { code } from "../../model/text.ts";
import type { Command } from "./command.ts";

export const explain: Command = {
  name: "explain",
  usage: "/schema-review explain <rule>",
  who: "anyone",
  effect: "Posts the rule's page: what hurts, the safe way, examples.",
  example: "/schema-review explain require-concurrent-index",
  answer(argument, { rules }) {
    const id =
      argument
        .split(/\s+/)[0]
        ?.replace(/^`+|`+$/g, "")
        .toLowerCase() ?? "";
    if (id === "") return { kind: "unclear", body: "Which rule? The name stands with each finding, for example `/schema-review explain require-concurrent-index`." };
    const page = rules.page(id);
    if (page !== undefined) return { kind: "reply", body: page };
    const meant = nearest(id, rules.ids);
    return { kind: "unclear", body: `There is no rule ${code(id)}.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`}` };
  },
};
