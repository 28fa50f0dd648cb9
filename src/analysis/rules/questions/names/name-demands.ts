/** What a team asks of names, and how a name that does not obey should be called. */
import { anyOf } from "../../../../model/name-patterns.ts";
import type { RuleItem } from "../../../../model/rule.ts";
import { code, isReserved } from "../../../../model/text.ts";
import { columnsOf } from "../tables/new-parts.ts";
import { type GrammaticalNumber, inNumber, numberOf, type Plural } from "./grammatical-number.ts";
import { CASE_NAMES, type Case, isCase, isIn, joined, nameWords } from "./name-cases.ts";
import { bare, type NameKind, type NewName } from "./new-names.ts";

/** The team's own words. */
export interface Vocabulary {
  readonly compounds: readonly string[];
  readonly plurals: readonly Plural[];
}

/** Every demand that the name does not meet, and the name that meets them all. */
export type Fault =
  | { readonly kind: "forbidden"; readonly of: NameKind; readonly patterns: readonly string[] }
  | {
      readonly kind: "other";
      /** `asked`: the end of "Tables are named …". */
      readonly broken: readonly { readonly of: NameKind; readonly asked: string }[];
      /** Absent where PostgreSQL would cut it. */
      readonly expected?: string;
    };

/** PostgreSQL cuts longer names; what they would be cut to is not judged. */
const MAX_NAME = 63;

/** What a team asks of one kind of names. */
export interface Demand {
  readonly of: string;
  readonly isExcepted: (name: string) => boolean;
  readonly isForbidden: (name: string) => boolean;
  readonly forbidden: readonly string[];
  readonly template?: string;
  readonly derived: boolean;
  readonly trim: readonly string[];
  readonly parts: Parts;
}

interface Parts {
  readonly style?: Case;
  readonly number?: GrammaticalNumber;
  readonly prefix: string;
  readonly suffix: string;
}

/** Read once, put to thousands of names. */
export function demandOf(item: RuleItem): Demand {
  const [style, number, template] = [item.text("case"), item.text("number"), item.text("template")];
  return {
    of: item.text("of") ?? "",
    isExcepted: anyOf(item.list("except")),
    isForbidden: anyOf(item.list("forbid")),
    forbidden: item.list("forbid"),
    ...(template === undefined ? {} : { template }),
    derived: item.flag("derived"),
    trim: item.list("trimPrefix"),
    parts: {
      ...(isCase(style) ? { style } : {}),
      ...(number === "singular" || number === "plural" ? { number } : {}),
      prefix: item.text("prefix") ?? "",
      suffix: item.text("suffix") ?? "",
    },
  };
}

/** Nothing where the name is as asked, or excepted. Each demand is put to the name that meets those before it. */
export function faultOf(subject: NewName, demands: readonly Demand[], vocabulary: Vocabulary): Fault | undefined {
  const broken: { of: NameKind; asked: string }[] = [];
  let { name } = subject;
  for (const demand of demands) {
    const of = kindOf(subject, demand);
    if (!of || demand.isExcepted(subject.name)) continue;
    if (demand.isForbidden(subject.name)) return { kind: "forbidden", of, patterns: demand.forbidden };
    const fault = demand.template === undefined ? partsFault(subject, name, of, demand, vocabulary) : templateFault(subject, name, demand.template);
    if (!fault) continue;
    broken.push({ of, asked: fault.asked });
    name = fault.expected;
  }
  if (broken.length === 0) return undefined;
  return { kind: "other", broken, ...(name.length > MAX_NAME || name === subject.name ? {} : { expected: name }) };
}

/** A list is also a field. */
function kindOf({ of, field }: NewName, { of: asked }: Demand): NameKind | undefined {
  if (asked === "list-field") return of === "field" && field?.arity === "list" ? "list-field" : undefined;
  return asked === of ? of : undefined;
}

interface One {
  readonly asked: string;
  readonly expected: string;
}

function templateFault({ table, index, key }: NewName, name: string, template: string): One | undefined {
  if (!table) return undefined;
  const values: Readonly<Record<string, string>> = {
    "{table}": bare(table.name),
    "{columns}": (key?.columns ?? columnsOf(index)).join("_"),
    "{references}": key ? bare(key.references.table) : "",
  };
  const expected = template.replace(/\{(?:table|columns|references)\}/g, (part) => values[part] ?? part);
  return expected === name || expected.length > MAX_NAME || (index && columnsOf(index).length < index.columns.length) ? undefined : { asked: code(template), expected };
}

/** What schema.prisma has beside a name of the database. */
const OWN: Readonly<Partial<Record<NameKind, string>>> = { table: "model", column: "field", "enum-type": "enum", "enum-label": "value" };

/** The kind decides what else there is to know: of a list a plural anywhere in its name will do (`rulesCreated`). */
type KindParts = Parts & { readonly of: NameKind };

