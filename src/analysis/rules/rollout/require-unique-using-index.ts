/** UNIQUE and PRIMARY KEY build their index while nobody can use the table. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList, derivedName, requireInSteps } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { outsideTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL);";
const PLAN = "## Rollback\nDrop the constraint of `account` again.";

export const requireUniqueUsingIndex = defineRule({
  id: "require-unique-using-index",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Build the index of a unique constraint or primary key first, concurrently",
  why: "`ADD UNIQUE` and `ADD PRIMARY KEY` build an index under an `ACCESS EXCLUSIVE` lock: nobody can read or write the table until it is done. There is no `NOT VALID` for them.",
  remedy: "Create the unique index `CONCURRENTLY` in a migration of its own, then attach it in the next: `ADD CONSTRAINT … UNIQUE USING INDEX …`, which is brief.",
  quiet: ["`USING INDEX`", "tables made by this pull request, small tables"],
  check: folding("require-unique-using-index", function* (database) {
    for (const { statement, change } of addedSteps(database, "add-unique", "add-primary-key"))
      if (change.usingIndex === undefined && isInUse(database, change) && worksOn(statement, change.table, "builds"))
        yield change.before?.kind === "partitioned-table" ? forPartitions(change) : tell(change, statement, database);
  }),
  examples: {
    bad: [
      {
        title: "a unique constraint",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nSELECT email FROM account GROUP BY email HAVING count(*) > 1;\nALTER TABLE account ADD CONSTRAINT account_email_key UNIQUE (email);",
        body: PLAN,
      },
    ],
    good: [
      {
        title: "using an index that was built concurrently",
        history: `${BASE}\nCREATE UNIQUE INDEX CONCURRENTLY account_email_key ON account (email);`,
        migration: "SET lock_timeout = '5s';\nALTER TABLE account ADD CONSTRAINT account_email_key UNIQUE USING INDEX account_email_key;",
        body: PLAN,
      },
    ],
  },
});

/** Neither CONCURRENTLY nor USING INDEX is allowed on the parent (0A000). */
function forPartitions(change: ChangeOf<"add-unique"> | ChangeOf<"add-primary-key">): Report {
  const isKey = change.kind === "add-primary-key";
  const columns = change.index.columns.flatMap(({ column }) => column ?? []);
  const name = change.index.name ?? (isKey ? derivedName(change.table, [], "pkey") : derivedName(change.table, columns, "key"));
  const child = quoteName(`${name.slice(0, 50)}_part`);
  const words = isKey ? "PRIMARY KEY" : "UNIQUE";
  return {
    span: change.span,
    message: `${code(change.table)} is partitioned: this builds the index of every partition while nobody can read or write ${code(change.table)} (\`ACCESS EXCLUSIVE\` lock), and \`USING INDEX\` is not allowed on it. Build the index partition by partition and attach.`,
    advice: {
      language: "sql",
      text: [
        "-- for each partition, outside a transaction",
        `CREATE UNIQUE INDEX CONCURRENTLY ${child} ON <partition> (${columnList(columns)});`,
        "-- the next migration, for each partition",
        `ALTER TABLE <partition> ADD CONSTRAINT ${child} ${words} USING INDEX ${child};`,
        "-- the one after",
        `ALTER TABLE ONLY ${quoteIdentifier(change.table)} ADD CONSTRAINT ${quoteName(name)} ${words} (${columnList(columns)});`,
        `ALTER INDEX ${quoteName(name)} ATTACH PARTITION ${child};`,
      ].join("\n"),
    },
  };
}

function tell(change: ChangeOf<"add-unique"> | ChangeOf<"add-primary-key">, statement: Statement, database: Database): Report {
  const isKey = change.kind === "add-primary-key";
  const columns = change.index.columns.flatMap(({ column }) => column ?? []);
  const name = quoteName(change.index.name ?? (isKey ? derivedName(change.table, [], "pkey") : derivedName(change.table, columns, "key")));
  const table = quoteIdentifier(change.table);
  const include = change.index.include.length > 0 ? ` INCLUDE (${columnList(change.index.include)})` : "";
  const deferred = /\b(?:not\s+)?deferrable(?:\s+initially\s+\w+)?|\binitially\s+deferred\b/i.exec(textAt(statement, change.span))?.[0];
  // The name is free only once the old key is gone: the constraint gives the index its own name.
  const old = database.catalog.before.tables.get(change.table)?.primaryKey?.name;
  const swaps = isKey && old !== undefined;
  const index = swaps ? quoteName(derivedName(change.table, [], "pkey_new")) : name;
  const open = isKey && !change.withColumn ? columns.filter((column) => change.before?.columns.some((one) => one.name === column && one.nullable)) : [];
  return {
    span: change.span,
    message: `${isKey ? "This primary key" : "This unique constraint"} builds its index under an \`ACCESS EXCLUSIVE\` lock: nobody can read or write ${code(change.table)} until it is done. Build the index \`CONCURRENTLY\` first and attach it. ${outsideTransaction(database)}`,
    advice: {
      language: "sql",
      text: [
        change.withColumn ? "-- first the column alone; then, in a migration of its own, outside a transaction" : "-- a migration of its own, outside a transaction",
        `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${table} (${columnList(columns)})${include}${change.index.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""};`,
        ...open.flatMap((column) => [`-- ${column} still allows null: the key would read every row for it`, requireInSteps(change.table, column, database.postgres.version)]),
        "-- the next migration",
        `ALTER TABLE ${table} ${swaps ? `DROP CONSTRAINT ${quoteName(old)}, ` : ""}ADD CONSTRAINT ${name} ${isKey ? "PRIMARY KEY" : "UNIQUE"} USING INDEX ${index}${deferred ? ` ${deferred}` : ""};`,
      ].join("\n"),
    },
  };
}
