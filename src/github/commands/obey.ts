/** A spoken command → what is answered. */
import { nearest } from "../../model/nearest.ts";
import { type Role, reaches } from "../../model/role.ts";
import { code } from "../../model/text.ts";
import type { Answer, Command, Knowledge, Matter, Who } from "./command.ts";
import { config } from "./config.ts";
import { explain } from "./explain.ts";
import type { SpokenCommand } from "./grammar.ts";
import { help } from "./help.ts";
import { plan } from "./plan.ts";
import { rerun } from "./rerun.ts";
import { rollback } from "./rollback.ts";
import { override, waive } from "./waive.ts";

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [help, rerun, plan, explain, waive, override, rollback, config];

export type CommandAnswer = Answer | { readonly kind: "unknown"; readonly body: string };

/** Who speaks. The role is asked for only where it matters. */
export interface Speaker {
  readonly isAuthor: boolean;
  role(): Promise<Role>;
}

export async function obey(spoken: SpokenCommand, knowledge: Knowledge, speaker: Speaker, matter: Matter): Promise<CommandAnswer> {
  const name = spoken.name === "" ? "help" : spoken.name;
  const command = knowledge.commands.find((known) => known.name === name);
  if (!command) return unknown(name, knowledge.commands);
  if (!(await may(command.who, speaker))) return { kind: "refused", body: `\`${command.usage}\` is for ${WHO[command.who]}.` };
  return command.answer(spoken.argument, knowledge, matter);
}

const WHO: Readonly<Record<Who, string>> = {
  anyone: "everybody",
  "author or write": "the pull request's author and for those who may write to this repository",
  write: "those who may write to this repository",
  maintain: "those who maintain or administer this repository",
};

async function may(who: Who, { isAuthor, role }: Speaker): Promise<boolean> {
  if (who === "anyone" || (who === "author or write" && isAuthor)) return true;
  return reaches(await role(), who === "author or write" ? "write" : who);
}

function unknown(name: string, known: readonly Command[]): CommandAnswer {
  const meant = nearest(
    name,
    known.map((command) => command.name),
  );
  const advice = meant === undefined ? "`/schema-review help` lists the commands." : `Did you mean \`/schema-review ${meant}\`? \`/schema-review help\` lists all commands.`;
  return { kind: "unknown", body: `There is no command ${code(name)}. ${advice}` };
}
