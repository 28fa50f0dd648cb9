/** Relation fields: foreign keys on the side that holds `fields:`, hidden join tables where no side does. */
import { once } from "../../model/once.ts";
import type { ForeignKey, ImplicitJoin, ReferentialAction } from "../../model/schema.ts";
import { type Attribute, argument, attribute, type Member, textOf } from "./blocks.ts";
import { columnName, listed, type ModelBlock, type Names, spanOf } from "./models.ts";
import { isRelation } from "./types.ts";

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["Cascade", "cascade"],
  ["Restrict", "restrict"],
  ["NoAction", "no-action"],
  ["SetNull", "set-null"],
  ["SetDefault", "set-default"],
]);

export function foreignKeysOf(model: ModelBlock, names: Names, enforcing: boolean): ForeignKey[] {
  const keys: ForeignKey[] = [];
  for (const [field, member] of model.fields) {
    const relation = attribute(member, "relation");
    const target = names.models.get(member.type!.name);
    const fields = namesIn(relation, "fields");
    if (!target || fields.length === 0 || !isRelation(member.type!, names)) continue;
    const stated = ACTIONS.get(textOf(argument(relation, "onDelete")) ?? "");
    const back = backOf(model, field, relation, target);
    keys.push({
      name: textOf(argument(relation, "map")),
      columns: fields.map((name) => columnName(model, name)),
      references: { table: target.table, columns: namesIn(relation, "references").map((name) => columnName(target, name)) },
      onDelete: stated ?? (isRequired(model, member, fields) ? "restrict" : "set-null"),
      onUpdate: ACTIONS.get(textOf(argument(relation, "onUpdate")) ?? "") ?? "cascade",
      onDeleteStated: stated !== undefined,
      valid: true,
      enforced: enforcing && model.block.keyword === "model" && target.block.keyword === "model",
      relation: { field, back: back?.name, backIsList: back?.type?.arity === "list" },
      span: spanOf(model, member),
    });
  }
  return keys;
}

/** Prisma asks the columns first: one that cannot be null makes the relation required. */
function isRequired(model: ModelBlock, member: Member, fields: readonly string[]): boolean {
  return member.type!.arity === "required" || fields.some((name) => model.fields.get(name)?.type?.arity === "required");
}

function namesIn(relation: Attribute | undefined, list: "fields" | "references"): string[] {
  return listed(argument(relation, list)).flatMap((value) => (value.kind === "word" ? [value.text] : []));
}

function relationName(relation: Attribute | undefined): string | undefined {
  return textOf(argument(relation, "name", "first"));
}

/** Hundreds of models may refer to one: its fields are sorted once. */
const fieldsByType = once((model: ModelBlock): ReadonlyMap<string, readonly (readonly [name: string, member: Member])[]> => {
  const found = new Map<string, (readonly [string, Member])[]>();
  for (const field of model.fields) {
    const type = field[1].type!.name;
    const alike = found.get(type);
    if (alike) alike.push(field);
    else found.set(type, [field]);
  }
  return found;
});

/** The field on the other model that answers this one. */
function backOf(model: ModelBlock, field: string, relation: Attribute | undefined, target: ModelBlock): Member | undefined {
  const name = relationName(relation);
  for (const [candidate, member] of fieldsByType(target).get(model.block.name) ?? []) {
    if (target === model && candidate === field) continue;
    const answer = attribute(member, "relation");
    if (relationName(answer) === name && namesIn(answer, "fields").length === 0) return member;
  }
  return undefined;
}

/** List on both sides and no `fields:` anywhere: Prisma keeps a table `_<relation>` of its own. */
export function implicitJoinsOf(names: Names): ImplicitJoin[] {
  const joins: ImplicitJoin[] = [];
  const seen = new Set<string>();
  for (const model of names.models.values())
    for (const [field, member] of model.fields) {
      const target = names.models.get(member.type!.name);
      if (member.type!.arity !== "list" || !target || !isRelation(member.type!, names)) continue;
      const relation = attribute(member, "relation");
      const back = backOf(model, field, relation, target);
      if (back?.type?.arity !== "list") continue;
      const table = joinTable(model, target, relationName(relation));
      if (seen.has(table)) continue;
      seen.add(table);
      joins.push({ table, models: [model.block.name, target.block.name], field, span: spanOf(model, member) });
    }
  return joins;
}

function joinTable(one: ModelBlock, other: ModelBlock, name: string | undefined): string {
  const [first, second] = one.block.name <= other.block.name ? [one, other] : [other, one];
  const schema = first.table.includes(".") ? `${first.table.slice(0, first.table.indexOf("."))}.` : "";
  return `${schema}_${name ?? `${first.block.name}To${second.block.name}`}`;
}
