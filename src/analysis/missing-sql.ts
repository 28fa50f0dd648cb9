/** What schema.prisma wants and the migrations do not give, with the SQL that Prisma's own schema engine would write for it. */
import { columnSet } from "../model/agreement.ts";
import type { Change } from "../model/change.ts";
import type { SourceFile } from "../model/source.ts";
import { quoteIdentifier, quoteName } from "../model/text.ts";
import type { Unmigrated } from "../model/unmigrated.ts";
import { schemaScript } from "./prisma/schema-script.ts";
import { readScript, type ScriptStep } from "./sql/read-script.ts";

/** Two readers of schema.prisma must agree: where the engine sees no such change it is left out. Where the engine cannot read these schemas, `wanted` stands without SQL. */
export async function withSql(wanted: readonly Unmigrated[], base: readonly SourceFile[], head: readonly SourceFile[]): Promise<readonly Unmigrated[]> {
  if (wanted.length === 0) return wanted;
  const script = await schemaScript(base, head);
  if (script === undefined) return wanted;
  const steps = readScript(script);
  return wanted.flatMap((one) => {
    const sql = sqlOf(one, steps);
    return sql === undefined ? [] : [sql === "" ? one : { ...one, sql }];
  });
}

/** Undefined: the engine sees no such change. Empty: it makes it in a statement that does more than what is missing. */
function sqlOf(wanted: Unmigrated, steps: readonly ScriptStep[]): string | undefined {
  const said = steps.filter(({ changes }) => changes.some((change) => says(change, wanted)));
  if (said.length === 0) return inNewTable(wanted, steps) ?? (steps.some(({ changes }) => changes.some((change) => implies(change, wanted))) ? "" : undefined);
  if (wanted.kind === "left-required") return `ALTER TABLE ${quoteIdentifier(wanted.table)} ALTER COLUMN ${quoteName(wanted.column.name)} DROP NOT NULL;`;
  const made = new Set(said.flatMap(({ changes }) => changes.flatMap(constraintName)));
  const gone = steps.filter(({ changes }) => changes.some((change) => change.kind === "drop-constraint" && made.has(change.name)));
  return [...gone, ...said].map(({ text }) => text).join("\n");
}

function constraintName(change: Change): string[] {
  const name = change.kind === "add-foreign-key" ? change.foreignKey.name : change.kind === "add-primary-key" ? change.index.name : undefined;
  return name === undefined ? [] : [name];
}

const ACTION = { type: "type", required: "set-not-null", optional: "drop-not-null" } as const;

function says(change: Change, wanted: Unmigrated): boolean {
  if ("enum" in wanted) {
    if (wanted.kind === "enum") return change.kind === "create-enum" && change.enum.name === wanted.enum;
    return change.kind === "add-enum-value" && change.enum === wanted.enum && change.value === wanted.value;
  }
  if (!("table" in change) || change.table !== wanted.table) return false;
  switch (wanted.kind) {
    case "table":
      return change.kind === "create-table";
    case "column":
      return change.kind === "add-column" && change.column.name === wanted.column.name;
    case "left-required":
      return change.kind === "drop-column" && change.column === wanted.column.name;
    case "type":
    case "required":
    case "optional":
      return change.kind === "alter-column" && change.column === wanted.column.name && change.action === ACTION[wanted.kind];
    case "index":
    case "unique":
      return (
        (change.kind === "add-index" || change.kind === "add-unique") && change.index.unique === (wanted.kind === "unique") && columnSet(change.index) === columnSet(wanted.index)
      );
    case "primary-key":
      return change.kind === "add-primary-key";
    case "foreign-key":
    case "actions":
      return change.kind === "add-foreign-key" && change.foreignKey.columns.join() === wanted.foreignKey.columns.join();
  }
}

/** Where no cast leads from the old type to the new one, Prisma drops the column and adds it anew: nobody should paste that. */
function implies(change: Change, wanted: Unmigrated): boolean {
  if (wanted.kind === "enum-value") return change.kind === "create-enum" && change.enum.values.includes(wanted.value) && change.enum.name.startsWith(wanted.enum);
  if (!("table" in wanted) || !("table" in change) || change.table !== wanted.table) return false;
  return change.kind === "create-table" || (change.kind === "add-column" && "column" in wanted && change.column.name === wanted.column.name);
}

/** A model that is new to schema.prisma, whose table stands already. */
function inNewTable(wanted: Unmigrated, steps: readonly ScriptStep[]): string | undefined {
  if (wanted.kind !== "column") return undefined;
  for (const { text, start, changes } of steps)
    for (const change of changes) {
      const made = change.kind === "create-table" && change.table === wanted.table ? change.after?.columns.find(({ name }) => name === wanted.column.name) : undefined;
      if (made) return `ALTER TABLE ${quoteIdentifier(wanted.table)} ADD COLUMN ${text.slice(made.span.start - start, made.span.end - start)};`;
    }
  return undefined;
}
