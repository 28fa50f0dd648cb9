/** What GitHub still lets each installation do this hour, as its answers tell. Work that can wait leaves the rest to reviews. */

export interface Budget {
  /** After each answer: its headers. */
  note(installation: number, headers: Readonly<Record<string, string | number | undefined>>): void;
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

  function wait(installation: number | undefined, kind: "review" | "background", now: number): number {
    let longest = 0;
    for (const { remaining, limit, reset } of known.get(installation ?? Number.NaN)?.values() ?? []) {
      const needed = kind === "review" ? Math.min(REVIEW_NEEDS, limit / 10) : limit * LEFT_BY_BACKGROUND;
      if (remaining < needed && reset > now) longest = Math.max(longest, reset - now + 1_000);
    }
    return longest;
  }

  return { note, wait, all: () => [...known.values()].flatMap((rates) => [...rates.values()]) };
}
