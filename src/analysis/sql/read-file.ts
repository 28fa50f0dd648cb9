/** The text of one migration → its statements as trees, each with its place, and gaps for what PostgreSQL refuses. */
import type { Node } from "libpg-query";
import { nextVisible, type Part, type Token, tokenFrom } from "./lexer.ts";
import { MAX_SQL_LENGTH, parseSql } from "./libpg.ts";
import { type Offsets, offsetsOf } from "./offsets.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import { pieces, recovered } from "./split.ts";

/** Offsets are UTF-16 units of the text given; nothing here knows of files. */
export interface SqlText {
  /** The text as parsed: placeholders are identifiers of the same length. */
  readonly text: string;
  /** What the placeholders became. */
  readonly placeholders?: ReadonlySet<string>;
  readonly statements: readonly RawStatement[];
  readonly gaps: readonly TextGap[];
}

export interface TextGap extends Part {
  readonly reason: string;
  /** The whole of the statement that was refused. */
  readonly statement?: Part;
}

export interface RawStatement {
  readonly node: Node;
  /** Without leading comments and the closing `;`. */
  readonly start: number;
  readonly end: number;
  /** From a location in the tree to an offset in the text. */
  at(location: number | undefined): number;
  /** Comments between the statement before and this one. */
  readonly leading: readonly { readonly start: number; readonly end: number }[];
}

export function readSql(given: string): SqlText {
  if (given.length > MAX_SQL_LENGTH) {
    return {
      text: given,
      statements: [],
      gaps: [{ start: 0, end: endOfFirstLine(given), reason: `This file is longer than ${MAX_SQL_LENGTH.toLocaleString("en")} characters and was not read; split it.` }],
    };
  }
  const nul = given.indexOf("\0");
  if (nul !== -1) return { text: given, statements: [], gaps: [{ start: nul, end: nul + 1, reason: "This file holds a NUL byte, which PostgreSQL refuses; remove it." }] };
  const text = given.charCodeAt(0) === 0xfeff ? ` ${given.slice(1)}` : given;
  const whole = readWhole(text);
  if (whole) return whole;
  const filled = withoutPlaceholders(text);
  const read = (filled && readWhole(filled.text)) ?? readPieces(filled?.text ?? text);
  return filled ? { ...read, placeholders: filled.identifiers } : read;
}

function readWhole(text: string): SqlText | undefined {
  const parsed = parseSql(text);
  if (!parsed.ok) return undefined;
  const statements: RawStatement[] = [];
  addStatements(statements, text, { start: 0, end: text.length, previousEnd: 0 }, offsetsOf(text), parsed.tree.stmts ?? []);
  return { text, statements, gaps: [] };
}

function readPieces(text: string): SqlText {
  const statements: RawStatement[] = [];
  const { pieces: whole, unread } = pieces(text);
  const gaps: TextGap[] = unread.map((part) => ({ ...part, reason: "psql would run SQL here that is not in this file; put the SQL into the migration." }));
  let previousEnd = 0;
  for (const piece of whole) {
    for (const part of readablePart(text, piece)) {
      if (part.parsed.ok) addStatements(statements, text, { ...part, previousEnd }, part.offsets, part.parsed.tree.stmts ?? []);
      else {
        const place = gapPlace(text.slice(part.start, part.end), part.start, part.offsets, part.parsed.position);
        gaps.push({ ...place, statement: { start: part.start, end: part.end }, reason: `PostgreSQL cannot read this statement: ${part.parsed.message}.` });
      }
      previousEnd = part.end;
    }
  }
  return { text, statements, gaps };
}

interface Attempt extends Part {
  readonly parsed: ReturnType<typeof parseSql>;
  readonly offsets: Offsets;
}

/** The piece as a whole, or cut anew if that makes parts of it readable. */
function readablePart(text: string, piece: Part): readonly Attempt[] {
  const whole = attempt(text, piece);
  if (whole.parsed.ok) return [whole];
  const parts = recovered(text, piece);
  if (parts.length < 2) return [whole];
  const attempts = parts.map((part) => attempt(text, part));
  return attempts.some(({ parsed }) => parsed.ok) ? attempts : [whole];
}

function attempt(text: string, { start, end }: Part): Attempt {
  const sql = text.slice(start, end);
  return { start, end, parsed: parseSql(sql), offsets: offsetsOf(sql) };
}

/** From the parser's position to the end of that line. */
function gapPlace(sql: string, base: number, offsets: Offsets, position: number | undefined): { start: number; end: number } {
  const at = Math.min(position === undefined ? 0 : offsets.fromCodePoints(position), Math.max(0, sql.length - 1));
  const newline = sql.indexOf("\n", at);
  return { start: base + at, end: base + Math.max(at, newline === -1 ? sql.length : newline) };
}

function endOfFirstLine(text: string): number {
  const newline = text.indexOf("\n");
  return newline === -1 ? Math.min(text.length, 200) : newline;
}

function addStatements(
  statements: RawStatement[],
  text: string,
  within: Part & { readonly previousEnd: number },
  offsets: Offsets,
  parsed: readonly { readonly stmt?: Node; readonly stmt_location?: number; readonly stmt_len?: number }[],
): void {
  const at = (location: number | undefined) => within.start + offsets.fromBytes(location ?? 0);
  let previousEnd = within.previousEnd;
  for (const { stmt, stmt_location, stmt_len } of parsed) {
    if (!stmt) continue;
    const from = at(stmt_location);
    const to = stmt_len === undefined ? within.end : at((stmt_location ?? 0) + stmt_len);
    const { first, comments } = leadingComments(text, previousEnd, from, to);
    previousEnd = trimmedEnd(text, first, to);
    statements.push({ node: stmt, start: first, end: previousEnd, at, leading: comments });
  }
}

/** PostgreSQL says where a statement starts; comments may still stand there. */
function leadingComments(text: string, previousEnd: number, from: number, to: number): { first: number; comments: Token[] } {
  const comments: Token[] = [];
  for (let at = nextVisible(text, previousEnd, to); at < to; at = nextVisible(text, at, to)) {
    const code = text.charCodeAt(at);
    const isComment = (code === 45 || code === 47) && text.charCodeAt(at + 1) === (code === 45 ? 45 : 42);
    if (!isComment && at >= from) return { first: at, comments };
    const token = tokenFrom(text, at, to)!;
    if (isComment) comments.push(token);
    at = token.end;
  }
  return { first: from, comments };
}

/** Without blanks, semicolons and comments at the end. The tokens are looked at only where the last lines may hold a comment. */
function trimmedEnd(text: string, start: number, to: number): number {
  let end = to;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  const lastLine = text.lastIndexOf("\n", end - 1);
  const tail = text.slice(Math.max(start, lastLine + 1), end);
  if (!tail.includes("--") && !tail.endsWith("*/")) return end;
  let last = start;
  for (let token = tokenFrom(text, start, end); token; token = tokenFrom(text, token.end, end)) if (token.kind !== "comment") last = token.end;
  return last;
}

function isBlank(code: number): boolean {
  return code <= 32 || code === 59;
}
