/** Findings that a baseline knows are set aside: by their fingerprint or, where their code has moved to another file as it was, by their twin. */
import type { Snapshot } from "../../model/snapshot.ts";
import type { Finding } from "../../model/verdict.ts";

/** Both in the order given. Each entry of the baseline knows one finding. */
export function setAside(findings: readonly Finding[], baseline: Snapshot["baseline"]): { readonly findings: readonly Finding[]; readonly known: readonly Finding[] } {
  if (baseline === undefined) return { findings, known: [] };
  if (baseline === "all") return { findings: [], known: findings };
  const left = new Map(baseline.map((entry) => [entry.fingerprint, entry]));
  const known = new Set(findings.filter(({ fingerprint }) => left.delete(fingerprint)));
  const twins = new Map<string, number>();
  for (const { twin } of left.values()) if (twin !== undefined) twins.set(twin, (twins.get(twin) ?? 0) + 1);
  for (const finding of findings) {
    const moved = finding.twin === undefined || known.has(finding) ? 0 : (twins.get(finding.twin) ?? 0);
    if (moved === 0) continue;
    twins.set(finding.twin!, moved - 1);
    known.add(finding);
  }
  return { findings: findings.filter((finding) => !known.has(finding)), known: findings.filter((finding) => known.has(finding)) };
}
