/** Names a finding so that it stays the same when lines move. */
import { createHash } from "node:crypto";
import type { Span } from "../../model/source.ts";
import type { Finding } from "../../model/verdict.ts";
import type { Spoken } from "./check.ts";

/** Rule + path + normalised text of the statement, field or call + ordinal among equals; 16 hexadecimal digits. */
export function withFingerprints(reports: readonly Spoken[], textOf: (span: Span) => string): (Spoken & Pick<Finding, "fingerprint">)[] {
  const ordinals = new Map<string, number>();
  return reports.map((report) => {
    const identity = [report.rule, report.span.path, textOf(report.span).replace(/\s+/g, " ").trim()].join("\0");
    const ordinal = ordinals.get(identity) ?? 0;
    ordinals.set(identity, ordinal + 1);
    return { ...report, fingerprint: createHash("sha256").update(`${identity}\0${ordinal}`).digest("hex").slice(0, 16) };
  });
}
