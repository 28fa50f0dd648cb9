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
const ITEM = /^(?: {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]{1,4})+/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const RAW = /<(\/?)(pre|code|script|style|textarea|blockquote)(?=[\s>]|$)/gi;
/** What ends a paragraph, and with it a quote that goes on without its sign. A list does so only with text in its first item, and from 1 (CommonMark §5.3). */
const NEW_BLOCK = /^ {0,3}(?:#{1,6}(?:\s|$)|[-+*]\s+\S|1[.)]\s+\S|`{3}|~{3}|<!--|(?:\*\s*){3,}$|(?:-\s*){3,}$|(?:_\s*){3,}$)/;

/**
 * A command stands alone on its line, as the line's first word. Lines of code blocks, quotes (also those that continue a quote without its `>`,
 * CommonMark §5.1), HTML comments and `<pre>` are somebody else's words.
 */
export function readCommands(text: string): SpokenCommand[] {
  const commands: SpokenCommand[] = [];
  for (const line of [...paragraphs(ownLines(text))].flatMap(outsideCode)) {
    const match = PREFIX.exec(line);
    if (match && commands.length < MOST) commands.push({ name: (match[1] ?? "").toLowerCase(), argument: (match[2] ?? "").trim() });
  }
  return commands.filter((command, at) => commands.findIndex(({ name, argument }) => name === command.name && argument === command.argument) === at);
}

/** Lines that go on in the next one. */
function* paragraphs(lines: Iterable<string>): Generator<string[]> {
  let paragraph: string[] = [];
  for (const line of lines) {
    if (line.trim() === "" || NEW_BLOCK.test(line)) {
      yield paragraph;
      paragraph = [];
    }
    paragraph.push(line);
  }
  yield paragraph;
}

/** Those that do not begin within a code span. */
function outsideCode(paragraph: readonly string[]): readonly string[] {
  if (paragraph.length < 2) return paragraph;
  const spans = codeSpans(paragraph.join("\n"));
  let start = 0;
  let next = 0;
  return paragraph.filter((line) => {
    const at = start;
    start += line.length + 1;
    while (next < spans.length && spans[next]!.to <= at) next++;
    return !(next < spans.length && spans[next]!.from < at);
  });
}

/** With an empty line for each that is somebody else's. */
function* ownLines(text: string): Generator<string> {
  let fence: string | undefined;
  /** Spaces that the list item of the fence stands in. */
  let indent = 0;
  let inQuote = false;
  let until: RegExp | undefined;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (fence !== undefined) {
      const close = FENCE.exec(line.slice(Math.min(indent, line.search(/[^ ]|$/))))?.[1];
      if (close && close[0] === fence[0] && close.length >= fence.length && line.trim() === close) fence = undefined;
      yield "";
      continue;
    }
    if (until) {
      if (until.test(line)) until = undefined;
      yield "";
      continue;
    }
    const inside = line.replace(ITEM, "");
    if (/^ {0,3}>/.test(inside)) {
      inQuote = true;
      yield "";
      continue;
    }
    inQuote &&= line.trim() !== "" && !NEW_BLOCK.test(line);
    fence = inQuote ? undefined : FENCE.exec(inside)?.[1];
    indent = line.length - inside.length;
    if (inQuote || fence !== undefined) {
      yield "";
      continue;
    }
    const html = withoutCode(line);
    const comment = html.lastIndexOf("<!--");
    if (comment >= 0) {
      if (!html.includes("-->", comment)) until = /-->/;
      yield "";
      continue;
    }
    const raw = openElement(html);
    if (raw !== undefined) {
      until = new RegExp(`</${raw}>`, "i");
      yield "";
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

/** Without the line's code spans. */
function withoutCode(line: string): string {
  if (!line.includes("<")) return line;
  let kept = "";
  let at = 0;
  for (const { from, to } of codeSpans(line)) {
    kept += line.slice(at, from);
    at = to;
  }
  return kept + line.slice(at);
}

/** From a run of backticks to the end of the next of the same length (CommonMark §6.1). */
function codeSpans(text: string): { readonly from: number; readonly to: number }[] {
  const runs = [...text.matchAll(/`+/g)].map(({ index, 0: { length } }) => ({ index, length, closedBy: -1 }));
  const last = new Map<number, number>();
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at]!;
    run.closedBy = last.get(run.length) ?? -1;
    last.set(run.length, at);
  }
  const spans: { from: number; to: number }[] = [];
  for (let at = 0; at < runs.length; at++) {
    const { index, length, closedBy } = runs[at]!;
    if (closedBy < 0) continue;
    spans.push({ from: index, to: runs[closedBy]!.index + length });
    at = closedBy;
  }
  return spans;
}
