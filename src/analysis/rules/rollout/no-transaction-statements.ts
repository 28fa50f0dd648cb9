/** BEGIN and COMMIT inside a file that the runner has put into a transaction already. */
import type { ChangeKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Migration, Statement } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { migrationsWith } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY);";
const ADD = "ALTER TABLE person ADD COLUMN note text;";

export const noTransactionStatements = defineRule({
  id: "no-transaction-statements",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Leave BEGIN and COMMIT to the migration runner",
  why: "Where the runner wraps each file in a transaction, `BEGIN` is a warning without effect and `COMMIT` ends the runner's transaction: what follows runs outside it, and if it fails, half of the migration stays, unrecorded.",
  remedy: "Take them out. To commit in between, make two migrations; to run outside a transaction, use the runner's own switch.",
  quiet: [
    "runners that add no transaction",
    "one `BEGIN` … `COMMIT` around the whole file where the runner's transaction is implicit (Prisma)",
    "the pair that Prisma writes around the swap of an enum",
    "`SAVEPOINT`",
  ],
  *check(database) {
    for (const migration of migrationsWith(database, ...KINDS)) {
      const statement = offending(migration, database);
      if (!statement) continue;
      const word = /^\w+/.exec(statement.text)?.[0].toUpperCase() ?? "COMMIT";
      const leaves = !statement.changes.some(({ kind }) => kind === "begin");
      yield {
        span: statement.span,
        message: `The runner already runs this file in a transaction (${database.runner.evidence}): ${code(word)} ${leaves ? "ends it here, and what follows is not rolled back when it fails" : "inside it does nothing, but the `COMMIT` that goes with it ends the runner's own"}. Take them out.`,
      };
    }
  },
  examples: {
    bad: [
      {
        title: "a COMMIT half-way",
        history: BASE,
        migration: `SET lock_timeout = '5s';\n${ADD}\nCOMMIT;\nCOMMENT ON COLUMN person.note IS 'free text';`,
        config: { runner: "transaction" },
      },
    ],
    good: [
      { title: "the runner adds no transaction", history: BASE, migration: `BEGIN;\nSET LOCAL lock_timeout = '5s';\n${ADD}\nCOMMIT;`, config: { runner: "none" } },
      { title: "around the whole file, where the runner's transaction is implicit", history: BASE, migration: `BEGIN;\nSET LOCAL lock_timeout = '5s';\n${ADD}\nCOMMIT;` },
    ],
  },
});

/** Prisma makes the new type, casts to it and renames both between BEGIN and COMMIT. */
function swapsEnum({ statements }: Migration): boolean {
  const kinds = new Set(statements.flatMap(({ changes }) => changes.map(({ kind }) => kind)));
  return kinds.has("create-enum") && kinds.has("rename-type") && kinds.has("drop-type");
}

const KINDS: readonly ChangeKind[] = ["begin", "commit", "rollback", "prepare-transaction"];

/** The first one that nests in, or leaves, the runner's transaction. */
function offending(migration: Migration, database: Database): Statement | undefined {
  const { statements } = migration;
  const own = statements.filter(({ changes }) => changes.some(({ kind }) => KINDS.includes(kind)));
  const [first] = own;
  if (!first || database.runner.transaction === "none" || swapsEnum(migration)) return undefined;
  if (database.runner.transaction === "per-file") return statements.some(({ transaction }) => transaction !== undefined) ? first : undefined;
  const pair = own.length === 2 && first === statements[0] && own[1] === statements.at(-1);
  return pair || database.runner.name === "plain" ? undefined : (own.find(({ changes }) => changes.some(({ kind }) => kind !== "begin")) ?? first);
}
