/** Comment text → commands. Knows no GitHub, and no command by name. */

export interface SpokenCommand {
  /** In lower case; empty for `/schema-review` alone. */
  readonly name: string;
  /** The rest of the line, trimmed. */
  readonly argument: string;
}

/** More in one comment are not obeyed. */
const MOST = 10;
const PREFIX = /^ {0,3}\/schema-review(?=\s|$)[ \t]*(\S*)[ \t]*(.*)$/i;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const RAW_BLOCK = /^ {0,3}<(pre|script|style|textarea)(?=[\s>]|$)/i;
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
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    if (fence !== undefined) {
      const close = FENCE.exec(line)?.[1];
      if (close && close[0] === fence[0] && close.length >= fence.length && line.trim() === close) fence = undefined;
      continue;
    }
    if (until) {
      if (until.test(line)) until = undefined;
      continue;
    }
    if (/^ {0,3}>/.test(line)) {
      inQuote = true;
      continue;
    }
    if (line.trim() === "") inQuote = false;
    else if (inQuote && !NEW_BLOCK.test(line)) continue;
    else inQuote = false;
    fence = FENCE.exec(line)?.[1];
    if (fence !== undefined) continue;
    const raw = RAW_BLOCK.exec(line)?.[1];
    if (raw) {
      const end = new RegExp(`</${raw}>`, "i");
      if (!end.test(line)) until = end;
      continue;
    }
    const comment = line.lastIndexOf("<!--");
    if (comment >= 0) {
      if (!line.includes("-->", comment)) until = /-->/;
      continue;
    }
    yield line;
  }
}
