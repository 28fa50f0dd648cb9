/** An index built inside the migration keeps every writer of the table waiting. */
import type { Database } from "../../../model/database.ts";
import type { Migration, Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { indexSql } from "../../phases/declare.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isInUse, type Step, standsAlone, textAt, worksOn } from "../questions/migrations/steps.ts";

const CREATE = /^create\s+(?:unique\s+)?index\b/i;
const BASE = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT NOT NULL, "teamId" BIGINT);';
const PRISMA = { path: "package.json", text: '{ "devDependencies": { "prisma": "6.14.0" } }' };

export const requireConcurrentIndex = defineRule({
  id: "require-concurrent-index",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Create indexes on existing tables concurrently",
  why: "`CREATE INDEX` holds a `SHARE` lock on the table until the index is built: nobody can insert, update or delete meanwhile, minutes on a large table. `CREATE INDEX CONCURRENTLY` takes a `SHARE UPDATE EXCLUSIVE` lock instead, beside which writers go on.",
  remedy:
    "Use `CREATE INDEX CONCURRENTLY`, outside a transaction: with Prisma, as the only statement of its migration. If the build fails, drop the invalid index that it leaves and run it again. On a partitioned table, create the index `ON ONLY` the parent, build it concurrently on each partition, then attach those.",
  quiet: [
    "`CONCURRENTLY`, and `ON ONLY` a partitioned table",
    "tables made by this pull request, temporary tables, materialized views",
    "tables that the configuration calls small",
  ],
  check: folding("require-concurrent-index", function* (database) {
    for (const step of addedSteps(database, "add-index")) {
      const { statement, change } = step;
      const isPartitioned = change.before?.kind === "partitioned-table";
      if (change.concurrently) {
        if (isPartitioned && !change.onlyParent) yield forPartitions(step);
        continue;
      }
      if (!isInUse(database, change) || change.before?.kind === "materialized-view" || !worksOn(statement, change.table, "builds")) continue;
      yield isPartitioned ? forPartitions(step) : forTable(step, database);
    }
  }),
  examples: {
    bad: [
      { title: "an index on a table that has rows", history: BASE, migration: 'SET lock_timeout = \'5s\';\nCREATE INDEX "User_teamId_idx" ON "User"("teamId");' },
      { title: "alone in its migration: a suggestion makes it concurrent", history: BASE, base: [PRISMA], migration: 'CREATE INDEX "User_teamId_idx" ON "User"("teamId");' },
    ],
    good: [
      { title: "concurrently, alone in its migration", history: BASE, base: [PRISMA], migration: 'CREATE INDEX CONCURRENTLY "User_teamId_idx" ON "User"("teamId");' },
      {
        title: "the table is new and empty",
        migration:
          "CREATE TABLE tag (id uuid PRIMARY KEY, kind text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL);\nCREATE INDEX tag_kind_idx ON tag (kind);",
      },
      {
        title: "the team knows that the table is small",
        history: BASE,
        migration: 'CREATE INDEX "User_teamId_idx" ON "User"("teamId");',
        config: { tables: { User: { small: true } } },
      },
    ],
  },
});

type AddIndex = Step<Extract<Step["change"], { kind: "add-index" }>>;

function forTable({ migration, statement, change }: AddIndex, database: Database): Report {
  const name = change.index.name ? `Creating ${code(change.index.name)}` : "Creating this index";
  const fix = fixFor(migration, statement, change.ifNotExists);
  return {
    span: change.span,
    message: `${name} blocks every write to ${code(change.table)} until the index is built (\`SHARE\` lock). Build it \`CONCURRENTLY\`, outside a transaction. ${outsideTransaction(database)}`,
    advice: { language: "sql", text: concurrent(statement, change) },
    ...(fix ? { fix } : {}),
  };
}

/** As written; inside a block, or with a comment in its first words, as the catalogue has it. */
function concurrent(statement: Statement, { table, index, span }: AddIndex["change"]): string {
  const text = textAt(statement, span);
  return CREATE.test(text) ? `${text.replace(CREATE, (words) => `${words} CONCURRENTLY`)};` : (indexSql(table, index, true) ?? `-- CONCURRENTLY\n${statement.text};`);
}

/** Only where the edited file would run: CONCURRENTLY is refused inside a transaction. */
function fixFor(migration: Migration, statement: Statement, ifNotExists: boolean): Report["fix"] {
  const words = CREATE.exec(statement.text)?.[0];
  if (!words || ifNotExists || !standsAlone(migration) || statement.transaction !== undefined) return undefined;
  return { span: { ...statement.span, end: statement.span.start + words.length }, text: `${words} CONCURRENTLY` };
}

function forPartitions({ statement, change }: AddIndex): Report {
  const name = change.index.name ?? "the_index";
  const child = quoteName(`${name.slice(0, 50)}_part`);
  // Error 0A000 (manual, CREATE INDEX: "Concurrent builds for indexes on partitioned tables are currently not supported").
  const cost = change.concurrently
    ? "PostgreSQL refuses `CONCURRENTLY` on the parent, and the migration fails here."
    : "creating an index on it blocks every write to all its partitions until the last one is indexed (`SHARE` lock), and `CONCURRENTLY` is not allowed on the parent.";
  return {
    span: statement.span,
    message: `${code(change.table)} is partitioned: ${cost} Build the index partition by partition and attach.`,
    advice: {
      language: "sql",
      text: [
        `${statement.text.replace(/\s+concurrently\b/i, "").replace(/\bon\s+(?!only\b)/i, "ON ONLY ")};`,
        "-- for each partition, outside a transaction:",
        `CREATE ${change.index.unique ? "UNIQUE " : ""}INDEX CONCURRENTLY ${child} ON <partition> (…);`,
        `ALTER INDEX ${quoteIdentifier(name)} ATTACH PARTITION ${child};`,
      ].join("\n"),
    },
  };
}
