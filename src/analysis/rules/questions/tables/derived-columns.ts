/** Columns whose value can be worked out from other rows or columns: counters, averages and sums, cached copies, composed texts. */
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, ForeignKey, Table } from "../../../../model/schema.ts";
import { quoteIdentifier, quoteName } from "../../../../model/text.ts";
import { tableName } from "../names/naming.ts";
import { nouns, sameWords, singular, spelt, words } from "../names/words.ts";
import { docsOf, isDeclaredCopy } from "./annotations.ts";
import { copiedField, foreignKeysOf, OWN_WORDS, refill, standing } from "./copied-fields.ts";
import { columnsOf } from "./new-parts.ts";
import { isSnapshotName, keepsThePast } from "./records.ts";
import { isText } from "./table-kinds.ts";

export interface Derived {
  readonly kind: "counter" | "aggregate" | "copy" | "composed" | "declared";
  /** `Comment`, `Review.rating`, `User.email`; several for a composed text; none where a comment declares it and says no more. */
  readonly sources: readonly string[];
  /** SQL without a semicolon that fills it again. */
  readonly rebuild?: string;
}

/** Not what the database keeps itself, nor what keeps the past, nor what is declared with an annotation. */
export function derivedFrom(database: Database, table: Table, column: Column): Derived | undefined {
  if (column.generated || isSnapshotName(column) || keepsThePast(database, table)) return undefined;
  if (isDeclaredCopy(database, table, column)) return isDeclaredInProse(database, table, column) ? { kind: "declared", sources: [] } : undefined;
  const said = words(column.field ?? column.name);
  const name = said.filter((word) => !CACHED.has(word));
  return counted(database, table, column, name) ?? aggregated(database, table, column, name) ?? cached(database, table, column, said, name) ?? composed(table, column);
}

/** Said of the value itself: `cachedName`, `name_denormalized`. */
const CACHED: ReadonlySet<string> = new Set("cached denormalized denormalised denorm precomputed".split(" "));

/** Ids never change, and a foreign key would keep them. */
function isDeclaredInProse(database: Database, table: Table, column: Column): boolean {
  const isReference = ["id", "ids", "key"].includes(words(column.field ?? column.name).at(-1) ?? "") || table.foreignKeys.some(({ columns }) => columns.includes(column.name));
  return !isReference && [...docsOf(database, table, column), ...docsOf(database, table)].every((doc) => !/@denormali[sz]ed\b/i.test(doc));
}

interface Child {
  readonly table: Table;
  readonly key: ForeignKey;
}

/** The tables whose rows a row of the table may have many of. */
const childrenOf = once((database: Database): ReadonlyMap<string, readonly Child[]> => {
  const found = new Map<string, Child[]>();
  for (const table of database.after.tables.values()) {
    const uniques = [columnsOf(table.primaryKey), ...table.indexes.filter(({ unique, where }) => unique && where === undefined).map(columnsOf)].map((columns) => columns.join());
    for (const key of foreignKeysOf(database, table)) {
      if (key.relation ? !key.relation.backIsList : uniques.includes(key.columns.join())) continue;
      const known = found.get(key.references.table);
      if (known) known.push({ table, key });
      else found.set(key.references.table, [{ table, key }]);
    }
  }
  return found;
});

/** What the rows of a child may be called in a counter: `post_comments` of a post are its comments. */
function stemsOf(parent: Table, { table, key }: Child): string[] {
  const noun = nouns(table.model ?? table.name);
  const own = nouns(parent.model ?? parent.name);
  const rest = own.every((word, index) => noun[index] === word) ? noun.slice(own.length) : noun;
  const back = words(key.relation?.back ?? "").map(singular);
  return [noun, rest, back].map((parts) => parts.join(" ")).filter((stem) => stem !== "");
}

/** How many there may be, as likely as how many there are. */
const CAPACITIES: ReadonlySet<string> = new Set("seat spot slot place unit license licence credit ticket".split(" "));

const INTEGERS: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);
const NUMBERS: ReadonlySet<string> = new Set([...INTEGERS, "numeric", "real", "double precision"]);

function counted(database: Database, table: Table, column: Column, name: readonly string[]): Derived | undefined {
  const stem = INTEGERS.has(column.type.name) && !column.type.list ? countedStem(column, name) : undefined;
  if (stem === undefined || CAPACITIES.has(stem)) return undefined;
  const child = childrenOf(database)
    .get(table.name)
    ?.find((one) => stemsOf(table, one).includes(stem));
  if (child)
    return {
      kind: "counter",
      sources: [tableName(child.table)],
      rebuild: `UPDATE ${quoteIdentifier(table.name)} SET ${quoteName(column.name)} = (${rowsOf(table, child, "count(*)")})`,
    };
  return countedJoin(database, table, column, stem);
}

/** `comment` of `commentCount`, `numComments`, `totalComments`, `number_of_comments`; in SQL also of a plain `comments`. */
function countedStem({ field }: Column, name: readonly string[]): string | undefined {
  const [first = "", second = ""] = name;
  const last = name.at(-1) ?? "";
  const stem = (parts: readonly string[]) => (parts.length === 0 ? undefined : parts.map(singular).join(" "));
  if (/^(?:counts?|counter|cnt|total)$/.test(last)) return stem(name.slice(0, -1));
  if (/^(?:number|count|num|total)$/.test(first) && second === "of") return stem(name.slice(2));
  if (/^(?:num|nb|total|count)$/.test(first)) return stem(name.slice(1));
  return field === undefined && singular(last) !== last ? stem(name) : undefined;
}

