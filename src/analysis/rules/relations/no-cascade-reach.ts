/** One DELETE that takes half the database with it, or what a business must keep. */
import { type ChangeOf, ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { once } from "../../../model/once.ts";
import type { Report } from "../../../model/rule.ts";
import type { ForeignKey, Schema, Table } from "../../../model/schema.ts";
import { code, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName, tableNamed } from "../questions/names/naming.ts";
import { nouns } from "../questions/names/words.ts";
import { ancestorsOf, cascadePicture, MOST_TABLES, reachOf } from "../questions/tables/cascades.ts";
import { claim } from "../questions/tables/roles.ts";
import { isJoinTable, isLedger } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./no-cascade-reach.examples.ts";

/** A chain longer than this is shown by its ends. */
const SHOWN = 8;

export const noCascadeReach = defineRule({
  id: "no-cascade-reach",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not let one DELETE cascade through many tables or into records that must be kept",
  why: "`ON DELETE CASCADE` works on without a question: a DELETE of one parent deletes its children, theirs, and so on, in one transaction that holds row locks in all of these tables and cannot be undone. A wrong id, or a support script, empties them; payments, invoices and audit trails go the same way.",
  remedy:
    "Cascade one step, to what is nothing without its parent. Elsewhere `Restrict` and delete on purpose, in chunks, or mark rows as deleted; keep ledgers with `SetNull` or `Restrict`.",
  quiet: [
    "a reach of no more than `cascade.maxTables` tables (default 3), join tables not counted",
    "a parent whose DELETE went past that limit before this pull request",
    "a new table below which nothing else cascades: its rows go with their parent's",
    "ledgers are guessed from names (`cascade.ledgers`): the last word counts (`Invoice`, `invoice_line`, `PaymentEvent`, not `InvoiceSetting`); a plain `Event`, or one with a start or a title, is a calendar's or a tracker's",
    "lines of a ledger that go with their own head (`InvoiceLine` of `Invoice`)",
    "a ledger that another relation of the pull request reaches on a shorter way",
  ],
  heuristic: true,
  *check(database) {
    const told = new Set<string>();
    const ledgers = new Map<string, Way>();
    for (const change of ofKind(database.changes, "add-foreign-key")) {
      const { foreignKey: key, after: table } = change;
      if (key.onDelete !== "cascade" || !table || isJoinTable(table) || had(change.before, key)) continue;
      const ledger = ledgerReached(database, table, key);
      const wide = isNewLeaf(database, change) ? undefined : widest(database, key);
      if (wide && !told.has(wide.root)) {
        told.add(wide.root);
        yield wideReport(database, key, wide);
      } else if (ledger && ledger.length < (ledgers.get(ledger.at(-1)!)?.tables.length ?? Number.POSITIVE_INFINITY)) {
        ledgers.set(ledger.at(-1)!, { key, table, tables: ledger });
      }
    }
    for (const way of ledgers.values()) yield ledgerReport(database, way);
  },
  examples: { bad, good },
});

/** From the child of a new cascade to a ledger. */
interface Way {
  readonly key: ForeignKey;
  readonly table: Table;
  readonly tables: readonly string[];
}

/** A new table that takes nothing further with it: its rows are part of their parent's. */
function isNewLeaf(database: Database, change: ChangeOf<"add-foreign-key">): boolean {
  return change.isNew && !database.before.tables.has(change.table) && reachOf(database.after, change.table, 1).size === 0;
}

/** The same relation cascaded before. */
function had(before: Table | undefined, key: ForeignKey): boolean {
  return before?.foreignKeys.some((old) => old.onDelete === "cascade" && old.columns.join() === key.columns.join() && old.references.table === key.references.table) ?? false;
}

/** The nearest table whose DELETE went no further than allowed before and does now. */
function widest(database: Database, key: ForeignKey): { readonly root: string; readonly tables: readonly (readonly string[])[] } | undefined {
  const { maxTables } = database.config.cascade;
  for (const root of ancestorsOf(database.after, key.references.table)) {
    if (reachesPast(database.after, root, maxTables) && !reachesPast(database.before, root, maxTables)) return { root, tables: [...reachOf(database.after, root).values()] };
  }
  return undefined;
}

function reachesPast(schema: Schema, root: string, most: number): boolean {
  const known = pastLimits(schema);
  const key = `${most} ${root}`;
  const past = known.get(key) ?? reachOf(schema, root, most + 1).size > most;
  known.set(key, past);
  return past;
}

/** Each new cascade asks for all tables above it. Filled as it is asked. */
const pastLimits = once((_: Schema) => new Map<string, boolean>());

function wideReport(database: Database, { span }: ForeignKey, { root, tables }: { readonly root: string; readonly tables: readonly (readonly string[])[] }): Report {
  const { after, config } = database;
  const deepest = [...tables].sort((a, b) => b.length - a.length)[0]!;
  const others = tables.map((way) => way.at(-1)!).filter((name) => !deepest.includes(name));
  const shown = others.slice(0, SHOWN).map((name) => code(tableNamed(after, name)));
  const also = others.length > 0 ? `; also ${shown.join(", ")}${others.length > SHOWN ? ` and ${others.length - SHOWN} more` : ""}` : "";
  return {
    span,
    severity: "error",
    message: `With this cascade, deleting one ${code(tableNamed(after, root))} deletes rows of ${tables.length >= MOST_TABLES ? "at least " : ""}${plural(tables.length, "other table")}: ${path(database, deepest)}${also}. That is past the limit of ${config.cascade.maxTables}: use \`Restrict\` where rows should not go unasked.`,
    picture: cascadePicture(database, root, deepest),
  };
}

function path(database: Database, way: readonly string[]): string {
  const shown = way.length > SHOWN ? [...way.slice(0, SHOWN - 2), "…", way.at(-1)!] : way;
  return shown.map((name) => (name === "…" ? name : code(tableNamed(database.after, name)))).join(" → ");
}

/** The way from the child to the first ledger that goes with it. */
function ledgerReached(database: Database, child: Table, key: ForeignKey): readonly string[] | undefined {
  if (isLedger(child, database.config)) return isPartOf(database, child, key) ? undefined : [child.name];
  for (const [name, way] of reachOf(database.after, child.name)) {
    const table = database.after.tables.get(name);
    if (table && isLedger(table, database.config)) return way;
  }
  return undefined;
}

/** What a record consists of. */
const PARTS: ReadonlySet<string> = new Set("line item entry row position".split(" "));

/** `InvoiceLine` of `Invoice`: what keeps the invoice keeps its lines. Not `UserAuditLog` of `User`, nor a ledger's entries. */
function isPartOf({ after }: Database, child: Table, { references }: ForeignKey): boolean {
  const [own, above] = [nouns(tableName(child)), nouns(tableNamed(after, references.table))];
  const rest = own.slice(above.length);
  return above.at(-1) !== "ledger" && rest.length > 0 && above.every((word, index) => own[index] === word) && rest.every((word) => PARTS.has(word));
}

function ledgerReport(database: Database, { key, table, tables: way }: Way): Report {
  const whole = [key.references.table, ...way];
  const ledger = database.after.tables.get(way.at(-1)!);
  const last = code(tableNamed(database.after, way.at(-1)!));
  const action = key.columns.every((name) => table.columns.find((column) => column.name === name)?.nullable) ? "SetNull" : "Restrict";
  return {
    span: key.span,
    message: `Deleting one ${code(tableNamed(database.after, key.references.table))} deletes its ${last} rows with it: ${path(database, whole)}. Such records must outlive their parent: \`${action}\` keeps them.`,
    roles: ledger ? claim(database, ledger, "ledger") : [],
    // Parent and child need no picture.
    ...(way.length > 1 && { picture: cascadePicture(database, key.references.table, whole) }),
    advice:
      table.model === undefined ? { language: "sql", text: `ON DELETE ${action === "SetNull" ? "SET NULL" : "RESTRICT"}` } : { language: "prisma", text: `onDelete: ${action}` },
  };
}
