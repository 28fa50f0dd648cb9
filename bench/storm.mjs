/**
 * Storms: 1,000 deliveries in ten seconds, twice and out of order; twenty pushes in half a minute; two processes on one PostgreSQL of which one is killed.
 * The server runs as built (`npm run build`), in processes of its own, in front of the tests' fake GitHub over HTTP. Says acknowledgement times, memory, and
 * whether every pull request has exactly one verdict on its newest head.
 *
 *   node bench/storm.mjs [--deliveries 1000] [--seconds 10] [--only deliveries|pushes|replicas] [--dist dist] [--fake dist-bench]
 */
import { execFileSync, spawn } from "node:child_process";
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    deliveries: { type: "string", default: "1000" },
    seconds: { type: "string", default: "10" },
    only: { type: "string" },
    dist: { type: "string", default: join(ROOT, "dist") },
    fake: { type: "string", default: join(ROOT, "dist-bench") },
  },
});
const SERVER = join(resolve(options.dist), "github", "server.js");
if (!existsSync(SERVER)) throw new Error(`${SERVER} is not there: npm run build`);
if (!existsSync(join(options.fake, "test")))
  execFileSync("npx", ["tsc", "-p", join(ROOT, "bench", "tsconfig.json"), "--outDir", resolve(options.fake)], { stdio: "inherit", cwd: ROOT });
const load = (path) => import(pathToFileURL(join(resolve(options.fake), "test", path)).href);
const { serve } = await load("stories/fake/serve.js");
const { createFakeGithub, BOT, OWNER, REPO, INSTALLATION, APP_ID } = await load("stories/fake/state.js");
const { POSTGRES_BINARIES, startPostgres, WHY_SKIPPED } = await load("postgres/server.js");

