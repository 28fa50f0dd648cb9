/** Names a finding so that it stays the same when lines move. */
import { createHash } from "node:crypto";
import type { Span } from "../../model/source.ts";
import type { Finding } from "../../model/verdict.ts";
import type { Spoken } from "./check.ts";

/** Rule + path + normalised text of the statement, field or call + ordinal among equals; and the same without path and ordinal. */
export function withFingerprints(reports: readonly Spoken[], textOf: (span: Span) => string): (Spoken & Pick<Finding, "fingerprint" | "twin">)[] {
  const ordinals = new Map<string, number>();
  return reports.map((report) => {
    const text = textOf(report.span).replace(/\s+/g, " ").trim();
    const identity = [report.rule, report.span.path, text].join("\0");
    const ordinal = ordinals.get(identity) ?? 0;
    ordinals.set(identity, ordinal + 1);
    // What has no text (a file as a whole) is known by its place only.
    return { ...report, fingerprint: digest(`${identity}\0${ordinal}`), ...(text === "" ? {} : { twin: digest(`${report.rule}\0${text}`) }) };
  });
}

/** 16 hexadecimal digits. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
