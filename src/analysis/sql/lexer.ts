/** PostgreSQL's lexical rules (manual §4.1) over UTF-16 text: enough to find comments, quotes, parentheses, commas and semicolons. */

export interface Token {
  readonly kind: "word" | "string" | "quoted" | "comment" | "punctuation" | "other";
  readonly start: number;
  readonly end: number;
  /** Parentheses and brackets around it. */
  readonly depth: number;
  /** A quote or block comment that the text never closes: it swallows the rest. */
  readonly unterminated?: boolean;
}

const CODE = { newline: 10, quote: 39, doubleQuote: 34, dollar: 36, dash: 45, slash: 47, star: 42, backslash: 92 } as const;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** All tokens of `text` from `start` to `end`, comments among them, blanks left out. Never throws. */
export function tokensOf(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let token = tokenFrom(text, start, end); token; token = tokenFrom(text, token.end, end)) {
    const step = depthStep(text, token);
    if (step < 0) depth = Math.max(0, depth - 1);
    tokens.push(depth === 0 ? token : { ...token, depth });
    if (step > 0) depth++;
  }
  return tokens;
}

/** 1 for an opening parenthesis or bracket, -1 for a closing one. */
export function depthStep(text: string, token: Token): -1 | 0 | 1 {
  if (token.kind !== "punctuation") return 0;
  const code = text.charCodeAt(token.start);
  return code === 40 || code === 91 ? 1 : code === 41 || code === 93 ? -1 : 0;
}

/** The first token at or after `at`, its depth left at 0. */
export function tokenFrom(text: string, at: number, end: number): Token | undefined {
  const start = nextVisible(text, at, end);
  return start < end ? tokenAt(text, start, end, text.charCodeAt(start)) : undefined;
}

/** The first place at or after `at` that is no blank; `end` if there is none. */
export function nextVisible(text: string, at: number, end: number): number {
  for (let start = at; start < end; start++) {
    const code = text.charCodeAt(start);
    if (code > 32 && code !== 0xfeff && code !== 0xa0) return start;
  }
  return end;
}

function tokenAt(text: string, at: number, end: number, code: number): Token {
  const next = text.charCodeAt(at + 1);
  if (code === CODE.dash && next === CODE.dash) return comment(at, lineEnd(text, at, end));
  if (code === CODE.slash && next === CODE.star) return blockComment(text, at, end);
  if (code === CODE.quote) return quoted(text, at, at + 1, end, "string", false);
  if (code === CODE.doubleQuote) return quoted(text, at, at + 1, end, "quoted", false);
  if (code === CODE.dollar) return dollarQuoted(text, at, end);
  if (isPrefixedString(code, next)) return quoted(text, at, at + 2, end, "string", (code | 32) === 101);
  return plain(text, at, end);
}

/** E'…', B'…', X'…', N'…'. */
function isPrefixedString(code: number, next: number): boolean {
  if (next !== CODE.quote) return false;
  const letter = code | 32;
  return letter === 101 || letter === 98 || letter === 120 || letter === 110;
}

function comment(start: number, end: number): Token {
  return { kind: "comment", start, end, depth: 0 };
}

function lineEnd(text: string, at: number, end: number): number {
  const newline = text.indexOf("\n", at);
  const stop = newline === -1 || newline > end ? end : newline;
  return text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
}

/** Block comments nest. */
function blockComment(text: string, start: number, end: number): Token {
  let depth = 1;
  let at = start + 2;
  while (at < end) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code === CODE.slash && next === CODE.star) {
      depth++;
      at += 2;
    } else if (code === CODE.star && next === CODE.slash) {
      at += 2;
      if (--depth === 0) return comment(start, Math.min(at, end));
    } else at++;
  }
  return { ...comment(start, end), unterminated: true };
}

function quoted(text: string, start: number, from: number, end: number, kind: "string" | "quoted", escapes: boolean): Token {
  const quote = kind === "string" ? CODE.quote : CODE.doubleQuote;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (escapes && code === CODE.backslash) at++;
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return { kind, start, end: at + 1, depth: 0 };
      at++;
    }
  }
  return { kind, start, end, depth: 0, unterminated: true };
}

function dollarQuoted(text: string, start: number, end: number): Token {
  DOLLAR_QUOTE.lastIndex = start;
  const tag = DOLLAR_QUOTE.exec(text)?.[0];
  if (tag === undefined) return plain(text, start, end);
  const close = text.indexOf(tag, start + tag.length);
  if (close === -1 || close + tag.length > end) return { kind: "string", start, end, depth: 0, unterminated: true };
  return { kind: "string", start, end: close + tag.length, depth: 0 };
}

function plain(text: string, start: number, end: number): Token {
  WORD.lastIndex = start;
  if (WORD.test(text)) return { kind: "word", start, end: Math.min(WORD.lastIndex, end), depth: 0 };
  NUMBER.lastIndex = start;
  if (NUMBER.test(text)) return { kind: "other", start, end: Math.min(NUMBER.lastIndex, end), depth: 0 };
  const code = text.charCodeAt(start);
  const punctuation = code === 40 || code === 41 || code === 44 || code === 59 || code === 91 || code === 93;
  return { kind: punctuation ? "punctuation" : "other", start, end: start + 1, depth: 0 };
}

/** The parts between top-level commas, each trimmed of blanks and of comments at its ends. */
export function commaParts(text: string, tokens: readonly Token[], depth = 0): Part[] {
  const parts: Part[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    if (token.kind === "punctuation" && token.depth === depth && text.charCodeAt(token.start) === 44) {
      if (first && last) parts.push({ start: first.start, end: last.end });
      first = last = undefined;
      continue;
    }
    first ??= token;
    last = token;
  }
  if (first && last) parts.push({ start: first.start, end: last.end });
  return parts;
}

export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The end of the possibly qualified name (`auth."Users"`) at `start`. */
export function endOfName(text: string, start: number, end: number): number {
  let last = tokenFrom(text, start, end);
  for (;;) {
    const dot = last && tokenFrom(text, last.end, end);
    if (!dot || text.charCodeAt(dot.start) !== 46) return last?.end ?? start;
    last = tokenFrom(text, dot.end, end);
  }
}

/** Whether `token` is this keyword or character, whatever its case. */
export function isToken(text: string, token: Token | undefined, word: string): boolean {
  return (
    token !== undefined &&
    (token.kind === "word" || token.kind === "punctuation" || token.kind === "other") &&
    token.end - token.start === word.length &&
    text.slice(token.start, token.end).toUpperCase() === word
  );
}
