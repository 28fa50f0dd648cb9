/** Puts SQL text together from templates, fragments and concatenation, and says which part of it could be anybody's. */
import { isHarmless } from "./harmless.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, calleeName, memberName, text } from "./tree.ts";

export interface SqlText {
  /** With `$1`, `$2`, … for values. */
  readonly sql: string;
  /** False when a part was found that no text stands for. */
  readonly readable: boolean;
  /** Parts that need not be there were left out or taken in. */
  readonly open: boolean;
  /** The first expression that the database parses as SQL; the first one that is no constant where there is one. */
  readonly unsafe?: { readonly node: Node; readonly constant: boolean };
}

/** Pieces that are read of one text: constants may hold each other. */
const MAX_STEPS = 500;
/** Pieces that are appended to one variable; further ones are not read. */
const MAX_APPENDED = 200;
const HOLE = "\0";
/** Variables that text was appended to, read once: a cycle ends in what is not readable. */
const texts = new WeakMap<Binding, SqlText>();

export function isRawCall(node: Node): node is NodeOf<"CallExpression"> {
  return isOfPrisma(node, "raw") && node.type === "CallExpression" && node.arguments.length > 0;
}

/** A tagged template: its values are bound, its `Prisma.sql` and `Prisma.raw` fragments become text. `seen` gathers the latter. */
export function composeTemplate(template: NodeOf<"TemplateLiteral">, tree: Tree, scopes: Scopes, seen: Set<Node>): SqlText {
  const { joined, fragment } = composer(tree, scopes, seen);
  return numbered(joined(template, (hole) => fragment(hole) ?? plain(HOLE)));
}

/** A string that is sent as it is. */
export function composeText(node: Node, tree: Tree, scopes: Scopes): SqlText {
  return numbered(composer(tree, scopes, new Set()).string(node));
}

function composer(tree: Tree, scopes: Scopes, seen: Set<Node>) {
  let steps = 0;
  return { joined, fragment, string };

  function joined(template: NodeOf<"TemplateLiteral">, hole: (expression: Node) => SqlText): SqlText {
    const pieces = template.quasis.flatMap((quasi, i) => {
      const expression = template.expressions[i];
      return [plain(quasi.value.cooked ?? quasi.value.raw), ...(expression ? [hole(expression)] : [])];
    });
    return concatenated(pieces);
  }

  /** What a hole of a tagged template holds, if that is SQL; undefined for a bound value. */
  function fragment(hole: Node): SqlText | undefined {
    if (++steps > MAX_STEPS) return { ...plain(""), readable: false, open: true };
    const written = bare(hole);
    const binding = written.type === "Identifier" ? scopes.binding(written) : undefined;
    if (binding?.from && binding.kind === "let" && scopes.assignments(binding).length > 0) return fragment(binding.from) && { ...plain(" "), open: true };
    const value = scopes.value(written);
    if (!value) return undefined;
    if (value.type === "TaggedTemplateExpression") return isSqlTag(value.tag) ? joined(value.quasi, (inner) => fragment(inner) ?? plain(HOLE)) : undefined;
    if (isRawCall(value)) {
      seen.add(value);
      return string(value.arguments[0]!);
    }
    if (isOfPrisma(value, "join")) return plain(HOLE);
    if (isOfPrisma(value, "empty")) return plain(" ");
    if (value.type === "ConditionalExpression") return either(fragment(value.consequent), fragment(value.alternate));
    return undefined;
  }

  function string(node: Node): SqlText {
    if (++steps > MAX_STEPS) return { ...plain(""), readable: false, open: true };
    const written = bare(node);
    switch (written.type) {
      case "Literal":
        return plain(String(written.value));
      case "TemplateLiteral":
        return joined(written, (hole) => part(hole));
      case "BinaryExpression":
        return written.operator === "+" ? concatenated([part(written.left), part(written.right)]) : part(written);
      case "ConditionalExpression":
        return either(string(written.consequent), string(written.alternate))!;
      case "ArrayExpression":
        return concatenated(written.elements.map((element) => (element ? part(element) : plain(""))));
      case "CallExpression": {
        const callee = bare(written.callee);
        if (callee.type !== "MemberExpression") return part(written);
        const object = bare(callee.object);
        if (calleeName(written) === "concat") return concatenated([part(object), ...written.arguments.map(part)]);
        if (calleeName(written) === "join" && object.type === "ArrayExpression") {
          const between = plain(text(written.arguments[0]) ?? ",");
          return concatenated(object.elements.flatMap((element, i) => [...(i > 0 ? [between] : []), ...(element ? [part(element)] : [])]));
        }
        return calleeName(written) === "trim" ? string(object) : part(written);
      }
      case "Identifier":
        return named(written) ?? part(written);
      default:
        return part(written);
    }
  }

  /** A variable that text was put into: its first value and everything appended. */
  function named(name: NodeOf<"Identifier">): SqlText | undefined {
    const binding = scopes.binding(name);
    if (!binding?.from || binding.keys.length > 0 || (binding.kind !== "const" && binding.kind !== "let")) return undefined;
    const known = texts.get(binding);
    if (known) return known;
    const later = scopes.assignments(binding).flatMap((one) => (one.type === "AssignmentExpression" && one.left.type === "Identifier" ? [one.right] : []));
    if (later.length === 0) return isText(binding.from) ? string(binding.from) : undefined;
    texts.set(binding, { ...plain(""), readable: false, open: true });
    const whole = { ...concatenated([binding.from, ...later.slice(0, MAX_APPENDED)].map(string)), open: true };
    texts.set(binding, whole);
    return whole;
  }

  /** A part of a longer text: text of its own, or a value that the database will parse. */
  function part(node: Node): SqlText {
    if (++steps > MAX_STEPS) return { ...plain(""), readable: false, open: true };
    const written = bare(node);
    const value = scopes.value(written);
    if (value?.type === "Literal") return { ...plain(String(value.value)), ...(value !== written && { unsafe: { node: written, constant: true } }) };
    if (value?.type === "TemplateLiteral" || (value?.type === "BinaryExpression" && value.operator === "+" && isText(value))) return string(value);
    if (written.type === "ConditionalExpression") return either(string(written.consequent), string(written.alternate))!;
    if (written.type === "Identifier") {
      const found = named(written);
      if (found) return found;
    }
    return { ...plain(HOLE), unsafe: { node: written, constant: isHarmless(written, tree, scopes) } };
  }
}

