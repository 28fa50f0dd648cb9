/** Comments of a migration file: their words, what stands directly above a statement, Prisma's warnings. */
import type { Part } from "./lexer.ts";

/** Without `--`, `/*` and the stars of a framed block. */
export function commentText(text: string, { start, end }: Part): string {
  if (text.charCodeAt(start) === 45) {
    let from = start;
    while (text.charCodeAt(from) === 45) from++;
    return text.slice(from, end).trim();
  }
  const raw = text.slice(start, end);
  return raw
    .replace(/^\/\*+|\*+\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*+(?!\S)/, "").trim())
    .join("\n")
    .trim();
}

/** From the nearest upwards until a blank line or the statement before; in the order of the text. */
export function directlyAbove(text: string, leading: readonly Part[], statementStart: number, previousEnd: number): string[] {
  const found: string[] = [];
  let below = statementStart;
  for (let index = leading.length - 1; index >= 0; index--) {
    const comment = leading[index]!;
    if (newlines(text, comment.end, below) > 1 || (previousEnd > 0 && newlines(text, previousEnd, comment.start) === 0)) break;
    found.push(commentText(text, comment));
    below = comment.start;
  }
  return found.reverse();
}

function newlines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Prisma writes `/* Warnings: - You are about to … *\/` above a migration that may lose data; one entry an item. Another tool's own line may stand above it. */
export function prismaWarnings(text: string): string[] {
  if (!text.slice(0, 200).includes("Warnings:")) return [];
  const header = /^\uFEFF?(?:\s|--[^\n]*\n)*\/\*\s*Warnings:([\s\S]*?)\*\//.exec(text)?.[1];
  if (header === undefined) return [];
  return header
    .split(/^\s*-\s+/m)
    .slice(1)
    .map((item) => item.replace(/\s+/g, " ").trim())
    .filter((item) => item !== "");
}
