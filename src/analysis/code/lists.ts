/** Lists that the code puts into one text, or takes out of it again: `tags.join(",")`, `post.tags.split(";")`. */
import type { ClientModel } from "./models.ts";
import type { Scopes } from "./scope.ts";
import type { Node, Tree } from "./tree.ts";
import { bare, calleeName, memberName, text } from "./tree.ts";

/** Commas, semicolons and bars: what stands between the parts of names, paths and dates separates no list. */
const SEPARATOR = /^\s*[,;|]\s*$/;

/** `names.join(",")`; not of a list written out in the code, whose parts are different things. */
export function isJoined(node: Node, scopes: Scopes): boolean {
  const call = bare(node);
  if (call.type === "ConditionalExpression") return isJoined(call.consequent, scopes) || isJoined(call.alternate, scopes);
  if (call.type === "LogicalExpression") return isJoined(call.left, scopes) || isJoined(call.right, scopes);
  if (call.type !== "CallExpression" || calleeName(call) !== "join" || !separates(call.arguments[0], scopes)) return false;
  let receiver = receiverOf(call);
  while (receiver?.type === "CallExpression" && calleeName(receiver) === "filter") receiver = receiverOf(receiver);
  const value = receiver && (scopes.value(receiver) ?? receiver);
  return value !== undefined && value.type !== "ArrayExpression";
}

/** A property of something that is split: its name, and where. */
export interface Split {
  readonly name: string;
  readonly at: number;
}

export function splitsIn(tree: Tree, scopes: Scopes): Split[] {
  return tree.nodes.flatMap((node) => {
    if (node.type !== "CallExpression" || calleeName(node) !== "split" || !separates(node.arguments[0], scopes)) return [];
    const receiver = receiverOf(node);
    const name = receiver && memberName(receiver);
    return name === undefined ? [] : [{ name, at: node.start }];
  });
}

/** The model's columns that are taken apart in the function of one of its calls. */
export function splitColumns(splits: readonly Split[], within: Node, { columns }: ClientModel): readonly string[] {
  const found = splits.flatMap(({ name, at }) => (within.start <= at && at < within.end ? (columns.get(name) ?? []) : []));
  return [...new Set(found)];
}

function receiverOf(call: Node): Node | undefined {
  const callee = call.type === "CallExpression" ? bare(call.callee) : undefined;
  return callee?.type === "MemberExpression" ? bare(callee.object) : undefined;
}

/** A text, or a pattern such as `/,\s/`. */
function separates(argument: Node | undefined, scopes: Scopes): boolean {
  const value = argument && (scopes.value(argument) ?? bare(argument));
  const written = text(value);
  if (written !== undefined) return SEPARATOR.test(written);
  return value?.type === "Literal" && "regex" in value && /^(?:\\s[*+])?(?:[,;|]|\\\||\[[,;|\s\\]+\]\+?)(?:\\s[*+])?$/.test(value.regex.pattern);
}
