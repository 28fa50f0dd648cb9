/** First normal form: `phone1`, `phone2`, `phone3` are rows of another table. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { isDeclaredCopy } from "../questions/tables/annotations.ts";
import { newColumns } from "../questions/tables/new-parts.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

/** Numbered by the post, by geometry or by statistics, not by the schema. */
const NUMBERED: ReadonlySet<string> = new Set("address addr line street adress address line x y z p q h sha md utf level".split(" "));

interface Group {
  readonly stem: string;
  readonly columns: readonly Column[];
}

export const noRepeatingGroup = defineRule({
  id: "no-repeating-group",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Keep repeated values in rows, not in numbered columns",
  why: "Numbered columns set a limit that the next case breaks with another migration. A search has to look into each of them with an index of its own, nothing keeps the same value from standing in two, and the third may be filled while the second is empty.",
  remedy: "A table of its own with a foreign key to this one and, if the order matters, a position.",
  quiet: [
    "lines of an address (`line1`, `address2`)",
    "two numbered columns without a plain one beside them",
    "numbers that do not count from 0 or 1 (`p50`, `sha256`), and coordinates (`x1`, `y1`)",
    "columns of different types",
    "columns that stood before, unless another of their kind is added",
    "columns declared by `@denormalized`, on the field or on the model",
  ],
  heuristic: true,
  *check(database) {
    const told = new Set<string>();
    for (const { table, column } of newColumns(database)) {
      const group = groupOf(table, column);
      if (!group || told.has(`${table.name} ${group.stem}`) || isDeclaredCopy(database, table, column)) continue;
      told.add(`${table.name} ${group.stem}`);
      yield tell(database, table, column, group);
    }
  },
  examples: {
    bad: [
      { title: "three phones", schema: `model Contact {\n${ID}  phone1    String?\n  phone2    String?\n  phone3    String?\n}\n` },
      { title: "two beside a plain one", schema: `model Contact {\n${ID}  email     String\n  email1    String?\n  email2    String?\n}\n` },
      {
        title: "a third is added",
        schema: {
          before: `model Poll {\n${ID}  option1   String\n  option2   String\n}\n`,
          after: `model Poll {\n${ID}  option1   String\n  option2   String\n  option3   String?\n}\n`,
        },
      },
      {
        title: "in SQL, the number in the middle",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE quizzes (id bigint PRIMARY KEY, answer_1_text text, answer_2_text text, answer_3_text text, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "lines of an address", schema: `model Contact {\n${ID}  line1     String\n  line2     String?\n  line3     String?\n}\n` },
      { title: "a pair", schema: `model Match {\n${ID}  player1   String\n  player2   String\n}\n` },
      { title: "percentiles", schema: `model Latency {\n${ID}  p50       Int\n  p95       Int\n  p99       Int\n}\n` },
      { title: "of different types", schema: `model Contact {\n${ID}  value1    String?\n  value2    Int?\n  value3    Boolean?\n}\n` },
      { title: "corners", schema: `model Area {\n${ID}  x1        Int\n  x2        Int\n  x3        Int\n}\n` },
      {
        title: "documented as denormalised",
        schema: `/// @denormalized source: Phone rebuild: npm run contacts:fill\nmodel Contact {\n${ID}  phone1    String?\n  phone2    String?\n  phone3    String?\n}\n`,
      },
      {
        title: "they stood before",
        schema: {
          before: `model Contact {\n${ID}  phone1    String?\n  phone2    String?\n  phone3    String?\n}\n`,
          after: `model Contact {\n${ID}  phone1    String?\n  phone2    String?\n  phone3    String?\n  note      String?\n}\n`,
        },
      },
    ],
  },
});

/** `answer_2_text` → answer … text, 2. */
function numbered({ field, name }: Column): { readonly stem: string; readonly number: number } | undefined {
  if (!/\d/.test(field ?? name)) return undefined;
  const match = /^(?<before>\p{L}[\p{L}_]*?)_?(?<number>\d{1,2})_?(?<behind>[\p{L}_]*)$/u.exec(field ?? name);
  const { before = "", number = "", behind = "" } = match?.groups ?? {};
  if (before === "" || NUMBERED.has(words(before).at(-1) ?? "") || (behind !== "" && NUMBERED.has(words(behind).at(-1) ?? ""))) return undefined;
  return { stem: `${before}…${behind}`, number: Number(number) };
}

/** The column's kind, if it is one of three that count from 0 or 1, or of two with the plain name beside them. */
function groupOf(table: Table, column: Column): Group | undefined {
  const own = numbered(column);
  if (!own) return undefined;
  const type = typeText(column.type);
  const columns = table.columns.filter((other) => numbered(other)?.stem === own.stem && typeText(other.type) === type);
  const numbers = columns.map((other) => numbered(other)!.number).sort((a, b) => a - b);
  const counts = numbers.every((number, index) => number === numbers[0]! + index) && numbers[0]! <= 2;
  const plain = table.columns.find((other) => `${other.field ?? other.name}…` === own.stem && typeText(other.type) === type);
  if (!counts || columns.length + (plain ? 1 : 0) < 3) return undefined;
  return { stem: own.stem, columns: plain ? [plain, ...columns] : columns };
}

function tell(database: Database, table: Table, column: Column, { stem, columns }: Group): Report {
  const name = stem.replace(/_?….*/, "");
  const parent = tableName(table);
  const type = columns[0]!.type;
  const child = `${parent}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const own = `${parent.charAt(0).toLowerCase()}${parent.slice(1)}`;
  const prisma = `model ${child} {\n  id BigInt @id @default(autoincrement())\n  ${own}Id BigInt\n  ${name} ${type.prisma ?? "String"}\n  ${own} ${parent} @relation(fields: [${own}Id], references: [id], onDelete: Cascade)\n\n  @@index([${own}Id])\n}`;
  return {
    span: column.span,
    message: `${list(columns.map((each) => each.field ?? each.name))} of ${code(parent)} are one kind of value in ${columns.length} columns: one more needs a migration, a search has to look into all of them.`,
    advice: database.language === "prisma" && table.model !== undefined ? { language: "prisma", text: prisma, title: "A row each" } : undefined,
  };
}