/** The hidden table of an implicit many-to-many relation: `A` is the model that comes first in the alphabet. */
function countedJoin({ after }: Database, table: Table, column: Column, stem: string): Derived | undefined {
  for (const { models, table: join } of after.implicitJoins) {
    const [one, other] = models;
    if (one === other || table.model === undefined || !models.includes(table.model)) continue;
    const counted = one === table.model ? other : one;
    if (nouns(counted).join(" ") !== stem) continue;
    const id = columnsOf(table.primaryKey)[0] ?? "id";
    const [at, parent] = [quoteIdentifier(join), quoteIdentifier(table.name)];
    const side = [...models].sort()[0] === table.model ? "A" : "B";
    return {
      kind: "counter",
      sources: [counted],
      rebuild: `UPDATE ${parent} SET ${quoteName(column.name)} = (SELECT count(*) FROM ${at} WHERE ${at}."${side}" = ${parent}.${quoteName(id)})`,
    };
  }
  return undefined;
}

function rowsOf(parent: Table, { table, key }: Child, value: string): string {
  const [from, to] = [quoteIdentifier(table.name), quoteIdentifier(parent.name)];
  const rows = table.name === parent.name ? "child" : from;
  const join = key.columns.map((column, index) => `${rows}.${quoteName(column)} = ${to}.${quoteName(key.references.columns[index] ?? "id")}`).join(" AND ");
  return `SELECT ${value} FROM ${from}${rows === from ? "" : ` AS ${rows}`} WHERE ${join}`;
}

function isNumber({ type }: Column): boolean {
  return !type.list && NUMBERS.has(type.name);
}

/** `averageRating` of the reviews' `rating`, `totalMinutes` of the sessions' `minutes`; `averageGrade` of the grades. */
function aggregated(database: Database, table: Table, column: Column, name: readonly string[]): Derived | undefined {
  if (!isNumber(column)) return undefined;
  const marks = name.filter((word) => AGGREGATES.has(word));
  const [mark] = marks;
  const at = mark === undefined ? -1 : name.indexOf(mark);
  if (mark === undefined || marks.length > 1 || (at !== 0 && at !== name.length - 1)) return undefined;
  const stem = name
    .filter((word) => word !== mark)
    .map(singular)
    .join(" ");
  const how = AGGREGATES.get(mark)!;
  for (const child of childrenOf(database).get(table.name) ?? []) {
    const isChild = stemsOf(table, child).includes(stem);
    const source = child.table.columns.find(
      (field) =>
        isNumber(field) &&
        words(field.field ?? field.name)
          .map(singular)
          .join(" ") === stem,
    );
    // `totalPrice` beside a list of prices is a price for the whole.
    if (source && !(isChild && how === "sum")) {
      const value = `${how}(${quoteName(source.name)})`;
      return {
        kind: "aggregate",
        sources: [`${tableName(child.table)}.${source.field ?? source.name}`],
        rebuild: `UPDATE ${quoteIdentifier(table.name)} SET ${quoteName(column.name)} = (${rowsOf(table, child, value)})`,
      };
    }
    if (isChild && how === "avg") return { kind: "aggregate", sources: [tableName(child.table)] };
  }
  return undefined;
}

const AGGREGATES: ReadonlyMap<string, string> = new Map([
  ["avg", "avg"],
  ["average", "avg"],
  ["mean", "avg"],
  ["sum", "sum"],
  ["total", "sum"],
]);

/** `cachedAuthorName`; a copy in a table that extends the row it copies, where no normal form forbids it. */
function cached(database: Database, table: Table, column: Column, said: readonly string[], name: readonly string[]): Derived | undefined {
  const copy = copiedField(database, table, column, said.length === name.length ? OWN_WORDS : [], name.join(" "));
  if (!copy || (said.length === name.length && standing(table, copy.key).is !== "key")) return undefined;
  return { kind: "copy", sources: [`${tableName(copy.parent)}.${copy.source.field ?? copy.source.name}`], rebuild: refill(copy) };
}

/** `fullName` beside `firstName` and `lastName`. */
function composed(table: Table, column: Column): Derived | undefined {
  if (!isText(column) || !sameWords(column.field ?? column.name, "full name")) return undefined;
  const part = (...names: readonly string[]) => table.columns.find((one) => isText(one) && names.includes(spelt(one.field ?? one.name)));
  const [first, last] = [part("first name", "given name", "firstname"), part("last name", "family name", "surname", "lastname")];
  if (!first || !last) return undefined;
  const rebuild = `UPDATE ${quoteIdentifier(table.name)} SET ${quoteName(column.name)} = concat_ws(' ', ${quoteName(first.name)}, ${quoteName(last.name)})`;
  return { kind: "composed", sources: [first.field ?? first.name, last.field ?? last.name], rebuild };
}
