/** Times as PostgreSQL's settings write them. */

/** PostgreSQL manual §19.1: a bare number is milliseconds. What cannot be read (a variable) counts as one second. */
export function secondsOf(text: string): number {
  const [, number, unit = "ms"] = /^\s*'?\s*(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*'?\s*$/.exec(text.slice(0, 100)) ?? [];
  if (number === undefined) return 1;
  return Number(number) * { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400 }[unit as "ms"];
}
