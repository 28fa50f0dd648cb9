/** A unique over rows that exist fails on the first duplicate, in the middle of the deploy. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { names } from "../questions/migrations/copies.ts";
import { folding } from "../questions/migrations/fold.ts";
import { prismaSaysSo } from "../questions/migrations/prisma-warnings.ts";
import { addedSteps, columnKey, columnsAdded } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL);";

export const noUncheckedUnique = defineRule({
  id: "no-unchecked-unique",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Look for duplicates before a unique over existing rows",
  why: "A unique index or constraint fails on the first pair of rows that are equal in its columns, and the migration with it. Built `CONCURRENTLY`, it leaves an invalid index behind.",
  remedy: "Clean the duplicates up in an earlier migration, or check for them first in this one, and say in the description what became of them.",
  quiet: [
    "a `DELETE` or `UPDATE` of the table before it, a `SELECT` or a `DO` block that looks at it: this is the dedupe",
    "a column of it is added by this pull request",
    "another unique, primary key included, covers some of its columns already",
    "the description's backfill or rollback section speaks of duplicates",
    "tables made by this pull request; `USING INDEX`",
  ],
  check: folding("no-unchecked-unique", function* (database) {
    if (/\b(?:duplicat|dedup|de-dup|unique already)/i.test(database.pull.body)) return;
    const fresh = columnsAdded(database);
    const looked = new Set<string>();
    const blocks: string[] = [];
    for (const { migration, statement, change } of addedSteps(database, "delete", "update", "select", "do", "merge", "add-unique", "add-primary-key", "add-index")) {
      if (change.kind === "do") blocks.push(statement.text);
      if (change.kind === "do") for (const inside of statement.changes) if ("table" in inside) looked.add(inside.table);
      if (change.kind === "do" || change.kind === "delete" || change.kind === "update" || change.kind === "select" || change.kind === "merge") {
        if ("table" in change) looked.add(change.table);
        continue;
      }
      const columns = change.index.columns.flatMap(({ column }) => column ?? []);
      if (!isUnproven(change, columns, fresh, database) || looked.has(change.table) || blocks.some((text) => names(text, change.table.replace(/^.*\./, "")))) continue;
      yield { span: change.kind === "add-index" ? statement.span : change.span, ...words(change, columns, statement, prismaSaysSo(migration, change.table, { unique: columns })) };
    }
  }),
  examples: {
    bad: [{ title: "nobody has looked", history: BASE, migration: "CREATE UNIQUE INDEX CONCURRENTLY account_email_key ON account (email);" }],
    good: [
      {
        title: "duplicates are removed before",
        history: BASE,
        migration: ["DELETE FROM account WHERE id IN (2, 3);", "CREATE UNIQUE INDEX CONCURRENTLY account_email_key ON account (email);"],
        body: "## Rollback\nThe two rows of `account` were registered twice and stay deleted.",
      },
    ],
  },
});

type Unique = ChangeOf<"add-unique"> | ChangeOf<"add-primary-key"> | ChangeOf<"add-index">;

function isUnproven(change: Unique, columns: readonly string[], fresh: ReadonlySet<string>, { catalog }: Database): boolean {
  if (change.isNew || !change.index.unique || columns.length === 0 || ("usingIndex" in change && change.usingIndex !== undefined)) return false;
  if (columns.some((column) => fresh.has(columnKey(change.table, column)))) return false;
  const tables = [change.before, catalog.before.tables.get(change.table)].filter((table) => table !== undefined);
  const uniques = tables.flatMap((table) => [...table.indexes.filter(({ unique, where }) => unique && where === undefined), ...(table.primaryKey ? [table.primaryKey] : [])]);
  const generated = tables.some((table) => columns.some((name) => table.columns.some((column) => column.name === name && column.generated?.startsWith("identity"))));
  return !generated && !uniques.some((index) => index.columns.length > 0 && index.columns.every(({ column }) => column !== undefined && columns.includes(column)));
}

function words(change: Unique, columns: readonly string[], { text }: Statement, source: string) {
  const partial = change.index.where === undefined ? "" : ` WHERE ${change.index.where}`;
  const quoted = columnList(columns);
  return {
    message: `If two rows of ${code(change.table)} are equal in ${list(columns)}, this stops the deploy${/\bconcurrently\b/i.test(text) ? " and leaves an invalid index behind" : ""}.${source} Nothing in this pull request looks for duplicates first.`,
    advice: {
      language: "sql" as const,
      title: "Must return no row",
      text: `SELECT ${quoted}, count(*) FROM ${quoteIdentifier(change.table)}${partial} GROUP BY ${quoted} HAVING count(*) > 1;`,
    },
  };
}
