/** How deep a text nests, without parsing it: a lexer that knows strings, comments, templates, regular expressions and JSX. */

export interface Depth {
  readonly at: number;
  /** Open brackets, elements and template holes. */
  readonly levels: number;
  /** `levels`, and the operators of the expressions in which they stand. */
  readonly depth: number;
  readonly elses: number;
}

interface Level {
  readonly close: ")" | "]" | "}" | "`" | "element" | "";
  /** Operators since the last separator on this level. */
  operators: number;
  /** Type arguments that are open on this level. */
  angles: number;
  /** The round bracket of an `if`, `for` or `while`: no expression ends behind it. */
  readonly control: boolean;
  /** An element whose opening tag has ended. */
  children: boolean;
}

const OPERATORS: ReadonlySet<string> = new Set(
  "typeof void delete await new in of instanceof else do case return keyof extends infer readonly unique is as satisfies throw yield async default export const let var function class".split(
    " ",
  ),
);
const CONTROLS: ReadonlySet<string> = new Set(["if", "for", "while", "with", "await"]);
const CLOSERS = { "(": ")", "[": "]", "{": "}" } as const;
const WORD = /[\p{ID_Continue}$]+/uy;
const GENERIC = /<\s*(?:const\s+)?[\p{ID_Continue}$]+\s*(?:,|extends\b|=)/uy;
const LITERAL = '"';

/** Stops at the first place where `isTooDeep` says so. `jsx`: whether `<a>` may be an element. */
export function findDepth(text: string, jsx: boolean, isTooDeep: (depth: Depth) => boolean): Depth | undefined {
  const levels: Level[] = [{ close: "", operators: 0, angles: 0, control: false, children: false }];
  let top = levels[0]!;
  let depth = 0;
  let elses = 0;
  /** The last token: a word, `"` for any literal, else its character. */
  let last = ";";
  let lastControl = false;
  let newline = false;

  for (let at = 0; at < text.length; at++) {
    at = top.close === "element" ? element(at) : code(at);
    const found = { at, levels: levels.length + top.angles, depth: depth + levels.length, elses };
    if (isTooDeep(found)) return found;
  }
  return undefined;

  /** Reads one token at `at`; answers its last place. */
  function code(at: number): number {
    const char = text[at]!;
    if (char <= " " || char === "\u00a0" || char === "\ufeff") {
      newline ||= char === "\n";
      return at;
    }
    if (char === "/" && text[at + 1] === "/") return before(text.indexOf("\n", at));
    if (char === "/" && text[at + 1] === "*") return before(text.indexOf("*/", at + 2), 2);
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (newline && (word !== undefined || char === '"' || char === "'" || char === "@") && endsExpression()) settle();
    newline = false;
    if (word !== undefined) return named(word, at);
    if (char === '"' || char === "'") return literal(endOfString(text, at, char));
    if (char === "`") {
      count();
      return template(at + 1, false);
    }
    if (char === "/" && !endsExpression() && text[at + 1] !== ">") return literal(endOfRegExp(text, at));
    if (char === "<" && jsx && !endsExpression() && startsElement(at)) return push("element", at);
    if (char === "(" || char === "[" || char === "{") return push(CLOSERS[char], at);
    if (char === "}" && top.close === "`") return template(at + 1, true);
    if (char === ")" || char === "]" || char === "}") return closed(char, at);
    if (char === ";" || char === ",") {
      if (char === ";" || top.angles === 0) settle();
      last = char;
      return at;
    }
    return operator(char, at);
  }

  function operator(char: string, at: number): number {
    if ((char === "+" || char === "-") && text[at + 1] === char && endsExpression()) return literal(at + 1);
    if (char === "<" && /[\w$]/.test(text[at - 1] ?? "")) {
      top.angles++;
      depth++;
    } else if (char === ">" && text[at - 1] !== "=" && top.angles > 0) {
      top.angles--;
      depth--;
    } else count();
    last = char;
    return at;
  }

  /** In an opening tag, or between the tags: there quotes and slashes are text. */
  function element(at: number): number {
    const char = text[at]!;
    if (char === "{") return push("}", at);
    if (top.children) {
      if (char !== "<") return at;
      if (text[at + 1] !== "/") return push("element", at);
      pop();
      return before(text.indexOf(">", at), 1);
    }
    if (char === '"' || char === "'") return before(text.indexOf(char, at + 1), 1);
    if (char === "/" && text[at + 1] === "*") return before(text.indexOf("*/", at + 2), 2);
    if (char === "/" && text[at + 1] === "/") return before(text.indexOf("\n", at));
    if (char === "<") top.angles++;
    else if (char === ">" && top.angles > 0 && text[at - 1] !== "=") top.angles--;
    else if (char === ">" && text[at - 1] === "/") pop();
    else if (char === ">") top.children = true;
    return at;
  }

  function startsElement(at: number): boolean {
    GENERIC.lastIndex = at;
    return /[\p{ID_Start}$_>\s]/u.test(text[at + 1] ?? "") && !GENERIC.test(text);
  }

  function named(word: string, at: number): number {
    if (word === "else") elses++;
    if (OPERATORS.has(word)) count();
    last = word;
    return at + word.length - 1;
  }

  function template(from: number, inside: boolean): number {
    const { at, hole } = endOfTemplate(text, from);
    if (inside) settle();
    if (hole && !inside) push("`", at);
    if (!hole && inside) pop();
    last = hole ? ";" : LITERAL;
    return at;
  }

  function push(close: Level["close"], at: number): number {
    count();
    top = { close, operators: 0, angles: 0, control: close === ")" && CONTROLS.has(last), children: false };
    levels.push(top);
    last = "(";
    return at;
  }

  function closed(char: ")" | "]" | "}", at: number): number {
    if (top.close === char) pop();
    last = char;
    return at;
  }

  function pop(): void {
    settle();
    lastControl = levels.pop()!.control;
    top = levels[levels.length - 1]!;
    last = LITERAL;
  }

  function count(): void {
    top.operators++;
    depth++;
  }

  function settle(): void {
    depth -= top.operators + top.angles;
    top.operators = 0;
    top.angles = 0;
  }

  function literal(at: number): number {
    last = LITERAL;
    return at;
  }

  /** The place before the next token; the end of the text where there is none. */
  function before(found: number, width = 0): number {
    return found === -1 ? text.length : found + width - 1;
  }

  /** Whether a value can end with the last token: then `/` divides, `<` compares, and a word on the next line starts a statement. */
  function endsExpression(): boolean {
    if (last === ")") return !lastControl;
    if (last === "}") return newline;
    return last === "]" || last === LITERAL || (/[\p{ID_Continue}$]$/u.test(last) && !OPERATORS.has(last));
  }
}

function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote || text[at] === "\n") return at;
  }
  return text.length;
}

/** The closing backtick, or the `{` of a hole. */
function endOfTemplate(text: string, start: number): { readonly at: number; readonly hole: boolean } {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return { at, hole: false };
    else if (text[at] === "$" && text[at + 1] === "{") return { at: at + 1, hole: true };
  }
  return { at: text.length, hole: false };
}

function endOfRegExp(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    else if (text[at] === "/" && !inClass) return at;
  }
  return start;
}
