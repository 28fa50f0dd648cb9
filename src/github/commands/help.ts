/** `/schema-review`: what can be said to this app. */
import type { Command, Knowledge, Who } from "./command.ts";

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
    ({ usage, who, setting, effect, example }) => `| ${span(usage)} | ${WHO[who]}${setting === undefined ? "" : ` (${span(setting)})`} | ${effect} | ${span(example)} |`,
  );
  return ["| Command | Who | Effect | Example |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const WHO: Readonly<Record<Who, string>> = {
  anyone: "anyone",
  "author or write": "the author, and whoever may write",
  write: "whoever may write",
  maintain: "whoever may maintain or administer",
};

function span(text: string): string {
  return `\`${text}\``;
}
