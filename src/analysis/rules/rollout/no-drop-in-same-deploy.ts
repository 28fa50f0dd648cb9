/** What the base branch still reads or writes cannot be dropped by the deploy that stops using it. */
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, list, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { type Drop, departureOf, isDrop, isKnown, isUsed } from "../questions/migrations/drops.ts";
import { folding } from "../questions/migrations/fold.ts";
import { disguisedRenames } from "../questions/migrations/renames.ts";
import { evidenceOf } from "../questions/migrations/running-code.ts";
import { addedStatementsWith } from "../questions/migrations/steps.ts";
import { pushedChanges } from "../questions/tables/pushed.ts";
import { examples } from "./no-drop-in-same-deploy.examples.ts";

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
    "the base branch's schema has the field `@ignore`d or the model `@@ignore`d, or no longer has it, and no call or raw SQL of the base branch's code was found to name it",
    "usages in tests, seeds, scripts and migrations written in code, and names that merely stand in a file",
    "a column that is dropped and added anew under its own name",
    "tables made by this pull request, views, temporary tables",
  ],
  check: folding("no-drop-in-same-deploy", function* (database) {
    const renamed = new Set(disguisedRenames(database).map(({ drop }) => drop as Drop));
    for (const { statement } of addedStatementsWith(database, "drop-column", "drop-table")) {
      const drops = statement.changes.filter((change): change is Drop => isDrop(change) && !renamed.has(change) && isUsed(change, database));
      if (drops[0]) yield tell(drops as [Drop, ...Drop[]], database, statement);
    }
    for (const change of pushedChanges(database)) if (isDrop(change) && !renamed.has(change) && isUsed(change, database)) yield tell([change], database);
  }),
  examples,
});

function tell(drops: readonly [Drop, ...Drop[]], database: Database, statement?: Statement): Report {
  const [first] = drops;
  const model = database.before.tables.get(first.table)?.model;
  const { words, isNowhere } = evidenceOf(database, drops.map(departureOf));
  // Nothing was found: the schema of a repository without Prisma says nothing of what its code uses.
  const isMild = isNowhere && database.language === "sql";
  const isSelected = database.language === "prisma" && drops.some((drop) => drop.kind === "drop-column" && isKnown(drop, database));
  if (first.kind === "drop-table") {
    const tables = drops.map(({ table }) => table);
    return {
      span: statement?.span ?? first.span,
      message: isMild
        ? `${list(tables)} ${tables.length > 1 ? "are" : "is"} dropped. ${NOWHERE} Make sure that nothing else asks for ${tables.length > 1 ? "them" : "it"}: other services, reports, views.`
        : `${list(tables)} ${stillUsed(tables.length > 1)} by the version that runs until this deploy is through: its queries fail from the drop on. Deploy the version without ${tables.length > 1 ? "them" : "it"} first and drop in the next deploy.${words}`,
      ...(isMild ? { severity: "warning" as const } : {}),
      advice: { language: "sql", title: "The next deploy", text: tables.map((table) => `DROP TABLE ${quoteIdentifier(table)};`).join("\n") },
    };
  }
  const columns = drops.flatMap((drop) => (drop.kind === "drop-column" ? [drop.column] : []));
  const [is, them] = columns.length > 1 ? ["are", "them"] : ["is", "it"];
  return {
    span: first.span,
    message: isMild
      ? `${list(columns)} of ${code(first.table)} ${is} dropped. ${NOWHERE} Make sure that nothing else asks for ${them}: other services, reports, views.`
      : `${reason()}${words}`,
    ...(isMild ? { severity: "warning" as const } : {}),
    advice: adviceFor(first, columns, database, isSelected),
  };

  function stillUsed(several: boolean): string {
    if (database.language === "sql" && words === "") return "may still be used";
    return several ? "are still used" : "is still used";
  }

  function reason(): string {
    if (database.language === "prisma" && !isSelected)
      return `${list(columns)} of ${code(first.table)} ${is} dropped while the running version still asks for ${them} by name, past its schema: these queries fail from the drop on. Take ${them} out of the code in this deploy and drop the column in the next one.`;
    return database.language === "prisma"
      ? `${list(columns)} of ${code(first.table)} ${is} dropped while the running version still selects ${them}: Prisma Client asks for every column of ${code(model ?? first.table)} by name, so its queries fail from the drop on. Mark the field \`@ignore\` in this deploy and drop the column in the next one.`
      : `${list(columns)} of ${code(first.table)} ${is} dropped while the version that runs may still read or write ${them}: its queries fail from the drop on. Deploy the code without ${them} first and drop in the next deploy.`;
  }
}

const NOWHERE = "Nothing in the base branch's code was found to use it.";

function adviceFor(first: Drop, columns: readonly string[], { before }: Database, isSelected: boolean): Report["advice"] {
  const drop = columns.map((column) => `ALTER TABLE ${quoteIdentifier(first.table)} DROP COLUMN ${quoteName(column)};`).join("\n");
  const table = before.tables.get(first.table);
  if (!isSelected || !table) return { language: "sql", title: "The next deploy", text: drop };
  const fields = table.columns.filter(({ name }) => columns.includes(name));
  const lines = fields.map(
    ({ field, name, type }) => `${field ?? name} ${type.prisma ?? "String"}${type.list ? "[]" : "?"} @ignore${field && field !== name ? ` @map("${name}")` : ""}`,
  );
  return { language: "prisma", title: "This deploy", text: [`model ${table.model ?? first.table} {`, "  // …", ...lines.map((line) => `  ${line}`), "}"].join("\n") };
}
