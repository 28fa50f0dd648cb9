/** The table of effects against PostgreSQL: each statement is read by us, and run by it. */
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/read-migrations.ts";
import { type ChangeKind, LOCK_MODES, type LockMode } from "../../../src/model/change.ts";
import type { Statement } from "../../../src/model/migration.ts";
import { CASES, lockMap, read } from "./effects-cases.ts";
import { type Observed, observe, openDatabase, setUp } from "./observed.ts";

let db: PGlite;
beforeAll(async () => {
  await prepareSql();
  db = await openDatabase();
});
afterAll(() => db.close());

describe("one connection sees what we say", () => {
  for (const [setup, ...statements] of CASES)
    describe(setup.trim().split("\n").at(-1)!.trim(), () => {
      beforeAll(() => setUp(db, setup));
      it.each(statements)("%s", async (sql) => {
        const statement = read(setup, sql);
        expectSame(statement, await observe(db, sql));
      });
    });
});

/** They read and write what their WHERE or query says, or give the table an empty file: only their locks are told. */
const DATA: ReadonlySet<ChangeKind> = new Set(["insert", "update", "delete", "merge", "copy", "truncate", "select", "create-view"]);

function expectSame({ effects, changes }: Statement, observed: Observed): void {
  const told = effects.locks.filter((lock) => !lock.isNew);
  const own = new Set([
    ...changes.flatMap((change) => ("table" in change ? [change.table] : [])),
    ...changes.flatMap((change) => (change.kind === "attach-partition" ? [change.partition] : [])),
  ]);
  expect(lockMap(told)).toEqual(Object.fromEntries(Object.entries(observed.locks).filter(([table, mode]) => isStrong(mode) || told.some((lock) => lock.table === table))));
  const emptied = changes.some((change) => change.kind === "refresh-materialized-view" && (change.concurrently || !change.withData));
  if (emptied || changes.some(({ kind }) => DATA.has(kind))) {
    expect({ rewrites: effects.rewrites, scans: effects.scans, builds: effects.builds }).toEqual({ rewrites: [], scans: [], builds: [] });
    return;
  }
  const proven = (table: string): boolean => !effects.doubtful?.includes(table);
  expect(effects.rewrites.filter(proven)).toEqual(observed.rewrites.filter(proven));
  // A partition is given the indexes of its new parent, which only the catalogue knows.
  if (!changes.some(({ kind }) => kind === "attach-partition")) expect([...effects.builds].sort()).toEqual(observed.builds);
  // Which way PostgreSQL reads the other table of a foreign key is the planner's affair.
  expect([...new Set([...effects.rewrites, ...effects.scans, ...effects.builds])].filter(proven).sort()).toEqual(observed.read.filter((table) => own.has(table) && proven(table)));
}

/** Weaker ones stand behind most statements (the foreign keys of the rows that they write); those that we tell must be there. */
function isStrong(mode: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf("ROW EXCLUSIVE");
}
