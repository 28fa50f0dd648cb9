/** Unified diffs as the files API shows them: three lines around each change. A small longest-common-subsequence differ is enough for test files. */

const CONTEXT = 3;

export function patchOf(before: string, after: string): { patch: string; changes: number } {
  const lines = edits(split(before), split(after));
  const shown = lines.map((_, at) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ mark }) => mark !== " "));
  let patch = "";
  let old = 1;
  let now = 1;
  for (let at = 0; at < lines.length; ) {
    if (!shown[at]) {
      old++;
      now++;
      at++;
      continue;
    }
    const end = shown.indexOf(false, at) < 0 ? lines.length : shown.indexOf(false, at);
    const hunk = lines.slice(at, end);
    const olds = hunk.filter(({ mark }) => mark !== "+").length;
    const news = hunk.filter(({ mark }) => mark !== "-").length;
    patch += `${patch === "" ? "" : "\n"}@@ -${olds === 0 ? old - 1 : old},${olds} +${news === 0 ? now - 1 : now},${news} @@`;
    for (const { mark, text } of hunk) patch += `\n${mark}${text.replace(/\n$/, "")}${text.endsWith("\n") ? "" : "\n\\ No newline at end of file"}`;
    old += olds;
    now += news;
    at = end;
  }
  return { patch, changes: lines.filter(({ mark }) => mark !== " ").length };
}

/** Line numbers of the diff, as GitHub checks review comments against them. */
export function linesOfDiff(patch: string): { LEFT: Set<number>; RIGHT: Set<number> } {
  const found = { LEFT: new Set<number>(), RIGHT: new Set<number>() };
  let old = 0;
  let now = 0;
  for (const line of patch.split("\n")) {
    const header = /^@@ -(\d+),\d+ \+(\d+),\d+ @@/.exec(line);
    if (header) [old, now] = [Number(header[1]), Number(header[2])];
    else if (line.startsWith("-")) found.LEFT.add(old++);
    else if (line.startsWith("+")) found.RIGHT.add(now++);
    else if (line.startsWith(" ")) {
      found.LEFT.add(old++);
      found.RIGHT.add(now++);
    }
  }
  return found;
}

function split(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function edits(a: readonly string[], b: readonly string[]): { mark: " " | "+" | "-"; text: string }[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) (lengths[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const result: { mark: " " | "+" | "-"; text: string }[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      result.push({ mark: " ", text: a[i++] as string });
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) result.push({ mark: "-", text: a[i++] as string });
    else result.push({ mark: "+", text: b[j++] as string });
  }
  return result;
}
