/** Plans that the author has written down: sections of the description and of the files that it links. */
import type { Database } from "../../../../model/database.ts";
import { names } from "./copies.ts";

/** The text under the headings that the configuration calls a plan; empty when there is none, or nothing but a "n/a". */
export function planText(database: Database, kind: "rollback" | "backfill"): string {
  const wanted = database.config.plans[kind];
  const found = [...database.pull.sections].filter(([heading]) => wanted.some((word) => heading.includes(word.toLowerCase()))).map(([, text]) => text);
  const text = found.join("\n\n").trim();
  return /^[-*\s]*(?:n\/?a|none|tbd|todo|not applicable|nothing|no)?[.!\s]*$/i.test(text) ? "" : text;
}

/** The plan speaks of at least one of these names, in whatever case; qualified names count without their schema too. */
export function planNames(plan: string, subjects: readonly string[]): boolean {
  const text = plan.toLowerCase();
  return subjects.some((subject) => names(text, subject.toLowerCase()) || names(text, subject.toLowerCase().replace(/^.*\./, "")));
}

/** Says from where lost data would come back. */
export function namesBackup(plan: string): boolean {
  return /\b(?:(?:re-?)?(?:filled|computed|created|derived|built) from|back-?ups?|backed up|back up|dump(?:s|ed)?|pg_dump|snapshots?|restor(?:e|ed|ing)|point-in-time|pitr|archived?|export(?:s|ed)?|cop(?:y|ied|ies))\b/i.test(
    plan,
  );
}
