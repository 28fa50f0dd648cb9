/** Patterns of names in the configuration: `*Id`, `legacy_*`, `[A-Z]*`. No regular expressions: matching takes no longer than pattern times name. */

/** A name longer than this matches nothing but `*`; PostgreSQL's own limit is 63 bytes. */
const LONGEST_NAME = 255;

type Token = { readonly kind: "any" } | { readonly kind: "one"; readonly fits: (character: string) => boolean };

/** What is wrong with a pattern, as the end of a sentence about it; undefined: nothing. */
export function patternProblem(pattern: string): string | undefined {
  if (/^\/.*\/[a-z]*$/i.test(pattern)) return "is a regular expression; patterns have `*`, `?` and `[a-z]` only: write `*Id` for names that end in Id";
  return tokensOf(pattern) === undefined ? "has a `[` that is never closed" : undefined;
}

/** True for names that one of the patterns describes whole; case counts. `*`: any number of characters, `?`: one, `[a-z0-9]` and `[!a-z]`: one of these, or none of these. */
export function anyOf(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map((pattern) => tokensOf(pattern) ?? []);
  const all = patterns.includes("*");
  return (name) => all || (name.length <= LONGEST_NAME && compiled.some((tokens) => fits(tokens, name)));
}

/** A pattern that stands for one name only. */
export function isPlainName(pattern: string): boolean {
  return !/[*?[]/.test(pattern);
}

function tokensOf(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") tokens.push({ kind: "any" });
    else if (character === "?") tokens.push({ kind: "one", fits: () => true });
    else if (character === "[") {
      const end = pattern.indexOf("]", at + 2);
      if (end === -1) return undefined;
      tokens.push({ kind: "one", fits: oneOf(pattern.slice(at + 1, end)) });
      at = end;
    } else tokens.push({ kind: "one", fits: (other) => other === character });
  }
  return tokens;
}

/** `a-z0-9_`, `!A-Z` */
function oneOf(written: string): (character: string) => boolean {
  const negated = written.startsWith("!") && written.length > 1;
  const set = negated ? written.slice(1) : written;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < set.length; at++) {
    const range = set.charAt(at + 1) === "-" && at + 2 < set.length;
    ranges.push([set.charAt(at), set.charAt(range ? at + 2 : at)]);
    if (range) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}

/** Only the last `*` is ever taken back: a later one can take whatever an earlier one could. */
function fits(tokens: readonly Token[], name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length; ) {
    const token = tokens[at];
    if (token?.kind === "any") {
      star = at++;
      resume = index;
    } else if (token?.fits(name.charAt(index))) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (tokens[at]?.kind === "any") at++;
  return at === tokens.length;
}
