/** Where Prisma's formatter puts an attribute among others (prisma-engines, schema reformatter): fixes put theirs there at once. */

const FIELD_ORDER: readonly string[] = ["@id", "@unique", "@default", "@updatedAt", "@map", "@relation", "@ignore", "@db"];
const BLOCK_ORDER: readonly string[] = ["@@id", "@@unique", "@@index", "@@fulltext", "@@map", "@@ignore", "@@shardKey", "@@schema"];

interface Attribute {
  readonly start: number;
  readonly end: number;
  readonly rank: number;
}

/** The offset in a field's line behind which `attribute` belongs, or before which where `before` is true. Lines whose attributes are in another order get it at their end. */
export function placeInField(line: string, attribute: string): { readonly at: number; readonly before: boolean } {
  const there = attributesIn(line);
  const last = { at: line.trimEnd().length, before: false };
  if (!isSorted(there)) return last;
  const next = there.find(({ rank }) => rank > rankIn(FIELD_ORDER, attribute));
  if (!next) return last;
  const previous = there[there.indexOf(next) - 1];
  return previous ? { at: previous.end, before: false } : { at: next.start, before: true };
}

/**
 * The offset in a model's text where a line with `attribute` begins: before the lines at its end that come later (`@@map`, `@@schema`), comments above them
 * included; undefined where it is the last.
 */
export function placeInBlock(body: string, attribute: string): number | undefined {
  const wanted = rankIn(BLOCK_ORDER, attribute);
  let place: number | undefined;
  let end = body.length;
  while (end > 0) {
    const start = body.lastIndexOf("\n", end - 1) + 1;
    const line = body.slice(start, end).trim();
    const isLater = line.startsWith("@@") && rankIn(BLOCK_ORDER, line) > wanted;
    if (isLater || (place !== undefined && line.startsWith("//"))) place = start;
    else break;
    end = start - 1;
  }
  return place;
}

/** `@@index` of `@@index([a])`, `@db` of `@db.Uuid`; what nobody knows comes last. */
function rankIn(order: readonly string[], attribute: string): number {
  const rank = order.indexOf(/^@{1,2}\w+/.exec(attribute)?.[0] ?? "");
  return rank === -1 ? order.length : rank;
}

function isSorted(attributes: readonly Attribute[]): boolean {
  return attributes.every(({ rank }, index) => index === 0 || attributes[index - 1]!.rank <= rank);
}

/** Those outside of strings and brackets. */
function attributesIn(line: string): Attribute[] {
  const found: { start: number; end: number; rank: number }[] = [];
  let depth = 0;
  for (const { 0: token, index } of line.matchAll(/"(?:[^"\\]|\\.)*"|[([]|[)\]]|(?<=\s)@\w+/g)) {
    if (token === "(" || token === "[") depth++;
    else if (token === ")" || token === "]") depth--;
    else if (token.startsWith("@") && depth === 0) found.push({ start: index, end: line.length, rank: rankIn(FIELD_ORDER, token) });
  }
  return found.map((attribute, index) => ({ ...attribute, end: line.slice(0, found[index + 1]?.start ?? line.length).trimEnd().length }));
}
