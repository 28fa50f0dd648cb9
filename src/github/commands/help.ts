/** `/schema-review`: what can be said to this app. */
import type { Command, Knowledge } from "./command.ts";

export const help: Command = {
  name: "help",
  usage: "/schema-review help",
  who: "anyone",
  effect: "Shows this table.",
  example: "/schema-review",
  answer: (_argument, knowledge) => ({ kind: "reply", body: `A command stands alone on its line, in a new comment.\n\n${commandTable(knowledge.commands)}\n` }),
};

/** The README's table too. */
export function commandTable(commands: Knowledge["commands"]): string {
  const rows = commands.map(
    ({ usage, who, effect, example }) => `| ${span(usage)} | ${who === "anyone" ? "anyone" : "the author, and whoever may write"} | ${effect} | ${span(example)} |`,
  );
  return ["| Command | Who | Effect | Example |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function span(text: string): string {
  return `\`${text}\``;
}
