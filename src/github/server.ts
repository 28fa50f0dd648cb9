/** `npm start`: the server, from its environment. Without credentials it is Probot's set-up page. */
import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { run } from "probot";
import { EnvironmentError, type ServerEnvironment, serverEnvironment } from "../env.ts";
import { createExaminer } from "../examiner.ts";
import type { RulePages } from "./commands/command.ts";
import { systemClock } from "./queue/clock.ts";
import { type Running, start } from "./start.ts";

/** Milliseconds that running reviews get after SIGTERM; Docker and Kubernetes kill after 10 and 30 seconds. */
const GRACE = 25_000;
/** Of the analysis processes: webhooks are answered first where processors are scarce. */
const NICENESS = 5;

try {
  const environment = serverEnvironment();
  if (environment.credentials) await serve(environment);
  else await setUp(environment);
} catch (error) {
  process.stderr.write(`schema-review cannot start. ${error instanceof EnvironmentError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

async function serve(environment: ServerEnvironment): Promise<void> {
  let running: Running | undefined;
  const onRestart = (message: string): void => {
    running?.metrics.analysisRestarted();
    (running?.probot.log ?? console).warn(`an analysis process was replaced: ${message}`);
  };
  // A process that only takes webhooks examines nothing.
  const examiner = environment.role === "web" ? undefined : createExaminer({ log: onRestart, niceness: NICENESS });
  const examine = examiner?.examine ?? (() => Promise.reject(new Error("a process of the role web reviews nothing")));
  running = await start(environment, { examine, rules: rulePages(), clock: systemClock, ofProcess: true }).catch(async (error: unknown) => {
    await examiner?.close();
    throw error;
  });
  const { stop: stopServer } = running;
  process.stdout.write(`schema-review listens on port ${(running.server.address() as AddressInfo).port}.\n`);
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    process.stdout.write(`schema-review: ${signal}, finishing what is under way.\n`);
    const drained = await stopServer(GRACE);
    await examiner?.close();
    process.stdout.write(drained ? "schema-review stopped.\n" : "schema-review stopped; a review was cut off and is done again after the next start.\n");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}

/** The page lets anybody who reaches it set this server up, so it is not offered in production. */
async function setUp({ production, port, host, probot }: ServerEnvironment): Promise<void> {
  if (production)
    throw new EnvironmentError(
      "APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET are not set. Take them from the settings page of your GitHub App, or run `npm start` without NODE_ENV=production to register one.",
    );
  process.stdout.write(`schema-review has no credentials yet. Open http://localhost:${port} to register it as a GitHub App; the page writes them to .env. Then start it again.\n`);
  const server = await run(() => {}, { env: { ...probot, PORT: String(port), ...(host ? { HOST: host } : {}) } });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void server.stop().finally(() => process.exit(0)));
}

/** The generated pages, beside the compiled program in the package. */
function rulePages(): RulePages {
  const folder = new URL("../../docs/rules/", import.meta.url);
  const pages = new Map<string, string>();
  for (const name of filesIn(folder)) if (name.endsWith(".md")) pages.set(name.slice(0, -3), readFileSync(new URL(name, folder), "utf8"));
  pages.delete("README");
  return { ids: [...pages.keys()], page: (id) => pages.get(id) };
}

function filesIn(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
