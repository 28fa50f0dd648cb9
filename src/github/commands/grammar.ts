/** Comment text → commands. Knows no GitHub, and no command by name. */

export interface SpokenCommand {
  /** In lower case; empty for `/schema-review` alone. */
  readonly name: string;
  /** The rest of the line, trimmed. */
  readonly argument: string;
}

/** More in one comment are not obeyed. */
const MOST = 10;
const PREFIX = /^ {0,3}\/schema-review(?=\s|$)\s*(\S*)\s*(.*)$/i;
/** A list item may begin with a fence or a quote. */
const ITEM = /^(?: {0,3}(?:[-+*]|\d{1,9}[.)]) {1,4})+/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const RAW = /<(\/?)(pre|code|script|style|textarea)(?=[\s>]|$)/gi;
const NEW_BLOCK = /^ {0,3}(?:#{1,6}(?:\s|$)|[-+*]\s|\d{1,9}[.)]\s|`{3}|~{3}|<!--|(?:\*\s*){3,}$|(?:-\s*){3,}$|(?:_\s*){3,}$)/;

/**
 * A command stands alone on its line, as the line's first word. Lines of code blocks, quotes (also those that continue a quote without its `>`,
 * CommonMark §5.1), HTML comments and `<pre>` are somebody else's words.
 */
export function readCommands(text: string): SpokenCommand[] {
  const commands: SpokenCommand[] = [];
  for (const line of ownLines(text)) {
    const match = PREFIX.exec(line);
    if (match && commands.length < MOST) commands.push({ name: (match[1] ?? "").toLowerCase(), argument: (match[2] ?? "").trim() });
  }
  return commands.filter((command, at) => commands.findIndex(({ name, argument }) => name === command.name && argument === command.argument) === at);
}

function* ownLines(text: string): Generator<string> {
  let fence: string | undefined;
  let inQuote = false;
  let until: RegExp | undefined;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (fence !== undefined) {
      const close = FENCE.exec(line.trimStart())?.[1];
      if (close && close[0] === fence[0] && close.length >= fence.length && line.trim() === close) fence = undefined;
      continue;
    }
    if (until) {
      if (until.test(line)) until = undefined;
      continue;
    }
    const inside = line.replace(ITEM, "");
    if (/^ {0,3}>/.test(inside)) {
      inQuote = true;
      continue;
    }
    if (line.trim() === "") inQuote = false;
    else if (inQuote && !NEW_BLOCK.test(line)) continue;
    else inQuote = false;
    fence = FENCE.exec(inside)?.[1];
    if (fence !== undefined) continue;
    const html = withoutCode(line);
    const comment = html.lastIndexOf("<!--");
    if (comment >= 0) {
      if (!html.includes("-->", comment)) until = /-->/;
      continue;
    }
    const raw = openElement(html);
    if (raw !== undefined) {
      until = new RegExp(`</${raw}>`, "i");
      continue;
    }
    yield line;
  }
}

/** The element that holds the next lines as they are; `undefined`: all that the line opens it closes. */
function openElement(line: string): string | undefined {
  const open: string[] = [];
  for (const [, slash, name = ""] of line.matchAll(RAW)) {
    if (slash === "") open.push(name);
    else open.pop();
  }
  return open[0];
}

/** Without the line's code spans: a run of backticks up to the next of the same length (CommonMark §6.1). */
function withoutCode(line: string): string {
  if (!line.includes("`") || !line.includes("<")) return line;
  const runs = [...line.matchAll(/`+/g)];
  let kept = "";
  let from = 0;
  for (let at = 0; at < runs.length; at++) {
    const open = runs[at]!;
    const close = runs.findIndex((run, later) => later > at && run[0].length === open[0].length);
    if (close < 0) continue;
    kept += line.slice(from, open.index);
    from = runs[close]!.index + open[0].length;
    at = close;
  }
  return kept + line.slice(from);
}
