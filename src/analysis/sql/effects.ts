/** What a statement does to those who use its tables meanwhile: the rows of the table of effects that hold for its changes, put together. */
import { type Change, LOCK_MODES, type LockMode } from "../../model/change.ts";
import type { Effects, Lock } from "../../model/migration.ts";
import { columnEffects } from "./effects-columns.ts";
import { constraintEffects } from "./effects-constraints.ts";
import { noTableEffects, otherTableEffects } from "./effects-others.ts";
import type { EffectsContext, EffectsTable, Row, Work } from "./effects-row.ts";

/** The table of effects. Its rows are proved against a real PostgreSQL in test/analysis/sql/effects.test.ts. */
export const effectsTable: EffectsTable = { ...columnEffects, ...constraintEffects, ...otherTableEffects, ...noTableEffects };

export type { EffectsContext } from "./effects-row.ts";

/**
 * Locks (the strongest for each table), rewrites, scans and index builds. A table that this pull request made is locked too (`isNew`), but holds no rows:
 * it stands in none of the other three. A rewrite makes all indexes of the table anew; they are not named as builds.
 */
export function effectsOf(changes: readonly Change[], context: EffectsContext): Effects {
  const found: Found = {};
  for (let at = 0; at < changes.length; at++) collect(changes[at]!, changes, context, found);
  const { locks, rewrite, scan, build } = found;
  const effects = { locks: locks ? [...locks.values()] : NONE, rewrites: tablesOf(rewrite), scans: tablesOf(scan), builds: tablesOf(build) };
  const doubtful = rewrite || scan ? [...(rewrite ?? []), ...(scan ?? [])].filter(([, certainty]) => certainty === "may").map(([table]) => table) : NONE;
  return doubtful.length > 0 ? { ...effects, doubtful } : effects;
}

const NONE: readonly never[] = [];

function tablesOf(work: ReadonlyMap<string, unknown> | undefined): readonly string[] {
  return work ? [...work.keys()] : NONE;
}

/** The row of the table that holds for a change. */
export function rowFor(change: Change, context: EffectsContext): Row<Change> | undefined {
  const rows: readonly Row<never>[] = effectsTable[change.kind];
  for (let at = 0; at < rows.length; at++) {
    const row = (rows as readonly Row<Change>[])[at]!;
    const { from, to, when } = row;
    if ((from === undefined || context.postgres >= from) && (to === undefined || context.postgres <= to) && (when === undefined || when(change, context))) return row;
  }
  return undefined;
}

/** Most statements lock one table and do no work: what is found first makes its map. */
type Found = { locks?: Map<string, Lock> } & { [K in Work]?: Map<string, Lock["certainty"]> };

function collect(change: Change, all: readonly Change[], context: EffectsContext, found: Found): void {
  const row = rowFor(change, context);
  if (!row) return;
  const certainty = row.certainty ?? "will";
  if ("isNew" in change && "table" in change && change.table !== "") {
    const mode = typeof row.lock === "function" ? row.lock(change) : row.lock;
    const isNew = change.isNew || change.kind === "create-table";
    if (mode) addLock(found, { table: change.table, mode, isNew, certainty });
    if (row.work && !isNew && !isEmptyReference(change, all)) for (const work of row.work) addWork(found, work, change.table, certainty);
  }
  if (!row.also) return;
  for (const { table, lock, work = [], isNew = context.isNew?.(table) ?? false } of row.also(change)) {
    addLock(found, { table, mode: lock, isNew, certainty });
    if (!isNew) for (const one of work) addWork(found, one, table, certainty);
  }
}

/** ADD COLUMN … REFERENCES without a default: every row is null, so PostgreSQL has nothing to check and does not read the table. */
function isEmptyReference(change: Change, all: readonly Change[]): boolean {
  // A key that stands beside the new column, not in its definition, is checked (transformAlterTableStmt, skipValidation).
  if (change.kind !== "add-foreign-key" || !change.withColumn) return false;
  return all.some(
    (other) =>
      other.kind === "add-column" && other.table === change.table && change.foreignKey.columns.join() === other.column.name && !other.column.default && !other.column.generated,
  );
}

function addLock(found: Found, lock: Lock): void {
  found.locks ??= new Map();
  const { locks } = found;
  const held = locks.get(lock.table);
  if (held && strength(held.mode) > strength(lock.mode)) return;
  if (held && held.mode === lock.mode && held.certainty === "will") return;
  locks.set(lock.table, lock);
}

function addWork(found: Found, work: Work, table: string, certainty: Lock["certainty"]): void {
  found[work] ??= new Map();
  const tables = found[work];
  if (tables.get(table) !== "will") tables.set(table, certainty);
}

function strength(mode: LockMode): number {
  return LOCK_MODES.indexOf(mode);
}
