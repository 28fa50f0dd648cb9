/** A file's patch as GitHub gives it: which lines can carry a comment, and what the text was before. */

interface Hunk {
  /** 1-based first line of the hunk, before and after. */
  readonly oldStart: number;
  readonly newStart: number;
  /** Each with its first character: ` `, `+`, `-`, or `\` for "No newline at end of file". */
  readonly lines: readonly string[];
}

const HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

function hunksOf(patch: string): Hunk[] {
  const hunks: { oldStart: number; newStart: number; lines: string[] }[] = [];
  for (const line of patch.split("\n")) {
    const header = HEADER.exec(line);
    if (header) hunks.push({ oldStart: Number(header[1]), newStart: Number(header[2]), lines: [] });
    else if (line !== "") hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

/** Lines that a review comment can stand on: removed ones on the left, added and unchanged ones on the right (REST docs, "create a review comment"). */
export function commentableLines(patch: string): { left: ReadonlySet<number>; right: ReadonlySet<number> } {
  const left = new Set<number>();
  const right = new Set<number>();
  for (const { oldStart, newStart, lines } of hunksOf(patch)) {
    let old = oldStart;
    let now = newStart;
    for (const line of lines) {
      if (line[0] === "-") left.add(old++);
      else if (line[0] === "+") right.add(now++);
      else if (line[0] === " ") {
        right.add(now++);
        old++;
      }
    }
  }
  return { left, right };
}

/**
 * The text that the patch was made from: what the pull request itself changed, even when the base branch has moved on since (GitHub compares
 * with the merge base). `undefined` when the patch does not fit the text.
 */
export function textBeforePatch(after: string, patch: string): string | undefined {
  const lines = splitLines(after);
  const before: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(patch)) {
    // A hunk without lines on the right names the line before it (`+0,0` for an emptied file).
    const isOnlyRemoval = hunk.lines.every((line) => line[0] === "-" || line[0] === "\\");
    const start = isOnlyRemoval ? hunk.newStart : hunk.newStart - 1;
    if (start < at || start > lines.length) return undefined;
    before.push(...lines.slice(at, start));
    at = start;
    for (let i = 0; i < hunk.lines.length; i++) {
      const line = hunk.lines[i] ?? "";
      if (line[0] === "\\") continue;
      const text = line.slice(1) + (hunk.lines[i + 1]?.[0] === "\\" ? "" : "\n");
      if (line[0] === "-") before.push(text);
      else if (lines[at] !== text) return undefined;
      else {
        at++;
        if (line[0] === " ") before.push(text);
      }
    }
  }
  before.push(...lines.slice(at));
  return before.join("");
}

/** With their line ends. */
function splitLines(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1);
  if (last) lines.push(last);
  return lines;
}
