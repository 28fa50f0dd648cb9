/** A default that differs from row to row is computed for every row, under the lock. */
import type { Default } from "../../../model/schema.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { asRow, columnList, keyColumns, typeText } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { BATCH } from "../questions/migrations/replace-column.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

/** Release notes 11: `ADD COLUMN` with a default that is evaluated once no longer rewrites the table. */
const FAST_DEFAULTS = 11;

const BASE = "CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL);";

export const noVolatileDefault = defineRule({
  id: "no-volatile-default",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not add a column with a volatile default",
  why: "`ADD COLUMN … DEFAULT gen_random_uuid()` (or `random()`, `clock_timestamp()`, `nextval()`) computes a value for every row and rewrites the table under an `ACCESS EXCLUSIVE` lock. Constants and stable functions such as `now()` do not: PostgreSQL stores one value for all old rows (version 11 and later).",
  remedy: "Add the column without a default, set the default in a second statement (it holds for new rows only), and fill the old rows in batches.",
  quiet: ["constants, `now()`, `CURRENT_TIMESTAMP` (PostgreSQL 11 and later)", "tables made by this pull request, small tables", "`SET DEFAULT` on a column that exists"],
  check: folding("no-volatile-default", function* (database) {
    for (const { statement, change } of addedSteps(database, "add-column")) {
      const { column, table } = change;
      if (!column.default || column.generated || isSerial(textAt(statement, change.span)) || !isInUse(database, change) || !worksOn(statement, table, "rewrites")) continue;
      // A constant that rewrites all the same is a domain's check: `no-rewriting-column` speaks of it.
      if (column.default.kind === "constant" && database.postgres.version >= FAST_DEFAULTS) continue;
      const key = columnList(keyColumns(change.before));
      const [target, name] = [quoteIdentifier(table), quoteName(column.name)];
      yield {
        span: change.span,
        message: `${reasonOf(column.default, database.postgres.version)}: adding ${code(column.name)} rewrites ${code(table)} under an \`ACCESS EXCLUSIVE\` lock, and nobody can read or write it meanwhile. Add the column first, set its default afterwards, and fill old rows in batches.`,
        advice: {
          language: "sql",
          text: [
            `ALTER TABLE ${target} ADD COLUMN ${name} ${typeText(column.type)};`,
            `ALTER TABLE ${target} ALTER COLUMN ${name} SET DEFAULT ${column.default.expression};`,
            "-- then, outside the migration, until it updates no row",
            `UPDATE ${target} SET ${name} = ${column.default.expression} WHERE ${asRow(key)} IN (`,
            `  SELECT ${key} FROM ${target} WHERE ${name} IS NULL ORDER BY ${key} LIMIT ${BATCH});`,
          ].join("\n"),
        },
      };
    }
  }),
  examples: {
    bad: [
      { title: "a random uuid for every row", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD COLUMN token uuid DEFAULT gen_random_uuid();" },
      {
        title: "a constant, before PostgreSQL 11",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD COLUMN age integer DEFAULT '0'::int;",
        config: { postgres: 10 },
      },
      { title: "inside another call", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD COLUMN bucket integer DEFAULT floor(random() * 100);" },
    ],
    good: [
      { title: "now() is evaluated once", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();" },
      {
        title: "the default comes second",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD COLUMN ref uuid;\nALTER TABLE account ALTER COLUMN ref SET DEFAULT gen_random_uuid();",
      },
    ],
  },
});

function reasonOf({ kind, expression }: Default, postgres: number): string {
  if (kind !== "volatile" && postgres < FAST_DEFAULTS) return `PostgreSQL ${postgres} writes the default ${code(expression)} into every row`;
  return `The default ${code(expression)} is computed for each row`;
}

/** `no-rewriting-column` speaks of it. */
function isSerial(action: string): boolean {
  return /\b(?:small|big)?serial[248]?\b/i.test(action);
}
