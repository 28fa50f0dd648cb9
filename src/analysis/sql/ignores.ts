/** Comments that silence rules: ours, squawk's, eugene's and pgfence's. */
import type { IgnoreComment, Side, Span } from "../../model/source.ts";
import { commentText } from "./comments.ts";
import { EUGENE_RULES, PGFENCE_RULES, SQUAWK_RULES } from "./foreign-rules.ts";
import { type Part, tokensOf } from "./lexer.ts";

/** Almost no file has one: those are not looked at twice. */
const WORDS = ["schema-review-ignore", "squawk-ignore", "eugene:", "pgfence"];

interface Words {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly wholeFile: boolean;
  readonly origin: IgnoreComment["origin"];
}

/** `parts` are the statements in the order of the text. A comment covers the statement it stands in, behind, or above. */
export function ignoresOf(path: string, side: Side, text: string, parts: () => readonly Part[]): IgnoreComment[] {
  if (!WORDS.some((word) => text.includes(word))) return [];
  const statements = parts();
  const span = ({ start, end }: Part): Span => ({ path, side, start, end });
  const found: IgnoreComment[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind !== "comment" || !WORDS.some((word) => text.slice(token.start, token.end).includes(word))) continue;
    for (const line of commentText(text, token).split("\n")) {
      const words = wordsOf(line.trim());
      if (!words) continue;
      const covers = words.wholeFile ? { start: 0, end: text.length } : covered(text, token, statements);
      found.push({ rules: words.rules, reason: words.reason, origin: words.origin, span: span(token), covers: span(covers) });
    }
  }
  return found;
}

/** With no statement below, it covers itself: nothing, and is reported as unused. */
function covered(text: string, comment: Part, statements: readonly Part[]): Part {
  const next = statements.findIndex((statement) => statement.end > comment.start);
  const around = statements[next];
  if (around && around.start <= comment.start) return around;
  const before = statements[next === -1 ? statements.length - 1 : next - 1];
  if (before && !text.slice(before.end, comment.start).includes("\n")) return before;
  return around ?? comment;
}

function wordsOf(line: string): Words | undefined {
  return ours(line) ?? squawk(line) ?? eugene(line) ?? pgfence(line);
}

function ours(line: string): Words | undefined {
  const match = /^schema-review-ignore(-file)?(?:\s+([^:]*))?(?::\s*(.*))?$/.exec(line);
  if (!match) return undefined;
  const named = list(match[2] ?? "");
  return { rules: named.length === 0 || named.includes("all") ? ["*"] : named, reason: (match[3] ?? "").trim(), wholeFile: match[1] !== undefined, origin: "schema-review" };
}

/** squawk's comments carry no reason; without rules they stand for all. */
function squawk(line: string): Words | undefined {
  const match = /^squawk-ignore(-file)?(?:\s+(.*))?$/.exec(line);
  if (!match) return undefined;
  return foreign(list(match[2] ?? ""), SQUAWK_RULES, "squawk", match[1] !== undefined);
}

function eugene(line: string): Words | undefined {
  const match = /^eugene:\s*ignore(?:\s+(.*))?$/.exec(line);
  if (!match) return undefined;
  return foreign(list(match[1] ?? ""), EUGENE_RULES, "eugene", false);
}

/** Three spellings: `pgfence: ignore RULE`, `pgfence-ignore: RULE`, and `pgfence-ignore` for all. */
function pgfence(line: string): Words | undefined {
  const match = /^pgfence(?:-ignore(?::\s*(.*))?|:\s*ignore(?:\s+(.*))?)$/.exec(line);
  if (!match) return undefined;
  return foreign(list(match[1] ?? match[2] ?? ""), PGFENCE_RULES, "pgfence", false);
}

type Foreign = Exclude<IgnoreComment["origin"], "schema-review">;

function foreign(names: readonly string[], table: Readonly<Record<string, readonly string[]>>, origin: Foreign, wholeFile: boolean): Words | undefined {
  const rules = names.length === 0 ? ["*"] : [...new Set(names.flatMap((name) => table[name] ?? []))];
  return rules.length === 0 ? undefined : { rules, reason: `ignored by a comment for ${origin}`, wholeFile, origin };
}

function list(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
