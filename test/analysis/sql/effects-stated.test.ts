/** What the table of effects says where one connection cannot see it, of new tables, of doubt, and of every kind of change. */
import { beforeAll, describe, expect, it } from "vitest";
import { effectsTable } from "../../../src/analysis/sql/effects.ts";
import { prepareSql } from "../../../src/analysis/sql/read-migrations.ts";
import type { ChangeKind, LockMode } from "../../../src/model/change.ts";
import { CASES, kindsOf, LOOSE, lockMap, PARTS, PEOPLE, read } from "./effects-cases.ts";

beforeAll(() => prepareSql());

/** What one connection cannot see, or must not do here: PostgreSQL's manual alone. */
const STATED: readonly (readonly [sql: string, locks: Readonly<Record<string, LockMode>>, work?: Partial<Record<"rewrites" | "scans" | "builds", string[]>>])[] = [
  ["CREATE INDEX CONCURRENTLY loose_team ON loose (team)", { loose: "SHARE UPDATE EXCLUSIVE" }, { builds: ["loose"] }],
  ["DROP INDEX CONCURRENTLY loose_age", { loose: "SHARE UPDATE EXCLUSIVE" }],
  ["REINDEX INDEX CONCURRENTLY loose_age", { loose: "SHARE UPDATE EXCLUSIVE" }, { builds: ["loose"] }],
  ["REINDEX TABLE CONCURRENTLY loose", { loose: "SHARE UPDATE EXCLUSIVE" }, { builds: ["loose"] }],
  ["VACUUM loose", { loose: "SHARE UPDATE EXCLUSIVE" }],
  ["VACUUM FULL loose", { loose: "ACCESS EXCLUSIVE" }, { rewrites: ["loose"] }],
  ["ALTER TABLE parts DETACH PARTITION first_part CONCURRENTLY", { parts: "SHARE UPDATE EXCLUSIVE", first_part: "ACCESS EXCLUSIVE" }],
  ["ALTER TABLE loose SET TABLESPACE fast", { loose: "ACCESS EXCLUSIVE" }, { rewrites: ["loose"] }],
  ["ALTER TABLE loose SET ACCESS METHOD columnar", { loose: "ACCESS EXCLUSIVE" }, { rewrites: ["loose"] }],
  // The parent is locked SHARE UPDATE EXCLUSIVE too; the change does not name it.
  ["ALTER TABLE proven INHERIT apart", { proven: "ACCESS EXCLUSIVE" }],
  ["COPY loose FROM STDIN", { loose: "ROW EXCLUSIVE" }],
];

describe("what the manual alone can say", () => {
  it.each(STATED.map(([sql, locks, work]) => ({ sql, locks, work })))("$sql", ({ sql, locks, work }) => {
    const { effects } = read(`${LOOSE} ${PARTS}`, sql);
    expect(lockMap(effects.locks)).toEqual(locks);
    expect({ rewrites: effects.rewrites, scans: effects.scans, builds: effects.builds }).toEqual({ rewrites: [], scans: [], builds: [], ...work });
  });

  it("knows what older servers lack", () => {
    expect(lockMap(read(PARTS, "ALTER TABLE parts DETACH PARTITION first_part CONCURRENTLY", 13).effects.locks)).toEqual({
      parts: "ACCESS EXCLUSIVE",
      first_part: "ACCESS EXCLUSIVE",
    });
  });
});

