/** CASCADE drops what the migration does not name. */

import type { Change } from "../../../model/change.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedStatements } from "../questions/migrations/steps.ts";

const BASE =
  "CREATE TABLE person (id bigint PRIMARY KEY);\nCREATE TABLE visit (id bigint PRIMARY KEY, person_id bigint REFERENCES person (id));\nCREATE INDEX visit_person_idx ON visit (person_id);";
const PLAN = "## Rollback\nRestore `person` from the backup.";

export const noDropCascade = defineRule({
  id: "no-drop-cascade",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Name what is dropped instead of CASCADE",
  why: "`DROP … CASCADE` drops whatever depends on the object: views, foreign keys of other tables, columns of a type, functions. Which those are depends on the database that it happens to run in, and none of it stands in the migration.",
  remedy: "Leave `CASCADE` out: PostgreSQL lists what depends on the object. Drop those by name first, or keep them.",
  quiet: ["objects made by this pull request", "`DROP SCHEMA … CASCADE` (`no-drop-schema`) and `TRUNCATE … CASCADE` (`no-data-loss`)"],
  check: folding("no-drop-cascade", function* (database) {
    for (const { statement } of addedStatements(database)) {
      const change = statement.changes.find(cascades);
      if (!change) continue;
      const name = "table" in change ? change.table : "name" in change ? change.name : undefined;
      const dependants = "table" in change && change.kind === "drop-table" ? referencing(change.table, database.catalog.before.tables.values()) : [];
      const known = dependants.length > 0 ? ` At least the foreign keys of ${dependants.map(code).join(", ")} go too.` : "";
      yield {
        span: statement.span,
        message: `\`CASCADE\` drops whatever depends on ${name ? code(name) : "this"}, and the migration does not say what that is.${known} Leave it out and drop the dependants by name.`,
        advice: { language: "sql", text: `${statement.text.replace(/\s+cascade\b\s*$/i, "")};` },
      };
    }
  }),
  examples: {
    bad: [{ title: "a table with dependants", history: BASE, migration: "SET lock_timeout = '5s';\nDROP TABLE person CASCADE;", body: PLAN }],
    good: [{ title: "a view of this pull request", history: BASE, migration: "CREATE VIEW visitor AS SELECT id FROM person;\nDROP VIEW visitor;" }],
  },
});

function cascades(change: Change): boolean {
  if (change.kind === "drop-schema" || change.kind === "truncate") return false;
  return change.kind.startsWith("drop-") && "cascade" in change && change.cascade === true && !("isNew" in change && change.isNew);
}

function referencing(table: string, tables: Iterable<{ readonly name: string; readonly foreignKeys: readonly { readonly references: { readonly table: string } }[] }>): string[] {
  return [...tables].filter(({ name, foreignKeys }) => name !== table && foreignKeys.some(({ references }) => references.table === table)).map(({ name }) => name);
}
