/** Functional dependencies of one table: what doc comments declare, what is commonly known, and whether the keys bear it out. */
import type { Database } from "../../../../model/database.ts";
import { nearest } from "../../../../model/nearest.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { words } from "../names/words.ts";
import { type Determination, determinationsIn, docsOf, isCommented, isDeclaredCopy, readDetermination } from "./annotations.ts";
import { candidateKeys } from "./copied-fields.ts";
import { keepsThePast } from "./records.ts";
import { isKeyColumn, isText } from "./table-kinds.ts";

/** `on`: the column whose comment says so, or which the finding is about; absent for a comment of the table. */
export type Judgement = { readonly on?: Column } & (
  | { readonly is: "unreadable"; readonly text: string }
  | { readonly is: "unknown"; readonly text: string; readonly name: string; readonly near?: string }
  | { readonly is: "violated"; readonly from: readonly Column[]; readonly to: readonly Column[]; readonly declared: boolean }
);

/** All that is wrong with the declarations of a table. */
export function judgeDeclared(database: Pick<Database, "catalog" | "config">, table: Table): Judgement[] {
  if (!isCommented(database, table)) return [];
  const own = docsOf(database, table).flatMap((doc) => determinationsIn(doc).map((said) => ({ said, on: {} })));
  const ofColumns = table.columns.flatMap((column) =>
    docsOf(database, table, column).flatMap((doc) => determinationsIn(doc, column.field ?? column.name).map((said) => ({ said, on: { on: column } }))),
  );
  return [...own, ...ofColumns].flatMap(({ said, on }) => judged(table, said, on));
}

function judged(table: Table, { text, from, to }: Determination, on: Pick<Judgement, "on">): Judgement[] {
  if (from.length === 0) return [{ is: "unreadable", text, ...on }];
  const unknown = [...from, ...to].filter((name) => !columnCalled(table, name));
  const known = table.columns.map(({ field, name }) => field ?? name);
  if (unknown.length > 0)
    return unknown.map((name) => {
      const near = nearest(name, known);
      return { is: "unknown", text, name, ...on, ...(near === undefined ? {} : { near }) };
    });
  const [left, right] = [columnsCalled(table, from), columnsCalled(table, to).filter(({ name }) => !from.includes(name))];
  return isBorneOut(table, left, right) ? [] : [{ is: "violated", from: left, to: right, declared: true, ...on }];
}

function columnsCalled(table: Table, names: readonly string[]): Column[] {
  return names.flatMap((name) => columnCalled(table, name) ?? []);
}

/** By the name that its authors use, or the database's. */
function columnCalled(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.field === name) ?? table.columns.find((column) => column.name === name);
}

/** The left side holds a key, or says nothing new. */
function isBorneOut(table: Table, from: readonly Column[], to: readonly Column[]): boolean {
  const names = new Set(from.map(({ name }) => name));
  return to.every(({ name }) => names.has(name)) || candidateKeys(table).some((key) => key.every((column) => names.has(column)));
}

/** Words that say that the row is a postal address: written down as somebody gave it, whatever the zip code says. */
const STREETS: ReadonlySet<string> = new Set("street street1 street2 line1 line2 address address1 address2 addr house".split(" "));

/** Of the commonly known ones (`zip -> city`), those that the table's texts have, also under one prefix (`billingZip`, `billingCity`). */
export function judgeKnown(database: Database, table: Table, known: readonly string[]): Judgement[] {
  const lasts = lastWords(table);
  const asked = determinations(known).filter(({ from }) => from.length === 1 && (words(from[0]!).length === 0 || lasts.has(words(from[0]!).at(-1))));
  if (asked.length === 0 || keepsThePast(database, table) || table.columns.some(({ field, name }) => words(field ?? name).some((word) => STREETS.has(word)))) return [];
  return asked.flatMap(({ from, to }): Judgement[] => {
    const wanted = from[0]!;
    return table.columns.flatMap((column): Judgement[] => {
      const prefix = prefixBefore(column, wanted);
      if (prefix === undefined || !isText(column) || isKeyColumn(table, column)) return [];
      const right = to.flatMap((name) => table.columns.find((other) => other !== column && isText(other) && prefixBefore(other, name) === prefix) ?? []);
      const meant = right.filter((other) => !isDeclaredCopy(database, table, other) && !other.generated);
      return meant.length === 0 || isBorneOut(table, [column], meant) ? [] : [{ is: "violated", from: [column], to: meant, declared: false, on: meant[0]! }];
    });
  });
}

/** Of the names of its columns: most tables have no zip code of any name. */
const lastWords = once((table: Table): ReadonlySet<string | undefined> => new Set(table.columns.map(({ field, name }) => words(field ?? name).at(-1))));

const determinations = once((lines: readonly string[]) => lines.map((line) => readDetermination(line)));

/** `billing` of `billingZipCode` for `zipCode`, `""` for the name itself; undefined for other names. */
function prefixBefore({ field, name }: Column, wanted: string): string | undefined {
  const [own, end] = [words(field ?? name), words(wanted)];
  return end.length <= own.length && end.every((word, index) => own[own.length - end.length + index] === word) ? own.slice(0, own.length - end.length).join(" ") : undefined;
}
