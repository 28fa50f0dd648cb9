/**
 * What is not given to the parser. oxc-parser recurses natively: measured on 0.159, it ends the whole process (SIGSEGV, nothing to catch)
 * at 4,000 to 8,000 nested brackets and at 8,000 to 32,000 chained prefix operators, arrows, conditionals or `else`s.
 */
import { findDepth } from "./nesting.ts";

/** UTF-16 code units. */
export const MAX_LENGTH = 512 * 1024;
/** Open brackets of all kinds, elements, template holes and type arguments included. */
export const MAX_NESTING = 500;
/** Open brackets and operators of the expressions in which they stand, summed. */
export const MAX_DEPTH = 3_000;
/** `else`s of a file: an `else if` chain nests although no bracket shows it. */
export const MAX_ELSES = 2_000;

/** Why the text should not be parsed, and from where; undefined when it may be. */
export function tooMuch(path: string, text: string): { readonly at: number; readonly reason: string } | undefined {
  if (text.length > MAX_LENGTH) return { at: 0, reason: `The file is longer than ${MAX_LENGTH / 1024} KB and was not read. Split it, or leave it out with paths.ignore.` };
  const found = findDepth(text, !/\.[mc]?ts$/i.test(path), ({ levels, depth, elses }) => levels > MAX_NESTING || depth > MAX_DEPTH || elses > MAX_ELSES);
  if (!found) return undefined;
  const what =
    found.levels > MAX_NESTING
      ? `nested more than ${MAX_NESTING} levels deep`
      : found.elses > MAX_ELSES
        ? `a chain of more than ${MAX_ELSES} elses`
        : `one expression of more than ${MAX_DEPTH} operators`;
  return { at: found.at, reason: `The code is ${what} and was not read. Simplify it, or leave the file out with paths.ignore.` };
}
