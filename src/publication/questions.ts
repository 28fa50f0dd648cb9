/** The five questions as a table: what passes, what fails, what could not be verified, and the worst finding of each. */

import { QUESTIONS } from "../model/rule.ts";
import { longCode } from "../model/text.ts";
import type { Finding, GateResult, Verdict } from "../model/verdict.ts";
import { messageLine, row } from "./neutralize.ts";
import type { Places } from "./places.ts";
import { countWords, OUTCOME_SIGNS, ruleLink } from "./wording.ts";

export function questionsTable(verdict: Verdict, places: Places): string {
  const byFingerprint = new Map(verdict.findings.map((finding) => [finding.fingerprint, finding]));
  const rows = verdict.gates.map((gate) => {
    const worst = gate.worst === undefined ? undefined : byFingerprint.get(gate.worst);
    return row(OUTCOME_SIGNS[gate.outcome], QUESTIONS[gate.gate], countCell(gate), worst ? worstCell(worst, places) : "");
  });
  return `| | Question | Findings | Worst |\n| --- | --- | --- | --- |\n${rows.join("")}\n`;
}

function countCell({ counts, waived }: GateResult): string {
  const words = [countWords(counts), waived > 0 ? `${waived} waived` : ""].filter((part) => part !== "");
  return words.length === 0 ? "none" : words.join(", ");
}

function worstCell(finding: Finding, places: Places): string {
  const { path, line } = places.place(finding.span);
  return `${messageLine(finding.message, 240)} ${longCode(`${path}:${line}`, 200)} ${ruleLink(finding.rule)}`;
}
