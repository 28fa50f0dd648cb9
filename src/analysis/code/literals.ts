/** Texts that code writes out where it could take a value from elsewhere. */
import type { Scopes } from "./scope.ts";
import type { Node } from "./tree.ts";
import { bare, text } from "./tree.ts";

/** Expressions that are looked at for one value: constants may hold each other. */
const MAX_STEPS = 200;

/** `"PAID"`; both branches of a choice, what stands behind `??` and `||`, the elements of a list; through constants. */
export function literalsOf(node: Node, scopes: Scopes): readonly string[] {
  let steps = 0;
  return [...new Set(collect(node))];

  function collect(written: Node): string[] {
    if (++steps > MAX_STEPS) return [];
    const value = scopes.value(written) ?? bare(written);
    const own = text(value);
    if (own !== undefined) return [own];
    if (value.type === "ConditionalExpression") return [value.consequent, value.alternate].flatMap((branch) => collect(branch));
    if (value.type === "LogicalExpression" && value.operator !== "&&") return [value.left, value.right].flatMap((side) => collect(side));
    if (value.type === "ArrayExpression") return value.elements.flatMap((element) => (element && element.type !== "SpreadElement" ? collect(element) : []));
    return [];
  }
}

/** As a property, absent where there are none. */
export function withLiterals(literals: readonly string[]): { readonly literals?: readonly string[] } {
  return literals.length > 0 ? { literals } : {};
}
