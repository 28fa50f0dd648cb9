/** The check run's summary: the five questions, then all that they were answered by. */
import type { Verdict } from "../model/verdict.ts";
import {
  evidenceSection,
  findingsSection,
  gapsSection,
  ledgerSection,
  locksSection,
  migrationsSection,
  overrideLine,
  phaseLine,
  reverseSection,
  waiversSection,
} from "./details.ts";
import type { Places } from "./places.ts";
import { questionsTable } from "./questions.ts";
import { fitted, type Section } from "./sections.ts";

/** GitHub takes 65,535 characters; counted here in bytes, with room for the marks that are put before it. */
const LIMIT = 65_535 - 500;

export function summaryOf(verdict: Verdict, places: Places): string {
  if (!verdict.relevant && verdict.gaps.length === 0) return "Nothing in this pull request touches the database: no schema, no migration, no query.\n";
  const sections: Section[] = [
    { head: overrideLine(verdict) + questionsTable(verdict, places), rows: [] },
    ...gapsSection(verdict, places),
    { head: phaseLine(verdict), rows: [] },
    ...findingsSection(verdict, places),
    ...migrationsSection(verdict),
    ...ledgerSection(verdict),
    ...locksSection(verdict, places),
    ...waiversSection(verdict, places),
    ...reverseSection(verdict),
    ...evidenceSection(verdict),
  ];
  return fitted(sections, LIMIT);
}
