/** A key that means something changes one day, and everything that refers to it with it. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Schema, Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { columnsOf, newTables } from "../questions/tables/new-parts.ts";
import { idOf, namedAfter } from "../questions/tables/references.ts";
import { isLookup, isText } from "../questions/tables/table-kinds.ts";

/** Names of things that people change, or turn out not to be unique. */
const NATURAL: readonly string[] = [
  "email",
  "username",
  "handle",
  "slug",
  "sku",
  "phone",
  "name",
  "title",
  "domain",
  "hostname",
  "subdomain",
  "isbn",
  "iban",
  "ssn",
  "url",
  "address",
];

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const preferSurrogateKey = defineRule({
  id: "prefer-surrogate-key",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Prefer a generated id to a natural key",
  why: "People change their email address, products their code, companies their domain. Where that is the primary key, the change has to be written to every row of every table that refers to it, in one transaction; a text key also makes each of these foreign keys and indexes wider.",
  remedy: "A generated id as the primary key, and the natural key `@unique` beside it.",
  quiet: [
    "lookup tables (`Country.code`), settings kept by `key`, ids named after another model (`userId`)",
    "keys that are uuids, have a default (`cuid()`, `dbgenerated(…)`), or are filled by a foreign key: a 1:1 extension",
    "compound keys",
    "keys that are numbers",
    "an `id` that nothing fills is a hint only; none where two old tables and more have such a key, or four with the new ones: the application makes them",
  ],
  heuristic: true,
  *check(database) {
    for (const table of newTables(database)) {
      const [name, ...more] = columnsOf(table.primaryKey);
      const column = name !== undefined && more.length === 0 ? columnOf(table, name) : undefined;
      if (column && isNaturalKey(database, table, column) && (isChosen(column) || !bringsIds(database))) yield tell(database, table, column);
    }
  },
  examples: {
    bad: [
      { title: "an email address", schema: `model Subscriber {\n  email     String   @id\n  active    Boolean\n${TIMES}}\n` },
      { title: "an id that nothing fills", schema: `model Order {\n  id        String   @id\n  note      String\n${TIMES}}\n` },
      {
        title: "in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE shops (domain varchar(253) PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "a generated id, the address unique", schema: `model Subscriber {\n  id        String   @id @default(cuid())\n  email     String   @unique\n${TIMES}}\n` },
      { title: "a lookup table", schema: "model Currency {\n  code String @id @db.Char(3)\n  name String\n}\n" },
      { title: "a uuid that the client makes", schema: `model Order {\n  id        String   @id @db.Uuid\n  note      String\n${TIMES}}\n` },
      { title: "the database makes it", schema: `model Order {\n  id        String   @id @default(dbgenerated("next_order_id()"))\n  note      String\n${TIMES}}\n` },
      {
        title: "a 1:1 extension",
        schema: `model Member {\n  id        String   @id @default(cuid())\n${TIMES}  profile   Profile?\n}\n\nmodel Profile {\n  memberId  String   @id\n  bio       String\n${TIMES}  member    Member   @relation(fields: [memberId], references: [id], onDelete: Cascade)\n}\n`,
      },
      {
        title: "ids that the application makes, as elsewhere",
        schema: {
          before: ["Bill", "Shop"].map((name) => `model ${name} {\n  id        String   @id\n${TIMES}}\n`).join("\n"),
          after: ["Bill", "Shop", "Order"].map((name) => `model ${name} {\n  id        String   @id\n${TIMES}}\n`).join("\n"),
        },
      },
      { title: "a compound key", schema: `model Page {\n  site      String\n  slug      String\n  views     Int\n${TIMES}\n  @@id([site, slug])\n}\n` },
      { title: "a number", schema: `model Order {\n  id        BigInt   @id\n  note      String\n${TIMES}}\n` },
      {
        title: "an id of another model, without a relation",
        schema: `model Robot {\n  id        String   @id @default(cuid())\n${TIMES}}\n\nmodel RobotLog {\n  robotId   String   @id\n  note      String\n${TIMES}}\n`,
      },
      { title: "settings by their key", schema: `model Setting {\n  key       String   @id\n  value     String\n${TIMES}}\n` },
    ],
  },
});

function isNaturalKey(database: Database, table: Table, column: Column): boolean {
  if (!isText(column) || column.default !== undefined || column.generated !== undefined || isLookup(table)) return false;
  if (table.foreignKeys.some(({ columns }) => columns.includes(column.name)) || namedAfter(database.after, column, "id") !== undefined) return false;
  return !["key", "code"].includes(words(column.field ?? column.name).at(-1) ?? "");
}

/** People choose the value, or change it. */
function isChosen({ field, name }: Column): boolean {
  return NATURAL.includes(words(field ?? name).at(-1) ?? "");
}

/** The application makes its ids itself: two old tables and more have a text key that nothing fills. */
function bringsIds({ before, after }: Database): boolean {
  const brought = ({ tables }: Schema) =>
    [...tables.values()].flatMap((table) => idOf(table) ?? []).filter((key) => isText(key) && key.default === undefined && !isChosen(key)).length;
  return brought(before) >= 2 || brought(after) >= 4;
}

function tell(database: Database, table: Table, column: Column): Report {
  const name = column.field ?? column.name;
  const natural = isChosen(column);
  const why = natural
    ? `${code(name)} is the primary key of ${code(tableName(table))}: when it changes, every row that refers to it must change in the same transaction.`
    : `Nothing fills ${code(`${tableName(table)}.${name}`)}, a text key: whoever inserts has to bring an id. If another system gives it out, keep that one ${table.model === undefined ? "UNIQUE" : "`@unique`"} beside a generated id.`;
  const id = natural ? [`id ${idType(database)}`, `${name} String @unique`] : [`${name} String @id @default(cuid())`];
  const told = { span: column.span, message: why, ...(natural ? {} : { severity: "info" as const }) };
  if (table.model !== undefined) return { ...told, advice: { language: "prisma", text: id.join("\n") } };
  const sql = natural ? `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n${name} ${column.type.name} NOT NULL UNIQUE` : `${name} uuid DEFAULT gen_random_uuid() PRIMARY KEY`;
  return { ...told, advice: { language: "sql", text: sql } };
}

/** As most models of the schema have it. */
function idType({ after }: Database): string {
  const kinds = [...after.tables.values()].map((table) => columnOf(table, columnsOf(table.primaryKey)[0] ?? "")?.default);
  return kinds.filter((made) => made?.kind === "client").length > kinds.filter((made) => made?.kind === "sequence").length
    ? "String @id @default(cuid())"
    : "BigInt @id @default(autoincrement())";
}
