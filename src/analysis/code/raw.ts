/** Finds raw SQL: `$queryRaw` templates with `$n` for their values, and SQL strings that the database parses as they are. */
import type { Operation } from "../../model/query.ts";
import { composeTemplate, composeText, isRawCall } from "./raw-text.ts";
import type { Scopes } from "./scope.ts";
import type { Node, NodeOf, Tree } from "./tree.ts";
import { bare, memberName, rootOf } from "./tree.ts";

export interface RawCall {
  readonly node: Node;
  readonly operation: Operation;
  readonly client?: Node;
  /** Absent when it could not be put together. */
  readonly sql?: string;
  /** Parts may be missing from `sql`. */
  readonly open: boolean;
  readonly interpolated?: { readonly node: Node; readonly constant: boolean };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  $queryRaw: "queryRaw",
  $executeRaw: "executeRaw",
  $queryRawUnsafe: "queryRawUnsafe",
  $executeRawUnsafe: "executeRawUnsafe",
};

export function findRaw(tree: Tree, scopes: Scopes): RawCall[] {
  const found: RawCall[] = [];
  /** `Prisma.raw(…)` calls that a query was seen to contain. */
  const seen = new Set<Node>();
  for (const node of tree.nodes) {
    const callee = node.type === "TaggedTemplateExpression" ? bare(node.tag) : node.type === "CallExpression" ? bare(node.callee) : undefined;
    const operation = callee?.type === "MemberExpression" ? OPERATIONS[memberName(callee) ?? ""] : undefined;
    if (callee?.type !== "MemberExpression" || operation === undefined) continue;
    found.push({ node, operation, client: bare(callee.object), ...readRaw(node, operation, tree, scopes, seen) });
  }
  for (const node of tree.nodes)
    if (isRawCall(node) && !seen.has(node)) {
      const { unsafe } = composeText(node.arguments[0]!, tree, scopes);
      if (unsafe && !unsafe.constant) found.push({ node, operation: "queryRaw", open: true, interpolated: unsafe });
    }
  return found;
}

function readRaw(node: Node, operation: Operation, tree: Tree, scopes: Scopes, seen: Set<Node>): Pick<RawCall, "sql" | "open" | "interpolated"> {
  if (node.type === "TaggedTemplateExpression") return finish(composeTemplate(node.quasi, tree, scopes, seen));
  const argument = node.type === "CallExpression" ? node.arguments[0] : undefined;
  if (!argument) return { open: true };
  if (operation === "queryRaw" || operation === "executeRaw") {
    const value = scopes.value(argument);
    return value?.type === "TaggedTemplateExpression" ? finish(composeTemplate(value.quasi, tree, scopes, seen)) : { open: true };
  }
  const written = bare(argument);
  if (isRequestMember(written)) return { open: true, interpolated: { node: written, constant: false } };
  if (isOpaque(written, scopes)) return { open: true };
  return finish(composeText(argument, tree, scopes));
}

function finish(text: ReturnType<typeof composeText>): Pick<RawCall, "sql" | "open" | "interpolated"> {
  return { sql: text.readable ? text.sql : undefined, open: text.open, interpolated: text.unsafe };
}

/** The whole of the SQL comes from elsewhere: a wrapper's parameter, an import, another function. Nothing is put into it here. */
function isOpaque(written: Node, scopes: Scopes): boolean {
  if (written.type === "CallExpression") return memberName(bare(written.callee)) !== "join" && memberName(bare(written.callee)) !== "concat";
  if (written.type === "MemberExpression") return true;
  if (written.type !== "Identifier") return false;
  const binding = scopes.binding(written);
  if (!binding?.from || binding.keys.length > 0 || (binding.kind !== "const" && binding.kind !== "let")) return true;
  return isOpaque(bare(binding.from), scopes) && scopes.assignments(binding).length === 0 && bare(binding.from).type !== "Identifier";
}

const REQUEST = /^(?:req|request|ctx|context|body|query|params|input|searchParams|event|args)$/;

/** `req.query.sql`, `input.sql` handed to the database as it is. */
function isRequestMember(node: Node): node is NodeOf<"MemberExpression"> {
  return node.type === "MemberExpression" && REQUEST.test(rootOf(node)?.name ?? "") && /^(?:sql|query|statement|raw)$/i.test(memberName(node) ?? "");
}
