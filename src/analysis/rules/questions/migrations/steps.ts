/** The statements that this pull request adds, one after the other, and which tables' users would feel them. */
import type { Change, ChangeKind, OnTable } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { added, type Migration, type Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Span } from "../../../../model/source.ts";

export interface Step<C extends Change = Change> {
  readonly migration: Migration;
  readonly statement: Statement;
  readonly change: C;
}

/** The members of `Change` that have one of these kinds among their kinds. */
export type ChangeIn<K extends ChangeKind, C = Change> = C extends { readonly kind: infer Kinds } ? (Kinds & K extends never ? never : C) : never;

/** A table with fewer rows than this is scanned, rewritten or indexed in milliseconds. */
export const SMALL_ROWS = 10_000;

/** Every change of the added migrations, in the order in which it runs. */
export function addedSteps<K extends ChangeKind>(database: Database, ...kinds: readonly K[]): readonly Step<ChangeIn<K>>[] {
  const byKind = stepsByKind(database.migrations);
  const lists: (readonly Numbered[])[] = [];
  for (const kind of kinds) if (byKind.has(kind)) lists.push(byKind.get(kind)!);
  const found = lists.length > 1 ? lists.flat().sort((a, b) => a.ordinal - b.ordinal) : (lists[0] ?? []);
  return found as readonly unknown[] as readonly Step<ChangeIn<K>>[];
}

type Numbered = Step & { readonly ordinal: number };

/** Fifty rules ask for their kinds of the same migrations: sorted once for all. */
const stepsByKind = once((migrations: readonly Migration[]): ReadonlyMap<ChangeKind, readonly Numbered[]> => {
  const byKind = new Map<ChangeKind, Numbered[]>();
  let ordinal = 0;
  for (const migration of added(migrations))
    for (const statement of migration.statements)
      for (const change of statement.changes) {
        const steps = byKind.get(change.kind);
        const step = { migration, statement, change, ordinal: ordinal++ };
        if (steps) steps.push(step);
        else byKind.set(change.kind, [step]);
      }
  return byKind;
});

export interface Placed {
  readonly migration: Migration;
  readonly statement: Statement;
}

/** The statements that make a change of one of these kinds, each once: rules that speak once for a statement. */
export function addedStatementsWith(database: Database, ...kinds: readonly ChangeKind[]): readonly Placed[] {
  const steps: readonly Placed[] = addedSteps(database, ...kinds);
  return steps.filter(({ statement }, index) => statement !== steps[index - 1]?.statement);
}

/** The migrations that hold such a change. */
export function migrationsWith(database: Database, ...kinds: readonly ChangeKind[]): readonly Migration[] {
  return [...new Set((addedSteps(database, ...kinds) as readonly Placed[]).map(({ migration }) => migration))];
}

/** All of them. */
export const addedStatements = once((database: Database): readonly Placed[] =>
  added(database.migrations).flatMap((migration) => migration.statements.map((statement) => ({ migration, statement }))),
);

/** The configuration says so, or knows how few rows there are. Names match with or without their schema. */
export function isSmall({ config }: Database, table: string): boolean {
  const known = config.tables[table] ?? config.tables[table.slice(table.lastIndexOf(".") + 1)];
  return known?.small ?? (known?.rows !== undefined && known.rows < SMALL_ROWS);
}

/** A table that holds rows and has users: neither made by this pull request, nor temporary, nor small. */
export function isInUse(database: Database, change: OnTable): boolean {
  return !change.isNew && change.before?.persistence !== "temporary" && !isSmall(database, change.table);
}

/** True when the statement reads, rewrites or indexes every row of the table while it holds the lock. */
export function worksOn(statement: Statement, table: string, ...work: readonly ("scans" | "rewrites" | "builds")[]): boolean {
  return work.some((kind) => statement.effects[kind].includes(table));
}

/** `may` when the text does not prove the statement's work on the table: old type unknown, session time zone. */
export function certaintyOn(statement: Statement, table: string): "will" | "may" {
  return statement.effects.doubtful?.includes(table) ? "may" : "will";
}

/** The statement is the whole migration: an edit of it alone can change how the file is run. */
export function standsAlone(migration: Migration): boolean {
  return migration.statements.length === 1;
}

/** The part of the statement that a span covers: one action of an ALTER TABLE. */
export function textAt({ text, span }: Statement, part: Span): string {
  return text.slice(Math.max(0, part.start - span.start), Math.max(0, part.end - span.start));
}

/** One key for one transaction: of one file, or (Drizzle) of all pending files; absent: the statement runs alone. */
export function transactionKey({ runner }: Database, migration: Migration, statement: Statement): string | undefined {
  const isOne = runner.name === "drizzle" && runner.transaction === "per-file";
  return statement.transaction === undefined ? undefined : `${isOne ? "" : migration.path}\0${statement.transaction}`;
}

/** Columns that this pull request adds to tables that stood before, as `table\0column`. */
export const columnsAdded = once(
  (database: Database): ReadonlySet<string> => new Set(addedSteps(database, "add-column").map(({ change }) => columnKey(change.table, change.column.name))),
);

/** A column that the base branch does not have: neither the running version nor any old row knows it. */
export function isNewColumn(database: Database, table: string, column: string): boolean {
  return columnsAdded(database).has(columnKey(table, column)) && !database.catalog.before.tables.get(table)?.columns.some(({ name }) => name === column);
}

export function columnKey(table: string, column: string): string {
  return `${table}\0${column}`;
}
