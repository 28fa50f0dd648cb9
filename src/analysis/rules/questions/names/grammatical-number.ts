/** Whether a word stands for one thing or for several, and its other form. English nouns, as far as names of tables and lists need them. */
import { singular } from "./words.ts";

/** A team's own words; the same word twice has no plural. */
export interface Plural {
  readonly one: string;
  readonly many: string;
}

const IRREGULAR: readonly Plural[] = `person people, child children, man men, woman women, foot feet, tooth teeth, goose geese, mouse mice, index indices, index indexes,
  vertex vertices, matrix matrices, appendix appendices, criterion criteria, phenomenon phenomena, datum data, medium media, axis axes, analysis analyses, basis bases,
  crisis crises, thesis theses, hypothesis hypotheses, diagnosis diagnoses, synopsis synopses, leaf leaves, half halves, shelf shelves, knife knives, life lives, wife wives,
  hero heroes, potato potatoes, tomato tomatoes, echo echoes, alias aliases, bus buses, gas gases, bias biases, canvas canvases, atlas atlases, lens lenses, quiz quizzes,
  cache caches, niche niches, movie movies, cookie cookies, calorie calories, selfie selfies, hoodie hoodies, smoothie smoothies, id ids, ad ads, ip ips, tax taxes`
  .split(",")
  .map((pair) => {
    const [one = "", many = ""] = pair.trim().split(" ");
    return { one, many };
  });

/** By their plural, and by their singular: the first plural of two. */
const MANY: ReadonlyMap<string, string> = new Map(IRREGULAR.map(({ one, many }) => [many, one]));
const ONE: ReadonlyMap<string, string> = new Map([...IRREGULAR].reverse().map(({ one, many }) => [one, many]));

/** One form for both, a plural form that is used of one thing, and words at the end of a name that are no nouns. */
const EITHER: ReadonlySet<string> = new Set(
  `data metadata media info information news series species equipment feedback money staff software hardware content traffic advice means headquarters aircraft fish sheep
  analytics statistics stats logistics physics mathematics economics politics graphics credentials chaos kudos by of at on to for in with from`.split(/\s+/),
);

/** Singular although they end in s. */
const ONE_IN_S: ReadonlySet<string> = new Set(
  `status bonus campus virus corpus census genus focus radius nexus consensus surplus apparatus prospectus syllabus chorus cactus opus bus plus minus redis iris tennis debris
  chassis sms mms dns aws gps css js ts os ios tls ssl cms pos saas paas iaas https rss gas yes canvas alias bias atlas lens cosmos this address class process access`.split(/\s+/),
);

export type GrammaticalNumber = "singular" | "plural";

/** Undefined: it can be both, or nobody knows. Words with digits (`v2`) have none. */
export function numberOf(word: string, own: readonly Plural[] = []): GrammaticalNumber | undefined {
  const mine = own.find(({ one, many }) => one === word || many === word);
  if (mine) return mine.one === mine.many ? undefined : mine.many === word ? "plural" : "singular";
  if (EITHER.has(word) || /\P{L}/u.test(word)) return undefined;
  if (MANY.has(word)) return "plural";
  if (ONE.has(word) || ONE_IN_S.has(word) || /(?:ss|sis|xis)$/.test(word) || !word.endsWith("s")) return "singular";
  return singular(word) === word ? undefined : "plural";
}

export function inNumber(word: string, wanted: GrammaticalNumber, own: readonly Plural[] = []): string {
  const number = numberOf(word, own);
  if (number === wanted || number === undefined) return word;
  if (wanted === "singular") return own.find(({ many }) => many === word)?.one ?? MANY.get(word) ?? singular(word);
  return own.find(({ one }) => one === word)?.many ?? ONE.get(word) ?? pluralOf(word);
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
