/** What GitHub still lets each installation do: this hour, as its answers tell, and this minute, by our own count. Work that can wait leaves the rest to reviews. */
import type { Answered } from "./client.ts";

export interface Budget {
  /** After each answer: its headers. */
  note(installation: number, headers: Readonly<Record<string, string | number | undefined>>): void;
  /** After each answer, too: what it cost, and whether GitHub wants a pause of everything that this installation does. */
  spent(installation: number, answered: Pick<Answered, "route" | "status" | "headers">, now: number): void;
  /** Milliseconds until there is room for work of this kind; 0: now. */
  wait(installation: number | undefined, kind: "review" | "background", now: number): number;
  /** The last known figures. */
  all(): readonly Rate[];
}

export interface Rate {
  readonly installation: number;
  /** `core` for REST, `graphql`. */
  readonly resource: string;
  readonly remaining: number;
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly reset: number;
}

/** Requests that a review may need, and the share of the hour that work in the background leaves untouched. */
const REVIEW_NEEDS = 20;
const LEFT_BY_BACKGROUND = 0.3;
/** Installations that are remembered, the last used ones. */
const MOST = 1_000;
const RESOURCES = ["core", "graphql"];

/**
 * Docs, "Rate limits for the REST API", secondary limits: 900 points a minute, a read costs 1, a write 5. No job begins once so many are spent: those that
 * run have the rest. GraphQL has 2,000 of its own, which reviews do not come near.
 */
const POINTS_A_MINUTE = 800;
const MINUTE = 60_000;
/** Points are counted by the second. */
const SECOND = 1_000;

interface Minute {
  /** The oldest first. */
  readonly seconds: { readonly at: number; points: number }[];
  /** GitHub asked for a pause until then. */
  pausedUntil: number;
}

export function createBudget(): Budget {
  const known = new Map<number, Map<string, Rate>>();

  function note(installation: number, headers: Readonly<Record<string, string | number | undefined>>): void {
    const [remaining, limit, reset] = ["x-ratelimit-remaining", "x-ratelimit-limit", "x-ratelimit-reset"].map((name) => Number(headers[name] ?? Number.NaN)) as [
      number,
      number,
      number,
    ];
    const resource = String(headers["x-ratelimit-resource"] ?? "core");
    if (!RESOURCES.includes(resource) || ![remaining, limit, reset].every(Number.isFinite)) return;
    const rates = known.get(installation) ?? new Map<string, Rate>();
    known.delete(installation);
    known.set(installation, rates.set(resource, { installation, resource, remaining, limit, reset: reset * 1000 }));
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
  }

  const minutes = new Map<number, Minute>();

  function spent(installation: number, { route, status, headers }: Pick<Answered, "route" | "status" | "headers">, now: number): void {
    const minute = minutes.get(installation) ?? { seconds: [], pausedUntil: 0 };
    minutes.delete(installation);
    minutes.set(installation, minute);
    for (const oldest of minutes.keys()) {
      if (minutes.size <= MOST) break;
      minutes.delete(oldest);
    }
    const after = Number(headers["retry-after"]);
    if ((status === 403 || status === 429) && after > 0) minute.pausedUntil = Math.max(minute.pausedUntil, now + after * 1000);
    const points = route.startsWith("GraphQL ") ? 0 : route.startsWith("GET ") ? 1 : 5;
    const at = Math.floor(now / SECOND) * SECOND;
    const last = minute.seconds.at(-1);
    if (last?.at === at) last.points += points;
    else minute.seconds.push({ at, points });
    while (minute.seconds[0] && minute.seconds[0].at + SECOND + MINUTE <= now) minute.seconds.shift();
  }

  /** Until GitHub's pause is over, and so much of the last minute has gone by that there is room. */
  function waitThisMinute(installation: number, now: number): number {
    const { seconds, pausedUntil } = minutes.get(installation) ?? { seconds: [], pausedUntil: 0 };
    let left = POINTS_A_MINUTE;
    const full = seconds.findLast(({ points }) => {
      left -= points;
      return left <= 0;
    });
    return Math.max(0, pausedUntil - now, full ? full.at + SECOND + MINUTE - now : 0);
  }

  function wait(installation: number | undefined, kind: "review" | "background", now: number): number {
    let longest = waitThisMinute(installation ?? Number.NaN, now);
    for (const { remaining, limit, reset } of known.get(installation ?? Number.NaN)?.values() ?? []) {
      const needed = kind === "review" ? Math.min(REVIEW_NEEDS, limit / 10) : limit * LEFT_BY_BACKGROUND;
      if (remaining < needed && reset > now) longest = Math.max(longest, reset - now + 1_000);
    }
    return longest;
  }

  return { note, spent, wait, all: () => [...known.values()].flatMap((rates) => [...rates.values()]) };
}
