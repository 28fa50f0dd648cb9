/** Column definitions of CREATE TABLE and ADD COLUMN → columns, with the constraints that stand in them. */
import type { ColumnDef, Constraint, Node } from "libpg-query";
import type { Column, Default } from "../../model/schema.ts";
import { annotationOf } from "./annotations.ts";
import type { Catalog } from "./catalog.ts";
import { type ReadConstraint, readConstraint } from "./constraints.ts";
import { defaultOf, isNullConstant, type MadeFunction } from "./defaults.ts";
import { isToken, type Part, tokensOf } from "./lexer.ts";
import { bareName, generatedName, qualified } from "./names.ts";
import { open } from "./nodes.ts";
import { readType, type Translation } from "./translation.ts";
import { isSerial } from "./types.ts";

export interface ReadColumn {
  readonly column: Column;
  readonly constraints: readonly ReadConstraint[];
}

/** `part` is the definition's place in the text; `isNewTable`: its constraints are valid whatever they say. */
export function readColumn(t: Translation, table: string, def: ColumnDef, part: Part, isNewTable: boolean): ReadColumn {
  const inline = constraintsOf(def);
  const serial = isSerial(def.typeName);
  const name = def.colname ?? "";
  const constraints: ReadConstraint[] = [];
  let nullable = !serial && !def.is_not_null;
  let value: Default | undefined = serial ? serialDefault(table, name) : undefined;
  let generated: Column["generated"];
  for (const constraint of inline) {
    if (constraint.contype === "CONSTR_DEFAULT") value = inlineDefault(t, constraint, inline, part) ?? value;
    else if (constraint.contype === "CONSTR_IDENTITY") generated = constraint.generated_when === "a" ? "identity-always" : "identity-by-default";
    else if (constraint.contype === "CONSTR_GENERATED") generated = constraint.generated_kind === "v" ? "virtual" : "stored";
    else if (constraint.contype !== "CONSTR_NULL" && !constraint.contype?.startsWith("CONSTR_ATTR"))
      constraints.push(readConstraint(t, table, constraint, part, { column: name, isNewTable }));
    if (constraint.contype === "CONSTR_NOTNULL" || constraint.contype === "CONSTR_PRIMARY" || constraint.contype === "CONSTR_IDENTITY") nullable = false;
  }
  const span = t.place.span(part.start, part.end);
  const column: Column = { name, type: readType(t, def.typeName), nullable, default: value, generated, updatedAt: false, ignored: false, doc: annotationOf(t.place, part), span };
  return { column, constraints };
}

const NO_CONSTRAINTS: readonly Constraint[] = [];

function constraintsOf({ constraints }: ColumnDef): readonly Constraint[] {
  return constraints ? constraints.flatMap((node) => open(node).Constraint ?? []) : NO_CONSTRAINTS;
}

function serialDefault(table: string, column: string): Default {
  return { expression: `nextval('${generatedName(bareName(table), column, "seq")}')`, kind: "sequence" };
}

/** DEFAULT NULL is no default. */
function inlineDefault({ place, catalog }: Translation, constraint: Constraint, all: readonly Constraint[], part: Part): Default | undefined {
  if (isNullConstant(constraint.raw_expr)) return undefined;
  const from = place.at(constraint.location);
  const next = all.reduce((least, other) => (place.at(other.location) > from ? Math.min(least, place.at(other.location)) : least), part.end);
  return defaultOf(textAfter(place.text, from, next, "DEFAULT"), constraint.raw_expr, madeIn(catalog));
}

function madeIn(catalog: Catalog): MadeFunction {
  return (parts) => catalog.state.functions.get(qualified(parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? ""));
}

/** What follows a top-level keyword, without comments and blanks at its ends; empty if the keyword is not there. */
export function textAfter(text: string, start: number, end: number, ...keywords: readonly string[]): string {
  const quick = keywords.length === 1 ? textAfterFirst(text.slice(start, end), keywords[0]!) : undefined;
  if (quick !== undefined) return quick;
  const tokens = tokensOf(text, start, end).filter((token) => token.kind !== "comment");
  const index = tokens.findIndex((token, at) => token.depth === 0 && keywords.every((keyword, offset) => isToken(text, tokens[at + offset], keyword)));
  const first = index === -1 ? undefined : tokens[index + keywords.length];
  return first ? text.slice(first.start, tokens.at(-1)!.end) : "";
}

/** The usual case: the keyword comes first and there is no comment. */
function textAfterFirst(part: string, keyword: string): string | undefined {
  if (part.slice(0, keyword.length).toUpperCase() !== keyword || !/\s/.test(part[keyword.length] ?? "") || part.includes("--") || part.includes("/*")) return undefined;
  return part.slice(keyword.length).trim();
}

export function setDefaultOf(t: Translation, part: Part, expression: Node | undefined): Default | undefined {
  return isNullConstant(expression) ? undefined : defaultOf(textAfter(t.place.text, part.start, part.end, "SET", "DEFAULT"), expression, madeIn(t.catalog));
}
