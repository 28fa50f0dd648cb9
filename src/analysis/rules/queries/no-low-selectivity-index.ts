/** An index whose every value has a large share of the rows: PostgreSQL reads the table instead. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column } from "../../../model/schema.ts";
import { code, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { type NewIndex, newIndexes, valuesOf } from "../questions/indexes/index-shapes.ts";
import { isSmall } from "../questions/migrations/steps.ts";
import { columnName, tableName } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { columnsOf } from "../questions/tables/new-parts.ts";

const job = (index: string) => `model Job {
  id        BigInt   @id @default(autoincrement())
  done      Boolean  @default(false)
  state     State    @default(WAITING)
  step      Step     @default(A)
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

  ${index}
}

enum State {
  WAITING
  RUNNING
  DONE
}

enum Step {
  A
  B
  C
  D
  E
  F
  G
  H
}
`;
const TABLE = "CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now());";
const PRISMA = { path: "package.json", text: '{ "devDependencies": { "prisma": "6.14.0" } }' };

export const noLowSelectivityIndex = defineRule({
  id: "no-low-selectivity-index",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not index a flag on its own",
  why: "Where a value has a large share of the rows, reading them through an index costs more than reading the table: PostgreSQL ignores the index, and yet each write keeps it up to date. It helps only to find the few rows of a rare value.",
  remedy:
    "For a rare value, a partial index on what those rows are looked up or sorted by: `CREATE INDEX … ON job (created_at) WHERE NOT done`. Else put the flag behind a column that narrows the search: `@@index([userId, done])`.",
  options: { values: { default: 6, description: "An enum of up to so many values counts as a flag; a boolean always does." } },
  quiet: ["partial indexes", "further columns in the index, uniques", "larger enums", "tables that the configuration calls small"],
  *check(database, options) {
    for (const added of newIndexes(database)) {
      const column = flagOf(database, added, options.number("values"));
      if (column) yield tell(database, added, column);
    }
  },
  examples: {
    bad: [
      { title: "a boolean", schema: job("@@index([done])") },
      { title: "a small enum", schema: job("@@index([state])") },
      { title: "in SQL", history: TABLE, base: [PRISMA], migration: "CREATE INDEX CONCURRENTLY job_done ON job (done);" },
    ],
    good: [
      { title: "behind a column that narrows", schema: job("@@index([createdAt, done])") },
      { title: "a small table", schema: job("@@index([state])"), config: { tables: { Job: { small: true } } } },
      { title: "a unique", schema: job("@@unique([state])") },
      { title: "a larger enum", schema: job("@@index([step])") },
      { title: "a partial index", history: TABLE, base: [PRISMA], migration: "CREATE INDEX CONCURRENTLY job_waiting ON job (done) WHERE NOT done;" },
      { title: "a flag at the head of an index with more columns", schema: job("@@index([state, createdAt])") },
    ],
  },
});

function flagOf(database: Database, { table, index }: NewIndex, most: number): Column | undefined {
  const [only, ...more] = index.columns;
  if (only?.column === undefined || more.length > 0 || index.unique || index.where !== undefined || index.include.length > 0 || isSmall(database, table.name)) return undefined;
  const column = columnOf(table, only.column);
  const values = column && valuesOf(database.after, column);
  return values !== undefined && values <= most ? column : undefined;
}

/** The rows that are asked for: `isDefault`, `featured`; but those that are not yet `done` or `read`. */
function isRareTrue({ field, name }: Column): boolean {
  return words(field ?? name).some((word) => /^(?:is|has|primary|default|pinned|featured|starred|flagged|favou?rite|deleted|archived|banned|blocked|hidden|draft)$/.test(word));
}

function tell(database: Database, { table, index }: NewIndex, column: Column): Report {
  const values = valuesOf(database.after, column) ?? 2;
  const time = table.columns.find(({ type }) => type.name.startsWith("timestamp"))?.name ?? columnsOf(table.primaryKey)[0] ?? "id";
  const name = columnList([column.name]);
  return {
    span: index.span,
    message: `${code(columnName(table, column.name))} has ${values} values. Unless the one that you look for is rare, it is in a large share of the rows of ${code(tableName(table))}: PostgreSQL reads the table instead, and every write pays for the index.`,
    advice: {
      language: "sql",
      title: "If one value is rare and asked for",
      text: `CREATE INDEX CONCURRENTLY ON ${quoteIdentifier(table.name)} (${columnList([time])}) WHERE ${column.type.name === "boolean" ? (isRareTrue(column) ? name : `NOT ${name}`) : `${name} = '…'`};`,
    },
  };
}