function partsFault({ own }: NewName, name: string, of: NameKind, demand: Demand, vocabulary: Vocabulary): One | undefined {
  const source = demand.derived ? own : undefined;
  const parts: KindParts = { of, ...demand.parts, ...(source !== undefined && !demand.parts.style ? { style: "snake" } : {}) };
  const trimmed = source === undefined ? startOf(name, demand.trim) : "";
  const judged = name.slice(trimmed.length);
  const asked = faults(judged, parts, vocabulary);
  if (asked.length === 0 && source === undefined) return undefined;
  const expected = trimmed + build(source === undefined ? judged : source.slice(startOf(source, demand.trim).length), parts, vocabulary);
  if (expected === name || (asked.length === 0 && sameButDigits(expected, name))) return undefined;
  if (source !== undefined) asked.unshift(`after their ${OWN[of] ?? "name"}`);
  return { asked: asked.length < 2 ? asked.join() : `${asked.slice(0, -1).join(", ")} and ${asked.at(-1)}`, expected };
}

function startOf(name: string, prefixes: readonly string[]): string {
  return prefixes.find((prefix) => name.startsWith(prefix) && name.length > prefix.length) ?? "";
}

/** Those of the demands that the name does not meet, each as the end of "Tables are named …". */
function faults(name: string, parts: KindParts, vocabulary: Vocabulary): string[] {
  const { style, number, prefix, suffix } = parts;
  const asked: string[] = [];
  if (style && !isIn(name, style) && !isEvading(name)) asked.push(`in ${CASE_NAMES[style]}`);
  if (number && !isNumbered(stem(name, parts), number, parts.of === "list-field", vocabulary)) asked.push(`in the ${number}`);
  if (!name.startsWith(prefix)) asked.push(`with ${code(prefix)} in front`);
  if (!name.endsWith(suffix)) asked.push(`with ${code(suffix)} behind`);
  return asked;
}

/** `when_`: the usual way around a reserved word. */
function isEvading(name: string): boolean {
  return name.endsWith("_") && isReserved(name.slice(0, -1));
}

function isNumbered(name: string, number: GrammaticalNumber, anyWord: boolean, { compounds, plurals }: Vocabulary): boolean {
  const nouns = nameWords(name, compounds).filter((word) => !/\d/.test(word));
  if (anyWord && nouns.some((noun) => numberOf(noun, plurals) === number)) return true;
  const noun = nouns.at(-1);
  return noun === undefined || (numberOf(noun, plurals) ?? number) === number;
}

/** What other teams put before and behind the names of such things: it gives way to this team's. */
const AFFIXES: Readonly<Partial<Record<NameKind, RegExp>>> = {
  index: /^(?:idx|ix|index)_(?=.)|(?<=.)_(?:idx|ix|index)$/i,
  unique: /^(?:uq|uk|uniq|unique|ux|idx|ix)_(?=.)|(?<=.)_(?:uq|uk|uniq|unique|ux|key|idx|ix)$/i,
  "primary-key": /^pk_(?=.)|(?<=.)_(?:pk|pkey)$/i,
  "foreign-key": /^fk_(?=.)|(?<=.)_(?:fk|fkey|foreign)$/i,
  check: /^(?:chk|ck|check)_(?=.)|(?<=.)_(?:chk|ck|check)$/i,
};

/** Without prefix and suffix, where they are there. */
function stem(name: string, { prefix, suffix }: Pick<Parts, "prefix" | "suffix">): string {
  const rest = name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name;
  return suffix !== "" && rest.endsWith(suffix) && rest.length > suffix.length ? rest.slice(0, -suffix.length) : rest;
}

function build(name: string, parts: KindParts, { compounds, plurals }: Vocabulary): string {
  const { of, style, number, prefix, suffix } = parts;
  const affixes = (name.startsWith(prefix) && name.endsWith(suffix)) || prefix + suffix === "" ? undefined : AFFIXES[of];
  const core = affixes ? stem(name, parts).replace(affixes, "") : stem(name, parts);
  const words = [...nameWords(core, compounds)];
  const last = words.findLastIndex((word) => !/\d/.test(word));
  const noun = words[last];
  const isRight = !number || isNumbered(core, number, parts.of === "list-field", { compounds, plurals });
  const numbered = noun === undefined || isRight ? noun : inNumber(noun, number, plurals);
  if (numbered !== undefined) words[last] = numbered;
  if (style && !(isIn(prefix + core + suffix, style) && numbered === noun))
    return prefix + (isIn(core, style) && numbered === noun ? core : joined(words, style === "camel" && prefix !== "" ? "pascal" : style)) + suffix;
  return prefix + (noun === undefined || numbered === undefined || numbered === noun ? core : replaceLast(core, noun, numbered)) + suffix;
}

/** In the spelling of what it replaces: `UserRoles` → `UserRole`, `USERS` → `USER`. */
function replaceLast(name: string, noun: string, other: string): string {
  const at = name.toLowerCase().lastIndexOf(noun);
  if (at === -1) return name;
  const written = name.slice(at, at + noun.length);
  const spelt = written === written.toUpperCase() ? other.toUpperCase() : /^\p{Lu}/u.test(written) ? other.charAt(0).toUpperCase() + other.slice(1) : other;
  return name.slice(0, at) + spelt + name.slice(at + noun.length);
}

/** `address_1` and `address1` are both what `address1` is called in snake_case. */
function sameButDigits(one: string, other: string): boolean {
  return one.replace(/_(?=\d)/g, "") === other.replace(/_(?=\d)/g, "");
}
