/** The check run's summary: the five questions, then all that they were answered by. */
import type { Verdict } from "../model/verdict.ts";
import { detailSections, gapsSection, overrideLine, phaseLine } from "./details.ts";
import type { Places } from "./places.ts";
import { questionsTable } from "./questions.ts";
import { fitted } from "./sections.ts";

/** GitHub takes 65,535 characters; counted here in bytes, with room for what is put before it: marks, and a verdict for each of a hundred pull requests with the same head. */
const LIMIT = 65_535 - 3_000;

export function summaryOf(verdict: Verdict, places: Places): string {
  if (!verdict.relevant && verdict.gaps.length === 0) return "Nothing in this pull request touches the database: no schema, no migration, no query.\n";
  const sections = [
    { head: overrideLine(verdict) + questionsTable(verdict, places), rows: [] },
    ...gapsSection(verdict, places),
    { head: phaseLine(verdict), rows: [] },
    ...detailSections(verdict, places),
  ];
  return fitted(sections, LIMIT);
}
