/**
 * Storms: 1,000 deliveries in ten seconds, twice and out of order; twenty pushes in half a minute; the same thousand at two processes on one PostgreSQL, of
 * which one is killed in the middle. The server runs as built (`npm run build`), in processes of its own, in front of the tests' fake GitHub over HTTP with
 * GitHub's secondary limits (`storm/gate.mjs`). Acknowledgements are measured by a thread of their own (`storm/sender.mjs`); reviews are done at the pace
 * that GitHub allows. Ends with 1 when a delivery was refused, or anything was lost, double or wrong.
 *
 *   node bench/storm.mjs [--deliveries 1000] [--seconds 10] [--findings 0.1] [--installations 4] [--kilobytes 25] [--wait 170]
 *                        [--only deliveries|pushes|replicas] [--dist dist] [--fake dist-bench]
 *
 * --findings: the share of pull requests that get a review and a comment. --wait: seconds after which reviews that are not done count as lost.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { createGate } from "./storm/gate.mjs";
import { boot, SECRET, watchMemory } from "./storm/processes.mjs";
import { createJudge, deliveriesOf, openPulls, payload, SHOP } from "./storm/pulls.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    deliveries: { type: "string", default: "1000" },
    seconds: { type: "string", default: "10" },
    findings: { type: "string", default: "0.1" },
    installations: { type: "string", default: "4" },
    kilobytes: { type: "string", default: "25" },
    wait: { type: "string", default: "170" },
    only: { type: "string" },
    dist: { type: "string", default: join(ROOT, "dist") },
    fake: { type: "string", default: join(ROOT, "dist-bench") },
  },
});
const [count, seconds, findings, installations, kilobytes, wait] = ["deliveries", "seconds", "findings", "installations", "kilobytes", "wait"].map((name) => Number(options[name]));
const SERVER = join(resolve(options.dist), "github", "server.js");
if (!existsSync(SERVER)) throw new Error(`${SERVER} is not there: npm run build`);
if (!existsSync(join(options.fake, "test")))
  execFileSync("npx", ["tsc", "-p", join(ROOT, "bench", "tsconfig.json"), "--outDir", resolve(options.fake)], { stdio: "inherit", cwd: ROOT });
const load = (path) => import(pathToFileURL(join(resolve(options.fake), "test", path)).href);
const { serve } = await load("stories/fake/serve.js");
const { githubSchema } = await load("stories/fake/graphql.js");
const { createFakeGithub, BOT, OWNER, REPO, APP_ID } = await load("stories/fake/state.js");
const { POSTGRES_BINARIES, startPostgres, WHY_SKIPPED } = await load("postgres/server.js");
const ABOUT = { owner: OWNER, repo: REPO, kilobytes };
// A second of work: not while a storm is measured.
githubSchema();

const nothing = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
await once(nothing, "listening");
const sender = new Worker(new URL("storm/sender.mjs", import.meta.url), { workerData: { secret: SECRET, warm: `http://127.0.0.1:${nothing.address().port}` } });
const send = (deliveries) =>
  new Promise((done) => {
    sender.once("message", done);
    sender.postMessage({ deliveries });
  });
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const at = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(0);
const shares = (times) => `p50 ${at(times, 0.5)}, p90 ${at(times, 0.9)}, p99 ${at(times, 0.99)}, most ${at(times, 1)}`;
const loadNow = () => loadavg()[0].toFixed(1);

async function settled(judge) {
  const end = Date.now() + wait * 1000;
  while (Date.now() < end && !judge.isDone()) await sleep(200);
  // What would be done twice is done by now.
  if (judge.isDone()) await sleep(3_000);
  return judge.isDone();
}

function tell(title, figures, wrong) {
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(36)} ${value}`);
  console.log(`  ${"lost, double or wrong".padEnd(36)} ${wrong.length}${wrong.length > 0 ? `: ${wrong.slice(0, 6).join("; ")}` : ""}`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function open(env = [{}]) {
  const github = createFakeGithub(SHOP);
  const gate = createGate();
  const served = await serve(github, gate);
  const servers = await Promise.all(env.map((more) => boot(SERVER, { GHE_HOST: served.host, APP_ID: String(APP_ID), ...more })));
  return { github, gate, served, servers };
}

/** A thousand deliveries to one or two processes; with two, the first is killed when half is sent. */
async function storm(title, env) {
  const loadBefore = loadNow();
  const { github, gate, served, servers } = await open(env);
  const { pulls, ofEach } = openPulls(github, Math.ceil(count / 5), findings, installations);
  const judge = createJudge(github, pulls, BOT);
  const survivor = servers.at(-1);
  const all = deliveriesOf(github, pulls, ABOUT).map((delivery, n, { length }) => ({
    ...delivery,
    at: (n * seconds * 1000) / length,
    url: servers[n % servers.length].url,
    ...(servers.length > 1 ? { otherwise: survivor.url } : {}),
  }));
  const memory = watchMemory(survivor);
  await survivor.metrics(); // Its figures of the event loop begin anew.
  const began = Date.now();
  const killing = servers.length > 1 ? sleep(seconds * 500).then(() => servers[0].child.kill("SIGKILL")) : undefined;
  const { answers, took, lag } = await send(all);
  await killing;
  const storming = await survivor.metrics();
  const isDone = await settled(judge);
  const done = Date.now() - began - (isDone ? 3_000 : 0);
  const after = await survivor.metrics();
  const seen = (name) => storming.get(`schema_review_${name}`) ?? 0;
  const wrong = judge.problems();
  const refused = answers.filter(({ status }) => status !== 200);
  if (refused.length > 0) wrong.unshift(`REFUSED: ${refused.length} deliveries, with ${[...new Set(refused.map(({ status }) => status))].join(", ")}`);
  const times = answers.map(({ took: one }) => one);
  const late = times.filter((one) => one > 500).length;
  tell(
    title,
    {
      deliveries: `${answers.length} in ${(took / 1000).toFixed(1)} s (${new Set(all.map(({ id }) => id)).size} different ones), ${kilobytes} KB each, to ${installations} installations`,
      "pull requests": `${pulls.length}: ${Object.entries(ofEach)
        .map(([kind, n]) => `${n} ${kind}`)
        .join(", ")}`,
      "load of the machine, before and after": `${loadBefore}, ${loadNow()}`,
      "acknowledged, ms": `${shares(times)}; ${late} over 500`,
      "of that inside the server": `${seen('webhook_seconds_bucket{le="0.5"}')} of ${seen("webhook_seconds_count")} within 500 ms, ${seen('webhook_seconds_bucket{le="0.05"}')} within 50 ms`,
      "its event loop stood still, ms": `p99 ${(seen("nodejs_eventloop_lag_p99_seconds") * 1000).toFixed(0)}, most ${(seen("nodejs_eventloop_lag_max_seconds") * 1000).toFixed(0)} while storming; ${((after.get("schema_review_nodejs_eventloop_lag_max_seconds") ?? 0) * 1000).toFixed(0)} afterwards`,
      "the sender's own stood still, ms": `p99 ${lag.p99.toFixed(0)}, most ${lag.most.toFixed(0)}: not the server's doing`,
      ...(servers.length > 1 ? { "given to the other one": `${answers.filter(({ isAgain }) => isAgain).length}, when the first did not answer` } : {}),
      "all reviewed after": `${isDone ? "" : "NOT ALL: "}${(done / 1000).toFixed(1)} s`,
      requests: `${gate.totals.reads} reads, ${gate.totals.writes} writes, ${gate.totals.tokens} tokens: ${((gate.totals.reads + gate.totals.writes) / pulls.length).toFixed(1)} a pull request`,
      "at most, for one installation": `${gate.peaks()}, ${gate.totals.atOnce} at once`,
      "refused by GitHub's limits": gate.totals.refused,
      "the server's memory, MB": memory.stop("server"),
      "its analysis processes, MB": memory.stop("analysis"),
    },
    wrong,
  );
  for (const server of servers) await server.stop();
  await served.close();
}

