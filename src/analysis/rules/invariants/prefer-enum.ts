/** A text of which only a few values mean anything. */
import type { Database } from "../../../model/database.ts";
import type { Report, RuleOptions } from "../../../model/rule.ts";
import type { Column, Enum, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { usedValues, valueKey } from "../questions/calls/used-values.ts";
import { constantText } from "../questions/migrations/constants.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { singular, words } from "../questions/names/words.ts";
import { CODE_WORD, listedValues } from "../questions/tables/listed-values.ts";
import { columnsOf, newColumns, uniquesOn } from "../questions/tables/new-parts.ts";
import { isAdapterTable, isText } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./prefer-enum.examples.ts";

/** The last word of a column that holds one of a few values. */
const NAMES: readonly string[] = "status state type kind role stage phase priority severity visibility mode level tier outcome frequency direction".split(" ");

/** Words of what is decided elsewhere: another service, the web, a postal address. */
const FOREIGN: ReadonlySet<string> = new Set(
  "mime content media file stripe paypal github gitlab google slack external provider remote upstream webhook http oauth token session trace billing address province phone".split(
    " ",
  ),
);

/** More values than these are no enum. */
const MOST = 20;

export const preferEnum = defineRule({
  id: "prefer-enum",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Prefer an enum to a text of a few known values",
  why: "A text accepts every value: a typo, another case, the word of last year. A filter on the right word then silently leaves that row out, and each reader has to search the code to learn which words there are. An enum lists them in one place; PostgreSQL refuses others, and Prisma Client knows their type.",
  remedy:
    "An `enum` in Prisma, CREATE TYPE in SQL; or a CHECK that lists the values, which is easier to change. A value can be added to an enum later without a lock on the table; it cannot be taken away.",
  quiet: [
    `columns whose last word is none of the option \`names\` (${NAMES.slice(0, 7).join(", ")}…), or that have no known values: no call in the code of the pull request compares or writes texts (conditions of an if are not read), no comment beside the column lists them`,
    "columns with a CHECK on them, a foreign key, a unique",
    `what others decide (${[...FOREIGN].slice(0, 6).join(", ")}…), and what Auth.js prescribes`,
    `values that are no single words, more than ${MOST} of them, comments that leave the list open (\`e.g.\`, \`or custom\`)`,
    "columns that stood before, unless code of the pull request compares or writes two of their values",
  ],
  heuristic: true,
  options: { names: { default: NAMES, description: "Last words of columns that hold one of a few values" } },
  *check(database, options) {
    const used = usedValues(database);
    const fresh = new Set<Column>();
    for (const { table, column } of newColumns(database)) {
      fresh.add(column);
      if (!isCandidate(database, table, column, options)) continue;
      const listed = listedValues(database, column);
      const seen = used.get(valueKey(table, column));
      const values = valuesOf(column, [...listed, ...(seen?.values ?? [])]);
      if ((listed.length > 1 || seen) && isEnumerable(values)) yield tell(database, table, column, column.span, values, seen ? "code" : "comment");
    }
    for (const { table, column, values, span } of used.values())
      if (!fresh.has(column) && values.size > 1 && isCandidate(database, table, column, options) && isEnumerable([...values]))
        yield tell(database, table, column, span, [...values], "code");
  },
  examples: { bad, good },
});

function valuesOf(column: Column, found: readonly string[]): readonly string[] {
  const fallback = constantText(column);
  return [...new Set([...(fallback === undefined || fallback === "" ? [] : [fallback]), ...found])];
}

function isEnumerable(values: readonly string[]): boolean {
  return values.length > 0 && values.length <= MOST && values.every((value) => value.length <= 40 && CODE_WORD.test(value));
}

function isCandidate(database: Database, table: Table, column: Column, options: RuleOptions): boolean {
  const parts = words(column.field ?? column.name);
  if (!isText(column) || column.generated !== undefined || isAdapterTable(table) || parts.some((word) => FOREIGN.has(word))) return false;
  if (!options.list("names").includes(singular(parts.at(-1) ?? ""))) return false;
  const inKey = [table.primaryKey, ...uniquesOn(database, table.name)].some((index) => columnsOf(index).join() === column.name);
  return !inKey && !table.foreignKeys.some(({ columns }) => columns.includes(column.name)) && !isChecked(database, table, column);
}

/** The database refuses other values already. */
function isChecked({ catalog }: Database, table: Table, { name }: Column): boolean {
  const checks = [...table.checks, ...(catalog.after.tables.get(table.name)?.checks ?? [])];
  return checks.some(
    ({ expression, notNullColumn }) => notNullColumn === undefined && new RegExp(`(?<![\\w$])${name.replace(/[$.*+?^(){}|[\]\\]/g, "\\$&")}(?![\\w$])`, "i").test(expression),
  );
}

function tell(database: Database, table: Table, column: Column, span: Span, values: readonly string[], evidence: "code" | "comment"): Report {
  const own = columnName(table, column.name);
  const said = evidence === "code" ? `the code knows its values (${list(values)})` : `the comment beside it lists its values (${list(values)})`;
  const fitting = [...database.after.enums.values()].find((one) => values.length > 1 && values.every((value) => one.values.includes(value)));
  return {
    span,
    message: `${code(`${tableName(table)}.${own}`)} accepts any text, but ${said}: a typo is stored, and no filter finds that row again. An enum lets the database refuse it.`,
    advice: table.model === undefined ? { language: "sql", text: inSql(table, column, values, fitting) } : { language: "prisma", text: inPrisma(table, column, values, fitting) },
  };
}

function inPrisma(table: Table, column: Column, values: readonly string[], fitting: Enum | undefined): string {
  const name = fitting?.model ?? `${tableName(table)}${pascal(column.field ?? column.name)}`;
  const fallback = constantText(column);
  const field = `${column.field} ${name}${column.nullable ? "?" : ""}${fallback === undefined ? "" : ` @default(${member(fallback)})`}`;
  if (fitting) return field;
  const members = values.map((value) => (member(value) === value ? `  ${value}` : `  ${member(value)} @map("${value}")`));
  if (values.length === 1) members.push("  // and the others");
  return `enum ${name} {\n${members.join("\n")}\n}\n\n${field}`;
}

/** Prisma's names hold letters, digits and underscores. */
function member(value: string): string {
  return value.replace(/[^A-Za-z0-9_]/g, "_");
}

function pascal(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function inSql(table: Table, column: Column, values: readonly string[], fitting: Enum | undefined): string {
  const name = fitting?.name ?? `${table.name}_${column.name}`;
  const texts = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  const fallback = constantText(column);
  const line = `${quoteName(column.name)} ${quoteIdentifier(name)}${column.nullable ? "" : " NOT NULL"}${fallback === undefined ? "" : ` DEFAULT '${fallback.replaceAll("'", "''")}'`}`;
  return fitting ? line : `CREATE TYPE ${quoteIdentifier(name)} AS ENUM (${texts});\n-- then, in the table\n${line}`;
}
