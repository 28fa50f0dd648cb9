/** A value that the same transaction adds to an enum cannot be used yet. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Statement } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { names } from "../questions/migrations/copies.ts";
import { inTransaction } from "../questions/migrations/runner-words.ts";
import { addedStatements, addedSteps, transactionKey } from "../questions/migrations/steps.ts";

const BASE = "CREATE TYPE state AS ENUM ('open', 'done');\nCREATE TABLE task (id bigint PRIMARY KEY, state state NOT NULL);";
const PLAN = "## Rollback\nSet `state` of task 1 back to open.";
const UPDATE = "UPDATE task SET state = 'waiting' WHERE id = 1;";

export const noEnumValueUseInTransaction = defineRule({
  id: "no-enum-value-use-in-transaction",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not use a new enum value in the transaction that adds it",
  why: "`ALTER TYPE … ADD VALUE` locks no table, but the new value may not be used before its transaction has committed: PostgreSQL stops with `55P04: unsafe use of new value` and the migration fails. Before PostgreSQL 12 `ADD VALUE` cannot run inside a transaction at all.",
  remedy: "Add the value in one migration and use it in the next.",
  quiet: [
    "the enum is created in the same transaction",
    "a `COMMIT` in between, or a runner that runs each statement alone",
    "functions that mention the value: their bodies run later",
  ],
  *check(database) {
    if (addedSteps(database, "add-enum-value").length === 0) return;
    const added = new Map<string, ChangeOf<"add-enum-value">[]>();
    const made = new Set<string>();
    for (const { migration, statement } of addedStatements(database)) {
      const key = transactionKey(database, migration, statement);
      if (key === undefined) continue;
      for (const change of statement.changes) if (change.kind === "create-enum") made.add(`${key}\0${change.enum.name}`);
      const values = statement.changes.flatMap((change) => (change.kind === "add-enum-value" && !made.has(`${key}\0${change.enum}`) ? [change] : []));
      if (values[0] && database.postgres.version < 12)
        yield {
          span: statement.span,
          message: `Before PostgreSQL 12 \`ALTER TYPE … ADD VALUE\` cannot run inside a transaction, and this file is run ${inTransaction(database, statement)}: the migration fails here. Give it a migration of its own.`,
        };
      const used = values.length > 0 ? undefined : added.get(key)?.find((value) => uses(statement, value));
      added.set(key, [...(added.get(key) ?? []), ...values]);
      if (!used) continue;
      const may = statement.transactionCertainty === "may";
      yield {
        span: statement.span,
        message: `${code(used.value)} is added to ${code(used.enum)} and used ${inTransaction(database, statement)}: PostgreSQL ${may ? "may stop" : "stops"} here with "unsafe use of new value". Move this statement into the next migration.`,
        ...(may ? { severity: "warning" as const } : {}),
      };
    }
  },
  examples: {
    bad: [{ title: "added and used in one file", history: BASE, migration: `ALTER TYPE state ADD VALUE 'waiting';\n${UPDATE}`, body: PLAN }],
    good: [{ title: "used in the next migration", history: BASE, migration: ["ALTER TYPE state ADD VALUE 'waiting';", UPDATE], body: PLAN }],
  },
});

/** The literal stands in the text, and something there is of that enum. */
function uses(statement: Statement, { enum: type, value }: ChangeOf<"add-enum-value">): boolean {
  if (!statement.text.includes(`'${value.replaceAll("'", "''")}'`)) return false;
  return statement.changes.some((change) => {
    if (change.kind === "create-function" || change.kind === "comment" || change.kind === "set") return false;
    if (names(statement.text, type.replace(/^.*\./, "")) && change.kind !== "no-effect-on-tables") return true;
    const tables = "before" in change ? [change.before, change.after] : [];
    const touched = "columns" in change ? change.columns : "column" in change && typeof change.column === "string" ? [change.column] : undefined;
    return tables.some((table) =>
      table?.columns.some((column) => column.type.name === type && (touched === undefined || touched.includes(column.name) || statement.text.includes(column.name))),
    );
  });
}
