/** `schema-review doctor`: looks at a server's set-up from where it runs, and says for each thing whether it is right and what to do. */
import { createProbot } from "probot";
import { EnvironmentError, type ServerEnvironment, serverEnvironment } from "../env.ts";
import { type Client, clientClass } from "../github/client.ts";
import { createLog } from "../github/log.ts";
import { type Clock, systemClock } from "../github/queue/clock.ts";
import { checkCredentials, checkEvents, checkPermissions, readManifest } from "./doctor/app-checks.ts";
import { fail, type Line, ok } from "./doctor/line.ts";
import { checkAnalysis, checkDatabase, checkNode } from "./doctor/machine-checks.ts";
import { checkInstallations, checkRepository } from "./doctor/repository-checks.ts";
import { checkDeliveries, checkWebhook } from "./doctor/webhook-checks.ts";
import { UsageError } from "./failure.ts";
import { EXIT_CODES } from "./options.ts";
import { asJson, version } from "./print.ts";

export interface DoctorOptions {
  /** `owner/repo`: is the check required there? */
  readonly repo?: string;
  readonly json?: boolean;
}

const SIGNS = { ok: "OK  ", warn: "WARN", fail: "FAIL" } as const;

/** 0: it will work, perhaps with warnings; 1: something fails. */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const lines: Line[] = [];
  for await (const line of diagnose(options)) {
    lines.push(line);
    if (!options.json) process.stdout.write(asText(line));
  }
  if (options.json) process.stdout.write(asJson({ version: version(), healthy: lines.every(({ level }) => level !== "fail"), checks: lines }));
  return lines.some(({ level }) => level === "fail") ? EXIT_CODES.failed : EXIT_CODES.passed;
}

export interface DiagnoseOptions extends DoctorOptions {
  /** Variables; default: this process's. */
  readonly values?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** How the analysis process is looked at. */
  readonly analysis?: (now: () => number) => Promise<Line>;
}

export async function* diagnose({ repo, values, clock = systemClock, analysis = checkAnalysis }: DiagnoseOptions): AsyncGenerator<Line> {
  const place = repo === undefined ? undefined : placeOf(repo);
  yield ok("version", `schema-review ${version()}.`);
  yield checkNode(process.version);
  yield await analysis(clock.now);
  const environment = read(values);
  if (Array.isArray(environment)) return yield* environment;
  yield ok("settings", "All settings are understood.");
  yield await checkDatabase(environment.databaseUrl);
  if (!environment.credentials) {
    yield fail("credentials", "There are none.", "Run `npm start` and follow the set-up page, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.");
    return;
  }
  yield* askGithub(environment, environment.credentials.appId, place, clock);
}

function read(values: DiagnoseOptions["values"]): ServerEnvironment | Line[] {
  try {
    return serverEnvironment(values);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.problems.map((problem) => fail("settings", problem, "Set it in the environment or in .env; .env.example says what each setting means."));
  }
}

async function* askGithub({ probot: env, log }: ServerEnvironment, appId: number, place: Place | undefined, clock: Clock): AsyncGenerator<Line> {
  const silent = createLog({ ...log, secrets: [], now: clock.now, write: () => {} });
  const probot = createProbot({ overrides: { Octokit: clientClass(clock), log: silent as never }, env });
  await probot.ready();
  const clientFor = async (installation?: number): Promise<Client> => (await probot.auth(installation)) as unknown as Client;
  const client = await clientFor();
  const { lines, app } = await checkCredentials(client, appId, clock.now());
  yield* lines;
  if (!app) return;
  const manifest = readManifest();
  yield* checkPermissions(app, manifest);
  yield* checkEvents(app, manifest);
  yield* await checkWebhook(client);
  yield* await checkDeliveries(client);
  yield* await checkInstallations(client, app, manifest);
  if (place) yield* await checkRepository(place, { client, clientFor, app, appId });
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

function placeOf(name: string): Place {
  const [, owner, repo] = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined) throw new UsageError(`"${name}" names no repository. Write owner/repo.`);
  return { owner, repo };
}

function asText({ level, about, said, todo }: Line): string {
  return `${SIGNS[level]}  ${about.padEnd(15)} ${said}\n${todo === undefined ? "" : `${" ".repeat(22)}→ ${todo}\n`}`;
}
