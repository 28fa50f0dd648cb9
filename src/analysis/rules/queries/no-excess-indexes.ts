/** Each index is one more write for every row. */
import type { Database } from "../../../model/database.ts";
import type { Table } from "../../../model/schema.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { newIndexes, sameColumns } from "../questions/indexes/index-shapes.ts";
import { tableName } from "../questions/names/naming.ts";

const product = (indexes: number) => `model Product {
  id        BigInt   @id @default(autoincrement())
  a         String
  b         String
  c         String
  d         String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

${["a", "b", "c", "d", "createdAt", "updatedAt", "b, c", "c, d", "d, a"]
  .filter((columns) => !["b", "c", "d"].includes(columns))
  .concat(["b, a", "c, a", "d, b"])
  .slice(0, indexes)
  .map((columns) => `  @@index([${columns}])\n`)
  .join("")}}
`;

export const noExcessIndexes = defineRule({
  id: "no-excess-indexes",
  gate: "queries",
  severity: "info",
  since: "0.1.0",
  summary: "Keep the number of a table's indexes in bounds",
  why: "Every INSERT writes each index of the table, and an UPDATE that touches an indexed column writes all of them (it is no longer HOT). Past some number writes slow down, vacuum takes longer, and the planner chooses among look-alikes.",
  remedy: "See `pg_stat_user_indexes` for indexes that nothing reads, and merge those that begin alike. The number is `indexes.max` of the configuration.",
  quiet: ["tables with up to `indexes.max` indexes (8), primary key and uniques counted", "pull requests that add none to the table, or drop as many"],
  *check(database) {
    const { max } = database.config.indexes;
    const told = new Set<string>();
    for (const { table, index } of [...newIndexes(database)].reverse()) {
      if (told.has(table.name)) continue;
      const now = count(database, table.name, "after");
      if (now <= max || now <= count(database, table.name, "before")) continue;
      told.add(table.name);
      yield {
        span: index.span,
        message: `${code(tableName(table))} has ${now} indexes with this one, primary key and uniques included; the team's bound is ${max}. Every insert writes each of them.`,
        advice: {
          language: "sql",
          title: "Which of them does nobody read?",
          text: `SELECT indexrelname, idx_scan, pg_size_pretty(pg_relation_size(indexrelid))\nFROM pg_stat_user_indexes WHERE relname = '${table.name.replace(/^.*\./, "").replaceAll("'", "''")}' ORDER BY idx_scan;`,
        },
      };
    }
  },
  examples: {
    bad: [
      { title: "one more than the bound", schema: { before: product(7), after: product(8) } },
      { title: "a new table, with a lower bound", schema: product(4), config: { indexes: { max: 4 } } },
    ],
    good: [
      { title: "as many as the bound", schema: { before: product(6), after: product(7) } },
      { title: "an old table that has more", schema: { before: product(9), after: product(8) } },
    ],
  },
});

/** Of the schema, and what the migrations alone know. */
function count(database: Database, name: string, side: "before" | "after"): number {
  const declared = all(database[side].tables.get(name));
  if (database.language === "sql") return declared.length;
  return declared.length + all(database.catalog[side].tables.get(name)).filter((index) => !declared.some((other) => sameColumns(index, other))).length;
}

function all(table: Table | undefined): Table["indexes"] {
  return table ? [...(table.primaryKey ? [table.primaryKey] : []), ...table.indexes] : [];
}
