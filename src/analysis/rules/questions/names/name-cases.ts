/** How words are joined to a name: `createdAt`, `CreatedAt`, `created_at`, `CREATED_AT`. */
import { words } from "./words.ts";

export const CASES = ["camel", "pascal", "snake", "constant"] as const;
export type Case = (typeof CASES)[number];

/** How a message calls them. */
export const CASE_NAMES: Readonly<Record<Case, string>> = { camel: "camelCase", pascal: "PascalCase", snake: "snake_case", constant: "CONSTANT_CASE" };

const SHAPES: Readonly<Record<Case, RegExp>> = {
  camel: /^\p{Ll}[\p{L}\p{N}]*$/u,
  pascal: /^\p{Lu}[\p{L}\p{N}]*$/u,
  snake: /^\p{Ll}[\p{Ll}\p{N}]*(?:_[\p{Ll}\p{N}]+)*$/u,
  constant: /^\p{Lu}[\p{Lu}\p{N}]*(?:_[\p{Lu}\p{N}]+)*$/u,
};

export function isCase(text: string | undefined): text is Case {
  return CASES.some((one) => one === text);
}

export function isIn(name: string, style: Case): boolean {
  return SHAPES[style].test(name);
}

/** A run of capitals is one word: `graphQLId` → graph, ql, id. `compounds` stay whole, their first letter in either case: `["GraphQL"]` → graphql, id. */
export function nameWords(name: string, compounds: readonly string[] = []): readonly string[] {
  return words(compounds.reduce(asOneWord, name));
}

function asOneWord(name: string, compound: string): string {
  const [first = "", rest] = [compound.charAt(0), compound.slice(1)];
  if (rest === "") return name;
  return [first.toUpperCase(), first.toLowerCase()].reduce((text, letter) => text.replaceAll(letter + rest, letter + rest.toLowerCase()), name);
}

export function joined(parts: readonly string[], style: Case): string {
  if (style === "snake") return parts.join("_");
  if (style === "constant") return parts.join("_").toUpperCase();
  return parts.map((part, index) => (index === 0 && style === "camel" ? part : capitalized(part))).join("");
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
