/** Fits a long text into GitHub's limits: what comes first stays, tables lose their last rows, and the reader is told how many. */
import { bytes } from "./neutralize.ts";

/** A part of a page. Rows are whole lines or blocks; a part without rows that fit is left out but for its note. */
export interface Section {
  readonly head: string;
  readonly rows: readonly string[];
  readonly tail?: string;
}

/** Room for the note on what was cut. */
const NOTE = 120;

export function fitted(sections: readonly Section[], limit: number): string {
  let out = "";
  let room = limit - NOTE * 2;
  for (const { head, rows, tail = "" } of sections) {
    const frame = bytes(head) + bytes(tail) + NOTE;
    if (frame > room) return `${out}\n_The rest is too long to be shown here._\n`;
    let left = room - frame;
    let body = "";
    let shown = 0;
    for (const row of rows) {
      const size = bytes(row);
      if (size > left) break;
      body += row;
      left -= size;
      shown++;
    }
    const note = shown < rows.length ? `\n_… and ${rows.length - shown} more._\n` : "";
    out += head + body + note + tail;
    room = left + (note === "" ? NOTE : 0);
  }
  return out;
}

/** A fold. GitHub reads the inside as Markdown only after an empty line. */
export function fold(title: string, rows: readonly string[], head = ""): Section {
  return { head: `<details><summary>${title}</summary>\n\n${head}`, rows, tail: "\n</details>\n\n" };
}
