#!/usr/bin/env node
/** Writes what is generated from the rules and commands: docs/rules, the JSON Schema of the configuration, the tables of the README. `--check` fails when something is stale. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configJsonSchema } from "../dist/analysis/config/json-schema.js";
import { rules } from "../dist/analysis/rules/index.js";
import { toldBy } from "../dist/cli/told.js";
import { commandTable } from "../dist/github/commands/help.js";
import { commands } from "../dist/github/commands/obey.js";
import { ruleIndex, rulePage, ruleTable } from "../dist/publication/rule-page.js";

const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");
const wanted = new Map();

for (const rule of rules) wanted.set(`docs/rules/${rule.id}.md`, rulePage(rule, await toldBy(rule)));
wanted.set("docs/rules/README.md", ruleIndex(rules));
wanted.set("docs/schema-review.schema.json", `${JSON.stringify(configJsonSchema(rules), undefined, 2)}\n`);
wanted.set(
  "README.md",
  Object.entries({ rules: ruleTable(rules, (id) => `docs/rules/${id}.md`), commands: commandTable(commands) }).reduce(replaceSection, textOf("README.md") ?? ""),
);

const left = readdirSync(new URL("docs/rules/", ensured("docs/rules/")))
  .map((name) => `docs/rules/${name}`)
  .filter((path) => !wanted.has(path));
const stale = [...[...wanted].filter(([path, text]) => textOf(path) !== text).map(([path]) => path), ...left];

if (check) {
  for (const path of stale) console.error(`${path} is stale: run \`npm run docs\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    if (left.includes(path)) rmSync(new URL(path, root));
    else writeFileSync(new URL(path, root), wanted.get(path));
    console.log(path);
  }
}

/** The text between `<!-- generated:name -->` and `<!-- /generated:name -->`. */
function replaceSection(text, [name, content]) {
  const pattern = new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated:${name} -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no section <!-- generated:${name} -->`);
  return text.replace(pattern, (_, open, close) => `${open}${content}\n${close}`);
}

function ensured(folder) {
  mkdirSync(new URL(folder, root), { recursive: true });
  return root;
}

function textOf(path) {
  try {
    return readFileSync(fileURLToPath(new URL(path, root)), "utf8");
  } catch {
    return undefined;
  }
}
