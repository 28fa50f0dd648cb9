/** `schema-review rules` and `schema-review explain`. */
import { rules } from "../analysis/rules/index.ts";
import { nearest } from "../model/nearest.ts";
import { GATES, QUESTIONS, type Rule } from "../model/rule.ts";
import { ansi, plain } from "../publication/painter.ts";
import { rulePage, ruleTable } from "../publication/rule-page.ts";
import { UsageError } from "./failure.ts";
import { EXIT_CODES, type Format } from "./options.ts";
import { asJson, colorful } from "./print.ts";

export async function rulesCommand({ format }: { readonly format: Format }): Promise<number> {
  if (format === "json") process.stdout.write(asJson(rules.map(described)));
  else if (format === "markdown") process.stdout.write(`${ruleTable(rules, (id) => `docs/rules/${id}.md`)}\n`);
  else process.stdout.write(rulesAsText(rules));
  return EXIT_CODES.passed;
}

/** Throws `UsageError` for an unknown rule, with the nearest one. */
export async function explainCommand(id: string, { format }: { readonly format: Format }): Promise<number> {
  const rule = rules.find((candidate) => candidate.id === id.toLowerCase());
  if (!rule) {
    const meant = nearest(
      id,
      rules.map((candidate) => candidate.id),
    );
    throw new UsageError(`There is no rule "${id}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} \`schema-review rules\` lists all.`);
  }
  const { toldBy } = await import("./told.ts");
  const page = rulePage(rule, await toldBy(rule));
  process.stdout.write(format === "json" ? asJson({ ...described(rule), why: rule.why, remedy: rule.remedy, quiet: rule.quiet, page }) : format === "text" ? asText(page) : page);
  return EXIT_CODES.passed;
}

function described({ id, gate, severity, since, summary, heuristic = false, waivable = true, options = {} }: Rule): object {
  return { id, gate, severity, since, summary, heuristic, waivable, options };
}

function rulesAsText(all: readonly Rule[]): string {
  const paint = colorful() ? ansi : plain;
  const width = Math.max(0, ...all.map(({ id }) => id.length));
  const gates = GATES.map((gate) => {
    const lines = all.filter((rule) => rule.gate === gate).map(({ id, severity, summary }) => `  ${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}`);
    return [paint.bold(`${gate}: ${QUESTIONS[gate]}`), ...lines].join("\n");
  });
  return `${gates.join("\n\n")}\n`;
}

/** The page as it is, its headings set off on a terminal. */
function asText(page: string): string {
  const paint = colorful() ? ansi : plain;
  let fenced = false;
  const lines = page.split("\n").map((line) => {
    if (/^(?:> )?`{3,}/.test(line)) fenced = !fenced;
    return !fenced && /^#+ /.test(line) ? paint.bold(line) : line;
  });
  return lines.join("\n");
}
