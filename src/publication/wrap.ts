/** Text in columns of a terminal: wide characters take two, combining ones and colour codes none. */

/** East Asian wide and emoji blocks (Unicode TR 11, W and F), coarse. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /[\p{Mn}\p{Me}\u200b-\u200d]/u;
const COLOR = /\u001b\[\d+m/g;

export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text.replace(COLOR, "")) columns += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Breaks at spaces; a word that is longer than a line stays whole, to be copied. Line breaks of the text stay. */
export function wrap(text: string, width: number, indent: string): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, width, indent))
    .join("\n");
}

function wrapLine(line: string, width: number, indent: string): string {
  const lines: string[] = [];
  let current = "";
  let columns = 0;
  for (const word of line.trim().split(/ +/)) {
    const size = columnsOf(word);
    if (current !== "" && indent.length + columns + 1 + size > width) {
      lines.push(indent + current);
      current = word;
      columns = size;
    } else {
      columns += size + (current === "" ? 0 : 1);
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  if (current !== "") lines.push(indent + current);
  return lines.join("\n");
}
