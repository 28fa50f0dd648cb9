/** Whether two names look like one name changed: `nickname` and `nick_name`, `mail` and `email_address`. */

/** The names share a word that says something, or one is the other with a letter or two changed. */
export function alike(a: string, b: string): boolean {
  const [left, right] = [nameParts(a), nameParts(b)];
  const shared = left.filter((word) => right.includes(word));
  if (shared.some((word) => !VAGUE.has(word))) return true;
  const [x, y] = [left.join(""), right.join("")];
  return x.includes(y) || y.includes(x) || edits(x, y) <= Math.floor(Math.min(x.length, y.length) / 4);
}

/** Words that name no thing: two columns that share only these are not the same column. */
const VAGUE = new Set([
  "id",
  "ids",
  "is",
  "has",
  "at",
  "on",
  "by",
  "of",
  "to",
  "the",
  "date",
  "time",
  "count",
  "type",
  "name",
  "enabled",
  "status",
  "key",
  "url",
  "data",
  "value",
  "max",
  "min",
  "total",
  "can",
]);

export function nameParts(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** Levenshtein's distance; names are at most 63 bytes long. */
export function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
