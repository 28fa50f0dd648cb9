#!/usr/bin/env node
/** `npm run new-rule -- no-something rollout`: a rule's file with an example that still fails, and its line in the registry. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const GATES = ["relations", "invariants", "rollout", "recovery", "queries"];
const [id = "", gate = ""] = process.argv.slice(2);
const usage = "usage: npm run new-rule -- <id> <gate>\n  id: no-… forbids, require-… mandates, prefer-… advises; lower case, words joined by -";

if (!/^(?:no|require|prefer)(?:-[a-z0-9]+)+$/.test(id)) stop(`"${id}" is no name for a rule\n${usage}\n  gate: ${GATES.join(", ")}`);
if (!GATES.includes(gate)) stop(`"${gate}" is no gate: ${GATES.join(", ")}`);

const name = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const path = new URL(`../src/analysis/rules/${gate}/${id}.ts`, import.meta.url);
const registry = new URL("../src/analysis/rules/index.ts", import.meta.url);
if (GATES.some((other) => existsSync(new URL(`../src/analysis/rules/${other}/${id}.ts`, import.meta.url)))) stop(`There already is a rule ${id}`);

const index = readFileSync(registry, "utf8");
const own = `import { ${name} } from "./${gate}/${id}.ts";`;
const lines = index.replace(`  // ${gate}\n`, `  // ${gate}\n  ${name},\n`).split("\n");
const next = lines.findIndex((line) => line.startsWith("import {") && pathOf(line) > pathOf(own));
lines.splice(next < 0 ? lines.findLastIndex((line) => line.startsWith("import ")) + 1 : next, 0, own);
const registered = lines.join("\n");
if (!registered.includes(own) || !registered.includes(`\n  ${name},\n`)) stop("src/analysis/rules/index.ts has another form than this script knows");

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
writeFileSync(path, skeleton());
writeFileSync(registry, registered);
console.log(`src/analysis/rules/${gate}/${id}.ts is there and registered. Its bad example is not reported yet: npx vitest run test/rules -t ${id}`);

function skeleton() {
  return `/** What hurts, in one sentence. */
import { addedChanges } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

export const ${name} = defineRule({
  id: "${id}",
  gate: "${gate}",
  severity: "${id.startsWith("prefer-") ? "info" : "warning"}",
  since: "${version}",
  summary: "Say in one line what to do",
  why: "What hurts, in PostgreSQL's terms: which lock, who waits, what is lost.",
  remedy: "The safe way.",
  quiet: ["tables made by this pull request"],
  *check({ migrations }) {
    for (const { change } of addedChanges(migrations, "set-logged")) {
      if (change.isNew) continue;
      yield { span: change.span, message: \`What happens to \${code(change.table)}.\` };
    }
  },
  examples: {
    bad: [{ title: "the hazard in three words", history: "CREATE TABLE users (id bigint PRIMARY KEY);", migration: "ALTER TABLE users ADD COLUMN replace_me text;" }],
    good: [{ title: "the safe way", history: "CREATE TABLE users (id bigint PRIMARY KEY);", migration: "COMMENT ON TABLE users IS 'safe';" }],
  },
});
`;
}

function pathOf(line) {
  return /"([^"]*)"/.exec(line)?.[1] ?? "";
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
