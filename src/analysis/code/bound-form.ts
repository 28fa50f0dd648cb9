/** Rewrites `$queryRawUnsafe(\`… ${value} …\`)` as `$queryRaw\`… ${value} …\``, where every hole stands where SQL takes a value. */
import type { Node, Tree } from "./tree.ts";
import { bare, memberName } from "./tree.ts";

/** What stands directly before a value, quoted or not. */
const BEFORE_VALUE = /(?:[=<>(,+*/-]|\b(?:like|ilike|limit|offset|between|and|then|else|similar\s+to|values\s*\())\s*$/i;

/** The text that replaces the whole call; undefined where a name, a list or a piece of SQL is put in, or the text is not written in the call. */
export function boundForm(tree: Tree, call: Node): string | undefined {
  if (call.type !== "CallExpression" || call.arguments.length !== 1) return undefined;
  const callee = bare(call.callee);
  const template = bare(call.arguments[0]!);
  const method = memberName(callee);
  if (callee.type !== "MemberExpression" || callee.computed || template.type !== "TemplateLiteral" || !method?.endsWith("Unsafe")) return undefined;
  const texts = template.quasis.map((quasi) => quasi.value.raw);
  const holes = template.expressions.map((expression) => tree.text.slice(expression.start, expression.end));
  for (let i = 0; i < holes.length; i++) {
    if (/\.join\s*\(/.test(holes[i]!)) return undefined;
    const quoted = /'([^'`]*)$/.exec(texts[i]!);
    if (quoted && isInsideQuotes(texts[i]!)) {
      const rest = /^([^'`]*)'/.exec(texts[i + 1]!);
      if (!rest) return undefined;
      texts[i] = texts[i]!.slice(0, quoted.index);
      texts[i + 1] = texts[i + 1]!.slice(rest[0].length);
      if (quoted[1] || rest[1]) holes[i] = `\`${quoted[1]}\${${holes[i]}}${rest[1]}\``;
    }
    if (!BEFORE_VALUE.test(texts[i]!) || /\bin\s*\(\s*$/i.test(texts[i]!)) return undefined;
  }
  const head = tree.text.slice(call.start, callee.property.start);
  const types = tree.text.slice(callee.property.end, call.arguments[0]!.start).replace(/\s*\(\s*$/, "");
  const body = texts.map((part, i) => (i < holes.length ? `${part}\${${holes[i]}}` : part)).join("");
  return `${head}${method.slice(0, -"Unsafe".length)}${types}\`${body}\``;
}

function isInsideQuotes(before: string): boolean {
  return (before.match(/'/g)?.length ?? 0) % 2 === 1;
}
