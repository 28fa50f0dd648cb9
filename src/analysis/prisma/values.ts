/** The arguments of an attribute: strings, names, calls, lists and objects, nested to a fixed depth. */
import type { Argument, Value } from "./blocks.ts";
import { type Problem, type Token, tokenize, unquote } from "./tokens.ts";

/** Prisma's own schemas nest three deep; past this the rest is skipped and named as a problem. */
export const MAX_DEPTH = 32;

export interface Cursor {
  readonly tokens: readonly Token[];
  readonly problems: Problem[];
  at: number;
}

export function cursorOf(text: string): Cursor {
  return { ...tokenize(text), at: 0 };
}

export function peek(cursor: Cursor, ahead = 0): Token | undefined {
  return cursor.tokens[cursor.at + ahead];
}

export function next(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.at++];
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** `( … )` at the cursor; lines and comments between the brackets do not matter. */
export function readArguments(cursor: Cursor, depth = 0): Argument[] {
  const args: Argument[] = [];
  inside(cursor, depth, () => {
    const arg = readArgument(cursor, depth + 1);
    if (arg) args.push(arg);
  });
  return args;
}

function readArgument(cursor: Cursor, depth: number): Argument | undefined {
  const first = peek(cursor)!;
  const named = first.kind === "word" && peek(cursor, 1)?.text === ":";
  if (named) cursor.at += 2;
  skipBlank(cursor);
  const value = readValue(cursor, depth);
  return value && { name: named ? first.text : undefined, value, start: first.start, end: value.end };
}

/** A value at the cursor, or nothing when there is none (the cursor then stays). */
export function readValue(cursor: Cursor, depth = 0): Value | undefined {
  const token = peek(cursor);
  if (!token) return undefined;
  if (token.kind === "string") {
    next(cursor);
    return { kind: "string", text: unquote(token.text), start: token.start, end: token.end };
  }
  if (token.kind === "word") {
    next(cursor);
    if (peek(cursor)?.text !== "(") return { kind: "word", text: token.text, start: token.start, end: token.end };
    const args = readArguments(cursor, depth);
    return { kind: "call", name: token.text, args, start: token.start, end: endOf(cursor) };
  }
  if (token.text === "[") {
    const items: Value[] = [];
    inside(cursor, depth, () => {
      const item = readValue(cursor, depth + 1);
      if (item) items.push(item);
    });
    return { kind: "list", items, start: token.start, end: endOf(cursor) };
  }
  if (token.text === "{") {
    const entries = readArguments(cursor, depth);
    return { kind: "object", entries, start: token.start, end: endOf(cursor) };
  }
  return undefined;
}

function endOf(cursor: Cursor): number {
  return cursor.tokens[cursor.at - 1]!.end;
}

function skipBlank(cursor: Cursor): void {
  for (let token = peek(cursor); token?.kind === "newline" || token?.kind === "comment"; token = peek(cursor)) cursor.at++;
}

/** Walks from the opening bracket at the cursor to its closing one; `read` is called at each item and may take nothing. */
function inside(cursor: Cursor, depth: number, read: () => void): void {
  const open = next(cursor)!;
  const close = CLOSING[open.text]!;
  if (depth >= MAX_DEPTH) {
    cursor.problems.push({ start: open.start, end: open.end, reason: `Brackets are nested more than ${MAX_DEPTH} deep here.` });
    skipBalanced(cursor);
    return;
  }
  for (;;) {
    skipBlank(cursor);
    const token = peek(cursor);
    if (token?.text === close) {
      cursor.at++;
      return;
    }
    if (!token || token.text === "}" || startsLikeBlock(cursor)) {
      cursor.problems.push({ start: open.start, end: open.end, reason: `A \`${open.text}\` is opened here and never closed.` });
      return;
    }
    const before = cursor.at;
    read();
    if (cursor.at === before) cursor.at++;
  }
}

function startsLikeBlock(cursor: Cursor): boolean {
  const word = peek(cursor);
  return word?.kind === "word" && peek(cursor, 1)?.kind === "word" && peek(cursor, 2)?.text === "{";
}

/** Past the bracket that closes the one just taken, whatever is between. */
function skipBalanced(cursor: Cursor): void {
  for (let open = 1; open > 0 && cursor.at < cursor.tokens.length; cursor.at++) {
    const token = cursor.tokens[cursor.at]!;
    if (token.kind !== "punctuation") continue;
    if (token.text in CLOSING) open++;
    else if (token.text === ")" || token.text === "]" || token.text === "}") open--;
  }
}
