/**
 * GitHub's secondary limits in front of the fake GitHub, by installation, and a count of what comes. "Rate limits for the REST API": 80 requests a minute
 * and 500 an hour that create content, 900 points a minute (a read 1, a write 5), 2,000 for GraphQL, 100 requests at a time.
 */
const MINUTE = 60_000;
const HOUR = 3_600_000;
const LIMITS = [
  { name: "content a minute", within: MINUTE, most: 80, points: ({ isContent }) => Number(isContent) },
  { name: "content an hour", within: HOUR, most: 500, points: ({ isContent }) => Number(isContent) },
  { name: "REST points a minute", within: MINUTE, most: 900, points: ({ isGraphql, isWrite }) => (isGraphql ? 0 : isWrite ? 5 : 1) },
  { name: "GraphQL points a minute", within: MINUTE, most: 2_000, points: ({ isGraphql, isWrite }) => (isGraphql ? (isWrite ? 5 : 1) : 0) },
];
const AT_ONCE = 100;

/** Comments and reviews. GitHub does not say which other requests "generate content"; its examples are issues, comments and pull requests. */
const isContent = (name) => /^POST .*\/(?:comments|reviews|replies)$/.test(name);
const isWrite = (name) => /^(?:POST|PATCH|PUT|DELETE) |^GraphQL (?:GlanceCheck|Close|Resolve|Minimize|Update)/.test(name);

export function createGate() {
  const installations = new Map();
  const totals = { reads: 0, writes: 0, tokens: 0, refused: 0, atOnce: 0 };
  const peaks = new Map(LIMITS.map(({ name }) => [name, 0]));

  /** Asked before a request; an answer refuses it. */
  function enter(name, installation) {
    if (name.includes("access_tokens")) totals.tokens++;
    if (installation === undefined) return undefined;
    const now = Date.now();
    const of = installations.get(installation) ?? { running: 0, seen: LIMITS.map(() => []) };
    installations.set(installation, of);
    const request = { isGraphql: name.startsWith("GraphQL"), isWrite: isWrite(name), isContent: isContent(name) };
    for (const [at, limit] of LIMITS.entries()) {
      const seen = of.seen[at];
      while (seen.length > 0 && seen[0].at <= now - limit.within) seen.shift();
      const spent = seen.reduce((sum, { points }) => sum + points, 0) + limit.points(request);
      if (spent > limit.most) return refuse(Math.ceil((seen[0].at + limit.within - now) / 1000));
      peaks.set(limit.name, Math.max(peaks.get(limit.name), spent));
    }
    if (of.running >= AT_ONCE) return refuse(1);
    for (const [at, limit] of LIMITS.entries()) if (limit.points(request) > 0) of.seen[at].push({ at: now, points: limit.points(request) });
    totals.atOnce = Math.max(totals.atOnce, ++of.running);
    totals[request.isWrite ? "writes" : "reads"]++;
    return undefined;
  }

  function leave(installation) {
    const of = installations.get(installation);
    if (of) of.running--;
  }

  function refuse(seconds) {
    totals.refused++;
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    return { status: 403, body: { message }, headers: { "retry-after": String(Math.max(1, seconds)) } };
  }

  return { enter, leave, totals, peaks: () => LIMITS.map(({ name, most }) => `${peaks.get(name)} of ${most} ${name}`).join(", ") };
}
