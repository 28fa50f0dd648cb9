/** 0.1 + 0.2 is not 0.3 in binary. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { schemaText } from "../questions/edits/schema-edits.ts";
import { retypedInSql } from "../questions/edits/source-text.ts";
import { tableName } from "../questions/names/naming.ts";
import { singular, words } from "../questions/names/words.ts";
import { newColumns } from "../questions/tables/new-parts.ts";

/** The last word of a column that holds money. */
const MONEY: ReadonlySet<string> = new Set(
  "price amount balance total subtotal cost fee salary wage rent payment revenue budget tax vat discount deposit refund payout charge debit income earning".split(" "),
);
/** Words that make it a share or a measure instead. */
const OTHER: ReadonlySet<string> = new Set("percent percentage rate ratio factor score weight count time hours seconds ms token tokens".split(" "));
/** Money words that also stand before what they are for: `pricePerCredit`. An amount per day may be of a drug. */
const PRICES: ReadonlySet<string> = new Set("price cost fee salary wage rent".split(" "));
const CURRENCIES: ReadonlySet<string> = new Set("cent usd eur gbp dollar euro".split(" "));
/** Of goods as often as of money: `amount` beside a `unit` is a quantity. */
const VAGUE: ReadonlySet<string> = new Set("amount balance total budget charge".split(" "));
const UNITS: ReadonlySet<string> = new Set("unit uom measure".split(" "));
/** What is measured, said before the word. */
const MEASURED: ReadonlySet<string> = new Set(
  "battery dose dosage rain rainfall snow water energy power heat carbon co2 emission fuel gas protein fat sugar carb calorie food nutrient salt white load error wheel electric distance step".split(
    " ",
  ),
);
const INEXACT: ReadonlySet<string> = new Set(["double precision", "real", "money"]);

const WRITTEN = /^(?:double\s+precision|float[48]?(?:\s*\(\s*\d+\s*\))?|real|money)(?![\w[])/i;

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const noFloatMoney = defineRule({
  id: "no-float-money",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not keep money in floating point",
  why: "`Float` is binary: most decimal fractions are stored nearly, and sums drift by cents that no audit explains. Equality, and so a unique or a WHERE on an amount, fails on values that print alike. PostgreSQL's `money` is exact but bound to the server's locale and has no currency.",
  remedy: "`Decimal @db.Decimal(12, 2)`, or whole cents in an integer, with the currency beside it.",
  quiet: [
    `columns whose last word, a currency or \`per …\` behind it left out, is none of ${[...MONEY].slice(0, 8).join(", ")}…`,
    "rates, percentages, scores and counts; an `amount`, `balance` or `total` of what is measured (`waterAmount`), or beside a `unit`",
    "columns that stood before",
  ],
  heuristic: true,
  *check(database) {
    for (const { table, column } of newColumns(database)) {
      if (INEXACT.has(column.type.name) && (column.type.name === "money" || isMoney(words(column.field ?? column.name), table))) yield tell(database, table, column);
    }
  },
  examples: {
    bad: [
      { title: "a price", schema: `model Product {\n${BASE}  unitPrice Float\n}\n` },
      { title: "cents, with fractions", schema: `model Product {\n${BASE}  costInCents Float\n}\n` },
      { title: "a price for each of something", schema: `model Product {\n${BASE}  pricePerCredit Float?\n}\n` },
      {
        title: "PostgreSQL's money",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE bills (id bigint PRIMARY KEY, due money NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "decimal", schema: `model Product {\n${BASE}  unitPrice Decimal  @db.Decimal(12, 2)\n}\n` },
      { title: "cents", schema: `model Product {\n${BASE}  priceCents Int\n}\n` },
      { title: "a share", schema: `model Product {\n${BASE}  discountRate Float\n  height    Float\n}\n` },
      { title: "an amount of something else", schema: `model Product {\n${BASE}  amountInGrams Float\n  amountPerDay Float\n}\n` },
    ],
  },
});

/** `unitPrice`, `costInCents`, `pricePerCredit`. */
function isMoney(parts: readonly string[], table: Table): boolean {
  const at = parts.findLastIndex((word) => MONEY.has(singular(word)));
  const [next, ...rest] = parts.slice(at + 1);
  if (at === -1 || parts.some((word) => OTHER.has(word))) return false;
  if (VAGUE.has(singular(parts[at]!)) && (parts.slice(0, at).some((word) => MEASURED.has(singular(word))) || hasUnit(table))) return false;
  if (next === undefined || (next === "per" && PRICES.has(singular(parts[at]!)))) return true;
  return (next === "in" ? rest : [next, ...rest]).every((word) => CURRENCIES.has(singular(word)));
}

function hasUnit({ columns }: Table): boolean {
  return columns.some(({ field, name }) => words(field ?? name).some((word) => UNITS.has(word)));
}

function tell(database: Database, table: Table, column: Column): Report {
  const name = column.field ?? column.name;
  // What one of many costs, or a fraction of a cent, needs more places.
  const size = /per|costs?|cents?$/i.test(name) ? "18, 6" : "12, 2";
  const line = schemaText(database, column.span);
  const at = line === undefined || line.includes("@db.") ? -1 : line.search(/\bFloat\b/);
  return {
    span: column.span,
    message: `${code(`${tableName(table)}.${name}`)} looks like money, but ${code(column.type.name)} ${column.type.name === "money" ? "depends on the server's locale and knows no currency" : "cannot hold most decimal fractions: sums drift by cents"}.`,
    advice: table.model === undefined ? { language: "sql", text: `${quoteName(name)} numeric(${size})` } : { language: "prisma", text: `${name} Decimal @db.Decimal(${size})` },
    fix:
      table.model === undefined
        ? retypedInSql(database, column.span, WRITTEN, `numeric(${size})`)
        : at === -1
          ? undefined
          : { span: { ...column.span, start: column.span.start + at, end: column.span.start + at + "Float".length }, text: "Decimal" },
  };
}
