/** Reads the blocks of one `.prisma` file. Never throws; what is opened and not closed is a problem with its place. */
import type { Attribute, Block, Comment, FieldType, Member, Place, ScannedFile } from "./blocks.ts";
import type { Token } from "./tokens.ts";
import { type Cursor, cursorOf, next, peek, readArguments, readValue } from "./values.ts";

const KEYWORDS: ReadonlySet<string> = new Set(["model", "view", "enum", "type", "datasource", "generator"]);

/** Prisma's parser is recursive: 20,000 nested brackets break its memory, 5,000 its stack. */
export const MAX_BRACKET_DEPTH = 200;

/** UTF-16 units of the texts whose blocks are kept. */
const MOST_KEPT = 2_000_000;
const kept = new Map<string, ScannedFile>();
let keptLength = 0;

/** A head's text is scanned to be read and to be checked, a base's again for the next pull request: the last ones are kept. */
export function scan(text: string): ScannedFile {
  const known = kept.get(text);
  if (known) return known;
  if (keptLength + text.length > MOST_KEPT) {
    kept.clear();
    keptLength = 0;
  }
  const scanned = blocksOf(text);
  kept.set(text, scanned);
  keptLength += text.length;
  return scanned;
}

function blocksOf(text: string): ScannedFile {
  const cursor = cursorOf(text);
  const tooDeep = tooDeepIn(cursor.tokens);
  const blocks: Block[] = [];
  const comments: Comment[] = [];
  let above: OpenComment[] = [];
  let stray = 0;
  for (let token = peek(cursor); token; token = peek(cursor)) {
    if (token.kind === "comment") above.push(openComment(cursor));
    else if (startsBlock(cursor)) {
      const block = readBlock(cursor, above, comments);
      blocks.push(block);
      attach(above, block, comments);
      above = [];
    } else {
      if (token.kind !== "newline" || blankLine(cursor)) above = attach(above, undefined, comments);
      if (token.kind !== "newline") stray++;
      next(cursor);
    }
  }
  attach(above, undefined, comments);
  return { blocks, comments: comments.sort((a, b) => a.start - b.start), problems: cursor.problems, stray, ...(tooDeep ? { tooDeep } : {}) };
}

function tooDeepIn(tokens: readonly Token[]): Place | undefined {
  let depth = 0;
  for (const { kind, text, start, end } of tokens) {
    if (kind !== "punctuation") continue;
    if (text === "(" || text === "[" || text === "{") depth++;
    else if (text === ")" || text === "]" || text === "}") depth = Math.max(0, depth - 1);
    if (depth > MAX_BRACKET_DEPTH) return { start, end };
  }
  return undefined;
}

interface OpenComment extends Place {
  readonly text: string;
  readonly doc: boolean;
}

function openComment(cursor: Cursor): OpenComment {
  const token = next(cursor)!;
  return { start: token.start, end: token.end, text: withoutMarks(token.text).trim(), doc: token.text.startsWith("///") || token.text.startsWith("/**") };
}

function withoutMarks(comment: string): string {
  if (!comment.startsWith("/*")) return comment.replace(/^\/\/+/, "");
  return comment
    .replace(/^\/\*+/, "")
    .replace(/(?<!\*)\*+\/$/, "")
    .replace(/\n[ \t]*\*+/g, "\n");
}

function attach(open: readonly OpenComment[], of: Place | undefined, into: Comment[]): [] {
  for (const { start, end, text } of open) into.push({ start, end, text, of: of && { start: of.start, end: of.end } });
  return [];
}

function docOf(open: readonly OpenComment[]): string | undefined {
  const lines = open.filter((comment) => comment.doc).map((comment) => comment.text);
  return lines.length > 0 ? lines.join("\n") : undefined;
}

function blankLine(cursor: Cursor): boolean {
  return cursor.tokens[cursor.at - 1]?.kind === "newline";
}

