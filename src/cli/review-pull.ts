/** `schema-review review --pull owner/repo#12`: a pull request on GitHub with a token, as in a CI job. It writes only with `--publish`. */
import { Octokit } from "@octokit/rest";
import { commandEnvironment } from "../env.ts";
import { createExaminer } from "../examiner.ts";
import { type Client, withPatience } from "../github/client.ts";
import { statusOf } from "../github/failures.ts";
import { systemClock } from "../github/queue/clock.ts";
import { readBaseCode } from "../github/snapshot/base-code.ts";
import { createMemory } from "../github/snapshot/memory.ts";
import { type Reading, readPull } from "../github/snapshot/read-pull.ts";
import type { SpokenWaiver } from "../github/snapshot/waivers.ts";
import { githubWorld } from "../github/world.ts";
import type { PullJob } from "../model/job.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { plural } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import { review } from "../review.ts";
import { UsageError } from "./failure.ts";
import { configFile } from "./folder-snapshot.ts";
import { type Judged, judgeLocally } from "./judge-locally.ts";
import { printVerdict } from "./print.ts";
import type { ReviewOptions } from "./review.ts";

export async function reviewPull(name: string, options: ReviewOptions): Promise<number> {
  for (const flag of ["repo", "base", "head", "bodyFile"] as const)
    if (options[flag] !== undefined) throw new UsageError("--pull reads everything from GitHub: leave --repo, --base, --head and --body-file out.");
  if (options.publish && options.config !== undefined) throw new UsageError("--publish obeys the repository's own configuration: leave --config out.");
  const job = jobOf(name);
  const client = clientOf();
  try {
    const { snapshot, verdict } = options.publish ? await published(job, client) : await judgedOnly(job, client, options);
    return await printVerdict(verdict, snapshot, options);
  } catch (error) {
    throw understood(error, name) ?? error;
  }
}

/** `owner/repo#12` or its address in a browser. */
export function jobOf(name: string): PullJob {
  const [, owner, repo, number] = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+)(?:#|\/pull\/)(\d{1,9})(?:[/?#].*)?$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined || number === undefined) throw new UsageError(`"${name}" names no pull request. Write owner/repo#12, in quotes.`);
  return { kind: "pull", owner, repo, number: Number(number), reason: "command line", force: true };
}

/** A sentence on waivers that are bound to the answers of an app: whoever reads with another token cannot know which answers are the app's. */
export function unheard(spoken: readonly SpokenWaiver[] = []): string {
  const count = spoken.filter(({ given }) => !given).length;
  if (count === 0) return "";
  const who = `${plural(count, "waiver or override", "waivers or overrides")} in the comments ${count === 1 ? "does" : "do"} not count here.`;
  return `schema-review: ${who} They hold by the app's answers to them, and GITHUB_TOKEN is not the app's.\n`;
}

/** Octokit's own log would tell of every refused request on standard error, beside the sentence that says what to do. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function clientOf(): Client {
  const { token, apiUrl } = commandEnvironment();
  if (token === undefined) throw new UsageError("GITHUB_TOKEN is not set: reading a pull request needs a token.");
  const octokit = new Octokit({ auth: token, baseUrl: apiUrl, log: SILENT });
  type Send = Parameters<typeof withPatience>[0];
  octokit.hook.wrap("request", (send, parameters) => withPatience(send as unknown as Send, parameters as never, { clock: systemClock, renew: async () => false }) as never);
  return octokit;
}

/** Read from GitHub, shown here alone. */
function judgedOnly(job: PullJob, client: Client, { config }: ReviewOptions): Promise<Judged> {
  const memory = createMemory();
  let base: Reading["base"];
  return judgeLocally(
    async () => {
      const reading = await readPull(job, { client, memory, now: Date.now() });
      base = reading.base;
      process.stderr.write(unheard(reading.spoken));
      return config === undefined ? reading.snapshot : { ...reading.snapshot, config: configFile(config) };
    },
    async (snapshot, { words }) => {
      if (!base) return snapshot;
      const { owner, repo } = job;
      return { ...snapshot, baseCode: await readBaseCode({ owner, repo, ref: base.ref }, base.tree, words, { client, cache: memory.searches }) };
    },
  );
}

async function published(job: PullJob, client: Client): Promise<{ snapshot: Snapshot; verdict: Verdict }> {
  const examiner = createExaminer({ processes: 1 });
  let read: Snapshot | undefined;
  function examine(snapshot: Snapshot): Promise<Verdict> {
    read = snapshot;
    return examiner.examine(snapshot);
  }
  try {
    const verdict = await review(job, githubWorld({ client, examine, now: Date.now, onRead: ({ spoken }) => void process.stderr.write(unheard(spoken)) }));
    if (read === undefined) throw new Error("the review ended without a snapshot");
    return { snapshot: read, verdict };
  } finally {
    await examiner.close();
  }
}

function understood(error: unknown, name: string): UsageError | undefined {
  const status = statusOf(error);
  if (status === 401) return new UsageError("GitHub does not accept GITHUB_TOKEN: it is wrong or has expired.");
  if (status === 403)
    return new UsageError(
      `GITHUB_TOKEN may not do this with ${name}. Reading needs contents: read and pull-requests: read; --publish also checks: write and pull-requests: write, which only a workflow's or an App's token can have.`,
    );
  if (status === 404) return new UsageError(`GitHub knows no pull request ${name}, or GITHUB_TOKEN may not see it.`);
  return undefined;
}
