/** Which lines of a file a pull request changed: a patience diff, n log n at worst, whatever the text. */

export interface ChangedLines {
  /** Whether any line that the range touches was added or changed. UTF-16 offsets of the new text. */
  touches(start: number, end: number): boolean;
}

/** Without a text before, every line is new. Line ends and blanks at the end of a line do not count. */
export function changedLines(before: string | undefined, after: string): ChangedLines {
  const starts = lineStarts(after);
  if (before === undefined) return { touches: () => true };
  const kept = keptLines(split(before), split(after));
  const changedUpTo = [0];
  for (let line = 0; line < starts.length; line++) changedUpTo.push(changedUpTo[line]! + (kept[line] ? 0 : 1));
  return { touches: (start, end) => changedUpTo[lineAt(starts, Math.max(start, end - 1)) + 1]! > changedUpTo[lineAt(starts, start)]! };
}

export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function split(text: string): string[] {
  return text.split("\n").map((line) => line.trimEnd());
}

/** How often a stretch between two anchors is searched for anchors of its own. */
const MAX_ROUNDS = 6;

/**
 * For each line of `after`, whether it is a line of `before`. Equal heads and tails match; between them, lines that occur once on both
 * sides in the same order are anchors, and each stretch between anchors is treated alike.
 */
function keptLines(before: readonly string[], after: readonly string[]): boolean[] {
  const kept = new Array<boolean>(after.length).fill(false);
  const open = [{ a: 0, aEnd: before.length, b: 0, bEnd: after.length, round: 0 }];
  for (let part = open.pop(); part; part = open.pop()) {
    let { a, aEnd, b, bEnd } = part;
    while (a < aEnd && b < bEnd && before[a] === after[b]) {
      kept[b] = true;
      a++;
      b++;
    }
    while (a < aEnd && b < bEnd && before[aEnd - 1] === after[bEnd - 1]) {
      aEnd--;
      bEnd--;
      kept[bEnd] = true;
    }
    if (a === aEnd || b === bEnd || part.round === MAX_ROUNDS) continue;
    let from = { a, b };
    const anchors = risingAnchors(before, a, aEnd, after, b, bEnd);
    if (anchors.length === 0) continue;
    for (const anchor of [...anchors, { a: aEnd, b: bEnd }]) {
      open.push({ a: from.a, aEnd: anchor.a, b: from.b, bEnd: anchor.b, round: part.round + 1 });
      from = anchor;
    }
  }
  return kept;
}

interface Anchor {
  readonly a: number;
  readonly b: number;
}

/** Lines that occur once on both sides, the longest run of them that rises on both. */
function risingAnchors(before: readonly string[], a: number, aEnd: number, after: readonly string[], b: number, bEnd: number): Anchor[] {
  const places = new Map<string, { a: number; b: number }>();
  for (let line = a; line < aEnd; line++) places.set(before[line]!, { a: places.has(before[line]!) ? -1 : line, b: -2 });
  for (let line = b; line < bEnd; line++) {
    const place = places.get(after[line]!);
    if (place) place.b = place.b === -2 ? line : -1;
  }
  const pairs: Anchor[] = [];
  for (let line = b; line < bEnd; line++) {
    const place = places.get(after[line]!);
    if (place && place.a >= 0 && place.b === line) pairs.push(place);
  }
  return longestRising(pairs);
}

function longestRising(pairs: readonly Anchor[]): Anchor[] {
  const tails: number[] = [];
  const previous = new Array<number>(pairs.length).fill(-1);
  for (let i = 0; i < pairs.length; i++) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]!.a < pairs[i]!.a) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[i] = tails[low - 1]!;
    tails[low] = i;
  }
  const run: Anchor[] = [];
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i]!) run.push(pairs[i]!);
  return run.reverse();
}
