/** Prisma's swap of an enum rewrites its tables, and the running version still writes what is gone. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { type EnumSwap, enumSwaps } from "../questions/migrations/enum-swaps.ts";
import { evidenceOf } from "../questions/migrations/running-code.ts";
import { pushedChanges } from "../questions/tables/pushed.ts";

const BASE = 'CREATE TYPE "Role" AS ENUM (\'ADMIN\', \'STAFF\', \'USER\');\nCREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "role" "Role" NOT NULL);';
const SWAP = [
  "BEGIN;",
  "CREATE TYPE \"Role_new\" AS ENUM ('ADMIN', 'USER');",
  'ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");',
  'ALTER TYPE "Role" RENAME TO "Role_old";',
  'ALTER TYPE "Role_new" RENAME TO "Role";',
  'DROP TYPE "Role_old";',
  "COMMIT;",
].join("\n");

export const noEnumValueRemoval = defineRule({
  id: "no-enum-value-removal",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not remove an enum's value while it is in use",
  why: "PostgreSQL cannot drop a value from an enum. Prisma makes a new type and casts every column to it: that rewrites each table under an `ACCESS EXCLUSIVE` lock, stops at the first row that still holds the value, and from then on the running version's writes of it fail.",
  remedy:
    "Stop writing the value in one deploy, move the old rows to another value in batches, and leave the value in the type; an unused value costs nothing. To add values, use `ALTER TYPE … ADD VALUE`: it locks no table.",
  quiet: ["values that are only added with `ADD VALUE`", "enums that no table in use has a column of, tables made by this pull request"],
  supersedes: ["no-table-rewrite", "no-narrowing", "no-mixed-phases"],
  *check(database) {
    for (const swap of enumSwaps(database)) yield tell(swap, usesOf(database, swap.name, swap.removed));
    for (const change of pushedChanges(database))
      if (change.kind === "drop-enum-value")
        yield {
          span: change.span,
          message: `The running version still writes ${code(change.value)}: its writes fail once the value is gone from ${code(change.enum)}, and rows that hold it make the change fail. Stop writing it first, and leave the value in the type.${usesOf(database, change.enum, [change.value])}`,
        };
  },
  examples: {
    bad: [
      {
        title: "Prisma's swap",
        history: BASE,
        migration: `SET lock_timeout = '5s';\n${SWAP}`,
        body: "## Rollback\nSwap `Role` back; no row of `User` has had the value since May.",
      },
    ],
    good: [{ title: "a value is added", history: BASE, migration: "ALTER TYPE \"Role\" ADD VALUE 'OWNER';" }],
  },
});

function usesOf(database: Database, name: string, values: readonly string[]): string {
  const departures = values.map((value) => ({ kind: "enum-value", enum: name, value }) as const);
  return evidenceOf(database, departures).words;
}

function tell({ name, removed, casts, values, migration }: EnumSwap, evidence: string): Report {
  const tables = [...new Set(casts.map(({ change }) => change.table))];
  const column = casts[0]!.change;
  const rewrite = `rewrites ${list(tables)} under an \`ACCESS EXCLUSIVE\` lock`;
  const type = quoteIdentifier(name);
  const had = migration.before.enums.get(name)?.values ?? [];
  if (removed.length === 0)
    return {
      span: casts[0]!.statement.span,
      message: `Swapping ${code(name)} for a new type ${rewrite}, though no value is removed. \`ADD VALUE\` does the same without touching a table.`,
      advice: {
        language: "sql",
        text:
          values
            .flatMap((value, index) => (had.includes(value) ? [] : [`ALTER TYPE ${type} ADD VALUE ${literal(value)}${index > 0 ? ` AFTER ${literal(values[index - 1]!)}` : ""};`]))
            .join("\n") || `-- keep ${type} as it is: only the order differs`,
      },
    };
  return {
    span: casts[0]!.statement.span,
    message: `Removing ${list(removed)} from ${code(name)} ${rewrite} and stops at the first row that still holds it; the running version's writes of it fail afterwards. Stop writing it first, move the old rows, and leave the value in the type.${evidence}`,
    advice: {
      language: "sql",
      title: "Before it may go: must return no row",
      text: tables
        .map((table) => `SELECT 1 FROM ${quoteIdentifier(table)} WHERE ${quoteIdentifier(column.column)}::text IN (${removed.map(literal).join(", ")}) LIMIT 1;`)
        .join("\n"),
    },
  };
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