/** Literals, templates, sums and choices of them: not a value of unknown kind. */
function isText(node: Node): boolean {
  const written = bare(node);
  if (written.type === "BinaryExpression") return written.operator === "+" && (isText(written.left) || isText(written.right));
  if (written.type === "ConditionalExpression") return isText(written.consequent) || isText(written.alternate);
  return written.type === "TemplateLiteral" || (written.type === "Literal" && typeof written.value === "string");
}

function isSqlTag(tag: Node): boolean {
  const name = bare(tag);
  return name.type === "Identifier" ? name.name === "sql" || name.name === "Sql" : memberName(name) === "sql";
}

/** `Prisma.join(…)`, `Prisma.empty`, or the same imported by name from a template-tag package. */
function isOfPrisma(node: Node, name: string): boolean {
  const target = node.type === "CallExpression" ? bare(node.callee) : node;
  if (target.type !== "MemberExpression" || memberName(target) !== name) return target.type === "Identifier" && target.name === name && name !== "raw";
  const object = bare(target.object);
  return object.type === "Identifier" && object.name === "Prisma";
}

function plain(sql: string): SqlText {
  return { sql, readable: true, open: false };
}

function concatenated(pieces: readonly SqlText[]): SqlText {
  const unsafe = pieces.find((piece) => piece.unsafe && !piece.unsafe.constant)?.unsafe ?? pieces.find((piece) => piece.unsafe)?.unsafe;
  return { sql: pieces.map((piece) => piece.sql).join(""), readable: pieces.every((piece) => piece.readable), open: pieces.some((piece) => piece.open), ...(unsafe && { unsafe }) };
}

/** One of two texts: the longer one stands for both. */
function either(one: SqlText | undefined, other: SqlText | undefined): SqlText | undefined {
  if (!one || !other) return one ?? other;
  const { unsafe } = concatenated([one, other]);
  const longer = one.sql.trim().length >= other.sql.trim().length ? one : other;
  return { sql: longer.sql, readable: longer.readable, open: one.open || other.open || one.sql.trim() === "" || other.sql.trim() === "", ...(unsafe && { unsafe }) };
}

/** Numbers the holes, behind the parameters that the text itself has. */
function numbered(composed: SqlText): SqlText {
  let n = Math.max(0, ...[...composed.sql.matchAll(/\$(\d{1,4})\b/g)].map((own) => Number(own[1])));
  return { ...composed, sql: composed.sql.replaceAll(HOLE, () => `$${++n}`) };
}
