/** `// schema-review-ignore <rule>: <reason>` above a statement or at the end of its first line. */
import type { IgnoreComment, Span } from "../../model/source.ts";
import { wholeFile } from "../../model/source.ts";
import type { Node, Tree } from "./tree.ts";

const DIRECTIVE = /^[\s*!]*schema-review-ignore(-file)?\s+([\w*-]+(?:\s*,\s*[\w*-]+)*)[ \t]*(?::[ \t]*([^\n]*))?/;

export function readIgnores(tree: Tree): IgnoreComment[] {
  const directives = tree.comments.flatMap((comment) => {
    const match = DIRECTIVE.exec(comment.value);
    return match ? [{ comment, match }] : [];
  });
  if (directives.length === 0) return [];
  const places = readPlaces(tree);
  return directives.map(({ comment, match }) => {
    const span: Span = { path: tree.path, side: "head", start: comment.start, end: comment.end };
    const rules = match[2]!.split(",").map((rule) => rule.trim());
    const covers = match[1] ? wholeFile(tree.path, "head", tree.text) : coveredBy(tree, places, comment);
    return { rules: rules.includes("all") ? ["*"] : rules, reason: (match[3] ?? "").trim(), span, covers: covers ?? span, origin: "schema-review" as const };
  });
}

function coveredBy(tree: Tree, places: Places, comment: { readonly start: number; readonly end: number }): Span | undefined {
  const lineStart = tree.text.lastIndexOf("\n", comment.start - 1) + 1;
  const before = tree.text.slice(lineStart, comment.start);
  /* In JSX a comment stands in braces of its own. */
  const alone = before.trim() === "" || (before.endsWith("{") && tree.text[comment.end] === "}");
  const node = alone ? outermostFrom(places, places.code(comment.end)) : innermostUnitAt(tree, places, lineStart + before.search(/\S/));
  return node && { path: tree.path, side: "head", start: node.start, end: node.end };
}

interface Places {
  /** By start, outer ones first. */
  readonly nodes: readonly Node[];
  /** The first place from there on that is neither blank nor comment; `}` closes a comment in JSX. */
  code(from: number): number;
}

function readPlaces(tree: Tree): Places {
  const comments = new Map(tree.comments.map((comment) => [comment.start, comment.end]));
  const nodes = tree.nodes.filter((node) => node.type !== "Program").sort((a, b) => a.start - b.start || b.end - a.end);
  function code(from: number): number {
    let at = from;
    for (;;) {
      while (at < tree.text.length && /[\s}]/.test(tree.text[at]!)) at++;
      const end = comments.get(at);
      if (end === undefined) return at;
      at = end;
    }
  }
  return { nodes, code };
}

/** The index of the first node that starts at or behind the place. */
function firstFrom(nodes: readonly Node[], place: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.start < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As much as begins there: the statement, the class member, the property, the argument. */
function outermostFrom(places: Places, start: number): Node | undefined {
  return places.nodes[firstFrom(places.nodes, start)];
}

/** The smallest statement or class member that holds the place. */
function innermostUnitAt(tree: Tree, places: Places, place: number): Node | undefined {
  let node: Node | undefined = places.nodes[firstFrom(places.nodes, place + 1) - 1];
  while (node && !(place < node.end && isUnit(node))) node = tree.parents.get(node);
  return node;
}

function isUnit(node: Node): boolean {
  return (/(?:Statement|Declaration)$/.test(node.type) && node.type !== "BlockStatement") || node.type === "PropertyDefinition" || node.type === "MethodDefinition";
}
