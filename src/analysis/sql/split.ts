/** Cuts a text that PostgreSQL refused as a whole into the statements that it may still accept one by one. */
import { depthStep, isToken, type Part, type Token, tokenFrom, tokensOf } from "./lexer.ts";

export interface Pieces {
  readonly pieces: readonly Part[];
  /** psql's own commands that stand for SQL which is not in the file: `\i other.sql`, `\gexec`. */
  readonly unread: readonly Part[];
}

/** `\i`, `\ir`, `\include`, `\gexec`: psql runs something there that the file does not show in SQL. */
const HIDES_SQL = /^\\(?:i|ir|include|include_relative|gexec)\b/;
const BACKSLASH = 92;
const COPY_FROM_STDIN = /^copy\b[\s\S]*\bfrom\s+stdin\b/i;
const STARTS_STATEMENT =
  /^(?:alter|analyze|begin|call|comment|commit|copy|create|delete|do|drop|end|execute|grant|insert|lock|merge|reindex|refresh|reset|revoke|rollback|select|set|truncate|update|vacuum|with)\b/i;

export function pieces(text: string): Pieces {
  const found: Part[] = [];
  const unread: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const piece = pieceFrom(text, at);
    if (piece.start < piece.end) (piece.unread ? unread : found).push({ start: piece.start, end: piece.end });
    at = piece.next;
  }
  return { pieces: found, unread };
}

interface Piece extends Part {
  /** Where the one after it begins. */
  readonly next: number;
  readonly unread?: boolean;
}

/** The statement (or psql command) at `from`; empty when nothing but blanks and comments is left. */
function pieceFrom(text: string, from: number): Piece {
  let first: Token | undefined;
  let last: Token | undefined;
  let depth = 0;
  let atomic = 0;
  for (let token = tokenFrom(text, from, text.length); token; token = tokenFrom(text, token.end, text.length)) {
    if (token.kind === "comment") continue;
    if (text.charCodeAt(token.start) === BACKSLASH && (!first || startsLine(text, token.start))) {
      return first && last ? { start: first.start, end: last.end, next: token.start } : metaCommand(text, token.start);
    }
    if (depth === 0 && atomic === 0 && isToken(text, token, ";")) {
      if (!first || !last) continue;
      const statement = { start: first.start, end: last.end };
      return { ...statement, next: COPY_FROM_STDIN.test(text.slice(statement.start, statement.end)) ? endOfCopyData(text, token.end) : token.end };
    }
    depth = Math.max(0, depth + depthStep(text, token));
    atomic += atomicStep(text, token, last, atomic);
    first ??= token;
    last = token;
  }
  return { start: first?.start ?? text.length, end: last?.end ?? text.length, next: text.length };
}

function metaCommand(text: string, start: number): Piece {
  const end = endOfLine(text, start);
  const unread = HIDES_SQL.test(text.slice(start, end));
  return { start: unread ? start : end, end, next: end, unread };
}

/** `BEGIN ATOMIC … END` holds semicolons; inside it CASE … END nests. */
function atomicStep(text: string, token: Token, previous: Token | undefined, atomic: number): number {
  if (token.kind !== "word") return 0;
  if (isToken(text, token, "ATOMIC") && isToken(text, previous, "BEGIN")) return 1;
  if (atomic === 0) return 0;
  if (isToken(text, token, "CASE")) return 1;
  return isToken(text, token, "END") ? -1 : 0;
}

function startsLine(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) === 10;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline === -1 ? text.length : newline;
}

/** The rows after `COPY … FROM stdin;` end with a line `\.`. */
function endOfCopyData(text: string, from: number): number {
  const end = /^\\\.[ \t\r]*$/gm;
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length;
}

/** A piece that was refused, cut anew so that what follows the broken text stays readable; the piece itself when there is nothing to cut. */
export function recovered(text: string, piece: Part): readonly Part[] {
  const tokens = tokensOf(text, piece.start, piece.end);
  return tokens.some((token) => token.unterminated) ? cutAtLines(text, piece) : cutAtSemicolons(text, piece, tokens);
}

/** A parenthesis that never closes hides the semicolons after it. */
function cutAtSemicolons(text: string, piece: Part, tokens: readonly Token[]): readonly Part[] {
  const cuts: Part[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    if (isToken(text, token, ";")) {
      if (first && last) cuts.push({ start: first.start, end: last.end });
      first = last = undefined;
      continue;
    }
    first ??= token;
    last = token;
  }
  if (first && last) cuts.push({ start: first.start, end: last.end });
  return cuts.length > 1 ? cuts : [piece];
}

/** A quote or comment that never closes hides all: only a line that starts a statement, after one that ended in `;`, can be trusted. */
function cutAtLines(text: string, piece: Part): readonly Part[] {
  const cuts: Part[] = [];
  let start = piece.start;
  const boundary = /;[ \t\r]*\n\s*/g;
  boundary.lastIndex = piece.start;
  for (let match = boundary.exec(text); match && match.index < piece.end; match = boundary.exec(text)) {
    const next = match.index + match[0].length;
    if (!STARTS_STATEMENT.test(text.slice(next, next + 12))) continue;
    cuts.push({ start, end: match.index });
    start = next;
  }
  cuts.push({ start, end: endWithoutSemicolon(text, start, piece.end) });
  return cuts.filter((cut) => cut.end > cut.start);
}

function endWithoutSemicolon(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[\s;]/.test(text[at - 1]!)) at--;
  return at;
}