async function pushes() {
  const { github, gate, served, servers } = await open();
  const loadBefore = loadNow();
  const opened = openPulls(github, 1, 1, 1);
  const [one] = opened.pulls;
  const judge = createJudge(github, opened.pulls, BOT);
  const deliver = async (action) => (await send([{ url: servers[0].url, id: randomUUID(), body: payload(github, one, action, ABOUT), at: 0 }])).answers[0];
  const answers = [await deliver("opened")];
  await settled(judge);
  served.requests.clear();
  const began = Date.now();
  for (let n = 0; n < 20; n++) {
    github.push(one.pull, { "README.md": `# ${n}\n` });
    answers.push(await deliver("synchronize"));
    await sleep(Math.max(0, began + (n + 1) * 1_500 - Date.now()));
  }
  await settled(judge);
  const reads = served.requests.get("GraphQL Review") ?? 0;
  const wrong = judge.problems();
  if (reads > 2) wrong.push(`${reads} reviews of one burst`);
  tell(
    "20 pushes in 30 s, after a first review",
    {
      "load of the machine, before and after": `${loadBefore}, ${loadNow()}`,
      "acknowledged, ms": shares(answers.map(({ took }) => took)),
      "reviews that read the pull request": reads,
      "reads and writes": `${gate.totals.reads} and ${gate.totals.writes}, the first review's among them`,
    },
    wrong,
  );
  for (const server of servers) await server.stop();
  await served.close();
}

async function replicas() {
  if (!POSTGRES_BINARIES) return console.log(`\n${WHY_SKIPPED}`);
  const postgres = await startPostgres();
  const env = { DATABASE_URL: postgres.url };
  await storm("Two processes on one PostgreSQL, one of them killed in the middle", [env, env]);
  await postgres.stop();
}

const storms = { deliveries: () => storm("One process, its work in memory"), pushes, replicas };
for (const [name, run] of Object.entries(storms)) if (!options.only || options.only === name) await run();
process.exit();
