/** Which failures of GitHub pass by themselves, and when. */

/** A newer job does this one's work, or the pull request is closed: nothing more is to be written. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}

/** Not now, and no failure: done again after `pause` milliseconds. */
export class PutOff extends Error {
  override readonly name = "PutOff";
  readonly pause: number;

  constructor(why: string, pause: number) {
    super(why);
    this.pause = pause;
  }
}

/** An answer that broke off: whether the request took effect is unknown. */
export class BrokenAnswer extends Error {
  override readonly name = "BrokenAnswer";
}

/** GitHub's advice where a secondary limit comes without `retry-after` (docs: rate limits for the REST API, "wait at least one minute"). */
const SECONDARY_PAUSE = 60_000;
const SERVER_PAUSE = 1_000;

interface Answered {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>>; readonly data?: unknown };
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

/** Milliseconds until the same request may succeed; `undefined`: it never will. A lost connection has status 500 in Octokit. */
export function passesAfter(error: unknown, now: number): number | undefined {
  if (error instanceof BrokenAnswer) return SERVER_PAUSE;
  const { status, response, headers: bare, message = "", errors } = error as Answered;
  const headers = response?.headers ?? bare ?? {};
  const limited = errors?.some(({ type }) => type === "RATE_LIMITED") || /graphql rate limit exceeded/i.test(message);
  if (status === 403 || status === 429 || limited) {
    const after = Number(headers["retry-after"]);
    if (after > 0) return after * 1000;
    if (limited || headers["x-ratelimit-remaining"] === "0") return Math.max(1000, Number(headers["x-ratelimit-reset"] ?? 0) * 1000 - now + 1000);
    return status === 429 || /secondary rate limit|abuse detection/i.test(message) ? SECONDARY_PAUSE : undefined;
  }
  if (errors?.some(({ message: text }) => /something went wrong|timed? ?out/i.test(text ?? ""))) return SERVER_PAUSE;
  // A token may run out between two requests; the next try gets another.
  return status === 401 || (status !== undefined && status >= 500) ? SERVER_PAUSE : undefined;
}

export function statusOf(error: unknown): number | undefined {
  const status = (error as Answered | undefined)?.status;
  return typeof status === "number" ? status : undefined;
}

/** An answer that refuses everything or a part: the permission is missing. A limit is met with the same status, and passes. */
export function isForbidden(error: unknown): boolean {
  if (passesAfter(error, 0) !== undefined) return false;
  return (
    statusOf(error) === 403 || ((error as Answered).errors?.some(({ type, message }) => type === "FORBIDDEN" || /not accessible by integration/i.test(message ?? "")) ?? false)
  );
}

/** The conversation was locked: GitHub takes no comment of an app there. */
export function isLocked(error: unknown): boolean {
  return statusOf(error) === 403 && /\blocked\b/i.test((error as Answered).message ?? "");
}

/** For people and logs: one line, without tokens, keys and addresses with a password. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return redact(text.split("\n")[0] ?? "").slice(0, 500);
}

export function redact(text: string): string {
  return (
    text
      .replace(/gh[a-z]_[A-Za-z0-9_.]+|github_pat_[A-Za-z0-9_]+/g, "[token]")
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[token]")
      .replace(/-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g, "[key]")
      // The last @ ends it: passwords may hold one, and a slash.
      .replace(/\b([a-z][a-z0-9+]{0,20}:\/\/)\S*@/gi, "$1[secret]@")
      .replace(/\b(password|passwd|pwd|secret|client_secret|access_token|token)=[^\s&"']+/gi, "$1=[secret]")
      .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, "$1 [token]")
  );
}
