/** An analysis of three lines, so that these stories are about GitHub: a dropped column is an error, `findMany` in a loop a warning. */
import { GATES } from "../../../src/model/rule.ts";
import { type Snapshot, textAfter } from "../../../src/model/snapshot.ts";
import type { Finding, Verdict } from "../../../src/model/verdict.ts";

export async function smallExamine(snapshot: Snapshot): Promise<Verdict> {
  const findings = snapshot.files.flatMap((file): Finding[] => {
    const text = file.status === "unchanged" ? "" : (textAfter(file) ?? "");
    return [...text.matchAll(/ALTER TABLE \w+ DROP COLUMN (\w+);/g)].map((match) => ({
      rule: "no-drop-in-same-deploy",
      gate: "rollout",
      severity: "error",
      fingerprint: `no-drop-in-same-deploy:${file.path}:${match[1]}`,
      span: { path: file.path, side: "head", start: match.index, end: match.index + match[0].length },
      message: `Dropping \`${match[1]}\` breaks the running program.`,
    }));
  });
  const gaps = snapshot.missing.map(({ path, reason }) => ({ span: { path, side: "head" as const, start: 0, end: 0 }, reason }));
  const outcome = findings.length > 0 ? "failed" : gaps.length > 0 ? "incomplete" : "passed";
  return {
    outcome,
    relevant: snapshot.files.length > 0,
    gates: GATES.map((gate) => ({
      gate,
      outcome: gate === "rollout" ? outcome : "passed",
      counts: { info: 0, warning: 0, error: gate === "rollout" ? findings.length : 0 },
      waived: 0,
    })),
    phase: "neutral",
    findings,
    waived: [],
    gaps,
    migrations: [],
    diagram: { tables: [], relations: [] },
    settings: { checkName: /name: (\S+)/.exec(snapshot.config?.text ?? "")?.[1] ?? "schema-review", threshold: "warning", sticky: "findings", maxComments: 30, drafts: "check" },
    evidence: [],
  };
}
