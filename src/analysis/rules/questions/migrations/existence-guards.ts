/** Where IF NOT EXISTS and IF EXISTS are missing in a statement. */
import type { Change } from "../../../../model/change.ts";
import type { Statement } from "../../../../model/migration.ts";
import { textAt } from "./steps.ts";

/** The words, and the offset in the statement's text where they belong. */
export interface Guard {
  readonly at: number;
  readonly words: "IF NOT EXISTS" | "IF EXISTS";
}

const ADDS: Readonly<Partial<Record<Change["kind"], RegExp>>> = {
  "create-table": /^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?(?:(?:TEMP|TEMPORARY|UNLOGGED)\s+)?TABLE\s+/i,
  "add-column": /^ADD\s+(?:COLUMN\s+)?/i,
  "add-index": /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!ON\s)/i,
  "create-schema": /^CREATE\s+SCHEMA\s+(?!AUTHORIZATION\s)/i,
  "create-extension": /^CREATE\s+EXTENSION\s+/i,
  "create-sequence": /^CREATE\s+SEQUENCE\s+/i,
};
const DROP = /^DROP\s+(?:TABLE|INDEX(?:\s+CONCURRENTLY)?|(?:MATERIALIZED\s+)?VIEW|TYPE|SCHEMA|SEQUENCE|FUNCTION|DOMAIN|EXTENSION|TRIGGER|POLICY|CONSTRAINT)\s+/i;
const DROPS: Readonly<Partial<Record<Change["kind"], RegExp>>> = {
  "drop-column": /^DROP\s+(?:COLUMN\s+)?/i,
  ...Object.fromEntries(
    ["table", "index", "view", "type", "schema", "sequence", "function", "domain", "extension", "trigger", "policy", "constraint"].map((what) => [`drop-${what}`, DROP]),
  ),
};

/** They fail the second time whatever stands before them. */
const UNGUARDED: ReadonlySet<Change["kind"]> = new Set([
  "add-primary-key",
  "add-unique",
  "add-foreign-key",
  "add-check",
  "add-exclusion",
  "rename-table",
  "rename-column",
  "rename-constraint",
  "set-schema",
  "attach-partition",
  "create-enum",
  "do",
]);

/** None where something else in the statement would fail the second time all the same. */
export function missingGuards(statement: Statement): Guard[] {
  if (statement.changes.some((change) => UNGUARDED.has(change.kind) && !("withColumn" in change && change.withColumn))) return [];
  return statement.changes.flatMap((change) => {
    const pattern = ADDS[change.kind] ?? DROPS[change.kind];
    const start = Math.max(0, change.span.start - statement.span.start);
    const text = textAt(statement, change.span);
    const found = pattern?.exec(text);
    if (!found || /^IF\s/i.test(text.slice(found[0].length)) || (change.kind === "add-index" && change.concurrently)) return [];
    return [{ at: start + found[0].length, words: ADDS[change.kind] ? ("IF NOT EXISTS" as const) : ("IF EXISTS" as const) }];
  });
}
