/**
 * Untrusted words made harmless in GitHub's Markdown: no mentions, cross-references, links, HTML or block structure; tables and fences stay whole.
 * What GitHub links by itself: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
import { longCode, shorten, visible } from "../model/text.ts";

/** Zero width space as an entity: seen in the source, not on the page; parts what GitHub would link. */
const GAP = "&#8203;";

/**
 * `@name`, `#1`, `GH-1`, `user@host`, `https://…`, `www.…`, hexadecimal of a commit's length. GitHub looks for them in the rendered text, so
 * a backslash or an entity in place of the character does not help; a gap behind it does.
 */
function unlink(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/[@#](?=[\w-])/g, (sign) => `${sign}${GAP}`)
    .replace(/(gh)-(?=\d)/gi, `$1-${GAP}`)
    .replace(/([a-z]+:)(?=\/\/)/gi, `$1${GAP}`)
    .replace(/(mailto|xmpp):/gi, `$1${GAP}:`)
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}${GAP}.`)
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/gi, (sha) => sha.replace(/.{5}(?=.)/g, `$&${GAP}`));
}

/** Plain words on one line: every character means itself. For a waiver's reason, a gap's reason, a user's name. */
export function words(text: string, longest = 500): string {
  const line = visible(shorten(text, longest).replace(/\s+/g, " ").trim());
  const escaped = line.replace(/[\\`*_[\]~!]/g, "\\$&");
  return dollars(unlink(escaped).replaceAll("<", "&lt;").replaceAll(">", "&gt;"))
    .replace(/^([#+-])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/**
 * A rule's message: Markdown of ours whose code spans hold names of the pull request. Spans are made anew so that they end where they should;
 * between them emphasis and lists stay and everything else is plain text.
 */
export function message(markdown: string, longest = 4000): string {
  return visible(shorten(markdown.replace(/\r\n?/g, "\n"), longest))
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => inline(paragraph.trim()))
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** The message as one paragraph, for list items and table cells. */
export function messageLine(markdown: string, longest = 400): string {
  return inline(
    visible(
      shorten(
        markdown
          .slice(0, longest * 4)
          .replace(/\s+/g, " ")
          .trim(),
        longest,
      ),
    ),
  );
}

/** CommonMark §6.1: a run of backticks opens a code span when a run of the same length follows in the paragraph. */
function inline(paragraph: string): string {
  let out = "";
  let plain = "";
  let skipTo = 0;
  const next = closings(paragraph);
  for (const { 0: token, index } of paragraph.matchAll(/\\[\s\S]|`+|[^\\`]+|\\/g)) {
    if (index < skipTo) continue;
    const after = index + token.length;
    const end = token[0] === "`" ? next(after, token.length) : -1;
    if (end >= 0) {
      out += prose(plain) + longCode(unpad(paragraph.slice(after, end)), 2000);
      plain = "";
      skipTo = end + token.length;
    } else plain += token[0] === "`" ? "\\`".repeat(token.length) : token;
  }
  return unblock(out + prose(plain));
}

/** Where the next run of exactly this length starts, from an offset on; asked with growing offsets, each run is passed once a length. */
function closings(text: string): (from: number, length: number) => number {
  const runs = new Map<number, number[]>();
  for (const run of text.matchAll(/`+/g)) runs.set(run[0].length, [...(runs.get(run[0].length) ?? []), run.index]);
  return (from, length) => (runs.get(length) ?? []).find((start) => start >= from) ?? -1;
}

function unpad(span: string): string {
  return /^ .*[^ ].* $/s.test(span) ? span.slice(1, -1) : span;
}

/** Text between code spans. */
function prose(text: string): string {
  const linked = unlink(
    text
      .replace(/(?<!\\)~/g, "\\~")
      .replace(/\]\(/g, "]\u0003(")
      .replace(/\]:/g, "]\u0003:")
      .replace(/!\[/g, "!\u0003["),
  );
  return dollars(linked.replaceAll("\u0003", GAP).replaceAll("<", "&lt;"));
}

/** Two dollar signs would enclose a formula; GitHub's own advice is the span. */
function dollars(text: string): string {
  return text.indexOf("$") === text.lastIndexOf("$") ? text : text.replaceAll("$", "<span>$</span>");
}

/** Lines that would open a heading, quote, fence, table, rule or indented code are lines of text; list items may stay. */
function unblock(paragraph: string): string {
  return paragraph.split("\n").map(unblockLine).join("\n");
}

function unblockLine(line: string): string {
  const lead = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/.exec(line)?.[0] ?? "";
  const indent = lead.length - lead.trimStart().length;
  const items = lead.trim().replace(/[ \t]+/g, " ");
  const rest = line.slice(lead.length).replace(/^(#|>|\||=+[ \t]*$|-+[ \t]*$|(?:[-*_][ \t]*){3,}$)/, "\\$1");
  return `${" ".repeat(Math.min(indent, 3))}${items}${items === "" ? "" : " "}${rest}`;
}

/** A table's cell (GFM §4.10): Markdown on one line; a pipe needs an odd number of backslashes before it, in code spans too. */
export function cell(markdown: string): string {
  return markdown.replace(/\s*\n\s*/g, " ").replace(/(\\*)\|/g, (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? "\\" : "\\\\"}|`);
}

export function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |\n`;
}

/** A fenced block that nothing inside can end. `exact` text is given as it is: for suggestions, which are applied to the file. */
export function fence(text: string, language: string, options: { exact?: boolean; longest?: number } = {}): string {
  const unified = text.replace(/\r\n?/g, "\n");
  const body = options.exact ? unified : visible(cut(unified, options.longest ?? 8000));
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map((run) => run[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${body}${body === "" || body.endsWith("\n") ? "" : "\n"}${marks}\n`;
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = shorten(text, longest);
  return `${kept}\n… ${text.length - kept.length} more characters`;
}

/** True when a reader would not see all that the text holds: it is then never offered as a suggestion. */
export function hasInvisible(text: string): boolean {
  return visible(text.replaceAll("\r\n", "\n")) !== text.replaceAll("\r\n", "\n");
}

/** UTF-8 bytes: GitHub's limits are stated in characters and enforced in bytes at places. */
export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
