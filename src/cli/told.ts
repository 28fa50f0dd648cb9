/** What the review says to a rule's own examples: the same words that a pull request gets. */
import { filesOf } from "../analysis/rules/example-files.ts";
import { lint } from "../index.ts";
import type { Example, Rule } from "../model/rule.ts";
import type { Told } from "../publication/rule-page.ts";

export async function toldBy(rule: Rule): Promise<Told> {
  const words = new Map<Example, string>();
  for (const example of rule.examples.bad) {
    const { config, body, now = "2026-01-15T12:00:00Z" } = example;
    const { findings } = await lint({ ...filesOf(example), config, body, now });
    const said = findings
      .filter((finding) => finding.rule === rule.id)
      .map(({ severity, message, advice }) => `**${severity}** ${message}${advice ? `\n\n${fenced(advice)}` : ""}`);
    if (said.length > 0) words.set(example, said.join("\n\n"));
  }
  return (example) => words.get(example);
}

function fenced({ language, text, title }: { readonly language: string; readonly text: string; readonly title?: string }): string {
  const mark = text.includes("```") ? "````" : "```";
  return `${title === undefined ? "" : `${title}:\n\n`}${mark}${language}\n${text.trimEnd()}\n${mark}`;
}
