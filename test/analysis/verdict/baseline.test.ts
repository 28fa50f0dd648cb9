import { describe, expect, it } from "vitest";
import { setAside } from "../../../src/analysis/verdict/baseline.ts";
import type { Finding } from "../../../src/model/verdict.ts";

function finding(fingerprint: string, twin?: string): Finding {
  return { span: { path: "a", side: "head", start: 0, end: 0 }, rule: "r", gate: "rollout", severity: "error", message: "", fingerprint, ...(twin && { twin }) };
}

function names(all: readonly Finding[]): string {
  return all.map(({ fingerprint }) => fingerprint).join("");
}

function aside(findings: readonly Finding[], baseline: Parameters<typeof setAside>[1]): string {
  const { findings: left, known } = setAside(findings, baseline);
  return `${names(left)}|${names(known)}`;
}

describe("a baseline sets aside", () => {
  const findings = [finding("a", "T"), finding("b", "T"), finding("c"), finding("d", "U")];

  it("nothing, everything, or what it knows", () => {
    expect(aside(findings, undefined)).toBe("abcd|");
    expect(aside(findings, "all")).toBe("|abcd");
    expect(aside(findings, [])).toBe("abcd|");
    expect(aside(findings, [{ fingerprint: "d" }, { fingerprint: "a" }, { fingerprint: "x" }])).toBe("bc|ad");
  });

  it("what has moved, once for each entry that nothing else answers", () => {
    expect(aside(findings, [{ fingerprint: "x", twin: "T" }])).toBe("bcd|a");
    expect(
      aside(findings, [
        { fingerprint: "x", twin: "T" },
        { fingerprint: "y", twin: "T" },
      ]),
    ).toBe("cd|ab");
    expect(aside(findings, [{ fingerprint: "a", twin: "T" }])).toBe("bcd|a");
    expect(
      aside(findings, [
        { fingerprint: "b", twin: "T" },
        { fingerprint: "x", twin: "T" },
      ]),
    ).toBe("cd|ab");
    expect(aside(findings, [{ fingerprint: "x", twin: "V" }, { fingerprint: "y" }])).toBe("abcd|");
  });
});
