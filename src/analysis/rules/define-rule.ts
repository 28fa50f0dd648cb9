/** How a rule is written down; the registry is `index.ts`. */
import type { Rule, RuleOptions } from "../../model/rule.ts";

/** Keeps the id's literal type, so that configuration keys and `supersedes` can be checked. */
export function defineRule<const Id extends string>(rule: Rule & { readonly id: Id }): Rule & { readonly id: Id } {
  return rule;
}

/** The declared options with what the configuration says instead. The configuration has been checked against the declaration. */
export function optionsOf(rule: Rule, configured: Readonly<Record<string, unknown>> = {}): RuleOptions {
  function value<T>(name: string, is: (value: unknown) => value is T): T {
    const declared = rule.options?.[name];
    if (!declared) throw new Error(`${rule.id} declares no option ${name}`);
    const chosen = configured[name] ?? declared.default;
    if (!is(chosen)) throw new Error(`${rule.id}: option ${name} is of another type than declared`);
    return chosen;
  }
  return {
    number: (name) => value(name, (v): v is number => typeof v === "number"),
    flag: (name) => value(name, (v): v is boolean => typeof v === "boolean"),
    text: (name) => value(name, (v): v is string => typeof v === "string"),
    list: (name) => value(name, (v): v is readonly string[] => Array.isArray(v) && v.every((item) => typeof item === "string")),
  };
}
