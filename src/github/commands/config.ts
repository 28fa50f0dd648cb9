/** `/schema-review config`: what is in force, and where each value comes from. */
import { longCode } from "../../model/text.ts";
import { row } from "../../publication/neutralize.ts";
import { fitted } from "../../publication/sections.ts";
import type { Command } from "./command.ts";

const LIMIT = 50_000;

export const config: Command = {
  name: "config",
  usage: "/schema-review config",
  who: "write",
  effect: "Posts the configuration in force, and where each value comes from.",
  example: "/schema-review config",
  async answer(_argument, _knowledge, matter) {
    const { verdict, snapshot } = await matter.judged({ asksConfig: true });
    const { configuration } = verdict;
    if (!configuration) {
      const gaps = verdict.gaps.map(({ reason }) => `- ${longCode(reason, 500)}\n`);
      return { kind: "reply", body: fitted([{ head: "The configuration cannot be read, so nothing of it is in force:\n\n", rows: gaps }], LIMIT) };
    }
    const said = configuration.filter(({ from }) => from !== "default");
    const source = snapshot.config ? `Read from ${longCode(snapshot.config.path, 300)} of the default branch.` : "There is no configuration file: everything is as it comes.";
    const table = (values: typeof configuration) => values.map(({ key, value, from }) => row(longCode(key, 200), longCode(value, 400), longCode(from, 200)));
    const head = `${row("Key", "Value", "From")}${row("---", "---", "---")}`;
    const rest = configuration.filter(({ from }) => from === "default");
    return {
      kind: "reply",
      body: fitted(
        [
          { head: `${source}\n\n`, rows: [] },
          ...(said.length === 0 ? [] : [{ head, rows: table(said), tail: "\n" }]),
          { head: `<details><summary>Defaults</summary>\n\n${head}`, rows: table(rest), tail: "\n</details>\n" },
        ],
        LIMIT,
      ),
    };
  },
};
