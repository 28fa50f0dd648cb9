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
  const found: Found = { locks: new Map(), work: { rewrite: new Map(), scan: new Map(), build: new Map() } };
  for (const change of changes) collect(change, changes, context, found);
  const doubtful = [...found.work.rewrite, ...found.work.scan].filter(([, certainty]) => certainty === "may").map(([table]) => table);
  return {
    locks: [...found.locks.values()],
    rewrites: [...found.work.rewrite.keys()],
    scans: [...found.work.scan.keys()],
    builds: [...found.work.build.keys()],
    ...(doubtful.length > 0 ? { doubtful } : {}),
  };
}

/** The row of the table that holds for a change. */
export function rowFor(change: Change, context: EffectsContext): Row<Change> | undefined {
  const rows: readonly Row<never>[] = effectsTable[change.kind];
  return (rows as readonly Row<Change>[]).find(
    (row) =>
      (row.from === undefined || context.postgres >= row.from) && (row.to === undefined || context.postgres <= row.to) && (row.when === undefined || row.when(change, context)),
  );
}

interface Found {
  readonly locks: Map<string, Lock>;
  readonly work: Readonly<Record<Work, Map<string, Lock["certainty"]>>>;
}

function collect(change: Change, all: readonly Change[], context: EffectsContext, found: Found): void {
  const row = rowFor(change, context);
  if (!row) return;
  const certainty = row.certainty ?? "will";
  if ("isNew" in change && "table" in change && change.table !== "") {
    const mode = typeof row.lock === "function" ? row.lock(change) : row.lock;
    const isNew = change.isNew || change.kind === "create-table";
    if (mode) addLock(found.locks, { table: change.table, mode, isNew, certainty });
    if (!isNew && !isEmptyReference(change, all)) for (const work of row.work ?? []) addWork(found.work[work], change.table, certainty);
  }
  for (const { table, lock, work = [], isNew = context.isNew?.(table) ?? false } of row.also?.(change) ?? []) {
    addLock(found.locks, { table, mode: lock, isNew, certainty });
    if (!isNew) for (const one of work) addWork(found.work[one], table, certainty);
  }
}

/** ADD COLUMN … REFERENCES without a default: every row is null, so PostgreSQL has nothing to check and does not read the table. */
function isEmptyReference(change: Change, all: readonly Change[]): boolean {
  if (change.kind !== "add-foreign-key") return false;
  return all.some(
    (other) =>
      other.kind === "add-column" && other.table === change.table && change.foreignKey.columns.join() === other.column.name && !other.column.default && !other.column.generated,
  );
}

function addLock(locks: Map<string, Lock>, lock: Lock): void {
  const held = locks.get(lock.table);
  if (held && strength(held.mode) > strength(lock.mode)) return;
  if (held && held.mode === lock.mode && held.certainty === "will") return;
  locks.set(lock.table, lock);
}

function addWork(work: Map<string, Lock["certainty"]>, table: string, certainty: Lock["certainty"]): void {
  if (work.get(table) !== "will") work.set(table, certainty);
}

function strength(mode: LockMode): number {
  return LOCK_MODES.indexOf(mode);
}
