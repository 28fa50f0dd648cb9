/** What one transaction of an added migration does, in order: which locks it already holds when the next statement runs. */
import { isTableChange, LOCK_MODES, type LockMode } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Lock, Migration, Statement } from "../../../model/migration.ts";
import { addedStatements, isSmall, transactionKey } from "./steps.ts";

export interface Placed {
  readonly migration: Migration;
  readonly statement: Statement;
}

/** Transactions of two statements and more, in order. */
export function transactionsOfPull(database: Database): readonly (readonly Placed[])[] {
  const found = new Map<string, Placed[]>();
  for (const { migration, statement } of addedStatements(database)) {
    const key = transactionKey(migration, statement);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { migration, statement }]);
  }
  return [...found.values()].filter((statements) => statements.length > 1);
}

export function isAtLeast(mode: LockMode, other: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf(other);
}

/** Locks of this mode and stronger on tables that stood before, have users and are what the statement changes. */
export function strongLocks(database: Database, statement: Statement, mode: LockMode): readonly Lock[] {
  const subjects = new Set(
    statement.changes.filter(isTableChange).flatMap((change) => (change.before?.persistence === "temporary" || change.before?.kind.includes("view") ? [] : [change.table])),
  );
  return statement.effects.locks.filter((lock) => !lock.isNew && subjects.has(lock.table) && !isSmall(database, lock.table) && isAtLeast(lock.mode, mode));
}
