/** `-- @denormalized source: … rebuild: …` beside a column or above a table: such comments count as its COMMENT ON. Others are no documentation of the database. */
import type { Part } from "./lexer.ts";
import type { Place } from "./translation.ts";

const ANNOTATION = /@(?:denormali[sz]ed|determines|expand)\b/i;

/** UTF-16 units around a statement in which its comments are looked for. */
const AROUND = 2_000;

/** Hardly any text has one: it is looked through once. */
export function holdsAnnotation(text: string): boolean {
  return text.includes("@") && ANNOTATION.test(text);
}

function isAnnotated({ annotated, text, start, end }: Place): boolean {
  return annotated && ANNOTATION.test(text.slice(Math.max(0, start - AROUND), end + AROUND));
}

/** On the lines above that hold nothing but a comment, or behind it on its line and the lines that go on with it. */
export function annotationOf(place: Place, part: Part): string | undefined {
  if (!isAnnotated(place)) return undefined;
  const beside = commentsBehind(place.text, part.end);
  return annotating(beside) ?? annotating(commentsAbove(place, part.start));
}

/** Of a whole statement: the lines directly above it. */
export function annotationAbove(place: Place): string | undefined {
  return isAnnotated(place) ? annotating(commentsAbove(place, place.start)) : undefined;
}

/** From the first annotation on: what is written before it is prose. */
function annotating(lines: readonly string[]): string | undefined {
  const first = lines.findIndex((line) => ANNOTATION.test(line));
  return first === -1 ? undefined : lines.slice(first).join("\n");
}

/** What stands above `ALTER TABLE t ADD COLUMN …` on one line is said of the column; what stands above `CREATE TABLE t (…` is not. */
function commentsAbove({ text, start }: Place, at: number): string[] {
  let line = text.lastIndexOf("\n", at - 1) + 1;
  const begins = text.slice(line, Math.max(line, at)).trim() === "";
  const isAlone = start >= line && start < at && text.slice(line, start).trim() === "" && !/^create\b/i.test(text.slice(start, at));
  if (!begins && !isAlone) return [];
  const found: string[] = [];
  while (line > 0) {
    const above = text.lastIndexOf("\n", line - 2) + 1;
    const comment = commentOf(text.slice(above, line));
    if (comment === undefined) break;
    found.unshift(comment);
    line = above;
  }
  return found;
}

function commentsBehind(text: string, at: number): string[] {
  const found: string[] = [];
  for (let from = at; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end);
    const comment = commentOf(found.length === 0 ? line.replace(/^[\s,;)]+/, "") : line);
    if (comment === undefined || (found.length > 0 && ANNOTATION.test(comment))) break;
    found.push(comment);
    from = end + 1;
  }
  return found;
}

function commentOf(line: string): string | undefined {
  return /^\s*--+(.*?)\s*$/.exec(line)?.[1]?.trim();
}
