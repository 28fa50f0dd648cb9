/**
 * Lints all SQL below a folder with whole processes, ours and squawk's in turn, and prints the medians.
 *   node bench/lint.mjs --corpus <folder> [--squawk <binary of squawk-cli>] [--rounds 5]
 */
import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { median, milliseconds, options, run } from "./process.mjs";

const MAIN = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

const { corpus, squawk, rounds = "5" } = options(["corpus", "squawk", "rounds"]);
if (corpus === undefined || !existsSync(corpus)) throw new Error("--corpus must name a folder of repositories");
if (!existsSync(MAIN)) throw new Error("build first: npm run build");

const root = resolve(corpus);
const all = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".sql"))
  .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();

const files = squawk === undefined ? all : await survived(all);
if (files.length < all.length) console.log(`left out, since squawk gives no answer to a run with them: ${all.filter((file) => !files.includes(file)).join(", ")}`);

function squawkOn(paths) {
  return [resolve(squawk), "--reporter", "json", ...paths];
}

/** One file that makes squawk panic costs the whole run its output: such files are found by halving, before the clock runs. */
async function survived(paths) {
  const [program, ...args] = squawkOn(paths);
  const { stdout } = await run(program, args, { cwd: root });
  if (stdout.trimEnd().endsWith("]")) return paths;
  if (paths.length === 1) return [];
  const middle = Math.ceil(paths.length / 2);
  return [...(await survived(paths.slice(0, middle))), ...(await survived(paths.slice(middle)))];
}

/** Each reads the same files and answers with the files of its findings, one entry a finding. */
const linters = [
  {
    name: "schema-review",
    command: [process.execPath, MAIN, "lint", ...files, "--format", "json"],
    hits: (stdout) => JSON.parse(stdout).findings.map(({ path }) => path),
  },
  ...(squawk === undefined ? [] : [{ name: "squawk", command: squawkOn(files), hits: (stdout) => JSON.parse(stdout).map(({ file }) => file) }]),
];

const measured = new Map(linters.map(({ name }) => [name, []]));
for (let round = 0; round < Number(rounds); round++)
  for (const { name, command, hits } of linters) {
    const [program, ...args] = command;
    const { stdout, wall, cpu } = await run(program, args, { cwd: root });
    const found = hits(stdout);
    measured.get(name).push({ wall, cpu, findings: found.length, filesHit: new Set(found).size });
  }

console.log(`${files.length} SQL files, median of ${rounds} rounds in turn, each a process of its own`);
console.table(
  Object.fromEntries(
    [...measured].map(([name, runs]) => [
      name,
      {
        CPU: milliseconds(median(runs.map(({ cpu }) => cpu))),
        wall: milliseconds(median(runs.map(({ wall }) => wall))),
        findings: runs[0].findings,
        "files hit": runs[0].filesHit,
      },
    ]),
  ),
);
