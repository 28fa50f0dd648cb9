/** What the base branch still reads or writes cannot be dropped by the deploy that stops using it. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/fold.ts";
import { pushedChanges } from "../questions/pushed.ts";
import { disguisedRenames } from "../questions/renames.ts";
import { addedStatements } from "../questions/steps.ts";
import { examples } from "./no-drop-in-same-deploy.examples.ts";

type Drop = ChangeOf<"drop-column"> | ChangeOf<"drop-table">;

export const noDropInSameDeploy = defineRule({
  id: "no-drop-in-same-deploy",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not drop what the running version still uses",
  why: "The migration runs first; until the new version has replaced the old one everywhere, the old one goes on working against the new schema. Prisma Client selects every column of a model by name, so each of its queries on the table fails with `column … does not exist`, whether or not the code uses that field.",
  remedy:
    "First deploy a version that no longer knows it: mark the field `@ignore` (the model `@@ignore`), or remove it from the code, and leave the column where it is. Drop the column in the next deploy.",
  quiet: [
    "the base branch's schema has the field `@ignore`d or the model `@@ignore`d, or no longer has it",
    "a column that is dropped and added anew under its own name",
    "tables made by this pull request, views, temporary tables",
  ],
  check: folding("no-drop-in-same-deploy", function* (database) {
    const renamed = new Set(disguisedRenames(database).map(({ drop }) => drop as Drop));
    for (const { statement } of addedStatements(database)) {
      const drops = statement.changes.filter((change): change is Drop => isDrop(change) && !renamed.has(change as Drop) && isUsed(change as Drop, database));
      if (drops[0]) yield tell(drops as [Drop, ...Drop[]], database, statement);
    }
    for (const change of pushedChanges(database)) if (isDrop(change) && !renamed.has(change as Drop) && isUsed(change as Drop, database)) yield tell([change as Drop], database);
  }),
  examples,
});

function isDrop({ kind }: { readonly kind: string }): boolean {
  return kind === "drop-column" || kind === "drop-table";
}

/** The running version's schema is the base branch's: schema.prisma where there is one, else the tables. */
function isUsed(change: Drop, { before, after, language, catalog }: Database): boolean {
  const table = change.before ?? catalog.before.tables.get(change.table);
  if (change.isNew || (table && (table.kind.includes("view") || table.persistence === "temporary"))) return false;
  const model = before.tables.get(change.table);
  if (change.kind === "drop-table") {
    // A name that the base branch does not have came from a rename further up: `no-table-rename` has spoken.
    if (catalog.after.tables.has(change.table) || (change.before && !catalog.before.tables.has(change.table))) return false;
    return language === "prisma"
      ? isLive(model) || before.implicitJoins.some(({ table: name }) => name === change.table)
      : !(change.ifExists && table === undefined && before.tables.size > 0);
  }
  if ((language === "prisma" ? after : catalog.after).tables.get(change.table)?.columns.some(({ name }) => name === change.column)) return false;
  if (language === "prisma") return isLive(model) && isSelected(model?.columns.find(({ name }) => name === change.column));
  return !(change.ifExists && table?.complete && change.dropped === undefined);
}

function isLive(table: Table | undefined): boolean {
  return table !== undefined && !table.ignored;
}

function isSelected(column: Column | undefined): boolean {
  return column !== undefined && !column.ignored;
}

function tell(drops: readonly [Drop, ...Drop[]], database: Database, statement?: Statement): Report {
  const [first] = drops;
  const model = database.before.tables.get(first.table)?.model;
  if (first.kind === "drop-table") {
    const tables = drops.map(({ table }) => table);
    return {
      span: statement?.span ?? first.span,
      message: `${list(tables)} ${tables.length > 1 ? "are" : "is"} still used by the version that runs until this deploy is through: its queries fail from the drop on. Deploy the version without ${tables.length > 1 ? "them" : "it"} first and drop in the next deploy.`,
      advice: { language: "sql", title: "The next deploy", text: tables.map((table) => `DROP TABLE ${quoteIdentifier(table)};`).join("\n") },
    };
  }
  const columns = drops.flatMap((drop) => (drop.kind === "drop-column" ? [drop.column] : []));
  const [is, them] = columns.length > 1 ? ["are", "them"] : ["is", "it"];
  return {
    span: first.span,
    message:
      database.language === "prisma"
        ? `${list(columns)} of ${code(first.table)} ${is} dropped while the running version still selects ${them}: Prisma Client asks for every column of ${code(model ?? first.table)} by name, so its queries fail from the drop on. Mark the field \`@ignore\` in this deploy and drop the column in the next one.`
        : `${list(columns)} of ${code(first.table)} ${is} dropped while the version that runs may still read or write ${them}: its queries fail from the drop on. Deploy the code without ${them} first and drop in the next deploy.`,
    advice: adviceFor(first, columns, database),
  };
}

function adviceFor(first: Drop, columns: readonly string[], { before, language }: Database): Report["advice"] {
  const drop = columns.map((column) => `ALTER TABLE ${quoteIdentifier(first.table)} DROP COLUMN ${quoteName(column)};`).join("\n");
  const table = before.tables.get(first.table);
  if (language !== "prisma" || !table) return { language: "sql", title: "The next deploy", text: drop };
  const fields = table.columns.filter(({ name }) => columns.includes(name));
  const lines = fields.map(
    ({ field, name, type }) => `${field ?? name} ${type.prisma ?? "String"}${type.list ? "[]" : "?"} @ignore${field && field !== name ? ` @map("${name}")` : ""}`,
  );
  return { language: "prisma", title: "This deploy", text: [`model ${table.model ?? first.table} {`, "  // …", ...lines.map((line) => `  ${line}`), "}"].join("\n") };
}
