/** prisma-lint's ignore comments, so that they keep working here: `/// prisma-lint-ignore-model`, `-enum` and `-field`, alone or with rules. */
import type { IgnoreComment, Side } from "../../model/source.ts";
import type { Block, Comment, Place } from "./blocks.ts";

interface Counterpart {
  readonly rules: readonly string[];
  /** What of a block its findings stand on. */
  readonly on: "block" | "name" | "members";
}

/** prisma-lint 0.12, https://github.com/loop-payments/prisma-lint/blob/main/RULES.md */
export const PRISMA_LINT_RULES: Readonly<Record<string, Counterpart>> = {
  "ban-unbounded-string-type": { rules: ["no-unbounded-text"], on: "block" },
  "enum-name-pascal-case": { rules: ["naming"], on: "name" },
  "enum-value-case": { rules: ["naming"], on: "members" },
  "enum-value-snake-case": { rules: ["naming"], on: "members" },
  "field-name-camel-case": { rules: ["naming"], on: "members" },
  "field-name-grammatical-number": { rules: ["naming"], on: "members" },
  "field-name-mapping-snake-case": { rules: ["naming"], on: "members" },
  "field-order": { rules: ["field-order"], on: "block" },
  "forbid-field": { rules: ["naming"], on: "members" },
  "forbid-required-ignored-field": { rules: ["no-required-ignored-field"], on: "block" },
  "model-name-grammatical-number": { rules: ["naming"], on: "name" },
  "model-name-mapping-snake-case": { rules: ["naming"], on: "name" },
  "model-name-pascal-case": { rules: ["naming"], on: "name" },
  "model-name-prefix": { rules: ["naming"], on: "name" },
  "require-default-empty-arrays": { rules: ["require-default-empty-array"], on: "block" },
  "require-field": { rules: ["require-field"], on: "name" },
  "require-field-index": { rules: ["require-field-index"], on: "block" },
  "require-field-type": { rules: ["require-field"], on: "members" },
};

const ALL: readonly string[] = [...new Set(Object.values(PRISMA_LINT_RULES).flatMap(({ rules }) => rules))];
const COMMENT = /^prisma-lint-ignore-(model|enum|field)(?:\s+(\S.*))?$/;

/** A rule of theirs that none of ours answers to is passed over. */
export function prismaLintIgnoresOf(path: string, side: Side, text: string, blocks: readonly Block[], comments: readonly Comment[]): IgnoreComment[] {
  if (!text.includes("prisma-lint-ignore-")) return [];
  return comments.flatMap((comment) => {
    const [, what, words = ""] = COMMENT.exec(comment.text) ?? [];
    const block = what === undefined ? undefined : blocks.find(({ start, end }) => start <= comment.start && comment.end <= end);
    if (!block) return [];
    const ignored = what === "field" ? ofField(comment, words) : ofBlock(block, words);
    const span = { path, side, start: comment.start, end: comment.end };
    return ignored.map(({ rules, start, end }) => ({
      rules,
      reason: "ignored by a prisma-lint comment",
      span,
      covers: { path, side, start, end },
      origin: "prisma-lint" as const,
    }));
  });
}

function counterpartOf(name: string): Counterpart | undefined {
  return Object.hasOwn(PRISMA_LINT_RULES, name) ? PRISMA_LINT_RULES[name] : undefined;
}

type Ignored = Place & { readonly rules: readonly string[] };

/** Rules behind each other, or none for all. */
function ofField({ of }: Comment, words: string): Ignored[] {
  const named = words.split(/[\s,]+/).filter((word) => word !== "");
  const rules = named.length === 0 ? ALL : named.flatMap((name) => counterpartOf(name)?.rules ?? []);
  return of && rules.length > 0 ? [{ rules, start: of.start, end: of.end }] : [];
}

/** One rule or none for all, then fields or values with commas between; of those that the block does not have, the name stands for them. */
function ofBlock(block: Block, words: string): Ignored[] {
  const [name = "", ...rest] = words.split(/\s+/).filter((word) => word !== "");
  if (name === "") return [{ rules: ALL, start: block.start, end: block.end }];
  const known = counterpartOf(name);
  if (!known) return [];
  const members = new Set(rest.join(",").split(",").filter(Boolean));
  if (members.size === 0 || known.on === "name") return [{ rules: known.rules, ...placeOf(block, known.on) }];
  return block.members.filter((member) => members.has(member.name)).map(({ start, end }) => ({ rules: known.rules, start, end }));
}

function placeOf({ start, end, nameAt }: Block, on: Counterpart["on"]): Place {
  if (on === "name") return { start, end: nameAt.end };
  return { start: on === "members" ? nameAt.end + 1 : start, end };
}
