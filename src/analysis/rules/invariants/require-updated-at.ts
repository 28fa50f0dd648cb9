/** An `updatedAt` that nobody keeps up to date is worse than none. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFieldAttribute } from "../questions/edits/schema-edits.ts";
import { tableName } from "../questions/names/naming.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { isNamed, isTimestamp } from "../questions/tables/table-kinds.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n";

export const requireUpdatedAt = defineRule({
  id: "require-updated-at",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Let updatedAt be maintained",
  why: "`@default(now())` fills the column once, when the row is made. Unless each update also writes it, it keeps that time for ever: syncs, caches and support read it as the truth.",
  remedy: "`@updatedAt`: Prisma Client writes it with every update. For writers other than Prisma, a BEFORE UPDATE trigger.",
  quiet: [
    "`@updatedAt`",
    "a trigger on the table that runs on UPDATE, in the migrations",
    "plain SQL without Prisma, where the code that writes it is not read",
    "names other than the configuration's (`audit.updatedAt`)",
    "columns that stood before",
  ],
  *check(database) {
    if (database.language !== "prisma") return;
    for (const { table, column } of newColumns(database)) {
      if (!column.updatedAt && isTimestamp(column) && isNamed(column, database.config.audit.updatedAt) && !hasTrigger(database, table) && !isWritten(database, table, column))
        yield tell(database, table, column);
    }
  },
  examples: {
    bad: [
      { title: "a default alone", schema: `model Team {\n${ID}  updatedAt DateTime @default(now())\n}\n` },
      { title: "nothing at all", schema: `model Team {\n${ID}  updatedAt DateTime? @map("updated_at")\n}\n` },
    ],
    good: [
      { title: "@updatedAt", schema: `model Team {\n${ID}  updatedAt DateTime @updatedAt\n}\n` },
      {
        title: "a trigger",
        schema: `model Team {\n${ID}  updatedAt DateTime @default(now())\n}\n`,
        migration:
          'SET lock_timeout = \'5s\';\nCREATE TABLE "Team" ("id" BIGSERIAL PRIMARY KEY, "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);\nCREATE TRIGGER touch BEFORE UPDATE ON "Team" FOR EACH ROW EXECUTE FUNCTION touch();',
      },
    ],
  },
});

function hasTrigger({ migrations }: Database, table: Table): boolean {
  return migrations.some(({ statements }) =>
    statements.some(({ changes }) => changes.some((change) => change.kind === "create-trigger" && change.table === table.name && change.events.includes("update"))),
  );
}

/** The code of this pull request writes it itself. */
function isWritten({ queries }: Database, table: Table, column: Column): boolean {
  return queries.some(({ tables, operation, writes }) => tables.includes(table.name) && operation.startsWith("update") && writes.some((write) => write.column === column.name));
}

function tell(database: Database, table: Table, column: Column): Report {
  const name = column.field ?? column.name;
  const message = `Nothing keeps ${code(`${tableName(table)}.${name}`)} up to date: ${column.default ? "the default fills it once, when the row is made" : "it has neither a default nor `@updatedAt`"}.`;
  const trigger = `CREATE TRIGGER touch BEFORE UPDATE ON ${quoteIdentifier(table.name)} FOR EACH ROW EXECUTE FUNCTION touch(); -- sets NEW.${quoteName(column.name)} := now()`;
  return table.model === undefined
    ? { span: column.span, message, advice: { language: "sql", text: trigger } }
    : { span: column.span, message, advice: { language: "prisma", text: "@updatedAt" }, fix: addFieldAttribute(database, column, "@updatedAt") };
}
