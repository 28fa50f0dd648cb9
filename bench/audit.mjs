/**
 * Audits a generated repository as a command: a schema of many models (relations, indexes, soft deletion, tenants, join tables, logs), its history of migrations, code.
 *   node bench/audit.mjs [--models 300] [--rounds 5] [--dist <folder of a build>]
 * "start" is `audit` of an empty folder: node, the command line, the analysis process. The peak is that of the largest process of the run (GNU time is not needed: Linux's /proc).
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { business } from "./business.mjs";
import { median, milliseconds, options, run } from "./process.mjs";

const { models = "300", rounds = "5", dist = fileURLToPath(new URL("../dist/", import.meta.url)) } = options(["models", "rounds", "dist"]);
const MAIN = join(dist, "cli/main.js");
if (!existsSync(MAIN)) throw new Error("build first: npm run build");

function repository(files) {
  const folder = mkdtempSync(join(tmpdir(), "schema-review-bench-"));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function audit(folder) {
  const peak = watch();
  const done = await run(process.execPath, [MAIN, "audit", "--repo", folder, "--format", "json"]);
  return { ...done, rss: peak() };
}

/** The highest VmHWM of any process below this one, in MB; looked at each 10 ms, the kernel keeps the peak. */
function watch() {
  let highest = 0;
  const timer = setInterval(() => {
    for (const pid of below(process.pid)) highest = Math.max(highest, peakOf(pid));
  }, 10);
  return () => {
    clearInterval(timer);
    return highest / 1024;
  };
}

function below(parent) {
  try {
    const children = readdirSync(`/proc/${parent}/task`).flatMap((task) => readFileSync(`/proc/${parent}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean));
    return children.flatMap((pid) => [pid, ...below(pid)]);
  } catch {
    return [];
  }
}

function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const rows = {};
for (const [name, files] of [
  ["start: an empty folder", []],
  [`${models} models`, business({ models: Number(models), migrations: 0, code: false })],
  [`${models} models, 60 migrations`, business({ models: Number(models), migrations: 60, code: false })],
  [`${models} models, 60 migrations, code`, business({ models: Number(models), migrations: 60, code: true })],
  [`${2 * Number(models)} models`, business({ models: 2 * Number(models), migrations: 0, code: false })],
]) {
  const folder = repository(files);
  try {
    const runs = [];
    for (let round = 0; round < Number(rounds); round++) runs.push(await audit(folder));
    const { findings, gaps } = JSON.parse(runs[0].stdout);
    rows[name] = {
      wall: milliseconds(median(runs.map(({ wall }) => wall))),
      CPU: milliseconds(median(runs.map(({ cpu }) => cpu))),
      "largest process": `${Math.round(median(runs.map(({ rss }) => rss)))} MB`,
      findings: findings.length,
      gaps: gaps.length,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
console.log(`audit as a command, median of ${rounds} rounds`);
console.table(rows);
