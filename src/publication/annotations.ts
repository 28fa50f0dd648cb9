/**
 * Findings and gaps as annotations of the check run, for what has no inline comment. Plain text, not Markdown.
 * Limits: https://docs.github.com/en/rest/checks/runs (title 255 characters, message 64 KB)
 */

import type { Annotation } from "../model/publication.ts";
import type { Severity } from "../model/rule.ts";
import type { Gap } from "../model/source.ts";
import { shorten, visible } from "../model/text.ts";
import type { Finding } from "../model/verdict.ts";
import type { Group } from "./groups.ts";
import type { Places } from "./places.ts";
import type { Lines } from "./suggestion.ts";

const LEVELS: Readonly<Record<Severity, Annotation["level"]>> = { error: "failure", warning: "warning", info: "notice" };

export function annotationOf({ lead, others, lines }: Group, path: string, places: Places): Annotation {
  const { at, note } = onHead(lead.span.side === "base", lines, path, places);
  const parts = [note + plain(lead), ...others.slice(0, 20).map((other) => `Also here, ${other.rule}: ${plain(other)}`)];
  return { path, ...at, level: LEVELS[lead.severity], title: shorten(visible(lead.rule), 255), message: shorten(parts.join("\n\n"), 16_000) };
}

export function gapAnnotation(gap: Gap, places: Places): Annotation {
  const { path, side } = gap.span;
  const { line, endLine } = places.place(gap.span);
  const { at, note } = onHead(side === "base", { startLine: line, line: endLine }, path, places);
  return { path, ...at, level: "failure", title: "Could not be read", message: shorten(visible(note + gap.reason), 16_000) };
}

/** Annotations know the head only: a removed line is shown at the nearest line number there, and named. */
function onHead(isBase: boolean, lines: Lines, path: string, places: Places): { at: { startLine: number; endLine: number }; note: string } {
  if (!isBase) return { at: { startLine: lines.startLine, endLine: lines.line }, note: "" };
  const last = Math.max(1, places.lineCount(path, "head"));
  const at = { startLine: Math.min(lines.startLine, last), endLine: Math.min(lines.line, last) };
  return { at, note: `Line ${lines.startLine} of the base branch: ` };
}

function plain({ message, advice }: Finding): string {
  const safeWay = advice ? `\n\n${advice.title ? `${advice.title}:\n` : ""}${shorten(advice.text, 6000)}` : "";
  return visible(`${shorten(message, 4000)}${safeWay}`);
}
