/** How a rule is written down; the registry is `index.ts`. */
import { once } from "../../model/once.ts";
import type { Rule, RuleItem, RuleOptions } from "../../model/rule.ts";

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
    list: (name) => value(name, isTexts),
    items: (name) => value(name, (v): v is readonly Readonly<Record<string, unknown>>[] => Array.isArray(v)).map((group) => itemOf(rule, name, group)),
  };
}

function itemOf(rule: Rule, option: string, group: Readonly<Record<string, unknown>>): RuleItem {
  function value<T>(key: string, is: (value: unknown) => value is T): T | undefined {
    const declared = rule.options?.[option];
    if (!declared || !("items" in declared) || !declared.items[key]) throw new Error(`${rule.id}: option ${option} declares no key ${key}`);
    const given = group[key];
    if (given !== undefined && !is(given)) throw new Error(`${rule.id}: key ${key} of option ${option} is of another type than declared`);
    return given;
  }
  return {
    text: (key) => value(key, (v): v is string => typeof v === "string"),
    flag: (key) => value(key, (v): v is boolean => typeof v === "boolean") ?? false,
    list: (key) => value(key, isTexts) ?? [],
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && areTexts(value);
}

/** Some rules ask for a long list at every column. */
const areTexts = once((items: readonly unknown[]) => items.every((item) => typeof item === "string"));
