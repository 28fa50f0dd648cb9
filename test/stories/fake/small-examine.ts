/** An analysis of three lines, so that these stories are about GitHub: a dropped column is an error, a dropped table one that no command waives. */
import { createHash } from "node:crypto";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import { weigh } from "../../../src/analysis/verdict/waivers.ts";
import { GATES } from "../../../src/model/rule.ts";
import { type Snapshot, textAfter } from "../../../src/model/snapshot.ts";
import type { Finding, Verdict } from "../../../src/model/verdict.ts";

export async function smallExamine(snapshot: Snapshot): Promise<Verdict> {
  const all = snapshot.files.flatMap((file): (Finding & { unwaivable?: true })[] => {
    const text = file.status === "unchanged" ? "" : (textAfter(file) ?? "");
    return [...text.matchAll(/ALTER TABLE \w+ DROP COLUMN (\w+);|DROP TABLE (\w+);/g)].map((match) => ({
      rule: match[2] ? "no-drop-table" : "no-drop-in-same-deploy",
      gate: "rollout",
      severity: "error",
      fingerprint: createHash("sha256").update(`${file.path}:${match[0]}`).digest("hex").slice(0, 16),
      twin: createHash("sha256").update(match[0]).digest("hex").slice(0, 16),
      span: { path: file.path, side: "head", start: match.index, end: match.index + match[0].length },
      message: `Dropping \`${match[1] ?? match[2]}\` breaks the running program.`,
      ...(match[2] ? { unwaivable: true as const } : {}),
    }));
  });
  const permission = /permission: (write|maintain|admin)/.exec(snapshot.config?.text ?? "")?.[1] as "write" | undefined;
  const config = { ...defaultConfig, waivers: { ...defaultConfig.waivers, ...(permission ? { permission } : {}) } };
  const { waiverOf, override, outcomes } = weigh(snapshot.waivers, all, config, snapshot.pull.head);
  const findings = all.filter(({ fingerprint }) => !waiverOf.has(fingerprint));
  const waived = all.flatMap((finding) => {
    const waiver = waiverOf.get(finding.fingerprint);
    return waiver ? [{ ...finding, waiver: { by: waiver.by, reason: waiver.reason, how: "command" as const } }] : [];
  });
  const gaps = snapshot.missing.map(({ path, reason }) => ({ span: { path, side: "head" as const, start: 0, end: 0 }, reason }));
  const outcome = override ? "passed" : findings.length > 0 ? "failed" : gaps.length > 0 ? "incomplete" : "passed";
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
    waived,
    ...(override ? { override: { by: override.by, reason: override.reason } } : {}),
    ...(outcomes.length > 0 ? { waivers: outcomes } : {}),
    gaps,
    migrations: [],
    diagram: { tables: [], relations: [] },
    settings: {
      checkName: /name: (\S+)/.exec(snapshot.config?.text ?? "")?.[1] ?? "schema-review",
      threshold: "warning",
      sticky: "findings",
      maxComments: 30,
      drafts: (/drafts: (skip|full)/.exec(snapshot.config?.text ?? "")?.[1] as "skip" | undefined) ?? "check",
    },
    evidence: [],
  };
}
