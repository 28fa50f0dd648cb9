/** Boyce-Codd normal form: what determines other columns of a row should be its key. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { tableName } from "../questions/names/naming.ts";
import { declarationSpan } from "../questions/tables/annotations.ts";
import { type Judgement, judgeDeclared, judgeKnown } from "../questions/tables/determinants.ts";
import { newColumns, newTables } from "../questions/tables/new-parts.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const store = (...lines: string[]) => `model Store {\n${BASE}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const declared = (text: string, ...lines: string[]) => `/// ${text}\n${store("room      String", "building  String", ...lines)}`;
const SQL =
  "SET lock_timeout = '5s';\nCREATE TABLE stores (id bigint PRIMARY KEY, zip text, city text, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());";

/** What everybody knows, as far as anything is that simple. */
const KNOWN: readonly string[] = [
  "zip -> city, state",
  "zipCode -> city, state",
  "postalCode -> city, state",
  "postcode -> city",
  "countryCode -> country, countryName",
  "currencyCode -> currency, currencyName, currencySymbol",
  "languageCode -> language, languageName",
  "stateCode -> state, stateName",
  "regionCode -> region, regionName",
];

export const noNonKeyDeterminant = defineRule({
  id: "no-non-key-determinant",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Let nothing but a key determine other columns",
  why: "Where `zip` determines `city`, each row with the same zip code repeats the city. Two rows can contradict each other, a correction has to find all of them, and the last row that goes takes the fact with it.",
  remedy:
    "A table of its own whose key is the determinant, referred to by a foreign key. What your own columns determine can be declared above the model or the field, `/// @determines zip -> city` (in SQL: `COMMENT ON TABLE … IS '@determines zip -> city'`), and is checked from then on.",
  quiet: [
    "a determinant that holds a primary key, or a unique one that is never null",
    "the well-known ones in a postal address (there is a street beside them), in logs, ledgers and orders: written down as somebody gave it",
    "columns declared by `@denormalized`, generated columns",
    "declarations and columns that stood before",
  ],
  heuristic: true,
  options: { known: { default: KNOWN, description: "Dependencies that are looked for in every table, `determinant -> dependents`" } },
  *check(database, options) {
    for (const table of database.after.tables.values()) {
      const before = database.before.tables.get(table.name);
      const old = new Set(
        before ? judgeDeclared({ config: database.config, catalog: { before: database.catalog.before, after: database.catalog.before } }, before).map(identity) : [],
      );
      for (const judgement of judgeDeclared(database, table)) if (!old.has(identity(judgement))) yield tell(database, table, judgement);
    }
    const touched = new Set([...newTables(database), ...newColumns(database).map(({ table }) => table)]);
    const added = new Set(newColumns(database).map(({ column }) => column));
    for (const table of touched)
      for (const judgement of judgeKnown(database, table, options.list("known")))
        if (judgement.is === "violated" && judgement.to.some((column) => added.has(column))) yield tell(database, table, judgement);
  },
  examples: {
    bad: [
      { title: "the city of a zip code", schema: store("zip       String", "city      String") },
      { title: "under one prefix", schema: store("shippingCountryCode String", "shippingCountry String") },
      { title: "declared, and no key", schema: declared("@determines room -> building") },
      { title: "declared on the field", schema: store("/// @determines -> building", "room      String", "building  String") },
      { title: "declared of a field that is not there", schema: declared("@determines romo -> building", "@@unique([room])") },
      { title: "declared in other words", schema: declared("@determines the building by its room") },
      { title: "in SQL", migration: SQL },
      {
        title: "declared in SQL",
        migration: `${SQL.replace("zip text", "room text").replace("city", "building")}\nCOMMENT ON TABLE stores IS 'Where we are.\n@determines room -> building';`,
      },
    ],
    good: [
      { title: "it is a key", schema: declared("@determines room -> building", "@@unique([room])") },
      { title: "it holds a key", schema: declared("@determines building, room -> createdAt", "@@unique([room])") },
      { title: "an address", schema: store("street    String", "zip       String", "city      String") },
      {
        title: "documented as denormalised",
        schema: store("zip       String", "/// @denormalized source: the post office's list rebuild: npm run import-zips", "city      String"),
      },
      { title: "a country's own code", schema: "model Country {\n  countryCode String @id\n  countryName String\n}\n" },
      {
        title: "declared before",
        schema: { before: declared("@determines room -> building"), after: declared("@determines room -> building", "note      String?") },
      },
    ],
  },
});

/** The same thing said of the table before. */
function identity(judgement: Judgement): string {
  if (judgement.is === "unreadable") return judgement.text;
  if (judgement.is === "unknown") return `${judgement.text} ${judgement.name}`;
  return [judgement.from, judgement.to].map((columns) => columns.map(({ name }) => name).join()).join(" -> ");
}

function tell(database: Database, table: Table, judgement: Judgement): Report {
  const span = judgement.is === "violated" && !judgement.declared && judgement.on ? judgement.on.span : declarationSpan(database, table, judgement.on);
  const own = code(tableName(table));
  if (judgement.is === "unreadable")
    return {
      span,
      message: `What is declared of ${own} cannot be read: ${code(`@determines ${judgement.text}`)}. Write ${code("@determines zip -> city")}, with names of its ${fields(table)}.`,
    };
  if (judgement.is === "unknown") {
    const meant = judgement.near === undefined ? "." : `; did you mean ${code(judgement.near)}?`;
    return {
      span,
      message: `${code(`@determines ${judgement.text}`)} cannot be checked: ${own} has no ${table.model === undefined ? "column" : "field"} ${code(judgement.name)}${meant}`,
    };
  }
  const [from, to] = [names(judgement.from), names(judgement.to)];
  const how = judgement.declared ? `${from.length > 1 ? "are" : "is"} declared to determine` : "as a rule determines";
  return {
    span,
    message: `${list(from)} ${how} ${list(to)} in ${own}, but ${from.length > 1 ? "hold" : "is"} no key of it: rows with the same ${list(from)} repeat ${list(to)}, and can contradict each other.`,
    advice: adviceFor(database, judgement.from, judgement.to),
  };
}

function fields({ model }: Table): string {
  return model === undefined ? "columns" : "fields";
}

function names(columns: readonly Column[]): string[] {
  return columns.map(({ field, name }) => field ?? name);
}

/** The dependency as a table of its own. */
function adviceFor({ language }: Database, from: readonly Column[], to: readonly Column[]): NonNullable<Report["advice"]> {
  const title = "A table of its own";
  const name = names(from).join("_").replace(/[^\w]/g, "");
  if (language === "prisma") {
    const model = name.charAt(0).toUpperCase() + name.slice(1);
    const key =
      from.length === 1
        ? [`  ${names(from)[0]} ${from[0]!.type.prisma ?? "String"} @id`]
        : from.map((column) => `  ${column.field ?? column.name} ${column.type.prisma ?? "String"}`);
    const rest = to.map((column) => `  ${column.field ?? column.name} ${column.type.prisma ?? "String"}`);
    const compound = from.length === 1 ? [] : ["", `  @@id([${names(from).join(", ")}])`];
    return { language: "prisma", title, text: [`model ${model} {`, ...key, ...rest, ...compound, "}"].join("\n") };
  }
  const columns = [...from, ...to].map((column) => `${quoteName(column.name)} ${typeText(column.type)} NOT NULL`);
  const key = from.map((column) => quoteName(column.name)).join(", ");
  return { language: "sql", title, text: `CREATE TABLE ${quoteIdentifier(`${name}s`)} (${[...columns, `PRIMARY KEY (${key})`].join(", ")});` };
}
