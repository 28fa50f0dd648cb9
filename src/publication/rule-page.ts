/** A rule's page: docs/rules/<id>.md, `schema-review explain` and `/schema-review explain` show the same one. */
import { type Example, GATES, type ItemsOption, QUESTIONS, type Rule, type RuleOption } from "../model/rule.ts";
import type { SourceFile } from "../model/source.ts";

/** What the review says to an example, in its own words: Markdown, with the ready text of the safe way. */
export type Told = (example: Example) => string | undefined;

const GATE_TITLES = { relations: "Relations", invariants: "Invariants", rollout: "Rollout", recovery: "Recovery", queries: "Queries" } as const;

/** Markdown that ends in a line feed. Without `told` the examples stand without the review's words. */
export function rulePage(rule: Rule, told: Told = () => undefined): string {
  const { id, gate, severity, since, summary, why, remedy, quiet, examples } = rule;
  const facts = [`Gate: **${gate}** – ${QUESTIONS[gate]}`, `Severity: **${severity}**${severity === "off" ? " until a configuration turns it on" : ""}`, `Since: ${since}`];
  if (rule.heuristic) facts.push("It guesses from names");
  if (rule.waivable === false) facts.push("It cannot be waived by a command");
  if (rule.supersedes?.length) facts.push(`Where it speaks, these have nothing to add: ${rule.supersedes.map((other) => `\`${other}\``).join(", ")}`);
  const sections = [
    `# ${id}\n\n${summary}.`,
    facts.map((fact) => `- ${fact}`).join("\n"),
    `## Why\n\n${why.trim()}`,
    `## The safe way\n\n${remedy.trim()}`,
    ...(quiet.length > 0 ? [`## When it stays quiet\n\n${quiet.map((line) => `- ${line}`).join("\n")}`] : []),
    ...optionsSection(rule),
    `## Examples`,
    ...examples.bad.map((example) => exampleSection("Reported", example, told(example))),
    ...examples.good.map((example) => exampleSection("Fine", example, undefined)),
    `## To keep it as it is\n\n${ignoreHelp(rule)}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

/** A table by gate; `link` makes the address of a rule's page. */
export function ruleTable(rules: readonly Rule[], link: (id: string) => string): string {
  const rows = GATES.flatMap((gate) =>
    rules.filter((rule) => rule.gate === gate).map((rule) => `| [${rule.id}](${link(rule.id)}) | ${gate} | ${rule.severity} | ${cell(rule.summary)} |`),
  );
  return ["| rule | gate | severity | what it asks for |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** docs/rules/README.md */
export function ruleIndex(rules: readonly Rule[]): string {
  const gates = GATES.map((gate) => {
    const own = rules.filter((rule) => rule.gate === gate);
    const rows = own.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${cell(rule.summary)} |`);
    return [`## ${GATE_TITLES[gate]}: ${QUESTIONS[gate]}`, ["| rule | severity | what it asks for |", "| --- | --- | --- |", ...rows].join("\n")].join("\n\n");
  });
  return `${["# Rules", "`no-` forbids, `require-` mandates, `prefer-` advises. A gate fails when one of its rules reports an error that nobody waived.", ...gates].join("\n\n")}\n`;
}

function optionsSection({ id, options = {} }: Rule): string[] {
  const entries = Object.entries(options);
  if (entries.length === 0) return [];
  const rows = entries.flatMap(([name, option]) => [`| \`${name}\` | ${cell(shown(option.default))} | ${cell(meaning(option))} |`, ...keyRows(name, option)]);
  const yaml = entries.map(([name, option]) => `      ${name}:${"items" in option ? itemYaml(option) : ` ${JSON.stringify(option.default)}`}`).join("\n");
  return [
    `## Options\n\n| option | default | meaning |\n| --- | --- | --- |\n${rows.join("\n")}`,
    fence("yaml", `# .github/schema-review.yml\nrules:\n  ${id}:\n    options:\n${yaml}`),
  ];
}

/** A row for each key of the groups that an option lists. */
function keyRows(name: string, option: RuleOption): string[] {
  if (!("items" in option)) return [];
  return Object.entries(option.items).map(([key, declared]) => `| \`${name}[].${key}\` | ${declared.required ? "required" : "none"} | ${cell(meaning(declared))} |`);
}

function meaning({ description, choices, patterns }: { readonly description: string; readonly choices?: readonly string[]; readonly patterns?: boolean }): string {
  if (choices) return `${description}: ${choices.map((choice) => `\`${choice}\``).join(", ")}`;
  return patterns ? `${description} (\`*\`, \`?\`, \`[a-z]\`)` : description;
}

function itemYaml({ example }: ItemsOption): string {
  const keys = Object.entries(example).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `\n        - ${keys.join("\n          ")}`;
}

function shown(value: number | boolean | string | readonly string[]): string {
  if (typeof value !== "object") return `\`${value}\``;
  return value.length === 0 ? "none" : value.map((word) => `\`${word}\``).join(", ");
}

function exampleSection(label: string, example: Example, said: string | undefined): string {
  return [`### ${label}: ${example.title}`, ...partsOf(example), ...(said === undefined ? [] : [quote(said)])].join("\n\n");
}

function partsOf({ history, migration, schema, code, files = [], base = [], body, config, now }: Example): string[] {
  const migrations = migration === undefined ? [] : typeof migration === "string" ? [migration] : migration;
  const before = new Map(base.map(({ path, text }) => [path, text]));
  const added = (path: string): boolean => !before.has(path);
  return [
    ...(config === undefined ? [] : [`With this configuration:\n\n${fence("json", JSON.stringify(config, undefined, 2))}`]),
    ...(history === undefined ? [] : [`Already applied:\n\n${fence("sql", history)}`]),
    ...base.map((file) => `${files.some(({ path }) => path === file.path) ? "Before, in" : "There already is"} \`${file.path}\`:\n\n${fileFence(file)}`),
    ...(typeof schema === "object" ? [`The schema before:\n\n${fence("prisma", schema.before)}`] : []),
    ...(schema === undefined
      ? []
      : [`${typeof schema === "object" ? "The schema after" : "The schema"}:\n\n${fence("prisma", typeof schema === "string" ? schema : schema.after)}`]),
    ...migrations.map((text) => `The migration:\n\n${fence("sql", text)}`),
    ...(code === undefined ? [] : [`The code:\n\n${fence("ts", code)}`]),
    ...files.map((file) => `${added(file.path) ? "The pull request adds" : "After, in"} \`${file.path}\`:\n\n${fileFence(file)}`),
    ...(body === undefined ? [] : [`The description:\n\n${fence("md", body)}`]),
    ...(now === undefined ? [] : [`On ${now.slice(0, 10)}.`]),
  ];
}

function ignoreHelp({ id, gate }: Rule): string {
  const comment = gate === "queries" ? `// schema-review-ignore ${id}: <why>` : `-- schema-review-ignore ${id}: <why>`;
  return `Say why, above the statement (SQL), the model or field (\`///\` in a Prisma schema) or the call (\`//\` in code):\n\n${fence(gate === "queries" ? "ts" : "sql", comment)}`;
}

function fileFence({ path, text }: SourceFile): string {
  return fence(/\.(\w+)$/.exec(path)?.[1] ?? "", text);
}

/** Longer than any run of backticks inside. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}${language}\n${text.replace(/^\n+|\s+$/g, "")}\n${mark}`;
}

function quote(markdown: string): string {
  return markdown
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ");
}
