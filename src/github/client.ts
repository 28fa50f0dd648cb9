/** Octokit as this app uses it: Probot's, with our own patience in place of its retries, and reads that do not queue behind writes. */
import type { Octokit } from "@octokit/rest";
import { ProbotOctokit } from "probot";
import { BrokenAnswer, passesAfter, statusOf } from "./failures.ts";
import { crowdLane, openLane } from "./lane.ts";
import { type Clock, sleep } from "./queue/clock.ts";

/** What the rest of this folder needs: Probot's Octokit and @octokit/rest's both have it. */
export type Client = Pick<Octokit, "request" | "graphql">;

/** Of one request: the first, and two more when it is harmless to send it again. */
const TRIES = 3;
/** Longer pauses are not slept through: the job is put off instead. */
const LONGEST_PAUSE = 5_000;

/** Requests that notify people, per installation: GitHub allows 80 a minute (docs: secondary rate limits). The plugin's own lane spaces all by three seconds. */
const NOTICES = { burst: 20, pause: 1_000 };

/**
 * The plugin's one-per-second lane for writes is open, because it cannot tell GraphQL queries from writes; a review writes four times, one after
 * the other, and the limits that GitHub reports are honoured here.
 */
export function clientClass(clock: Clock): typeof ProbotOctokit {
  const lanes = { write: openLane, notifications: crowdLane(clock, NOTICES) };
  const handlers = { onRateLimit: () => false, onSecondaryRateLimit: () => false };
  return ProbotOctokit.plugin((octokit) => {
    octokit.hook.wrap(
      "request",
      (request, parameters) => withPatience(request as unknown as Send, parameters as unknown as Parameters, { clock, renew: () => renewToken(octokit as never) }) as never,
    );
  }).defaults(
    (given: { readonly throttle?: object }) => ({ ...given, retry: { enabled: false }, throttle: { ...given.throttle, ...lanes, ...handlers } }) as never,
  ) as unknown as typeof ProbotOctokit;
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
      return whole(await send({ ...parameters, request: { ...parameters.request } }), parameters);
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
