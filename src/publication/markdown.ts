/** A whole review as one Markdown page: the sticky comment, then every inline comment under its place. What `--format markdown` prints. */

import type { InlineComment } from "../model/publication.ts";
import { GATES, QUESTIONS } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { longCode } from "../model/text.ts";
import type { Finding, Verdict } from "../model/verdict.ts";
import { commentsOf } from "./comments.ts";
import { withoutHeader } from "./markers.ts";
import { createPlaces, textsOf } from "./places.ts";
import { stickyBody } from "./sticky.ts";

export interface MarkdownOptions {
  /** Findings under their gates' questions, in the order of the questions, instead of worst first. */
  readonly byGate?: boolean;
}

export function reviewAsMarkdown(verdict: Verdict, snapshot: Snapshot, { byGate = false }: MarkdownOptions = {}): string {
  const places = createPlaces(textsOf(snapshot));
  const sections = (findings: readonly Finding[]): string[] => commentsOf(findings, "info", snapshot, places).comments.map(section);
  const parts = byGate
    ? GATES.flatMap((gate) => {
        const own = sections(verdict.findings.filter((finding) => finding.gate === gate));
        return own.length === 0 ? [] : [`### ${gate}: ${QUESTIONS[gate]}`, ...own];
      })
    : sections(verdict.findings);
  return [withoutHeader(stickyBody(verdict, snapshot, places)), ...parts]
    .map((part) => part.trim())
    .join("\n\n---\n\n")
    .concat("\n");
}

/** A page has nothing to apply a suggestion to, hence the fallback. */
function section({ path, side, startLine, line, body, fallback }: InlineComment): string {
  const at = fallback ?? { startLine, line, body };
  const lines = at.startLine === at.line ? `${at.line}` : `${at.startLine}–${at.line}`;
  return `#### ${longCode(path, 300)}, ${at.startLine === at.line ? "line" : "lines"} ${lines}${side === "LEFT" ? " of the base" : ""}\n\n${withoutHeader(at.body)}`;
}
