/** One thread per place (rules.md 10): findings on the same statement, field or call are one comment, the worst first. */
import { contains } from "../model/source.ts";
import type { Finding } from "../model/verdict.ts";
import type { Places } from "./places.ts";
import type { Lines } from "./suggestion.ts";

export interface Group {
  /** The worst. */
  readonly lead: Finding;
  readonly others: readonly Finding[];
  /** Lines of the lead's span, on its own side. */
  readonly lines: Lines;
}

/** A longer place is shown by its first line: nobody wants forty lines quoted above a comment. */
const MAX_QUOTED = 12;

interface Open {
  readonly lead: Finding;
  readonly others: Finding[];
  readonly order: number;
}

/** `findings` come worst first. Others join the first group whose lead has their span, holds it, or lies in it. */
export function groupByPlace(findings: readonly Finding[], places: Places): Group[] {
  const byFile = new Map<string, Open[]>();
  const groups: Open[] = [];
  for (const finding of findings) {
    const file = `${finding.span.side}\0${finding.span.path}`;
    const near = byFile.get(file) ?? [];
    byFile.set(file, near);
    const at = position(near, finding.span.start);
    const group = neighbour(near, finding.span, at);
    if (group) {
      group.others.push(finding);
      continue;
    }
    const opened = { lead: finding, others: [], order: groups.length };
    groups.push(opened);
    near.splice(at, 0, opened);
  }
  return groups.map(({ lead, others }) => ({ lead, others, lines: quoted(places.place(lead.span)) }));
}

/** Leads of a file are kept by their start; as none holds another, they are in the order of their ends as well. */
function position(near: readonly Open[], start: number): number {
  let low = 0;
  let high = near.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((near[middle]?.lead.span.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function neighbour(near: readonly Open[], span: Finding["span"], at: number): Open | undefined {
  let found: Open | undefined;
  const consider = (open: Open): boolean => {
    const related = contains(open.lead.span, span) || contains(span, open.lead.span);
    if (related && (found === undefined || open.order < found.order)) found = open;
    return related;
  };
  for (let before = at - 1; before >= 0; before--) if (!consider(near[before]!)) break;
  for (let after = at; after < near.length; after++) if (!consider(near[after]!)) break;
  return found;
}

function quoted({ line, endLine }: { line: number; endLine: number }): Lines {
  return { startLine: line, line: endLine - line >= MAX_QUOTED ? line : endLine };
}
