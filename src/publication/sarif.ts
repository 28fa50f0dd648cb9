/**
 * A review as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as GitHub code scanning and editors read it.
 * Paths are relative, percent-encoded URI references; columns count UTF-16 code units, `endColumn` is exclusive (§3.30).
 */
import type { Rule, Severity } from "../model/rule.ts";
import type { Finding, Verdict, WaivedFinding } from "../model/verdict.ts";
import type { TextOf } from "./places.ts";
import { type PublicFix, type PublicGap, presenter } from "./present.ts";
import { roleSentence } from "./role-words.ts";
import { ruleUrl } from "./wording.ts";

/** What the log says of the tool; rules that are not used may be left out. */
export interface SarifTool {
  readonly version: string;
  readonly rules: readonly Pick<Rule, "id" | "gate" | "severity" | "summary" | "why" | "remedy">[];
}

const LEVELS: Readonly<Record<Severity | "off", "error" | "warning" | "note" | "none">> = { error: "error", warning: "warning", info: "note", off: "none" };

/** Ready for JSON.stringify. */
export function reviewAsSarif(verdict: Verdict, textOf: TextOf, { version, rules }: SarifTool): object {
  const presented = presenter(textOf);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const result = (finding: Finding | WaivedFinding): object => {
    const shown = presented.finding(finding);
    const index = indexes.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: LEVELS[finding.severity],
      message: messageOf(finding),
      locations: [{ physicalLocation: { artifactLocation: artifact(shown.path), ...(shown.side === "base" ? {} : { region: regionOf(shown) }) } }],
      partialFingerprints: { "schemaReview/v1": finding.fingerprint },
      ...(shown.side === "base" ? { properties: { baseLine: shown.line } } : {}),
      ...(shown.fix && finding.fix?.span.side === "head" ? { fixes: [fixOf(shown.fix)] } : {}),
      ...("waiver" in finding ? { suppressions: [{ kind: finding.waiver.how === "comment" ? "inSource" : "external", justification: finding.waiver.reason }] } : {}),
    };
  };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "schema-review", informationUri: "https://github.com/schema-review/schema-review", version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: verdict.outcome !== "incomplete", toolExecutionNotifications: verdict.gaps.map((gap) => notification(presented.gap(gap))) }],
        results: [...verdict.findings, ...verdict.waived].map(result),
      },
    ],
  };
}

function descriptor({ id, gate, severity, summary, why, remedy }: SarifTool["rules"][number]): object {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${remedy}`, markdown: `${why}\n\n${remedy}` },
    helpUri: ruleUrl(id),
    defaultConfiguration: { level: LEVELS[severity], enabled: severity !== "off" },
    properties: { tags: ["database", gate] },
  };
}

function messageOf({ message, advice, roles = [] }: Finding): object {
  const said = [message, ...roles.map(roleSentence)].join("\n\n");
  return { text: advice ? `${said}\n\n${advice.title ?? "The safe way"}:\n${advice.text}` : said };
}

/** A relative reference (RFC 3986 §4.2): each segment encoded, so that `#`, `?`, `%` and `:` name files. */
function artifact(path: string): object {
  const uri = path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}

function regionOf({ line, column, endLine, endColumn }: { line: number; column: number; endLine: number; endColumn: number }): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function fixOf({ path, startLine, startColumn, endLine, endColumn, replacement }: PublicFix): object {
  const replacements = [{ deletedRegion: { startLine, startColumn, endLine, endColumn }, insertedContent: { text: replacement } }];
  return { description: { text: "The safe way" }, artifactChanges: [{ artifactLocation: artifact(path), replacements }] };
}

function notification(gap: PublicGap): object {
  const region = gap.side === "base" ? {} : { region: regionOf(gap) };
  return { level: "error", message: { text: gap.reason }, locations: [{ physicalLocation: { artifactLocation: artifact(gap.path), ...region } }] };
}
