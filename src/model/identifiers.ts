/** How PostgreSQL shortens long names (manual §4.1.1: NAMEDATALEN - 1 bytes, cut between characters). */

/** Bytes of UTF-8. */
export const MAX_IDENTIFIER_BYTES = 63;

/** What PostgreSQL keeps of a name: the name itself, or its first 63 bytes without a broken character at the end. */
export function truncated(name: string): string {
  // No character of UTF-16 is longer than three bytes a unit.
  if (name.length * 3 <= MAX_IDENTIFIER_BYTES) return name;
  if (!/[^\0-\x7f]/.test(name)) return name.length <= MAX_IDENTIFIER_BYTES ? name : name.slice(0, MAX_IDENTIFIER_BYTES);
  let bytes = 0;
  for (const [index, character] of charactersOf(name)) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > MAX_IDENTIFIER_BYTES) return name.slice(0, index);
  }
  return name;
}

function* charactersOf(text: string): Generator<readonly [index: number, character: string]> {
  let index = 0;
  for (const character of text) {
    yield [index, character];
    index += character.length;
  }
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
