/** DROP INDEX waits for every query on the table, and every query then waits for it. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Migration, Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import type { Index } from "../../../model/schema.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isInUse, standsAlone } from "../questions/migrations/steps.ts";

const BASE = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "teamId" BIGINT);\nCREATE INDEX "User_teamId_idx" ON "User"("teamId");';
const DROP = /^drop\s+index\b/i;

export const requireConcurrentIndexDrop = defineRule({
  id: "require-concurrent-index-drop",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Drop indexes concurrently",
  why: "`DROP INDEX` takes an `ACCESS EXCLUSIVE` lock on the index's table. It is short, but it queues behind the longest query on the table, and everything that comes after queues behind it.",
  remedy: "Use `DROP INDEX CONCURRENTLY`, outside a transaction. An index that is dropped only to come back under another name is renamed: `ALTER INDEX … RENAME TO …`.",
  quiet: ["`CONCURRENTLY`", "tables made by this pull request, small tables", "materialized views"],
  check: folding("require-concurrent-index-drop", function* (database) {
    for (const { migration, statement, change } of addedSteps(database, "drop-index")) {
      if (change.concurrently || !isInUse(database, change) || change.before?.kind === "materialized-view") continue;
      const twin = change.dropped && rebuilt(database, change, change.dropped);
      yield twin ? renaming(statement, change, twin) : dropping(database, migration, statement, change);
    }
  }),
  examples: {
    bad: [
      { title: "a plain drop", history: BASE, migration: "SET lock_timeout = '5s';\nDROP INDEX \"User_teamId_idx\";" },
      {
        title: "dropped and built again under another name",
        history: BASE,
        migration: 'SET lock_timeout = \'5s\';\nDROP INDEX "User_teamId_idx";\nCREATE INDEX "User_team" ON "User"("teamId");',
      },
    ],
    good: [{ title: "concurrently", history: BASE, migration: 'DROP INDEX CONCURRENTLY "User_teamId_idx";' }],
  },
});

function rebuilt(database: Database, { table, name }: ChangeOf<"drop-index">, dropped: Index): string | undefined {
  for (const { change } of addedSteps(database, "add-index"))
    if (change.table === table && change.index.name !== undefined && change.index.name !== name && shape(change.index) === shape(dropped)) return change.index.name;
  return undefined;
}

function shape({ columns, unique, method, where, include }: Index): string {
  return JSON.stringify([columns.map(({ column, expression, order, opclass }) => [column, expression, order, opclass]), unique, method, where, include]);
}

function renaming({ span }: Statement, { name, table }: ChangeOf<"drop-index">, twin: string): Report {
  return {
    span,
    message: `${code(name)} is dropped and built again as ${code(twin)} with the same columns: rename it instead. That reads no row, and queries keep their index meanwhile.`,
    advice: {
      language: "sql",
      text: `ALTER INDEX ${table.includes(".") ? `${quoteName(table.slice(0, table.indexOf(".")))}.` : ""}${quoteName(name)} RENAME TO ${quoteName(twin)};`,
    },
  };
}

function dropping(database: Database, migration: Migration, { span, text, changes, transaction }: Statement, change: ChangeOf<"drop-index">): Report {
  const words = DROP.exec(text)?.[0];
  const { name, table, before } = change;
  const waits = `Dropping ${code(name)} waits for every running query${before ? ` on ${code(table)}` : ""}, and all later ones wait for it (\`ACCESS EXCLUSIVE\` lock).`;
  if (before?.kind === "partitioned-table")
    return {
      span: change.span,
      message: `${waits} \`CONCURRENTLY\` is not allowed for the index of a partitioned table: set a short \`lock_timeout\` and try again until it passes.`,
    };
  // CONCURRENTLY takes one index, and no CASCADE (manual, DROP INDEX).
  const isPlain = words !== undefined && changes.length === 1 && !change.cascade;
  const alone = isPlain && standsAlone(migration) && transaction === undefined;
  const own = `${before && table.includes(".") ? `${quoteName(table.slice(0, table.indexOf(".")))}.` : ""}${quoteName(name)}`;
  return {
    span: change.span,
    message: `${waits} Drop it \`CONCURRENTLY\`, outside a transaction. ${outsideTransaction(database)}`,
    advice: {
      language: "sql",
      text: isPlain ? `${text.replace(DROP, (start) => `${start} CONCURRENTLY`)};` : `DROP INDEX CONCURRENTLY ${change.ifExists ? "IF EXISTS " : ""}${own};`,
    },
    ...(alone ? { fix: { span: { ...span, end: span.start + words.length }, text: `${words} CONCURRENTLY` } } : {}),
  };
}
