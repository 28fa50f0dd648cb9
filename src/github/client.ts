/** Octokit as this app uses it: Probot's, with our own patience in place of its retries, and reads that do not queue behind writes. */
import type { Octokit } from "@octokit/rest";
import { ProbotOctokit } from "probot";
import { BrokenAnswer, passesAfter, statusOf } from "./failures.ts";
import { type BookedLane, crowdLane, limitedLane, openLane } from "./lane.ts";
import { type Clock, sleep } from "./queue/clock.ts";

/** What the rest of this folder needs: Probot's Octokit and @octokit/rest's both have it. */
export type Client = Pick<Octokit, "request" | "graphql">;

/** Of one request: the first, and two more when it is harmless to send it again. */
const TRIES = 3;
/** Longer pauses are not slept through: the job is put off instead. */
const LONGEST_PAUSE = 5_000;

/** Requests of one installation at the same time. GitHub: 100 (docs: secondary rate limits); several processes may be at work. */
const AT_ONCE = 10;
/** Milliseconds until an answer that does not come is given up. GitHub itself gives up after ten seconds. */
const ANSWER_WITHIN = 30_000;

/** Requests that notify people, per installation: GitHub allows 80 a minute (docs: secondary rate limits). The plugin's own lane spaces all by three seconds. */
const NOTICES = { burst: 20, pause: 1_000 };

/** Reviews book their places in it; the rest, answers to commands, wait in it. Keys: installations. */
export function noticesLane(clock: Clock): BookedLane {
  return crowdLane(clock, NOTICES);
}

/**
 * The plugin's one-per-second lane for writes is open, because it cannot tell GraphQL queries from writes; a review writes four times, one after
 * the other, and the limits that GitHub reports are honoured here.
 */
export function clientClass(clock: Clock, onAnswer: OnAnswer = () => {}, notices = noticesLane(clock)): typeof ProbotOctokit {
  const lanes = { global: limitedLane(AT_ONCE), write: openLane, notifications: notices };
  const handlers = { onRateLimit: () => false, onSecondaryRateLimit: () => false };
  return ProbotOctokit.plugin((octokit, options) => {
    const { installationId } = (options.auth ?? {}) as { installationId?: number };
    octokit.hook.wrap("request", (request, parameters) => {
      const send = observed(request as unknown as Send, (answer) => onAnswer({ ...answer, ...(installationId === undefined ? {} : { installation: installationId }) }));
      return withPatience(send, parameters as unknown as Parameters, { clock, renew: () => renewToken(octokit as never) }) as never;
    });
  }).defaults(
    (given: { readonly throttle?: object }) => ({ ...given, retry: { enabled: false }, throttle: { ...given.throttle, ...lanes, ...handlers } }) as never,
  ) as unknown as typeof ProbotOctokit;
}

/** One answer of GitHub; status 0: there was none. */
export interface Answered {
  /** `GET /repos/{owner}/{repo}/pulls/{pull_number}` or `GraphQL Review`. */
  readonly route: string;
  readonly status: number;
  readonly headers: Answer["headers"];
  readonly installation?: number;
}
export type OnAnswer = (answered: Answered) => void;

function observed(send: Send, tell: OnAnswer): Send {
  return async (parameters) => {
    const route = routeOf(parameters);
    try {
      const answer = await send(parameters);
      tell({ route, status: answer.status, headers: answer.headers });
      return answer;
    } catch (error) {
      const { response, headers } = error as { response?: Answer; headers?: Answer["headers"] };
      // Octokit says 500 when the connection broke.
      tell({ route, status: response || headers ? (statusOf(error) ?? 200) : 0, headers: response?.headers ?? headers ?? {} });
      throw error;
    }
  };
}

function routeOf({ method, url, query }: Parameters): string {
  if (/\/graphql$/.test(url)) return `GraphQL ${/^\s*(?:query|mutation)\s+(\w+)/.exec(String(query))?.[1] ?? "query"}`;
  return `${method} ${url}`;
}

interface Parameters {
  readonly method: string;
  readonly url: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly mediaType?: { readonly format?: string };
  readonly query?: unknown;
  readonly output?: { readonly annotations?: readonly unknown[] };
}
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}
type Send = (parameters: Parameters) => Promise<Answer>;

/**
 * 5xx, broken connections and limits are waited for where a second request cannot do twice what the first may have done. The others reject: their
 * job runs again, reads what is there, and writes what is missing.
 */
export async function withPatience(send: Send, parameters: Parameters, { clock, renew }: { readonly clock: Clock; readonly renew: () => Promise<boolean> }): Promise<Answer> {
  let renewed = false;
  for (let attempt = 1; ; attempt++) {
    try {
      // Octokit's plugins count in `request`; one object must not serve two requests (facts: probot 14, retryCount leaks).
      return whole(await send({ ...parameters, request: { signal: AbortSignal.timeout(ANSWER_WITHIN), ...parameters.request } }), parameters);
    } catch (error) {
      if (statusOf(error) === 401 && !renewed) {
        renewed = true;
        if (await renew()) continue; // Nothing was done: any request may be sent again.
      }
      const pause = passesAfter(error, clock.now());
      if (pause === undefined || attempt >= TRIES || pause * attempt > LONGEST_PAUSE || !isRepeatable(parameters)) throw error;
      await sleep(clock, pause * attempt);
    }
  }
}

/** Sent twice it leaves what it leaves sent once. Annotations are appended by each update of a check run. */
export function isRepeatable({ method, url, query, output }: Parameters): boolean {
  if (/\/graphql$/.test(url)) return !/^\s*mutation\b/.test(String(query));
  if (method === "POST") return /\/reactions$/.test(url);
  return !(method === "PATCH" && output?.annotations?.length);
}

/** Octokit hands out JSON that was cut off as a string. */
function whole(answer: Answer, { mediaType }: Parameters): Answer {
  const isJson = /\bjson\b/.test(String(answer.headers["content-type"] ?? ""));
  if (typeof answer.data === "string" && isJson && mediaType?.format !== "raw" && answer.status !== 204) throw new BrokenAnswer("GitHub's answer broke off");
  return answer;
}

/** An installation's token was revoked or ran out before its time. */
async function renewToken(octokit: { auth(options: unknown): Promise<unknown> }): Promise<boolean> {
  try {
    await octokit.auth({ type: "installation", refresh: true });
    return true;
  } catch {
    return false;
  }
}
