/** Names taken apart, for rules that guess from them. */

const MOST_KNOWN = 20_000;

/** Rules ask for the same names again and again; a repository has few. Cleared when full. */
export function remembered<Answer extends boolean | string | readonly string[]>(take: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, Answer>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= MOST_KNOWN) known.clear();
    const parts = take(name);
    known.set(name, parts);
    return parts;
  };
}

/** `stripeCustomerID` and `auth.stripe_customer_id` → stripe, customer, id; digits stay with the letters before them. */
export const words = remembered(split);

function split(name: string): string[] {
  const bare = name.slice(name.lastIndexOf(".") + 1);
  // The classes of Unicode are slow, and hardly any name needs them.
  return /[^\0-\x7f]/.test(bare) ? splitUnicode(bare) : splitAscii(bare);
}

function splitAscii(bare: string): string[] {
  const spaced = /[A-Z]/.test(bare)
    ? bare
        .replace(/([a-z\d])([A-Z])/g, "$1 $2")
        .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
        .toLowerCase()
    : bare;
  return spaced.split(/[^a-z\d]+/).filter((word) => word !== "");
}

function splitUnicode(bare: string): string[] {
  return bare
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** `tenant id`, however it is spelt. */
export const spelt = remembered((name) => words(name).join(" "));

/** What the endings do not tell. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  "people person, children child, men man, women woman, indices index, vertices vertex, matrices matrix, criteria criterion, analyses analysis, caches cache, niches niche, movies movie, cookies cookie, calories calorie, buses bus, quizzes quiz, aliases alias, canvases canvas, lenses lens, leaves leaf, shelves shelf, series series, species species, news news"
    .split(", ")
    .map((pair) => pair.split(" ") as [string, string]),
);

/** Good enough for nouns of table names: entries → entry, addresses → address, users → user, status → status. */
export function singular(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|status|bonus|campus|virus)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** Said of a table behind its name: `TaskEventPartitioned`, `events_v2`. */
const QUALIFIERS = /^(?:partitioned|new|old|tmp|temp|legacy|v?\d+)$/;

/** The words of a table's name in the singular, without what only says which version of it this is. */
export const nouns = remembered((name) => {
  const parts = words(name).map(singular);
  while (parts.length > 1 && QUALIFIERS.test(parts.at(-1)!)) parts.pop();
  return parts;
});

/** `user` of `app_users`, `token` of `VerificationToken`, `event` of `EventV2`. */
export function headNoun(name: string): string {
  return nouns(name).at(-1) ?? "";
}

/** The same name however it is spelt: `tenantId`, `tenant_id`, `TenantID`. */
export function sameWords(one: string, other: string): boolean {
  return spelt(one) === spelt(other);
}
