/** `/schema-review rollback`: the way back of each migration, as far as it can be derived. */
import { code } from "../../model/text.ts";
import { fence, messageLine } from "../../publication/neutralize.ts";
import { fitted } from "../../publication/sections.ts";
import { GRADE_WORDS } from "../../publication/wording.ts";
import type { Command } from "./command.ts";

const LIMIT = 50_000;

export const rollback: Command = {
  name: "rollback",
  usage: "/schema-review rollback",
  who: "author or write",
  effect: "Posts the reverse SQL of each migration, and whether it brings the data back.",
  example: "/schema-review rollback",
  async answer(_argument, _knowledge, matter) {
    const { migrations } = (await matter.judged()).verdict;
    if (migrations.length === 0) return { kind: "reply", body: "This pull request adds no migration, so there is nothing to roll back." };
    const rows = migrations.map(({ name, rollback: { grade, why, sql } }) => {
      const told = sql ? `\n\n${fence(sql, "sql", { longest: 20_000 })}` : "\n\nNo reverse SQL can be derived.\n";
      return `**${code(name)}: ${GRADE_WORDS[grade]}.** ${messageLine(why, 1000)}${told}\n`;
    });
    return { kind: "reply", body: fitted([{ head: "Derived from the statements, not tried. The last migration goes back first.\n\n", rows: rows.reverse() }], LIMIT) };
  },
};
