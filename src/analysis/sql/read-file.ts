/** The text of one migration → its statements as trees, each with its place, and gaps for what PostgreSQL refuses. */
import type { Node } from "libpg-query";
import { type Token, tokenFrom } from "./lexer.ts";
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
  readonly gaps: readonly { readonly start: number; readonly end: number; readonly reason: string }[];
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
  addStatements(statements, text, 0, offsetsOf(text), parsed.tree.stmts ?? []);
  return { text, statements, gaps: [] };
}

function readPieces(text: string): SqlText {
  const statements: RawStatement[] = [];
  const { pieces: whole, unread } = pieces(text);
  const gaps = unread.map((part) => ({ ...part, reason: "psql would run SQL here that is not in this file; put the SQL into the migration." }));
  for (const piece of whole.flatMap((part) => recovered(text, part))) {
    const sql = text.slice(piece.start, piece.end);
    const parsed = parseSql(sql);
    const offsets = offsetsOf(sql);
    if (parsed.ok) addStatements(statements, text, piece.start, offsets, parsed.tree.stmts ?? []);
    else gaps.push({ ...gapPlace(sql, piece.start, offsets, parsed.position), reason: `PostgreSQL cannot read this statement: ${parsed.message}.` });
  }
  return { text, statements, gaps };
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
  base: number,
  offsets: Offsets,
  parsed: readonly { readonly stmt?: Node; readonly stmt_location?: number; readonly stmt_len?: number }[],
): void {
  const at = (location: number | undefined) => base + offsets.fromBytes(location ?? 0);
  for (const { stmt, stmt_location, stmt_len } of parsed) {
    if (!stmt) continue;
    const from = at(stmt_location);
    const to = stmt_len === undefined ? text.length : at((stmt_location ?? 0) + stmt_len);
    const { first, comments } = leadingComments(text, statements.at(-1)?.end ?? 0, from, to);
    statements.push({ node: stmt, start: first, end: trimmedEnd(text, first, to), at, leading: comments });
  }
}

/** PostgreSQL says where a statement starts; comments may still stand there. */
function leadingComments(text: string, previousEnd: number, from: number, to: number): { first: number; comments: Token[] } {
  const comments: Token[] = [];
  let first = from;
  for (let token = tokenFrom(text, previousEnd, to); token; token = tokenFrom(text, token.end, to)) {
    if (token.kind === "comment") comments.push(token);
    else if (token.start >= from) {
      first = token.start;
      break;
    }
  }
  return { first, comments };
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