const SECRET = "a secret of the bench";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const MIGRATION = "prisma/migrations/20260301000000_drop/migration.sql";
const SHOP = {
  "package.json": '{ "dependencies": { "prisma": "6.14.0" } }\n',
  "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n\nmodel User {\n  id Int @id\n  nickname String?\n\n  @@map("users")\n}\n',
  "prisma/migrations/20260101000000_init/migration.sql": "CREATE TABLE users (id integer PRIMARY KEY, nickname text);\n",
};
const DROPS = { [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\n" };

async function boot(host, env = {}) {
  const child = spawn(process.execPath, [SERVER], {
    env: {
      PATH: process.env.PATH,
      APP_ID: String(APP_ID),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: SECRET,
      GHE_HOST: host,
      GHE_PROTOCOL: "http",
      PORT: "0",
      HOST: "127.0.0.1",
      LOG_LEVEL: "error",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise((done, fail) => {
    child.stdout.on("data", (chunk) => {
      const match = /listens on port (\d+)/.exec(chunk.toString());
      if (match) done(match[1]);
    });
    child.once("exit", () => fail(new Error("the server did not start")));
  });
  return { child, url: `http://127.0.0.1:${port}`, memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024 };
}

function payload(github, pull, action) {
  return JSON.stringify({
    action,
    number: pull.number,
    pull_request: {
      number: pull.number,
      head: { sha: github.headOf(pull) },
      base: { ref: "main", sha: github.branches.get("main") },
      comments: pull.comments.length,
      review_comments: pull.threads.length,
    },
    repository: { id: 1, node_id: "R_1", name: REPO, full_name: `${OWNER}/${REPO}`, owner: { login: OWNER } },
    installation: { id: INSTALLATION },
    sender: { login: "alice", id: 1, type: "User" },
  });
}

/** The answer's status and how long it took; status 0: nobody answered. */
async function deliver(url, body, id) {
  const began = performance.now();
  const headers = {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": id,
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
  const status = await fetch(`${url}/api/github/webhooks`, { method: "POST", body, headers, signal: AbortSignal.timeout(10_000) }).then(
    (response) => response.arrayBuffer().then(() => response.status),
    () => 0,
  );
  return { status, took: performance.now() - began };
}

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const at = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(0);
const verdictOf = (github, pull) => github.checks.filter(({ head, conclusion }) => head === github.headOf(pull) && conclusion !== "cancelled");

async function settled(github, most) {
  const end = Date.now() + most;
  while (Date.now() < end) {
    const isDone = github.pulls.every((pull) => verdictOf(github, pull).some(({ status }) => status === "completed"));
    if (isDone && github.checks.every(({ status }) => status === "completed")) return true;
    await sleep(100);
  }
  return false;
}

/** What is not as it should be. */
function problems(github) {
  return github.pulls.flatMap((pull) => {
    const found = [];
    const verdicts = verdictOf(github, pull);
    if (verdicts.length !== 1) found.push(`${verdicts.length} checks on the newest head`);
    if (verdicts.some(({ status, conclusion }) => status !== "completed" || conclusion !== "failure")) found.push("a wrong verdict");
    if (pull.threads.filter(({ comments }) => comments[0]?.author === BOT).length !== 1) found.push(`${pull.threads.length} threads`);
    if (pull.comments.filter(({ author }) => author === BOT).length !== 1) found.push(`${pull.comments.length} comments`);
    return found.map((what) => `#${pull.number}: ${what}`);
  });
}

function tell(title, github, figures) {
  const wrong = problems(github);
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(34)} ${value}`);
  console.log(`  ${"lost, double or wrong".padEnd(34)} ${wrong.length}${wrong.length > 0 ? `: ${wrong.slice(0, 5).join("; ")}` : ""}`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function storm() {
  const github = createFakeGithub(SHOP);
  const served = await serve(github);
  const server = await boot(served.host);
  const count = Number(options.deliveries);
  const pulls = Array.from({ length: Math.ceil(count / 5) }, () => github.openPull({ files: DROPS }));
  const all = pulls.flatMap((pull) => {
    const first = { id: randomUUID(), body: payload(github, pull, "opened") };
    github.push(pull, { "README.md": `# ${pull.number}\n` });
    const second = { id: randomUUID(), body: payload(github, pull, "synchronize") };
    return [first, second, first, second, { id: randomUUID(), body: payload(github, pull, "labeled") }];
  });
  all.sort(() => Math.random() - 0.5);
  const before = server.memory();
  let most = before;
  const gap = (Number(options.seconds) * 1000) / all.length;
  const began = Date.now();
  const answers = await Promise.all(
    all.map(async ({ id, body }, n) => {
      await sleep(n * gap);
      most = Math.max(most, server.memory());
      return deliver(server.url, body, id);
    }),
  );
  const sent = Date.now() - began;
  const isDone = await settled(github, 600_000);
  const done = Date.now() - began;
  const times = answers.map(({ took }) => took);
  const middle = server.memory();
  tell(`${all.length} deliveries in ${(sent / 1000).toFixed(1)} s, ${pulls.length} pull requests, every event twice, out of order`, github, {
    "acknowledged in (p50, p99, max) ms": `${at(times, 0.5)}, ${at(times, 0.99)}, ${at(times, 1)}`,
    "answers other than 200": answers.filter(({ status }) => status !== 200).length,
    "all reviewed after": `${isDone ? "" : "NOT ALL, "}${(done / 1000).toFixed(1)} s`,
    "requests a review": ([...served.requests.values()].reduce((sum, n) => sum + n, 0) / pulls.length).toFixed(1),
    "memory MB before, most, after": [before, most, middle].map((mb) => mb.toFixed(0)).join(", "),
  });
  server.child.kill("SIGTERM");
  await served.close();
}

async function pushes() {
  const github = createFakeGithub(SHOP);
  const served = await serve(github);
  const server = await boot(served.host);
  const pull = github.openPull({ files: DROPS });
  await deliver(server.url, payload(github, pull, "opened"), randomUUID());
  await settled(github, 60_000);
  served.requests.clear();
  for (let n = 0; n < 20; n++) {
    github.push(pull, { [MIGRATION]: `-- ${n}\nALTER TABLE users DROP COLUMN nickname;\n` });
    await deliver(server.url, payload(github, pull, "synchronize"), randomUUID());
    await sleep(1_450);
  }
  await settled(github, 60_000);
  tell("20 pushes in half a minute", github, { "reviews that read the pull request": served.requests.get("GraphQL Review") ?? 0 });
  server.child.kill("SIGTERM");
  await served.close();
}

async function replicas() {
  if (!POSTGRES_BINARIES) return console.log(`\n${WHY_SKIPPED}`);
  const postgres = await startPostgres();
  const github = createFakeGithub(SHOP);
  const served = await serve(github);
  const env = { DATABASE_URL: postgres.url };
  const [one, two] = await Promise.all([boot(served.host, env), boot(served.host, env)]);
  const count = Number(options.deliveries) / 5;
  const pulls = Array.from({ length: count }, () => github.openPull({ files: DROPS }));
  const lost = [];
  const times = [];
  let killed;
  await Promise.all(
    pulls.map(async (pull, n) => {
      await sleep((n * Number(options.seconds) * 1000) / count);
      if (n === Math.floor(count / 2)) {
        one.child.kill("SIGKILL");
        killed = Date.now();
      }
      const delivery = { id: randomUUID(), body: payload(github, pull, "opened") };
      const { status, took } = await deliver(n % 2 ? one.url : two.url, delivery.body, delivery.id);
      if (status === 200) times.push(took);
      else lost.push(delivery);
    }),
  );
  // What the dead one did not take, a load balancer gives to the other, or GitHub sends again when the reconciler asks.
  for (const { id, body } of lost) times.push((await deliver(two.url, body, id)).took);
  const isDone = await settled(github, 600_000);
  tell(`${count} pull requests, two processes on one PostgreSQL, one killed in the middle`, github, {
    "acknowledged in (p50, p99, max) ms": `${at(times, 0.5)}, ${at(times, 0.99)}, ${at(times, 1)}`,
    "deliveries that had to come again": lost.length,
    "all reviewed after the kill": `${isDone ? "" : "NOT ALL, "}${((Date.now() - killed) / 1000).toFixed(1)} s`,
    "memory MB of the survivor": two.memory().toFixed(0),
  });
  two.child.kill("SIGTERM");
  await new Promise((done) => two.child.once("exit", done));
  await served.close();
  await postgres.stop();
}

for (const [name, run] of Object.entries({ deliveries: storm, pushes, replicas })) if (!options.only || options.only === name) await run();
process.exit();
