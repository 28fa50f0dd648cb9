/** What a migration deletes, no rollback of the code brings back. */
import type { Change, ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList, keyColumns } from "../questions/edits/sql-words.ts";
import { isColumnCopied, isCopied } from "../questions/migrations/copies.ts";
import { folding } from "../questions/migrations/fold.ts";
import { namesBackup, planText } from "../questions/migrations/plans.ts";
import { addedStatementsWith, isNewColumn } from "../questions/migrations/steps.ts";
import { examples } from "./no-data-loss.examples.ts";

type Loss = ChangeOf<"drop-table"> | ChangeOf<"drop-column"> | ChangeOf<"truncate"> | ChangeOf<"delete">;

export const noDataLoss = defineRule({
  id: "no-data-loss",
  gate: "recovery",
  severity: "error",
  readsDescription: true,
  since: "0.1.0",
  summary: "Do not delete data that nothing can bring back",
  why: "`DROP TABLE`, `DROP COLUMN`, `TRUNCATE` and a `DELETE` without `WHERE` remove data for good. Rolling the deploy back restores the code and the shape of the schema, never the rows: that takes a copy made before.",
  remedy: "Copy the data first (into another column or table, or an export), or say under a `Rollback` heading of the description which backup it would come back from.",
  quiet: [
    "an earlier statement, of this or of an earlier migration, copies the data elsewhere",
    "the description's `Rollback` section names a backup, dump, snapshot, export or copy, or what the data is filled or computed from",
    "tables and columns made by this pull request, temporary tables, views, generated columns",
    "rows that the same statement moves: `WITH … AS (DELETE … RETURNING *) INSERT INTO …`",
  ],
  supersedes: ["require-rollback-plan", "require-chunked-backfill"],
  check: folding("no-data-loss", function* (database) {
    if (namesBackup(planText(database, "rollback"))) return;
    for (const { statement } of addedStatementsWith(database, "drop-table", "drop-column", "truncate", "delete")) {
      const losses = statement.changes.filter((change): change is Loss => isLoss(change, statement, database));
      if (losses[0]) yield tell([losses[0], ...losses.slice(1)], statement, database);
    }
  }),
  examples,
});

function isLoss(change: Change, statement: Statement, database: Database): boolean {
  switch (change.kind) {
    case "drop-table":
      if (change.isNew || isHarmless(change.before?.kind, change.before?.persistence) || isGone(change, database)) return false;
      return !isCopied(database, statement, change.table);
    case "drop-column":
      if (isNewColumn(database, change.table, change.column)) return false;
      if (change.isNew || change.dropped?.generated === "stored" || change.dropped?.generated === "virtual" || isHarmless(change.before?.kind, change.before?.persistence))
        return false;
      return !(change.ifExists && change.before?.complete && !change.dropped) && !isColumnCopied(database, statement, change.table, change.column);
    case "truncate":
      return !change.isNew && !isHarmless(change.before?.kind, change.before?.persistence) && !isCopied(database, statement, change.table);
    case "delete":
      return (
        !change.isNew && !change.filtered && !change.bounded && change.before?.persistence !== "temporary" && !isMoved(statement) && !isCopied(database, statement, change.table)
      );
    default:
      return false;
  }
}

/** `WITH gone AS (DELETE … RETURNING *) INSERT INTO archive SELECT … FROM gone`. */
function isMoved({ text, changes }: Statement): boolean {
  return /\breturning\b/i.test(text) && changes.some(({ kind }) => kind === "insert");
}

function isHarmless(kind = "table", persistence = "permanent"): boolean {
  return kind.includes("view") || kind === "foreign-table" || persistence === "temporary";
}

/** DROP TABLE IF EXISTS of a table that a history which knows others has never seen. */
function isGone({ ifExists, before, table }: ChangeOf<"drop-table">, { catalog }: Database): boolean {
  return ifExists && before === undefined && catalog.before.tables.size > 0 && !catalog.before.tables.has(table);
}

function tell([first, ...others]: readonly [Loss, ...Loss[]], statement: Statement, database: Database): Report {
  const all = [first, ...others];
  const [what, advice] = first.kind === "drop-column" ? columns(all, database) : rows(first, all);
  return {
    span: first.kind === "drop-column" ? first.span : statement.span,
    message: `${what} for good: rolling back brings the schema back, not the data. Copy it first, or name the backup under a \`Rollback\` heading of the description.`,
    advice: { language: "sql", title: "A copy, made before", text: advice },
  };
}

function columns(all: readonly Loss[], { catalog }: Database): readonly [string, string] {
  const drops = all.filter((change) => change.kind === "drop-column");
  const { table, before } = drops[0]!;
  const dropped = drops.map(({ column }) => column);
  const back = catalog.after.tables.get(table)?.columns.find(({ name }) => dropped.includes(name));
  const key = keyColumns(before).filter((name) => !dropped.includes(name));
  const again = back ? `; ${code(back.name)} comes back empty` : "";
  return [
    `What ${list(dropped)} of ${code(table)} ${dropped.length > 1 ? "hold" : "holds"} is deleted${again}`,
    `CREATE TABLE ${quoteIdentifier(`${table}_dropped`)} AS SELECT ${key.includes("ctid") ? "*" : columnList([...key, ...dropped])} FROM ${quoteIdentifier(table)};`,
  ];
}

function rows(first: Loss, all: readonly Loss[]): readonly [string, string] {
  const tables = [...new Set(all.map(({ table }) => table))];
  const more = first.kind === "truncate" && first.cascade ? ", and of every table that references it (`CASCADE`)," : "";
  const copies = tables.map((table) => `CREATE TABLE ${quoteIdentifier(`${table}_dropped`)} AS TABLE ${quoteIdentifier(table)};`);
  return [`Every row of ${list(tables)}${more} is deleted`, copies.join("\n")];
}
