/** What a pull request takes away, and where the code that runs now uses it. */
import type { Schema } from "./schema.ts";
import type { Span } from "./source.ts";

/** A thing that existed before and that the running version will no longer find under its name. Names as PostgreSQL has them. */
export type Departure =
  | { readonly kind: "column"; readonly table: string; readonly column: string }
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "enum-value"; readonly enum: string; readonly value: string };

export interface Usage {
  readonly of: Departure;
  /** On the base. */
  readonly span: Span;
  /** 1-based, for words. */
  readonly line: number;
  readonly how: "client call" | "raw SQL" | "property";
  /** `may`: a row's property is read, or the name could also belong to another table of the statement. */
  readonly certainty: "certain" | "may";
}

export function isSameDeparture(a: Departure, b: Departure): boolean {
  return departureKey(a) === departureKey(b);
}

export function departureKey(of: Departure): string {
  return of.kind === "column" ? `column\0${of.table}\0${of.column}` : of.kind === "table" ? `table\0${of.table}` : `enum-value\0${of.enum}\0${of.value}`;
}

/** How code may call the thing: names of the database, of the Prisma schema, of the client. `before`: the base branch's schema. */
export function namesInCode(departure: Departure, before: Schema): string[] {
  if (departure.kind === "enum-value") return [departure.value];
  const table = before.tables.get(departure.table);
  if (departure.kind === "column") {
    const field = table?.columns.find(({ name }) => name === departure.column)?.field;
    return field === undefined || field === departure.column ? [departure.column] : [departure.column, field];
  }
  const model = table?.model;
  const own = departure.table.replace(/^.*\./, "");
  return model === undefined ? [own] : [...new Set([own, model, model.charAt(0).toLowerCase() + model.slice(1)])];
}