describe("new tables", () => {
  it("are locked, but hold no rows to rewrite, read or index", () => {
    const { effects } = read(PEOPLE, "CREATE TABLE fresh (id int); ALTER TABLE fresh ALTER COLUMN id TYPE bigint, ADD CONSTRAINT positive CHECK (id > 0), ADD UNIQUE (id)");
    expect(effects).toEqual({ locks: [{ table: "fresh", mode: "ACCESS EXCLUSIVE", isNew: true, certainty: "will" }], rewrites: [], scans: [], builds: [] });
  });

  it("lock the old tables that they refer to, and are no old table to others", () => {
    const { effects } = read(PEOPLE, "CREATE TABLE fresh (id int PRIMARY KEY); CREATE TABLE second (fresh int REFERENCES fresh, team int REFERENCES teams)");
    expect(effects.locks.map(({ table, mode, isNew }) => [table, mode, isNew])).toEqual([
      ["second", "ACCESS EXCLUSIVE", true],
      ["fresh", "SHARE ROW EXCLUSIVE", true],
      ["teams", "SHARE ROW EXCLUSIVE", false],
    ]);
  });
});

describe("doubt", () => {
  it("is told where the history does not know the old type", () => {
    const { effects } = read("", "ALTER TABLE unseen ALTER COLUMN a TYPE bigint");
    expect(effects).toMatchObject({ locks: [{ table: "unseen", mode: "ACCESS EXCLUSIVE", certainty: "may" }], rewrites: ["unseen"], doubtful: ["unseen"] });
  });

  it("is told where the session's time zone decides", () => {
    expect(read(PEOPLE, "ALTER TABLE people ALTER COLUMN born TYPE timestamptz").effects.doubtful).toEqual(["people"]);
  });

  it("gives way to what is certain in the same statement", () => {
    const { effects } = read(PEOPLE, "ALTER TABLE people ALTER COLUMN born TYPE timestamptz, ALTER COLUMN age TYPE bigint");
    expect(effects.doubtful).toBeUndefined();
    expect(effects.locks).toEqual([{ table: "people", mode: "ACCESS EXCLUSIVE", isNew: false, certainty: "will" }]);
  });

  it("is told of a primary key on columns that the history has not seen", () => {
    expect(read("", "ALTER TABLE unseen ADD CONSTRAINT pk PRIMARY KEY USING INDEX idx").effects.doubtful).toEqual(["unseen"]);
  });
});

/** They name no table, and so nothing to observe. */
const NO_TABLE: readonly ChangeKind[] = [
  ...([
    "alter-type",
    "alter-domain",
    "alter-sequence",
    "drop-sequence",
    "drop-domain",
    "drop-function",
    "drop-extension",
    "rename-type",
    "rename-schema",
    "drop-schema",
    "drop-owned",
  ] as const),
  ...([
    "create-database",
    "drop-database",
    "reindex-all",
    "vacuum-all",
    "cluster-all",
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "rollback-to",
    "prepare-transaction",
  ] as const),
  ...([
    "create-type",
    "create-sequence",
    "create-extension",
    "create-schema",
    "do",
    "call",
    "create-implicit-join",
    "drop-implicit-join",
    "drop-enum-value",
    "no-effect-on-tables",
  ] as const),
];
/** SQL for which the history does not know the table (DROP STATISTICS names none). */
const WITHOUT_ITS_TABLE: readonly ChangeKind[] = ["drop-statistics"];

it("every kind of change stands in a case above, or names no table", () => {
  const covered = new Set<ChangeKind>([...NO_TABLE, ...WITHOUT_ITS_TABLE]);
  const cases = [...CASES, [`${LOOSE} ${PARTS}`, ...STATED.map(([sql]) => sql)] as const];
  for (const [setup, ...statements] of cases) {
    for (const sql of [setup, ...statements.map((statement) => `${setup}; ${statement}`)]) for (const { kind } of kindsOf(sql)) covered.add(kind);
  }
  expect(Object.keys(effectsTable).filter((kind) => !covered.has(kind as ChangeKind))).toEqual([]);
});

it("every row says where it comes from", () => {
  for (const [kind, rows] of Object.entries(effectsTable)) for (const { source } of rows) expect(source, kind).toMatch(/manual|measured|no table is locked/);
});

it("the last row of a kind holds for all versions", () => {
  for (const [kind, rows] of Object.entries(effectsTable)) expect(rows.at(-1), kind).not.toHaveProperty("when");
});
