/** What every translator of a statement family works with: where it reads, what it knows, and how it reports a change. */
import type { RangeVar, TypeName } from "libpg-query";
import type { Change, OtherChange, TableChange } from "../../model/change.ts";
import type { ColumnType, Table } from "../../model/schema.ts";
import type { Span } from "../../model/source.ts";
import { type Catalog, isFresh, resolved, setTable, tableNamed } from "./catalog.ts";
import { endOfName } from "./lexer.ts";
import { builtinType, ownType } from "./types.ts";

/** A statement in its text. Offsets are UTF-16 units of `text`. */
export interface Place {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Somewhere in `text` stands an annotation. */
  readonly annotated: boolean;
  /** From a location in the tree to an offset in `text`. */
  at(location: number | undefined): number;
  /** From offsets in `text` to a place in the file. */
  span(start: number, end: number): Span;
}

export interface Translation {
  readonly catalog: Catalog;
  readonly place: Place;
  /** Filled in order. */
  readonly changes: Change[];
  readonly placeholders?: ReadonlySet<string>;
  /** How many DO blocks it stands in. */
  readonly depth: number;
}

type Without<C, K extends string> = C extends unknown ? Omit<C, K> : never;
export type TableDraft = Without<TableChange, "table" | "isNew" | "before" | "after" | "span">;
export type OtherDraft = Without<OtherChange, "span">;

export function statementSpan({ place }: Translation): Span {
  return place.span(place.start, place.end);
}

/** Reports a change of a table, and makes it in the catalogue. A table that was never seen gets a stub when it is changed. */
export function onTable(t: Translation, table: string, draft: TableDraft, edit?: (before: Table) => Table, span: Span = statementSpan(t)): void {
  const before = tableNamed(t.catalog, table);
  const isNew = isFresh(t.catalog, "table", table);
  const after = edit ? edit(before ?? stub(table, span)) : before;
  if (edit && after) setTable(t.catalog, table, after);
  t.changes.push(completed(draft, table, isNew, before, after, span));
}

/** Drafts are literals of the moment: they are filled in, since seventy shapes are too many for a fast spread. */
function completed(draft: TableDraft, table: string, isNew: boolean, before: Table | undefined, after: Table | undefined, span: Span): Change {
  const change = draft as { table?: string; isNew?: boolean; before?: Table; after?: Table; span?: Span };
  change.table = table;
  change.isNew = isNew;
  change.before = before;
  change.after = after;
  change.span = span;
  return draft as Change;
}

export function elsewhere(t: Translation, draft: OtherDraft, span: Span = statementSpan(t)): void {
  (draft as { span?: Span }).span = span;
  t.changes.push(draft as Change);
}

/** Says in so many words that users of tables feel nothing. */
export function noEffect(t: Translation, what: string): void {
  elsewhere(t, { kind: "no-effect-on-tables", what });
}

/** A table that was made before the history at hand. */
export function stub(name: string, span: Span): Table {
  return { ...emptyTable(name, span, span), complete: false };
}

/** All fields are there from the start, in one order: tables are copied often, and copies of one shape are fast. */
export function emptyTable(name: string, span: Span, nameSpan: Span): Table {
  return {
    name,
    kind: "table",
    model: undefined,
    columns: [],
    primaryKey: undefined,
    indexes: [],
    foreignKeys: [],
    checks: [],
    partitionOf: undefined,
    ignored: false,
    complete: true,
    persistence: "permanent",
    doc: undefined,
    span,
    nameSpan,
  };
}

/** The schema as written; a placeholder stands for the default one. */
export function schemaWritten(t: Translation, schema: string | undefined): string | undefined {
  if (schema === undefined || schema === "") return undefined;
  return t.placeholders?.has(schema) ? "public" : schema;
}

/** The model's name of a table, view or other relation that a statement speaks of. */
export function relation(t: Translation, node: RangeVar | undefined): string {
  return named(t, node?.schemaname, node?.relname ?? "");
}

/** A name that the search path does not lead to is the only one of that name in another schema, if there is one: the runner has set the path. */
export function named(t: Translation, schema: string | undefined, name: string): string {
  const { tables, indexes } = t.catalog.state;
  const has = (full: string) => tables.has(full) || indexes.has(full);
  const written = schemaWritten(t, schema);
  const full = resolved(t.catalog, written, name, has);
  if (written !== undefined || has(full)) return full;
  return onlyOne(t, name) ?? full;
}

function onlyOne(t: Translation, name: string): string | undefined {
  if (!t.catalog.qualified) return undefined;
  const suffix = `.${name}`;
  let found: string | undefined;
  for (const part of [t.catalog.state.tables, t.catalog.state.indexes])
    for (const full of part.keys()) {
      if (!full.endsWith(suffix)) continue;
      if (found !== undefined) return undefined;
      found = full;
    }
  return found;
}

/** PostgreSQL's own catalogues: nobody waits for them as for a table of the application. */
export function isSystemTable(name: string): boolean {
  return name.startsWith("pg_") || name.startsWith("information_schema.");
}

/** `["auth", "users"]` or `["users"]` → the model's name. */
export function namedByParts(t: Translation, parts: readonly string[]): string {
  return named(t, parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? "");
}

/** The name that a new relation gets. */
export function newRelation(t: Translation, node: RangeVar | undefined): string {
  return resolved(t.catalog, schemaWritten(t, node?.schemaname), node?.relname ?? "", () => false);
}

/** The name of a type, domain or enum. */
export function typeNamed(t: Translation, parts: readonly string[]): string {
  const { enums, domains } = t.catalog.state;
  return resolved(t.catalog, schemaWritten(t, parts.length > 1 ? parts.at(-2) : undefined), parts.at(-1) ?? "", (full) => enums.has(full) || domains.has(full));
}

export function readType(t: Translation, type: TypeName | undefined): ColumnType {
  const builtin = builtinType(type);
  if (builtin) return builtin;
  return ownType(
    type,
    (schema, name) => typeNamed(t, schema === undefined ? [name] : [schema, name]),
    (name) => (t.catalog.state.enums.has(name) ? "enum" : t.catalog.state.domains.has(name) ? "domain" : "unknown"),
  );
}

/** The place of a name in the text: the word or quoted identifier at a location, with its schema. */
export function nameSpan({ place }: Translation, location: number | undefined): Span {
  const start = place.at(location);
  return place.span(start, endOfName(place.text, start, place.end));
}
