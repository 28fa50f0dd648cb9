/** Some columns cannot be added without writing every row: serials, identities, stored expressions, checked domains. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Statement } from "../../../model/migration.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { typeText } from "../questions/edits/sql-words.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE price (id uuid PRIMARY KEY, net numeric(12,2) NOT NULL, tax numeric(12,2) NOT NULL);";

export const noRewritingColumn = defineRule({
  id: "no-rewriting-column",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not add a column that rewrites the table",
  why: "A `serial`, an identity column, a `GENERATED … STORED` column and a column of a domain with a `CHECK` need a value in every row at once: PostgreSQL rewrites the table and its indexes under an `ACCESS EXCLUSIVE` lock.",
  remedy: "Add a plain nullable column, let new rows fill it (a default, a trigger, the application), fill the old rows in batches, and tighten it in a later deploy.",
  quiet: ["`GENERATED … VIRTUAL` (PostgreSQL 18)", "tables made by this pull request, small tables", "volatile defaults: `no-volatile-default` speaks of them"],
  check: folding("no-rewriting-column", function* (database) {
    for (const { statement, change } of addedSteps(database, "add-column")) {
      const kind = kindOf(statement, change);
      if (!kind || !isInUse(database, change) || !worksOn(statement, change.table, "rewrites")) continue;
      yield {
        span: change.span,
        message: `${code(change.column.name)} is ${kind}: adding it rewrites every row of ${code(change.table)} under an \`ACCESS EXCLUSIVE\` lock, and nobody can read or write the table meanwhile. Add a plain column and fill it in batches.`,
        advice: { language: "sql", text: plainColumn(change, kind) },
      };
    }
  }),
  examples: {
    bad: [
      { title: "a serial", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE price ADD COLUMN position bigserial;" },
      { title: "an identity column", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE price ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY;" },
      {
        title: "a stored expression",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nALTER TABLE price ADD COLUMN gross numeric(12,2) GENERATED ALWAYS AS (net + tax) STORED;",
      },
    ],
    good: [{ title: "a plain column", history: BASE, migration: "SET lock_timeout = '5s';\nALTER TABLE price ADD COLUMN gross numeric(12,2);" }],
  },
});

function kindOf(statement: Statement, { column, span }: ChangeOf<"add-column">): string | undefined {
  if (column.generated?.startsWith("identity")) return "an identity column";
  if (column.generated === "stored") return "a stored generated column";
  if (/\b(?:small|big)?serial[248]?\b/i.test(textAt(statement, span))) return "a serial";
  if (column.generated === undefined && column.default?.kind !== "volatile" && column.default?.kind !== "sequence" && column.type.category === "domain")
    return "of a domain with a check";
  return undefined;
}

function plainColumn({ table, column }: ChangeOf<"add-column">, kind: string): string {
  const [target, name] = [quoteIdentifier(table), quoteName(column.name)];
  if (column.generated === "stored")
    return `ALTER TABLE ${target} ADD COLUMN ${name} ${typeText(column.type)};\n-- let the application or a trigger fill new rows, then the old ones in batches`;
  if (kind.includes("domain")) return `ALTER TABLE ${target} ADD COLUMN ${name} <the domain's own type>;\n-- then the domain's CHECK as a constraint of the table, NOT VALID first`;
  const sequence = quoteIdentifier(`${table}_${column.name}_seq`);
  return [
    `CREATE SEQUENCE ${sequence};`,
    `ALTER TABLE ${target} ADD COLUMN ${name} ${typeText(column.type)};`,
    `ALTER TABLE ${target} ALTER COLUMN ${name} SET DEFAULT nextval('${sequence.replaceAll("'", "''")}');`,
    `ALTER SEQUENCE ${sequence} OWNED BY ${target}.${name};`,
    "-- then fill the old rows in batches",
  ].join("\n");
}
