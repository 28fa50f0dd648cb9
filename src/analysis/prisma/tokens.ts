/** Cuts `.prisma` text into tokens with UTF-16 offsets. Never throws, reads each character once. */

export type TokenKind = "word" | "string" | "attribute" | "punctuation" | "comment" | "newline" | "other";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Something that the text opens and never closes. */
export interface Problem {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

const BLANKS = " \t\r\f\v\uFEFF";
const BLANK = /[ \t\r\f\v\uFEFF]+/y;
const COMMENT = /\/\/[^\n]*/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"?/y;
/** `@@index` and `@db.VarChar` are one token each. */
const ATTRIBUTE = /@@?[\p{L}\p{N}_.-]*/uy;
/** `-` stands inside names (`my-model`) and before numbers. */
const PLAIN_WORD = /[A-Za-z0-9_.-]+/y;
const WORD = /[\p{L}\p{N}_.-]+/uy;

export function tokenize(text: string): { tokens: Token[]; problems: Problem[] } {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  for (let at = 0; at < text.length; ) {
    const first = text.charAt(at);
    if (first === "/" && text.charAt(at + 1) === "*") {
      at = skipBlockComment(text, at, tokens, problems);
      continue;
    }
    if (BLANKS.includes(first)) {
      at = endOf(BLANK, text, at);
      continue;
    }
    const token = tokenAt(text, at, first);
    tokens.push(token);
    if (token.kind === "string" && !isClosed(token.text)) problems.push({ start: at, end: token.end, reason: "A string is opened here and never closed on its line." });
    at = token.end;
  }
  return { tokens, problems };
}

function tokenAt(text: string, at: number, first: string): Token {
  if (first === "\n") return cut(text, "newline", at, at + 1);
  if ("(){}[],:=?".includes(first)) return cut(text, "punctuation", at, at + 1);
  if (first === '"') return cut(text, "string", at, endOf(STRING, text, at));
  if (first === "@") return cut(text, "attribute", at, endOf(ATTRIBUTE, text, at));
  if (first === "/" && text.charAt(at + 1) === "/") return cut(text, "comment", at, endOf(COMMENT, text, at));
  const word = endOfWord(text, at);
  return word > at ? cut(text, "word", at, word) : cut(text, "other", at, at + 1);
}

function cut(text: string, kind: TokenKind, start: number, end: number): Token {
  return { kind, text: text.slice(start, end), start, end };
}

/** The classes of Unicode are slow, and hardly any word needs them. */
function endOfWord(text: string, at: number): number {
  const plain = endOf(PLAIN_WORD, text, at);
  return text.charCodeAt(plain) > 127 ? endOf(WORD, text, at) : plain;
}

/** The end of the match at `at`, or `at` when there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** `/* … *\/` counts as a comment; its end is looked for once. */
function skipBlockComment(text: string, start: number, tokens: Token[], problems: Problem[]): number {
  const close = text.indexOf("*/", start + 2);
  const end = close === -1 ? text.length : close + 2;
  if (close === -1) problems.push({ start, end: start + 2, reason: "A `/*` comment is opened here and never closed." });
  tokens.push({ kind: "comment", text: text.slice(start, end), start, end });
  return end;
}

function isClosed(literal: string): boolean {
  return literal.length > 1 && literal.endsWith('"') && !/(?<!\\)(?:\\\\)*\\"$/.test(literal);
}

/** What a string token says: Prisma's escapes are JSON's. */
export function unquote(literal: string): string {
  const body = literal.slice(1, literal.length > 1 && literal.endsWith('"') ? -1 : undefined);
  if (!body.includes("\\")) return body;
  return body.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gu, (_, hex: string | undefined, char: string) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" }[char] ?? char;
  });
}
