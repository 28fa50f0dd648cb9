/** Rows that nothing tells apart. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnNames, tableName } from "../questions/naming.ts";
import { columnsOf, newTables } from "../questions/new-parts.ts";
import { isAdapterTable } from "../questions/table-kinds.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const requirePrimaryKey = defineRule({
  id: "require-primary-key",
  gate: "invariants",
  severity: "error",
  since: "0.1.0",
  summary: "Give every table a primary key",
  why: "Without a primary key two equal rows cannot be told apart, so that neither can be corrected or deleted alone. Logical replication refuses UPDATE and DELETE on such a table (REPLICA IDENTITY), foreign keys have nothing to refer to, and backfills cannot walk it in chunks.",
  remedy: "An `@id`, or `@@id` over the columns that are unique together; in SQL `PRIMARY KEY`. A `@unique` whose columns are all required can be made the key as it is.",
  quiet: [
    "views, partitions (their parent has it), temporary tables",
    "Prisma's own `_AToB` tables",
    "tables made earlier",
    "Auth.js's `VerificationToken`, which has a compound unique by its documentation",
  ],
  *check(database) {
    for (const table of newTables(database)) {
      if (table.primaryKey || database.catalog.after.tables.get(table.name)?.primaryKey || !table.complete || table.columns.length === 0 || isImplicitJoin(table.name)) continue;
      if (isAdapterTable(table)) continue;
      const unique = table.indexes.find(
        (index) => index.unique && index.where === undefined && columnsOf(index).every((name) => table.columns.some((column) => column.name === name && !column.nullable)),
      );
      const columns = columnNames(table, columnsOf(unique));
      const prisma = columns.length === 1 ? `${columns[0]} … @id` : columns.length > 1 ? `@@id([${columns.join(", ")}])` : "id BigInt @id @default(autoincrement())";
      const sql = columns.length > 0 ? `PRIMARY KEY (${columns.join(", ")})` : "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
      yield {
        span: table.nameSpan,
        message: `${code(tableName(table))} has no primary key: equal rows cannot be told apart, and logical replication refuses to update or delete them.${columns.length > 0 ? " Its unique could be the key." : ""}`,
        advice: table.model === undefined ? { language: "sql", text: sql } : { language: "prisma", text: prisma },
      };
    }
  },
  examples: {
    bad: [
      { title: "a unique alone", schema: `model Reading {\n  sensor    String   @unique\n  value     Int\n${TIMES}}\n` },
      {
        title: "in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE readings (sensor text NOT NULL, value integer, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
      },
    ],
    good: [
      { title: "an id", schema: `model Reading {\n  id        BigInt   @id @default(autoincrement())\n  value     Int\n${TIMES}}\n` },
      { title: "a compound one", schema: `model Reading {\n  sensor    Int\n  day       DateTime\n  value     Int\n${TIMES}\n  @@id([sensor, day])\n}\n` },
      {
        title: "Auth.js's verification tokens",
        schema: "model VerificationToken {\n  identifier String\n  token      String   @unique\n  expires    DateTime\n\n  @@unique([identifier, token])\n}\n",
      },
      {
        title: "given a line later, in SQL",
        migration:
          "SET lock_timeout = '5s';\nCREATE TABLE readings (id bigint NOT NULL, value integer, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());\nALTER TABLE readings ADD PRIMARY KEY (id);",
      },
    ],
  },
});

function isImplicitJoin(name: string): boolean {
  return /^(?:.*\.)?_\w+$/.test(name) && name.includes("To");
}