/** `model User {`: three tokens of one line. */
function startsBlock(cursor: Cursor): boolean {
  const word = peek(cursor);
  return word?.kind === "word" && KEYWORDS.has(word.text) && peek(cursor, 1)?.kind === "word" && peek(cursor, 2)?.text === "{";
}

function readBlock(cursor: Cursor, above: readonly OpenComment[], comments: Comment[]): Block {
  const keyword = next(cursor)!;
  const name = next(cursor)!;
  const brace = next(cursor)!;
  const members: Member[] = [];
  let open: OpenComment[] = [];
  let end = brace.end;
  for (;;) {
    const token = peek(cursor);
    if (!token || startsBlock(cursor)) {
      cursor.problems.push({ start: keyword.start, end: brace.end, reason: `The block \`${keyword.text} ${name.text}\` is never closed.` });
      break;
    }
    if (token.text === "}") {
      end = next(cursor)!.end;
      break;
    }
    if (token.kind === "newline") {
      if (blankLine(cursor)) open = attach(open, undefined, comments);
      next(cursor);
    } else if (token.kind === "comment") open.push(openComment(cursor));
    else {
      const member = readMember(cursor, open, comments, keyword.text === "datasource" || keyword.text === "generator");
      end = Math.max(end, member.end);
      members.push(member);
      open = [];
    }
  }
  attach(open, undefined, comments);
  return {
    keyword: keyword.text as Block["keyword"],
    name: name.text,
    nameAt: { start: name.start, end: name.end },
    members,
    doc: docOf(above),
    start: keyword.start,
    end,
  };
}

/** A line of a block, up to its end; brackets may carry it over several lines. Always takes at least one token. */
function readMember(cursor: Cursor, above: readonly OpenComment[], comments: Comment[], isSetting: boolean): Member {
  const first = peek(cursor)!;
  const attributes: Attribute[] = [];
  const beside: OpenComment[] = [];
  let name = "";
  let type: FieldType | undefined;
  let value: Member["value"];
  let end = first.end;
  if (first.kind === "word") name = next(cursor)!.text;
  for (let token = peek(cursor); token && token.kind !== "newline" && token.text !== "}" && !startsBlock(cursor); token = peek(cursor)) {
    if (token.kind === "comment") beside.push(openComment(cursor));
    else {
      if (token.kind === "attribute") attributes.push(readAttribute(cursor));
      else if (isSetting && token.text === "=") {
        next(cursor);
        value = readValue(cursor) ?? value;
      } else if (token.kind === "word" && !type && attributes.length === 0) type = readType(cursor);
      else next(cursor);
      end = cursor.tokens[cursor.at - 1]!.end;
    }
  }
  const member = { name, type, attributes, value, doc: docOf([...above, ...beside]), start: first.start, end };
  attach(above, member, comments);
  attach(beside, member, comments);
  return member;
}

function readType(cursor: Cursor): FieldType {
  const word = next(cursor)!;
  let unsupported: string | undefined;
  if (word.text === "Unsupported" && peek(cursor)?.text === "(") {
    const held = readArguments(cursor)[0]?.value;
    unsupported = held?.kind === "string" ? held.text : "";
  }
  let arity: FieldType["arity"] = "required";
  if (peek(cursor)?.text === "[" && peek(cursor, 1)?.text === "]") {
    next(cursor);
    next(cursor);
    arity = "list";
  }
  if (peek(cursor)?.text === "?") {
    next(cursor);
    if (arity === "required") arity = "optional";
  }
  return { name: word.text, unsupported, arity, start: word.start, end: cursor.tokens[cursor.at - 1]!.end };
}

function readAttribute(cursor: Cursor): Attribute {
  const token = next(cursor)!;
  const args = peek(cursor)?.text === "(" ? readArguments(cursor) : [];
  return { name: token.text.slice(1), args, start: token.start, end: cursor.tokens[cursor.at - 1]!.end };
}
