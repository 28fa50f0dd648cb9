/** A spoken command → what is answered. Pure but for the question who may. */
import { nearest } from "../../model/nearest.ts";
import { code } from "../../model/text.ts";
import type { Answer, Command, Knowledge } from "./command.ts";
import { explain } from "./explain.ts";
import type { SpokenCommand } from "./grammar.ts";
import { help } from "./help.ts";
import { rerun } from "./rerun.ts";

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [help, rerun, explain];

export type CommandAnswer = Answer | { readonly kind: "unknown"; readonly body: string };

/** `mayAct`: is the speaker the pull request's author, or may write? Asked only where it matters. */
export async function obey(spoken: SpokenCommand, knowledge: Knowledge, mayAct: () => Promise<boolean>): Promise<CommandAnswer> {
  const name = spoken.name === "" ? "help" : spoken.name;
  const command = knowledge.commands.find((known) => known.name === name);
  if (!command) return unknown(name, knowledge.commands);
  if (command.who !== "anyone" && !(await mayAct()))
    return { kind: "refused", body: `\`${command.usage}\` is for the pull request's author and for those who may write to this repository.` };
  return command.answer(spoken.argument, knowledge);
}

function unknown(name: string, known: readonly Command[]): CommandAnswer {
  const meant = nearest(
    name,
    known.map((command) => command.name),
  );
  const advice = meant === undefined ? "`/schema-review help` lists the commands." : `Did you mean \`/schema-review ${meant}\`? \`/schema-review help\` lists all commands.`;
  return { kind: "unknown", body: `There is no command ${code(name)}. ${advice}` };
}
