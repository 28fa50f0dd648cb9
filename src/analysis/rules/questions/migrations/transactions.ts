/** What one transaction of an added migration does, in order: which locks it already holds when the next statement runs. */
import { isTableChange, LOCK_MODES, type LockMode } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { Lock, Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import { addedStatements, isSmall, type Placed, transactionKey } from "./steps.ts";

/** Transactions of two statements and more, in order. */
export const transactionsOfPull = once((database: Database): readonly (readonly Placed[])[] => {
  const found = new Map<string, Placed[]>();
  for (const placed of addedStatements(database)) {
    const key = transactionKey(database, placed.migration, placed.statement);
    if (key === undefined) continue;
    const statements = found.get(key);
    if (statements) statements.push(placed);
    else found.set(key, [placed]);
  }
  return [...found.values()].filter((statements) => statements.length > 1);
});

const RANKS = Object.fromEntries(LOCK_MODES.map((mode, rank) => [mode, rank])) as Readonly<Record<LockMode, number>>;

export function isAtLeast(mode: LockMode, other: LockMode): boolean {
  return RANKS[mode] >= RANKS[other];
}

/** Those of them that lock some table that stood before. */
export const lockingTransactions = once((database: Database): readonly (readonly Placed[])[] =>
  transactionsOfPull(database).filter((statements) => statements.some(({ statement }) => statement.effects.locks.some(({ isNew }) => !isNew))),
);

/** Locks of this mode and stronger on tables that stood before, have users and are what the statement changes. */
export function strongLocks(database: Database, statement: Statement, mode: LockMode): readonly Lock[] {
  const { locks } = statement.effects;
  // Hardly any statement of a new repository has one.
  if (!locks.some((lock) => !lock.isNew && isAtLeast(lock.mode, mode))) return NO_LOCKS;
  return locks.filter((lock) => !lock.isNew && isAtLeast(lock.mode, mode) && isSubject(statement, lock.table) && !isSmall(database, lock.table));
}

const NO_LOCKS: readonly Lock[] = [];

function isSubject({ changes }: Statement, table: string): boolean {
  return changes.some((change) => isTableChange(change) && change.table === table && change.before?.persistence !== "temporary" && !change.before?.kind.includes("view"));
}

/** It waits for other transactions by design: a timeout would end it half-way and leave an invalid index. */
export function isConcurrent({ changes }: Statement): boolean {
  return changes.some((change) => "concurrently" in change && change.concurrently);
}
