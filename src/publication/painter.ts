/** Colours of the terminal (ECMA-48 SGR), or none. */
export interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

function style(open: number, close: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
}

export const ansi: Painter = { bold: style(1, 22), dim: style(2, 22), red: style(31, 39), yellow: style(33, 39), green: style(32, 39), blue: style(34, 39), cyan: style(36, 39) };

function same(text: string): string {
  return text;
}

export const plain: Painter = { bold: same, dim: same, red: same, yellow: same, green: same, blue: same, cyan: same };
