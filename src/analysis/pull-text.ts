/** The pull request's description, cut into its sections. */
import type { PullText } from "../model/database.ts";

const HEADING = /^ {0,3}(?:#{1,6}[ \t]+(?<atx>\S.*)|\*\*(?<bold>[^*]+)\*\*:?)$/;
const SETEXT = /^ {0,3}(?:=+|-+)\s*$/;

/**
 * Markdown headings (`## Rollback`, `Rollback\n---`, a line of `**Rollback**`) open a section that reaches to the next one.
 * HTML comments (templates' hints) and fenced code open none; a section that holds only comments is empty.
 */
export function readPullText({ title, body, base }: { readonly title: string; readonly body: string; readonly base?: string }): PullText {
  const sections = new Map<string, string>();
  let name = "";
  let lines: string[] = [];
  let fence = "";
  function close(): void {
    const text = lines.join("\n").trim();
    if (name !== "" && text !== "") sections.set(name, [sections.get(name), text].filter(Boolean).join("\n\n"));
    lines = [];
  }
  for (const line of body.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence === "" ? mark !== "" : mark.startsWith(fence)) fence = fence === "" ? mark : "";
    const groups = fence === "" ? HEADING.exec(line.trimEnd())?.groups : undefined;
    const heading = groups?.atx?.replace(/(?<!#)#+$/, "") ?? groups?.bold;
    if (heading !== undefined) {
      close();
      name = sectionName(heading);
    } else if (fence === "" && SETEXT.test(line) && lines.length > 0 && lines.at(-1)?.trim() !== "") {
      const above = lines.pop() ?? "";
      close();
      name = sectionName(above);
    } else lines.push(line);
  }
  close();
  return { title, body, ...(base ? { base } : {}), sections };
}

function sectionName(heading: string): string {
  return heading
    .replace(/[*_`:]/g, "")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .trim()
    .toLowerCase();
}
