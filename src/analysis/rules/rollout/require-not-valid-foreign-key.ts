/** A foreign key that is checked at once keeps the writers of both tables waiting for the scan. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import type { ForeignKey } from "../../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList, derivedName } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { recreatedKeys } from "../questions/migrations/recreated-keys.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

const BASE =
  'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY);\nCREATE TABLE "Post" ("id" BIGINT PRIMARY KEY, "authorId" BIGINT);\nCREATE INDEX "Post_authorId_idx" ON "Post"("authorId");';
const ADD = 'SET lock_timeout = \'5s\';\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT';

export const requireNotValidForeignKey = defineRule({
  id: "require-not-valid-foreign-key",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Add foreign keys NOT VALID and validate them later",
  why: "`ADD FOREIGN KEY` reads the whole child table and looks up every row's parent, under a `SHARE ROW EXCLUSIVE` lock on **both** tables: nobody can write to either until it is done. Readers go on.",
  remedy:
    "Add the key `NOT VALID`: new rows are checked from then on, old ones are not read. Run `VALIDATE CONSTRAINT` in the next migration; it takes a lock that writers do not feel.",
  quiet: [
    "`NOT VALID`",
    "a child table made by this pull request: there is nothing to read, and the lock on the referenced table is brief",
    "`ADD COLUMN … REFERENCES` without a default: every row is null, PostgreSQL reads none",
    "small child tables; keys that are dropped and added anew (`no-foreign-key-recreation`)",
  ],
  supersedes: ["no-work-under-exclusive-lock"],
  check: folding("require-not-valid-foreign-key", function* (database) {
    const recreated = recreatedKeys(database);
    for (const { statement, change } of addedSteps(database, "add-foreign-key"))
      if (change.foreignKey.valid && !recreated.has(change) && isInUse(database, change) && worksOn(statement, change.table, "scans") && !isOnPartitions(change, database))
        yield change.before?.kind === "partitioned-table" && database.postgres.version < 18 ? forPartitions(change, statement) : tell(change, statement);
  }),
  examples: {
    bad: [{ title: "checked at once", history: BASE, migration: `${ADD};` }],
    good: [
      { title: "not validated yet", history: BASE, migration: `${ADD} NOT VALID;` },
      {
        title: "validated in a migration of its own",
        history: `${BASE}\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") NOT VALID;`,
        migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "Post" VALIDATE CONSTRAINT "Post_authorId_fkey";',
      },
    ],
  },
});

function tell(change: ChangeOf<"add-foreign-key">, statement: Statement): Report {
  const { table, foreignKey } = change;
  const parent = foreignKey.references.table;
  const name = foreignKey.name ?? derivedName(table, foreignKey.columns, "fkey");
  const action = textAt(statement, change.span);
  const isAction = !change.withColumn && /^(?:add\b|alter\s+table\b)/i.test(action) && !/\bnot\s+valid\b/i.test(action);
  const target = quoteIdentifier(table);
  const columns = foreignKey.references.columns.length > 0 ? ` (${columnList(foreignKey.references.columns)})` : "";
  const written = /^add\s+constraint\b/i.test(action)
    ? action.replace(/^add/i, "ADD")
    : `ADD CONSTRAINT ${quoteName(name)} FOREIGN KEY (${columnList(foreignKey.columns)}) REFERENCES ${quoteIdentifier(parent)}${columns}${actions(action)}`;
  return {
    span: change.span,
    message: `Adding ${code(name)} checks every row of ${code(table)} while nobody can write to ${parent === table ? "it" : `${code(table)} or ${code(parent)}`} (\`SHARE ROW EXCLUSIVE\` lock${parent === table ? "" : " on both"}). Add it \`NOT VALID\` and validate it in the next migration.`,
    advice: {
      language: "sql",
      text: [
        ...(change.withColumn ? ["-- first the column without REFERENCES, then"] : []),
        `ALTER TABLE ${target} ${written} NOT VALID;`,
        "-- the next migration: scans, but writers go on",
        `ALTER TABLE ${target} VALIDATE CONSTRAINT ${quoteName(name)};`,
      ].join("\n"),
    },
    ...(isAction ? { fix: { span: { ...change.span, start: change.span.end }, text: " NOT VALID" } } : {}),
  };
}

/** Every partition has the key already, and it is valid: PostgreSQL takes those over and reads no row. */
function isOnPartitions({ table, foreignKey, before }: ChangeOf<"add-foreign-key">, { catalog }: Database): boolean {
  if (before?.kind !== "partitioned-table") return false;
  const partitions = [...catalog.before.tables.values()].filter(({ partitionOf }) => partitionOf === table);
  return partitions.length > 0 && partitions.every(({ foreignKeys }) => foreignKeys.some((key) => key.valid && identity(key) === identity(foreignKey)));
}

function identity({ columns, references }: ForeignKey): string {
  return JSON.stringify([columns, references]);
}

/** Before 18 a partitioned table refuses NOT VALID (42809). */
function forPartitions({ table, foreignKey, span }: ChangeOf<"add-foreign-key">, statement: Statement): Report {
  const parent = foreignKey.references.table;
  const name = quoteName(foreignKey.name ?? derivedName(table, foreignKey.columns, "fkey"));
  const action = textAt(statement, span);
  const written = `ADD CONSTRAINT ${name} FOREIGN KEY (${columnList(foreignKey.columns)}) REFERENCES ${quoteIdentifier(parent)}${foreignKey.references.columns.length > 0 ? ` (${columnList(foreignKey.references.columns)})` : ""}${actions(action)}`;
  return {
    span,
    message: `${code(table)} is partitioned: this key checks every row of all its partitions while nobody can write to them or to ${code(parent)} (\`SHARE ROW EXCLUSIVE\` lock), and \`NOT VALID\` is not allowed there before PostgreSQL 18. Add the key to each partition first; the parent then takes those over without reading a row.`,
    advice: {
      language: "sql",
      text: [
        "-- for each partition",
        `ALTER TABLE <partition> ${written} NOT VALID;`,
        "-- the next migration, for each partition: scans, but writers go on",
        `ALTER TABLE <partition> VALIDATE CONSTRAINT ${name};`,
        "-- the one after",
        `ALTER TABLE ${quoteIdentifier(table)} ${written};`,
      ].join("\n"),
    },
  };
}

/** ON DELETE, ON UPDATE and DEFERRABLE as the author wrote them. */
function actions(action: string): string {
  const found = [
    ...action.matchAll(
      /\bon\s+(?:delete|update)\s+(?:no\s+action|restrict|cascade|set\s+(?:null|default)(?:\s*\([^)]*\))?)|\bmatch\s+full\b|\b(?:not\s+)?deferrable(?:\s+initially\s+\w+)?|\binitially\s+deferred\b/gi,
    ),
  ].map(([words]) => words);
  return found.length > 0 ? ` ${found.join(" ")}` : "";
}
