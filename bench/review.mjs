/**
 * Reviews one pull request of a synthetic repository: as a command (a cold process, two folders on disk) and again and again in one process (warm).
 *   node bench/review.mjs [--rounds 5]
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, milliseconds, options, run } from "./process.mjs";
import { repository } from "./repository.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const SIZES = [
  { migrations: 5, models: 10 },
  { migrations: 50, models: 300 },
  { migrations: 500, models: 300 },
];
/** Reviews before the clock counts: the code is compiled then, the history still unknown. */
const WARM_UP = 5;

const { rounds = "5" } = options(["rounds"]);
if (!existsSync(DIST)) throw new Error("build first: npm run build");
const { lint } = await import(join(DIST, "index.js"));

function write(folder, files) {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function cold({ before, after }) {
  const folder = mkdtempSync(join(tmpdir(), "schema-review-bench-"));
  try {
    write(join(folder, "before"), before);
    write(join(folder, "after"), after);
    const runs = [];
    for (let round = 0; round < Number(rounds); round++)
      runs.push(await run(process.execPath, [join(DIST, "cli/main.js"), "review", "--base", "before", "--head", "after", "--format", "json"], { cwd: folder }));
    const { verdict, findings } = JSON.parse(runs[0].stdout);
    return { wall: median(runs.map((one) => one.wall)), cpu: median(runs.map((one) => one.cpu)), verdict, findings: findings.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `known`: the same history as the review before, as for a second push. `unknown`: another repository's each time. */
async function warm({ before, after }) {
  const times = { known: [], unknown: [] };
  const again = (files, round) => files.map((file) => (file.path.endsWith(".sql") ? { ...file, text: `-- ${round}\n${file.text}` } : file));
  for (let round = -WARM_UP; round < Number(rounds); round++) {
    const input = { base: again(before, round), files: again(after, round) };
    for (const kind of ["unknown", "known"]) {
      const start = performance.now();
      await lint(input);
      if (round >= 0) times[kind].push(performance.now() - start);
    }
  }
  return { unknown: median(times.unknown), known: median(times.known) };
}

const rows = {};
for (const size of SIZES) {
  const files = repository(size);
  const once = await cold(files);
  const { unknown, known } = await warm(files);
  rows[`${size.migrations} migrations, ${size.models} models`] = {
    "cold, CPU": milliseconds(once.cpu),
    "cold, wall": milliseconds(once.wall),
    "warm, new history": milliseconds(unknown),
    "warm, known history": milliseconds(known),
    verdict: `${once.verdict}, ${once.findings} findings`,
  };
}
console.log(`one added migration, median of ${rounds} rounds`);
console.table(rows);
console.log(`resident memory of the warm process at the end: ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
