/** Converts the parser's positions, UTF-8 bytes in trees and Unicode code points in errors, into UTF-16 offsets. */

export interface Offsets {
  fromBytes(offset: number): number;
  fromCodePoints(offset: number): number;
}

const ASCII: Offsets = { fromBytes: (offset) => offset, fromCodePoints: (offset) => offset };

/** A pure ASCII text costs one scan and no memory. */
export function offsetsOf(text: string): Offsets {
  return /[^\0-\x7f]/.test(text) ? mappedOffsets(text) : ASCII;
}

/** Each entry says: from this byte (code point) on, up to the next entry, UTF-16 = position - shift. */
interface Steps {
  readonly at: number[];
  readonly shift: number[];
}

function mappedOffsets(text: string): Offsets {
  const bytes: Steps = { at: [0], shift: [0] };
  const points: Steps = { at: [0], shift: [0] };
  let byte = 0;
  let point = 0;
  for (let index = 0; index < text.length; index++, point++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      byte++;
      continue;
    }
    const pair = code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1));
    byte += pair ? 4 : code < 0x800 ? 2 : 3;
    if (pair) index++;
    bytes.at.push(byte);
    bytes.shift.push(byte - (index + 1));
    if (pair) {
      points.at.push(point + 1);
      points.shift.push(point + 1 - (index + 1));
    }
  }
  return { fromBytes: (offset) => convert(bytes, offset, text.length), fromCodePoints: (offset) => convert(points, offset, text.length) };
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

function convert(steps: Steps, offset: number, length: number): number {
  let low = 0;
  let high = steps.at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps.at[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, Math.min(length, offset - steps.shift[low]!));
}
